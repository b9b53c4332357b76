package io.fenceline.core.host.engine.controller;

import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.core.host.engine.queue.AdminQueue;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Cns;
import io.fenceline.wire.Id128;
import io.fenceline.wire.IdentifyCommand;
import io.fenceline.wire.IdentifyNamespace;
import io.fenceline.wire.NamespaceDescriptor;
import io.fenceline.wire.NsidList;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a controller for all its namespaces (NVM Express Base 2.1, 5.1.13.2.2 and following): the list of active NSIDs, and of each
 * its data structure and its identifiers. One at a time, so that hundreds of controllers may do it side by side.
 */
final class NamespaceScan {
    /** More than this many namespaces are not looked at. */
    static final int MAX_NAMESPACES = 8192;

    /** Hears of the end. */
    interface Done {
        /** All of them, by NSID. */
        void onScanned(List<NamespaceFacts> found);

        /** A command failed. */
        void onScanFailed(String what);
    }

    private final AdminQueue admin;
    private final long timeoutNs;
    private final Done done;
    private final List<Integer> nsids = new ArrayList<>();
    private final List<NamespaceFacts> found = new ArrayList<>();

    NamespaceScan(AdminQueue admin, long timeoutNs, Done done) {
        this.admin = admin;
        this.timeoutNs = timeoutNs;
        this.done = done;
    }

    void begin() {
        list(0);
    }

    private void list(int after) {
        identify("Identify, active namespaces", after, Cns.ACTIVE_NAMESPACE_LIST, (status, result, data) -> {
            if (status != Status.SUCCESS) {
                done.onScanFailed("Identify, active namespaces: " + Status.name(status));
                return;
            }
            int count = NsidList.count(data);
            for (int i = 0; i < count && nsids.size() < MAX_NAMESPACES; i++) {
                nsids.add(NsidList.get(data, i));
            }
            if (count == NsidList.MAX && nsids.size() < MAX_NAMESPACES) {
                list(NsidList.get(data, count - 1));
            } else {
                next(0);
            }
        });
    }

    private void next(int index) {
        if (index == nsids.size()) {
            done.onScanned(found);
            return;
        }
        int nsid = nsids.get(index);
        identify("Identify Namespace " + nsid, nsid, Cns.NAMESPACE, (status, result, data) -> {
            if (status != Status.SUCCESS) {
                skipOrFail(status, nsid, index);
                return;
            }
            identify("Identify, descriptors of namespace " + nsid, nsid, Cns.NAMESPACE_DESCRIPTORS, (answer, none, descriptors) -> {
                if (Association.isLost(answer)) {
                    done.onScanFailed("the connection was lost");
                    return;
                }
                int plain = Status.plain(answer);
                // Controllers of NVMe 1.2 have no descriptors; then NGUID and EUI64 of the structure are all there is.
                boolean without = plain == Status.INVALID_FIELD || plain == Status.INVALID_OPCODE;
                if (answer != Status.SUCCESS && !without) {
                    done.onScanFailed("Identify, descriptors of namespace " + nsid + ": " + Status.name(answer));
                    return;
                }
                if (IdentifyNamespace.NSZE.get(data) != 0) {
                    found.add(facts(nsid, data, answer == Status.SUCCESS ? descriptors : MemorySegment.ofArray(new byte[0])));
                }
                next(index + 1);
            });
        });
    }

    /** A namespace may go while one is looking. */
    private void skipOrFail(int status, int nsid, int index) {
        int plain = Status.plain(status);
        if (plain == Status.INVALID_NAMESPACE || plain == Status.INVALID_FIELD) {
            next(index + 1);
        } else {
            done.onScanFailed("Identify Namespace " + nsid + ": " + Status.name(status));
        }
    }

    private void identify(String name, int nsid, int cns, AdminCall.Done then) {
        admin.submit(new AdminCall(name, (sqe, cid) -> IdentifyCommand.encode(sqe, cid, nsid, cns, 0, 0), null,
                IdentifyCommand.DATA_BYTES, timeoutNs, then), false);
    }

    private static NamespaceFacts facts(int nsid, MemorySegment ns, MemorySegment descriptors) {
        Id128 uuid = Id128.ZERO;
        Id128 nguid = IdentifyNamespace.NGUID.get(ns);
        long eui64 = IdentifyNamespace.eui64(ns);
        int at = 0;
        while (at + NamespaceDescriptor.HEADER_BYTES <= descriptors.byteSize()) {
            int length = NamespaceDescriptor.nidl(descriptors, at);
            int type = NamespaceDescriptor.nidt(descriptors, at);
            int value = at + NamespaceDescriptor.HEADER_BYTES;
            if (length == 0 || value + length > descriptors.byteSize()) {
                break;
            }
            if (type == NamespaceDescriptor.UUID && length == Id128.BYTES) {
                uuid = Id128.get(descriptors, value);
            } else if (type == NamespaceDescriptor.NGUID && length == Id128.BYTES) {
                nguid = Id128.get(descriptors, value);
            } else if (type == NamespaceDescriptor.EUI64 && length == Long.BYTES) {
                eui64 = Long.reverseBytes(Bytes.i64(descriptors, value));
            }
            at = value + length;
        }
        int format = IdentifyNamespace.formatIndex(ns);
        boolean preferred = (IdentifyNamespace.NSFEAT.getInt(ns) & IdentifyNamespace.NSFEAT_OPTPERF) != 0;
        int optimal = preferred ? IdentifyNamespace.NOWS.getInt(ns) + 1 : 0;
        return new NamespaceFacts(nsid, uuid, nguid, eui64, IdentifyNamespace.lbads(ns, format), IdentifyNamespace.NSZE.get(ns),
                IdentifyNamespace.ANAGRPID.getInt(ns), optimal, IdentifyNamespace.MSSRL.getInt(ns), IdentifyNamespace.MCL.get(ns),
                IdentifyNamespace.MSRC.getInt(ns) + 1,
                (IdentifyNamespace.NSATTR.getInt(ns) & IdentifyNamespace.NSATTR_WRITE_PROTECTED) != 0,
                IdentifyNamespace.metadataBytes(ns, format) != 0);
    }
}
