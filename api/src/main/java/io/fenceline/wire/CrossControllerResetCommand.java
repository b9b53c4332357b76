package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The submission queue entry of Cross-Controller Reset (NVM Express Base 2.3, 5.4.3), beside what {@link Sqe} has. */
public final class CrossControllerResetCommand {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Impacted Controller Identifier. */
    public static final Field ICID = new Field(40, 2);
    /** Controller Instance Uniquifier of the impacted controller. */
    public static final Field CIU = new Field(42, 1);
    /** Controller Instance Random Number of the impacted controller: CDW12 is its lower half. */
    public static final Field CIRN = new Field(48, 8);
    /** DW0 of the completion: Immediate Reset Successful. */
    public static final int IRS = 1;

    /**
     * Writes a Cross-Controller Reset.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param icid impacted controller
     * @param ciu its CIU
     * @param cirn its CIRN
     */
    public static void encode(MemorySegment sqe, int cid, int icid, int ciu, long cirn) {
        Sqe.clear(sqe, AdminOpcode.CROSS_CONTROLLER_RESET, cid, 0);
        ICID.put(sqe, icid);
        CIU.put(sqe, ciu);
        CIRN.put(sqe, cirn);
    }

    private CrossControllerResetCommand() {
    }
}
