package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.Limits;
import io.fenceline.core.target.engine.io.IoLimits;
import io.fenceline.core.target.engine.subsystem.AnaStates;
import io.fenceline.core.target.engine.subsystem.Subsystem;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.wire.Anacap;
import io.fenceline.wire.Cqe;
import io.fenceline.wire.Ctratt;
import io.fenceline.wire.IdentifyController;
import io.fenceline.wire.Lpa;
import io.fenceline.wire.NvmController;
import io.fenceline.wire.Oncs;
import io.fenceline.wire.PowerState;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;

/** Identify Controller data (NVM Express Base 2.1, 5.1.13.2.1, Figure 313; NVM Command Set 1.1, 4.1.5.4). */
final class ControllerData {
    private static final int CAPSULE_UNIT = 16;
    private static final int MIN_PAGE = 4096;
    private static final int ENTRY_SIZES_SQ = 0x66;
    private static final int ENTRY_SIZES_CQ = 0x44;
    /** RAB: arbitration burst 2^6; there is one arbitration, round robin of queues, and nobody minds. */
    private static final int RECOMMENDED_BURST = 6;
    /** WCTEMP and CCTEMP in Kelvin: there is no sensor, the composite temperature of the SMART log is 25 degrees C. */
    private static final int WARNING_TEMPERATURE_K = 343;
    private static final int CRITICAL_TEMPERATURE_K = 358;
    /** PSD0.MP in hundredths of a watt: 25 W, as other software controllers say, so that tools have a number. */
    private static final int MAX_POWER = 2500;

    private ControllerData() {
    }

    static byte[] nvm(Controller controller) {
        byte[] page = new byte[IdentifyController.BYTES];
        MemorySegment data = MemorySegment.ofArray(page);
        Subsystem subsystem = controller.subsystem();
        common(data, controller);
        IdentifyController.RAB.put(data, RECOMMENDED_BURST);
        IdentifyController.CMIC.put(data,
                IdentifyController.CMIC_MULTIPLE_PORTS | IdentifyController.CMIC_MULTIPLE_CONTROLLERS | IdentifyController.CMIC_ANA);
        IdentifyController.CNTRLTYPE.put(data, IdentifyController.CNTRLTYPE_IO);
        IdentifyController.CTRATT.put(data, Ctratt.HIDS | Ctratt.TBKAS);
        IdentifyController.ACL.put(data, Limits.ABORTS - 1);
        IdentifyController.FRMW.put(data, IdentifyController.FRMW_SLOT1_READ_ONLY | 1 << 1);
        IdentifyController.LPA.put(data, Lpa.CSES | Lpa.LPEDS | Lpa.MLPS);
        IdentifyController.WCTEMP.put(data, WARNING_TEMPERATURE_K);
        IdentifyController.CCTEMP.put(data, CRITICAL_TEMPERATURE_K);
        IdentifyController.CIU.put(data, controller.instance().ciu());
        IdentifyController.CIRN.put(data, controller.instance().cirn());
        IdentifyController.CQT.put(data, controller.cqtMs());
        IdentifyController.CCRL.put(data, Limits.CROSS_CONTROLLER_RESETS);
        IdentifyController.ANATT.put(data, subsystem.spec().anattSeconds());
        IdentifyController.ANACAP.put(data, Anacap.OPTIMIZED | Anacap.NON_OPTIMIZED | Anacap.INACCESSIBLE | Anacap.PERSISTENT_LOSS
                | Anacap.CHANGE | Anacap.GROUP_ID_FIXED);
        IdentifyController.ANAGRPMAX.put(data, Math.min(AnaStates.MAX_GROUP, subsystem.spec().anaGroups()));
        IdentifyController.NANAGRPID.put(data, subsystem.spec().anaGroups());
        IdentifyController.SQES.put(data, ENTRY_SIZES_SQ);
        IdentifyController.CQES.put(data, ENTRY_SIZES_CQ);
        // NN and MNAN are the same; a Linux host refuses ANA when MNAN is zero or greater than NN.
        IdentifyController.NN.put(data, subsystem.spec().maxNamespaces());
        IdentifyController.MNAN.put(data, subsystem.spec().maxNamespaces());
        IdentifyController.ONCS.put(data, Oncs.COMPARE | Oncs.WRITE_UNCORRECTABLE | Oncs.DATASET_MANAGEMENT | Oncs.WRITE_ZEROES
                | Oncs.SAVE_AND_SELECT | Oncs.VERIFY | Oncs.COPY);
        IdentifyController.FUSES.put(data, IdentifyController.FUSES_COMPARE_AND_WRITE);
        IdentifyController.VWC.put(data, IdentifyController.VWC_PRESENT | IdentifyController.VWC_FLUSH_ALL_SUPPORTED);
        IdentifyController.ACWU.put(data, IoLimits.COMPARE_AND_WRITE_BLOCKS - 1);
        IdentifyController.OFCS.put(data, IdentifyController.OFCS_DISCONNECT);
        // Copy descriptor format 0h only.
        IdentifyController.OCFS.put(data, 1);
        PowerState.MP.put(data.asSlice(IdentifyController.PSD, PowerState.BYTES), MAX_POWER);
        return page;
    }

