package io.fenceline.transport.tcp.pdu;

import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;

/** Initialize Connection Response (NVMe/TCP 1.1, 3.6.2.3): the first PDU of the controller. */
public final class IcResp {
    /** Length in bytes. */
    public static final int BYTES = 128;
    /** Offset of PFV, two bytes. */
    public static final int PFV = 8;
    /** Offset of CPDA: alignment of data towards the controller, in dwords, zero's based. */
    public static final int CPDA = 10;
    /** Offset of DGST: {@link IcReq#HDGST_ENABLE} and {@link IcReq#DDGST_ENABLE}. */
    public static final int DGST = 11;
    /** Offset of MAXH2CDATA, four bytes. */
    public static final int MAXH2CDATA = 12;
    /** Least MAXH2CDATA. */
    public static final int MIN_MAXH2CDATA = 4096;

    private IcResp() {
    }

    /**
     * Writes the whole PDU.
     *
     * @param s where
     * @param at offset of the PDU
     * @param cpda 0 to 31
     * @param digests DGST bits
     * @param maxH2cData greatest data of an H2CData PDU: at least 4096, whole dwords
     */
    public static void encode(MemorySegment s, long at, int cpda, int digests, int maxH2cData) {
        s.asSlice(at, BYTES).fill((byte) 0);
        Bytes.put64(s, at, CommonHeader.encode(PduType.IC_RESP, 0, BYTES, 0, BYTES));
        Bytes.put8(s, at + CPDA, cpda);
        Bytes.put8(s, at + DGST, digests);
        Bytes.put32(s, at + MAXH2CDATA, maxH2cData);
    }
}
