package io.fenceline.transport.tcp.pdu;

import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;

/** Initialize Connection Request (NVMe/TCP 1.1, 3.6.2.2): the first PDU of the host. */
public final class IcReq {
    /** Length in bytes. */
    public static final int BYTES = 128;
    /** Offset of PFV, two bytes; 0 is the only version. */
    public static final int PFV = 8;
    /** Offset of HPDA: alignment of data towards the host, in dwords, zero's based. */
    public static final int HPDA = 10;
    /** Offset of DGST. */
    public static final int DGST = 11;
    /** Offset of MAXR2T, four bytes, zero's based. */
    public static final int MAXR2T = 12;
    /** DGST bit: header digest wanted (ICReq) or in use (ICResp). */
    public static final int HDGST_ENABLE = 0x01;
    /** DGST bit: data digest wanted (ICReq) or in use (ICResp). */
    public static final int DDGST_ENABLE = 0x02;

    private IcReq() {
    }

    /**
     * Writes the whole PDU.
     *
     * @param s where
     * @param at offset of the PDU
     * @param hpda 0 to 31
     * @param digests DGST bits
     * @param maxR2t MAXR2T, zero's based
     */
    public static void encode(MemorySegment s, long at, int hpda, int digests, int maxR2t) {
        s.asSlice(at, BYTES).fill((byte) 0);
        Bytes.put64(s, at, CommonHeader.encode(PduType.IC_REQ, 0, BYTES, 0, BYTES));
        Bytes.put8(s, at + HPDA, hpda);
        Bytes.put8(s, at + DGST, digests);
        Bytes.put32(s, at + MAXR2T, maxR2t);
    }
}
