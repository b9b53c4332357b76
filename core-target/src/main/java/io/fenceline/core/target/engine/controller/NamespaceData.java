package io.fenceline.core.target.engine.controller;

import io.fenceline.api.target.AnaState;
import io.fenceline.core.target.engine.io.IoLimits;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.core.target.engine.namespace.NamespaceIdentity;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.wire.Csi;
import io.fenceline.wire.Id128;
import io.fenceline.wire.IdentifyCommand;
import io.fenceline.wire.IdentifyNamespace;
import io.fenceline.wire.IndependentNamespace;
import io.fenceline.wire.NamespaceDescriptor;
import io.fenceline.wire.NvmNamespace;
import java.lang.foreign.MemorySegment;

/** Identify Namespace data (NVM Command Set 1.1, 4.1.5; NVM Express Base 2.1, 5.1.13.2). */
final class NamespaceData {
    private NamespaceData() {
    }

    /** CNS 00h and 11h. */
    static byte[] nvm(Controller controller, Namespace namespace, boolean active) {
        byte[] page = new byte[IdentifyNamespace.BYTES];
        MemorySegment data = MemorySegment.ofArray(page);
        AnaState ana = controller.port().ana().state(namespace.spec().anaGroup());
        IdentifyNamespace.NSZE.put(data, namespace.blocks());
        IdentifyNamespace.NCAP.put(data, namespace.blocks());
        // 8.1.1.6: where a namespace cannot be reached, NUSE is cleared.
        boolean reachable = !active || (ana != AnaState.INACCESSIBLE && ana != AnaState.PERSISTENT_LOSS);
        IdentifyNamespace.NUSE.put(data, reachable ? namespace.blocks() : 0);
        IdentifyNamespace.NMIC.put(data, IdentifyNamespace.NMIC_SHARED);
        IdentifyNamespace.DLFEAT.put(data, deallocated(namespace.backend().capabilities()));
        IdentifyNamespace.MSSRL.put(data, IoLimits.COPY_RANGE_BLOCKS);
        IdentifyNamespace.MCL.put(data, IoLimits.COPY_BLOCKS);
        IdentifyNamespace.MSRC.put(data, IoLimits.COPY_RANGES - 1);
        IdentifyNamespace.ANAGRPID.put(data, namespace.spec().anaGroup());
        if (namespace.spec().readOnly()) {
            IdentifyNamespace.NSATTR.put(data, IdentifyNamespace.NSATTR_WRITE_PROTECTED);
        }
        NamespaceIdentity identity = namespace.identity();
        IdentifyNamespace.NGUID.put(data, Id128.parse(identity.nguid()));
        IdentifyNamespace.putEui64(data, Long.parseUnsignedLong(identity.eui64(), 16));
        IdentifyNamespace.putLbaFormat(data, 0, 0, namespace.blockShift(), 0);
        return page;
    }

    /** DLFEAT: what deallocated blocks read as, and whether Write Zeroes may deallocate. */
    private static int deallocated(BackendCapabilities backend) {
        if (!backend.deallocate()) {
            return 0;
        }
        return (backend.zeroesAfterDeallocate() ? IdentifyNamespace.DLFEAT_READ_ZEROES : 0)
                | IdentifyNamespace.DLFEAT_WRITE_ZEROES_DEALLOCATES;
    }

    /** CNS 03h. */
    static byte[] descriptors(Namespace namespace) {
        byte[] page = new byte[IdentifyCommand.DATA_BYTES];
        MemorySegment list = MemorySegment.ofArray(page);
        NamespaceIdentity identity = namespace.identity();
        int at = NamespaceDescriptor.putEui64(list, 0, Long.parseUnsignedLong(identity.eui64(), 16));
        at = NamespaceDescriptor.putId(list, at, NamespaceDescriptor.NGUID, Id128.parse(identity.nguid()));
        at = NamespaceDescriptor.putId(list, at, NamespaceDescriptor.UUID, Id128.of(identity.uuid()));
        NamespaceDescriptor.putCsi(list, at, Csi.NVM);
        return page;
    }

    /** CNS 05h: no protection information, no extended formats: all zero. */
    static byte[] nvmCommandSet() {
        return new byte[NvmNamespace.BYTES];
    }

    /** CNS 08h. */
    static byte[] independent(Namespace namespace) {
        byte[] page = new byte[IndependentNamespace.BYTES];
        MemorySegment data = MemorySegment.ofArray(page);
        IndependentNamespace.NMIC.put(data, IdentifyNamespace.NMIC_SHARED);
        IndependentNamespace.ANAGRPID.put(data, namespace.spec().anaGroup());
        if (namespace.spec().readOnly()) {
            IndependentNamespace.NSATTR.put(data, IdentifyNamespace.NSATTR_WRITE_PROTECTED);
        }
        if (!namespace.backend().capabilities().volatileCache()) {
            IndependentNamespace.NSFEAT.put(data, IndependentNamespace.NSFEAT_VWCNP);
        }
        IndependentNamespace.NSTAT.put(data, IndependentNamespace.NSTAT_NRDY);
        return page;
    }
}
