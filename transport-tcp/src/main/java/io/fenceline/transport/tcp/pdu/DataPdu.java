package io.fenceline.transport.tcp.pdu;

import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;

/** H2CData, C2HData and R2T, whose headers are alike (NVMe/TCP 1.1, 3.6.2.8 to 3.6.2.10). */
public final class DataPdu {
    /** Header length. */
    public static final int BYTES = 24;
    /** Offset of CCCID: the command's identifier. */
    public static final int CCCID = 8;
    /** Offset of TTAG: the transfer tag of H2CData and R2T; reserved in C2HData. */
    public static final int TTAG = 10;
    /** Offset of DATAO, or R2TO in an R2T: offset in the command's data. */
    public static final int DATAO = 12;
    /** Offset of DATAL, or R2TL in an R2T: bytes. */
    public static final int DATAL = 16;

    private DataPdu() {
    }

    /**
     * Writes all fields after the common header.
     *
     * @param s where
     * @param at offset of the PDU
     * @param cccid command identifier
     * @param ttag transfer tag; 0 in C2HData
     * @param offset DATAO or R2TO
     * @param length DATAL or R2TL
     */
    public static void putFields(MemorySegment s, long at, int cccid, int ttag, int offset, int length) {
        Bytes.put64(s, at + CCCID, (cccid & 0xFFFFL) | (ttag & 0xFFFFL) << 16 | (long) offset << 32);
        Bytes.put64(s, at + DATAL, length & 0xFFFF_FFFFL);
    }
}
