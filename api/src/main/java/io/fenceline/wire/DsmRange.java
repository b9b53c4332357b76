package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** A range of Dataset Management, 16 bytes (NVM Command Set 1.1, 3.3.3), as static functions over memory. */
public final class DsmRange {
    /** Length in bytes. */
    public static final int BYTES = 16;

    private DsmRange() {
    }

    /**
     * The starting LBA.
     *
     * @param ranges the command's data
     * @param index 0 to 255
     * @return unsigned
     */
    public static long slba(MemorySegment ranges, int index) {
        return Bytes.i64(ranges, (long) index * BYTES + 8);
    }

    /**
     * The number of logical blocks; not 0's based, and 0 is no block at all.
     *
     * @param ranges the command's data
     * @param index 0 to 255
     * @return 0 to 2^32-1
     */
    public static long blocks(MemorySegment ranges, int index) {
        return Bytes.u32(ranges, (long) index * BYTES + 4);
    }

    /**
     * The context attributes.
     *
     * @param ranges the command's data
     * @param index 0 to 255
     * @return the bits
     */
    public static int attributes(MemorySegment ranges, int index) {
        return Bytes.i32(ranges, (long) index * BYTES);
    }

    /**
     * Writes a range.
     *
     * @param ranges the command's data
     * @param index 0 to 255
     * @param slba starting LBA
     * @param blocks 0 to 2^32-1
     * @param attributes context attributes
     */
    public static void encode(MemorySegment ranges, int index, long slba, long blocks, int attributes) {
        long at = (long) index * BYTES;
        Bytes.put32(ranges, at, attributes);
        Bytes.put32(ranges, at + 4, (int) blocks);
        Bytes.put64(ranges, at + 8, slba);
    }
}
