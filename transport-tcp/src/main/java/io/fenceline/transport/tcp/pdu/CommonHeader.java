package io.fenceline.transport.tcp.pdu;

import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;

/** The common header that begins every PDU (NVMe/TCP 1.1, 3.6.1). */
public final class CommonHeader {
    /** Length in bytes. */
    public static final int BYTES = 8;
    /** Offset of the PDU type. */
    public static final int TYPE = 0;
    /** Offset of the flags. */
    public static final int FLAGS = 1;
    /** Offset of HLEN: length of the header without its digest. */
    public static final int HLEN = 2;
    /** Offset of PDO: where data starts, from the start of the PDU. */
    public static final int PDO = 3;
    /** Offset of PLEN: length of the whole PDU, four bytes. */
    public static final int PLEN = 4;

    /** Flag: a header digest follows the header. */
    public static final int HDGSTF = 0x01;
    /** Flag: a data digest follows the data. */
    public static final int DDGSTF = 0x02;
    /** Flag of H2CData and C2HData: the last PDU of the transfer. */
    public static final int LAST = 0x04;
    /** Flag of C2HData: the command succeeded and no CapsuleResp follows. */
    public static final int SUCCESS = 0x08;

    /** Length in bytes of a header digest or a data digest. */
    public static final int DIGEST_BYTES = 4;
    /** Greatest HPDA and CPDA, zero's based in dwords: data aligned to 128 bytes. */
    public static final int MAX_PDA = 31;
    /** Longest header of any PDU, digest included: ICReq and ICResp, and room for a digest. */
    public static final int MAX_HEADER_BYTES = IcReq.BYTES + DIGEST_BYTES;

    private CommonHeader() {
    }

    /**
     * The eight bytes as one number, to be written in little-endian order.
     *
     * @param type PDU type
     * @param flags flags
     * @param hlen header length
     * @param pdo data offset; 0: no data
     * @param plen length of the PDU
     * @return the header
     */
    public static long encode(int type, int flags, int hlen, int pdo, int plen) {
        return (long) plen << 32 | (long) pdo << 24 | (long) hlen << 16 | (long) flags << 8 | type;
    }

    /**
     * The PDU type of an encoded header.
     *
     * @param header as in {@link #encode}
     * @return 0 to 255
     */
    public static int type(long header) {
        return (int) header & 0xFF;
    }

    /**
     * The flags of an encoded header.
     *
     * @param header as in {@link #encode}
     * @return 0 to 255
     */
    public static int flags(long header) {
        return (int) header >>> 8 & 0xFF;
    }

    /**
     * The header length of an encoded header.
     *
     * @param header as in {@link #encode}
     * @return 0 to 255
     */
    public static int hlen(long header) {
        return (int) header >>> 16 & 0xFF;
    }

    /**
     * The data offset of an encoded header.
     *
     * @param header as in {@link #encode}
     * @return 0 to 255
     */
    public static int pdo(long header) {
        return (int) header >>> 24 & 0xFF;
    }

    /**
     * The length of the PDU of an encoded header.
     *
     * @param header as in {@link #encode}
     * @return 0 to 2^32-1
     */
    public static long plen(long header) {
        return header >>> 32;
    }

    /**
     * Reads a header.
     *
     * @param s where
     * @param at offset of the PDU
     * @return the eight bytes
     */
    public static long read(MemorySegment s, long at) {
        return Bytes.i64(s, at);
    }

    /**
     * Where the data of a PDU starts.
     *
     * @param headerBytes header with its digest
     * @param pda HPDA or CPDA of the receiver: alignment in dwords, zero's based
     * @return the PDO
     */
    public static int dataOffset(int headerBytes, int pda) {
        int alignment = (pda + 1) << 2;
        return (headerBytes + alignment - 1) / alignment * alignment;
    }
}
