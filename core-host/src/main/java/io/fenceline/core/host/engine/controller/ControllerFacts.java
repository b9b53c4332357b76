package io.fenceline.core.host.engine.controller;

import io.fenceline.core.host.engine.path.CommandLimits;
import io.fenceline.wire.Cap;
import io.fenceline.wire.Ctratt;
import io.fenceline.wire.IdentifyController;
import io.fenceline.wire.NvmController;
import io.fenceline.wire.Oncs;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a controller said of itself after it was enabled. Made anew with each association: an instance that comes after a reset is
 * another one (ccr.md H12).
 *
 * @param cntlid CNTLID
 * @param model MN
 * @param serial SN
 * @param firmware FR
 * @param type CNTRLTYPE
 * @param limits what commands may carry
 * @param inCapsuleBytes data in a capsule of an I/O command
 * @param oaes OAES
 * @param trafficBasedKeepAlive CTRATT.TBKAS
 * @param cqtMs CQT; 0: not reported
 * @param keepAlive whether KAS says that keep alive is supported
 * @param aerl asynchronous event requests it takes
 * @param ana whether it reports ANA
 * @param anattNs ANATT
 * @param anaGroups NANAGRPID
 * @param anaGroupMax ANAGRPMAX
 * @param crdtNs CRDT1 to CRDT3
 * @param acl aborts it takes at a time
 * @param ciu CIU; 0: not reported
 * @param cirn CIRN
 * @param ccrl CCRL
 */
public record ControllerFacts(int cntlid, String model, String serial, String firmware, int type, CommandLimits limits, int inCapsuleBytes,
        int oaes, boolean trafficBasedKeepAlive, int cqtMs, boolean keepAlive, int aerl, boolean ana, long anattNs, int anaGroups,
        int anaGroupMax, List<Long> crdtNs, int acl, int ciu, long cirn, int ccrl) {
    private static final int MIN_PAGE_SHIFT = 12;

    static ControllerFacts of(MemorySegment id, long cap, int cntlid, int transportMaxBytes, MemorySegment nvm) {
        int page = MIN_PAGE_SHIFT + Cap.mpsmin(cap);
        int maxBytes = shifted(IdentifyController.MDTS.getInt(id), page, transportMaxBytes);
        int oncs = IdentifyController.ONCS.getInt(id);
        boolean hasNvm = nvm.byteSize() >= NvmController.BYTES;
        int zeroes = hasNvm ? shifted(NvmController.WZSL.getInt(nvm), page, 0) : maxBytes;
        int verify = hasNvm ? shifted(NvmController.VSL.getInt(nvm), page, 0) : maxBytes;
        int ioccsz = IdentifyController.IOCCSZ.getInt(id);
        int inCapsule = IdentifyController.ICDOFF.getInt(id) != 0 ? 0 : Math.clamp((ioccsz - 4L) * 16, 0, transportMaxBytes);
        int ctratt = IdentifyController.CTRATT.getInt(id);
        List<Long> crdt = List.of(IdentifyController.CRDT1.get(id) * 100_000_000L, IdentifyController.CRDT2.get(id) * 100_000_000L,
                IdentifyController.CRDT3.get(id) * 100_000_000L);
        CommandLimits limits = new CommandLimits(maxBytes, zeroes, verify, has(oncs, Oncs.COMPARE),
                (IdentifyController.FUSES.getInt(id) & IdentifyController.FUSES_COMPARE_AND_WRITE) != 0, has(oncs, Oncs.WRITE_ZEROES),
                has(oncs, Oncs.DATASET_MANAGEMENT), has(oncs, Oncs.VERIFY), has(oncs, Oncs.COPY),
                (IdentifyController.VWC.getInt(id) & IdentifyController.VWC_PRESENT) != 0);
        return new ControllerFacts(cntlid, IdentifyController.MN.get(id), IdentifyController.SN.get(id), IdentifyController.FR.get(id),
                IdentifyController.CNTRLTYPE.getInt(id), limits, inCapsule, IdentifyController.OAES.getInt(id), has(ctratt, Ctratt.TBKAS),
                IdentifyController.CQT.getInt(id), IdentifyController.KAS.getInt(id) != 0, IdentifyController.AERL.getInt(id) + 1,
                (IdentifyController.CMIC.getInt(id) & IdentifyController.CMIC_ANA) != 0,
                IdentifyController.ANATT.get(id) * 1_000_000_000L, IdentifyController.NANAGRPID.getInt(id),
                IdentifyController.ANAGRPMAX.getInt(id), crdt, IdentifyController.ACL.getInt(id) + 1,
                IdentifyController.CIU.getInt(id), IdentifyController.CIRN.get(id), IdentifyController.CCRL.getInt(id));
    }

    private static boolean has(int bits, int bit) {
        return (bits & bit) != 0;
    }

    /** A limit as a power of two in pages; 0 stands for none. */
    private static int shifted(int power, int page, int none) {
        if (power == 0) {
            return none;
        }
        int most = none == 0 ? 1 << 30 : none;
        return power + page >= 30 ? most : Math.min(most, 1 << (power + page));
    }
}
