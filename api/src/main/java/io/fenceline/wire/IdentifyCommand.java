package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The submission queue entry of Identify (NVM Express Base 2.1, 5.1.13), beside what {@link Sqe} has. */
public final class IdentifyCommand {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Controller or namespace structure, as in {@link Cns}. */
    public static final Field CNS = new Field(40, 1);
    /** Controller identifier, where the structure needs one. */
    public static final Field CNTID = new Field(42, 2);
    /** CNS specific identifier. */
    public static final Field CNSSID = new Field(44, 2);
    /** Command set identifier, as in {@link Csi}. */
    public static final Field CSI = new Field(47, 1);
    /** UUID index, bits 6:0. */
    public static final Field UUIDX = new Field(56, 1);
    /** Length of what Identify returns, whatever the structure. */
    public static final int DATA_BYTES = 4096;

    /**
     * Writes an Identify; its SGL is the transport's to write.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param nsid namespace identifier
     * @param cns structure
     * @param cntid controller identifier
     * @param csi command set
     */
    public static void encode(MemorySegment sqe, int cid, int nsid, int cns, int cntid, int csi) {
        Sqe.clear(sqe, AdminOpcode.IDENTIFY, cid, nsid);
        CNS.put(sqe, cns);
        CNTID.put(sqe, cntid);
        CSI.put(sqe, csi);
    }

    private IdentifyCommand() {
    }
}
