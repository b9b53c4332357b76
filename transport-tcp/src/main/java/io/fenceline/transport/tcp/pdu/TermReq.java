package io.fenceline.transport.tcp.pdu;

import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;

/** H2CTermReq and C2HTermReq (NVMe/TCP 1.1, 3.6.2.4 and 3.6.2.5). They never carry a digest. */
public final class TermReq {
    /** Header length. */
    public static final int BYTES = 24;
    /** Offset of FES, two bytes. */
    public static final int FES = 8;
    /** Offset of FEI, four bytes that are not aligned. */
    public static final int FEI = 10;
    /** The most that is given back of the header of the PDU in error. */
    public static final int MAX_DATA_BYTES = 128;
    /** The longest termination request. */
    public static final int MAX_BYTES = BYTES + MAX_DATA_BYTES;

    private TermReq() {
    }

    /**
     * Writes the header.
     *
     * @param s where
     * @param at offset of the PDU
     * @param type {@link PduType#H2C_TERM_REQ} or {@link PduType#C2H_TERM_REQ}
     * @param fes fatal error status
     * @param fei fatal error information
     * @param dataBytes bytes of the PDU in error that follow, at most {@link #MAX_DATA_BYTES}
     */
    public static void encode(MemorySegment s, long at, int type, int fes, int fei, int dataBytes) {
        s.asSlice(at, BYTES).fill((byte) 0);
        Bytes.put64(s, at, CommonHeader.encode(type, 0, BYTES, 0, BYTES + dataBytes));
        Bytes.put16(s, at + FES, fes);
        Bytes.put32(s, at + FEI, fei);
    }
}
