package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * A Namespace Identification Descriptor; Identify CNS 03h returns a list of them that ends with zeroes (NVM Express Base
 * 2.1, 5.1.13.2.3).
 */
public final class NamespaceDescriptor {
    /** Length of the header before the identifier. */
    public static final int HEADER_BYTES = 4;
    /** NIDT of EUI64, 8 bytes. */
    public static final int EUI64 = 1;
    /** NIDT of NGUID, 16 bytes. */
    public static final int NGUID = 2;
    /** NIDT of a UUID, 16 bytes. */
    public static final int UUID = 3;
    /** NIDT of the command set identifier, 1 byte. */
    public static final int CSI = 4;

    private NamespaceDescriptor() {
    }

    /**
     * Writes an EUI64.
     *
     * @param list the structure
     * @param at where the descriptor begins
     * @param eui64 byte 0 highest
     * @return where the next descriptor begins
     */
    public static int putEui64(MemorySegment list, int at, long eui64) {
        putHeader(list, at, EUI64, 8);
        Bytes.put64(list, at + 4L, Long.reverseBytes(eui64));
        return at + 12;
    }

    /**
     * Writes an NGUID or a UUID.
     *
     * @param list the structure
     * @param at where the descriptor begins
     * @param nidt {@link #NGUID} or {@link #UUID}
     * @param id the identifier
     * @return where the next descriptor begins
     */
    public static int putId(MemorySegment list, int at, int nidt, Id128 id) {
        putHeader(list, at, nidt, Id128.BYTES);
        id.put(list, at + 4L);
        return at + 20;
    }

    /**
     * Writes the command set identifier.
     *
     * @param list the structure
     * @param at where the descriptor begins
     * @param csi as in {@link Csi}
     * @return where the next descriptor begins
     */
    public static int putCsi(MemorySegment list, int at, int csi) {
        putHeader(list, at, CSI, 1);
        Bytes.put8(list, at + 4L, csi);
        return at + 5;
    }

    /**
     * The type of a descriptor.
     *
     * @param list the structure
     * @param at where the descriptor begins
     * @return NIDT; 0 behind the last
     */
    public static int nidt(MemorySegment list, int at) {
        return Bytes.u8(list, at);
    }

    /**
     * The length of a descriptor's identifier.
     *
     * @param list the structure
     * @param at where the descriptor begins
     * @return NIDL, in bytes
     */
    public static int nidl(MemorySegment list, int at) {
        return Bytes.u8(list, at + 1L);
    }

    private static void putHeader(MemorySegment list, int at, int nidt, int nidl) {
        Bytes.put32(list, at, nidt | nidl << 8);
    }
}
