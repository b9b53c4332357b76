package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The completion queue entry, 16 bytes (NVM Express Base 2.1, 4.2.1), as static functions over memory. */
public final class Cqe {
    /** Length in bytes. */
    public static final int BYTES = 16;
    /** Offset of DW0 and DW1, the result. */
    public static final int RESULT = 0;
    /** Offset of the submission queue head pointer. */
    public static final int SQHD = 8;
    /** Offset of the submission queue identifier; reserved in Fabrics. */
    public static final int SQID = 10;
    /** Offset of the command identifier. */
    public static final int CID = 12;
    /** Offset of the status field: bit 0 is the phase tag (0 in Fabrics), bits 15:1 the status. */
    public static final int STATUS = 14;

    private Cqe() {
    }

    /**
     * Writes a whole entry.
     *
     * @param cqe 16 bytes
     * @param result DW0 in the low half, DW1 in the high half
     * @param sqhd submission queue head pointer
     * @param cid command identifier
     * @param status as in {@link Status}
     */
    public static void encode(MemorySegment cqe, long result, int sqhd, int cid, int status) {
        Bytes.put64(cqe, RESULT, result);
        Bytes.put32(cqe, SQHD, sqhd & 0xFFFF);
        Bytes.put32(cqe, CID, (cid & 0xFFFF) | status << 17);
    }

    /**
     * DW0 and DW1.
     *
     * @param cqe 16 bytes
     * @return DW0 in the low half
     */
    public static long result(MemorySegment cqe) {
        return Bytes.i64(cqe, RESULT);
    }

    /**
     * The submission queue head pointer.
     *
     * @param cqe 16 bytes
     * @return 0 to 65535
     */
    public static int sqhd(MemorySegment cqe) {
        return Bytes.u16(cqe, SQHD);
    }

    /**
     * The command identifier.
     *
     * @param cqe 16 bytes
     * @return 0 to 65535
     */
    public static int cid(MemorySegment cqe) {
        return Bytes.u16(cqe, CID);
    }

    /**
     * The status without the phase tag, as in {@link Status}.
     *
     * @param cqe 16 bytes
     * @return 15 bits
     */
    public static int status(MemorySegment cqe) {
        return Bytes.u16(cqe, STATUS) >>> 1;
    }
}
