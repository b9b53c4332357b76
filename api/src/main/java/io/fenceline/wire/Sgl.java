package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * An SGL descriptor, 16 bytes (NVM Express Base 2.1, 4.3.2), as static functions over memory. Byte 15 says what it is: type
 * in bits 7:4, subtype in bits 3:0.
 */
public final class Sgl {
    /** Length in bytes. */
    public static final int BYTES = 16;
    /** Type: data block. */
    public static final int TYPE_DATA_BLOCK = 0x0;
    /** Type: bit bucket. */
    public static final int TYPE_BIT_BUCKET = 0x1;
    /** Type: segment. */
    public static final int TYPE_SEGMENT = 0x2;
    /** Type: last segment. */
    public static final int TYPE_LAST_SEGMENT = 0x3;
    /** Type: keyed data block. */
    public static final int TYPE_KEYED_DATA_BLOCK = 0x4;
    /** Type: transport data block. */
    public static final int TYPE_TRANSPORT_DATA_BLOCK = 0x5;
    /** Type: vendor specific. */
    public static final int TYPE_VENDOR = 0xF;
    /** Subtype: the address is an address. */
    public static final int SUBTYPE_ADDRESS = 0x0;
    /** Subtype: the address is an offset, of in-capsule data. */
    public static final int SUBTYPE_OFFSET = 0x1;
    /** Subtype of a transport data block; of TCP and FC, the length alone counts. */
    public static final int SUBTYPE_TRANSPORT = 0xA;
    /** Subtype of a keyed data block: the key is to be invalidated. */
    public static final int SUBTYPE_INVALIDATE_KEY = 0xF;
    /** Identifier of a data block with an address. */
    public static final int DATA_BLOCK = 0x00;
    /** Identifier of a data block in the capsule. */
    public static final int IN_CAPSULE = 0x01;
    /** Identifier of a keyed data block. */
    public static final int KEYED = 0x40;
    /** Identifier of a keyed data block whose key is to be invalidated. */
    public static final int KEYED_INVALIDATE = 0x4F;
    /** Identifier of a transport data block. */
    public static final int TRANSPORT = 0x5A;

    private Sgl() {
    }

    /**
     * Type and subtype together.
     *
     * @param s where
     * @param at where the descriptor begins; {@link Sqe#SGL1} in a submission queue entry
     * @return byte 15
     */
    public static int identifier(MemorySegment s, long at) {
        return Bytes.u8(s, at + 15);
    }

    /**
     * The type.
     *
     * @param s where
     * @param at where the descriptor begins
     * @return 0 to 15
     */
    public static int type(MemorySegment s, long at) {
        return identifier(s, at) >>> 4;
    }

    /**
     * The subtype.
     *
     * @param s where
     * @param at where the descriptor begins
     * @return 0 to 15
     */
    public static int subtype(MemorySegment s, long at) {
        return identifier(s, at) & 0xF;
    }

    /**
     * The address, or the offset in the capsule.
     *
     * @param s where
     * @param at where the descriptor begins
     * @return the bits
     */
    public static long address(MemorySegment s, long at) {
        return Bytes.i64(s, at);
    }

    /**
     * The length of any descriptor but a keyed one.
     *
     * @param s where
     * @param at where the descriptor begins
     * @return bytes, 0 to 2^32-1
     */
    public static long length(MemorySegment s, long at) {
        return Bytes.u32(s, at + 8);
    }

    /**
     * The length of a keyed descriptor.
     *
     * @param s where
     * @param at where the descriptor begins
     * @return bytes, 0 to 2^24-1
     */
    public static int keyedLength(MemorySegment s, long at) {
        return Bytes.i32(s, at + 8) & 0xFF_FFFF;
    }

    /**
     * The key of a keyed descriptor.
     *
     * @param s where
     * @param at where the descriptor begins
     * @return the bits
     */
    public static int key(MemorySegment s, long at) {
        return Bytes.i32(s, at + 11);
    }

    /**
     * Writes any descriptor but a keyed one.
     *
     * @param s where
     * @param at where the descriptor begins
     * @param identifier type and subtype
     * @param address address or offset
     * @param length bytes, 0 to 2^32-1
     */
    public static void encode(MemorySegment s, long at, int identifier, long address, long length) {
        Bytes.put64(s, at, address);
        Bytes.put64(s, at + 8, (length & 0xFFFF_FFFFL) | (long) identifier << 56);
    }

    /**
     * Writes a keyed descriptor.
     *
     * @param s where
     * @param at where the descriptor begins
     * @param identifier {@link #KEYED} or {@link #KEYED_INVALIDATE}
     * @param address address
     * @param length bytes, 0 to 2^24-1
     * @param key key
     */
    public static void encodeKeyed(MemorySegment s, long at, int identifier, long address, int length, int key) {
        Bytes.put64(s, at, address);
        Bytes.put64(s, at + 8, (length & 0xFF_FFFFL) | (key & 0xFFFF_FFFFL) << 24 | (long) identifier << 56);
    }

    /**
     * Writes the descriptor of a command of TCP or FC whose data the transport moves.
     *
     * @param sqe 64 bytes
     * @param length bytes, 0 to 2^32-1
     */
    public static void putTransport(MemorySegment sqe, long length) {
        encode(sqe, Sqe.SGL1, TRANSPORT, 0, length);
    }

    /**
     * Writes the descriptor of a command whose data follow in the capsule.
     *
     * @param sqe 64 bytes
     * @param offset from where ICDOFF says in-capsule data begin
     * @param length bytes, 0 to 2^32-1
     */
    public static void putInCapsule(MemorySegment sqe, long offset, long length) {
        encode(sqe, Sqe.SGL1, IN_CAPSULE, offset, length);
    }
}
