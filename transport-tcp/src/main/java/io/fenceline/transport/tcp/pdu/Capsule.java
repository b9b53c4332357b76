package io.fenceline.transport.tcp.pdu;

import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;

/** CapsuleCmd and CapsuleResp (NVMe/TCP 1.1, 3.6.2.6 and 3.6.2.7). */
public final class Capsule {
    /** Header length of CapsuleCmd. */
    public static final int CMD_BYTES = 72;
    /** Offset of the submission queue entry in CapsuleCmd. */
    public static final int SQE = 8;
    /** Header length of CapsuleResp. */
    public static final int RESP_BYTES = 24;
    /** Offset of the completion queue entry in CapsuleResp. */
    public static final int CQE = 8;
    /** In-capsule data that every controller takes with admin and Fabrics commands. */
    public static final int ADMIN_IN_CAPSULE_BYTES = 8192;

    private Capsule() {
    }

    /**
     * Writes the completion queue entry of a response.
     *
     * @param s where
     * @param at offset of the PDU
     * @param result DW0 in the low half, DW1 in the high half
     * @param sqHead SQHD
     * @param cid command identifier
     * @param status 15 bits
     */
    public static void putCqe(MemorySegment s, long at, long result, int sqHead, int cid, int status) {
        Bytes.put64(s, at + CQE, result);
        Bytes.put64(s, at + CQE + 8, (sqHead & 0xFFFFL) | (long) (cid & 0xFFFF) << 32 | (long) status << 49);
    }
}