    /** A discovery controller has no namespaces and no I/O queues; most fields are reserved (Figure 313, column "Disc"). */
    static byte[] discovery(Controller controller) {
        byte[] page = new byte[IdentifyController.BYTES];
        MemorySegment data = MemorySegment.ofArray(page);
        common(data, controller);
        IdentifyController.CNTRLTYPE.put(data, IdentifyController.CNTRLTYPE_DISCOVERY);
        IdentifyController.CTRATT.put(data, Ctratt.TBKAS);
        IdentifyController.LPA.put(data, Lpa.LPEDS);
        IdentifyController.DCTYPE.put(data, IdentifyController.DCTYPE_DDC);
        return page;
    }

    private static void common(MemorySegment data, Controller controller) {
        Subsystem subsystem = controller.subsystem();
        TransportCapabilities transport = controller.port().capabilities();
        IdentifyController.SN.put(data, subsystem.serial());
        IdentifyController.MN.put(data, subsystem.spec().model());
        IdentifyController.FR.put(data, controller.owner().firmwareRevision());
        IdentifyController.MDTS.put(data, mdts(controller.maxTransferBytes()));
        IdentifyController.CNTLID.put(data, controller.cntlid());
        IdentifyController.VER.put(data, Properties.VERSION);
        IdentifyController.OAES.put(data, Integer.toUnsignedLong(ControllerEvent.configurable(subsystem.isDiscovery())));
        IdentifyController.AERL.put(data, Limits.ASYNC_EVENT_REQUESTS - 1);
        IdentifyController.ELPE.put(data, Limits.ERROR_LOG_ENTRIES - 1);
        IdentifyController.KAS.put(data, Limits.KEEP_ALIVE_GRANULARITY_MS / 100);
        // MAXCMD is what a queue may hold: a host that reads it sizes its queues by it.
        IdentifyController.MAXCMD.put(data, controller.maxQueueSize());
        IdentifyController.SGLS.put(data, Integer.toUnsignedLong(transport.sgls()));
        IdentifyController.SUBNQN.put(data, subsystem.nqn().value());
        IdentifyController.IOCCSZ.put(data, (Sqe.BYTES + transport.inCapsuleBytes()) / CAPSULE_UNIT);
        IdentifyController.IORCSZ.put(data, Cqe.BYTES / CAPSULE_UNIT);
        // MSDBD: one SGL descriptor in a capsule.
        IdentifyController.MSDBD.put(data, 1);
    }

    /** MDTS is a power of two in units of the least page size; 0 would mean no limit. */
    static int mdts(int maxTransferBytes) {
        return Math.max(1, 31 - Integer.numberOfLeadingZeros(maxTransferBytes / MIN_PAGE));
    }

    /** CNS 06h, NVM command set: limits that MDTS does not imply (NVM Command Set 1.1, Figure 118). */
    static byte[] nvmCommandSet() {
        byte[] page = new byte[NvmController.BYTES];
        MemorySegment data = MemorySegment.ofArray(page);
        NvmController.VSL.put(data, IoLimits.VERIFY_SHIFT);
        // DMRL stays zero, "not reported": all 256 ranges that a command can name are taken, which the field cannot say.
        NvmController.DMRSL.put(data, IoLimits.DATASET_RANGE_BLOCKS);
        NvmController.DMSL.put(data, IoLimits.DATASET_BLOCKS);
        return page;
    }
}
