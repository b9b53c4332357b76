package io.fenceline.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Little-endian access to unaligned fields: the only place that knows the byte order. */
public final class Bytes {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Bytes() {
    }

    /**
     * Reads a byte.
     *
     * @param s where
     * @param at offset in bytes
     * @return 0 to 255
     */
    public static int u8(MemorySegment s, long at) {
        return s.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    /**
     * Reads two bytes.
     *
     * @param s where
     * @param at offset in bytes
     * @return 0 to 65535
     */
    public static int u16(MemorySegment s, long at) {
        return s.get(SHORT, at) & 0xFFFF;
    }

    /**
     * Reads four bytes.
     *
     * @param s where
     * @param at offset in bytes
     * @return the bits
     */
    public static int i32(MemorySegment s, long at) {
        return s.get(INT, at);
    }

    /**
     * Reads four bytes.
     *
     * @param s where
     * @param at offset in bytes
     * @return 0 to 2^32-1
     */
    public static long u32(MemorySegment s, long at) {
        return s.get(INT, at) & 0xFFFF_FFFFL;
    }

    /**
     * Reads eight bytes.
     *
     * @param s where
     * @param at offset in bytes
     * @return the bits
     */
    public static long i64(MemorySegment s, long at) {
        return s.get(LONG, at);
    }

    /**
     * Writes a byte.
     *
     * @param s where
     * @param at offset in bytes
     * @param v the low 8 bits count
     */
    public static void put8(MemorySegment s, long at, int v) {
        s.set(ValueLayout.JAVA_BYTE, at, (byte) v);
    }

    /**
     * Writes two bytes.
     *
     * @param s where
     * @param at offset in bytes
     * @param v the low 16 bits count
     */
    public static void put16(MemorySegment s, long at, int v) {
        s.set(SHORT, at, (short) v);
    }

    /**
     * Writes four bytes.
     *
     * @param s where
     * @param at offset in bytes
     * @param v the bits
     */
    public static void put32(MemorySegment s, long at, int v) {
        s.set(INT, at, v);
    }

    /**
     * Writes eight bytes.
     *
     * @param s where
     * @param at offset in bytes
     * @param v the bits
     */
    public static void put64(MemorySegment s, long at, long v) {
        s.set(LONG, at, v);
    }
}
