package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The submission queue entry of Get Log Page (NVM Express Base 2.1, 5.1.12), beside what {@link Sqe} has. */
public final class GetLogPageCommand {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Log page identifier, as in {@link Lid}. */
    public static final Field LID = new Field(40, 1);
    /** Number of dwords, low half, 0's based. */
    public static final Field NUMDL = new Field(42, 2);
    /** Number of dwords, high half. */
    public static final Field NUMDU = new Field(44, 2);
    /** Log specific identifier. */
    public static final Field LSI = new Field(46, 2);
    /** Log page offset: bytes, or an index when OT is set. */
    public static final Field LPO = new Field(48, 8);
    /** UUID index, bits 6:0. */
    public static final Field UUIDX = new Field(56, 1);
    /** Command set identifier. */
    public static final Field CSI = new Field(59, 1);
    /** RAE in CDW10: the asynchronous event stays masked. */
    public static final int RAE = 1 << 15;
    /** OT in CDW14: LPO is an index. */
    public static final int OT = 1 << 23;

    /**
     * The length asked for.
     *
     * @param sqe 64 bytes
     * @return bytes, 4 to 2^34
     */
    public static long bytes(MemorySegment sqe) {
        return ((long) Bytes.u16(sqe, NUMDU.offset()) << 16 | Bytes.u16(sqe, NUMDL.offset())) * 4 + 4;
    }

    /**
     * The log specific parameter.
     *
     * @param sqe 64 bytes
     * @return 0 to 127
     */
    public static int lsp(MemorySegment sqe) {
        return Sqe.cdw(sqe, 10) >>> 8 & 0x7F;
    }

    /**
     * Retain asynchronous event.
     *
     * @param sqe 64 bytes
     * @return true when the event stays masked
     */
    public static boolean rae(MemorySegment sqe) {
        return (Sqe.cdw(sqe, 10) & RAE) != 0;
    }

    /**
     * Offset type.
     *
     * @param sqe 64 bytes
     * @return true when LPO is an index of entries instead of bytes
     */
    public static boolean offsetIsIndex(MemorySegment sqe) {
        return (Sqe.cdw(sqe, 14) & OT) != 0;
    }

    /**
     * Writes a Get Log Page; its SGL is the transport's to write.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param nsid namespace identifier
     * @param lid log page
     * @param bytes length, a multiple of 4
     * @param offset in bytes, a multiple of 4
     * @param cdw10 RAE and LSP in their places
     */
    public static void encode(MemorySegment sqe, int cid, int nsid, int lid, long bytes, long offset, int cdw10) {
        Sqe.clear(sqe, AdminOpcode.GET_LOG_PAGE, cid, nsid);
        long numd = bytes / 4 - 1;
        Sqe.putCdw(sqe, 10, (lid & 0xFF) | (int) numd << 16 | cdw10);
        NUMDU.put(sqe, numd >>> 16);
        LPO.put(sqe, offset);
    }

    private GetLogPageCommand() {
    }
}
