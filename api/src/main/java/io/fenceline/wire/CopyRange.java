package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** A source range of Copy in descriptor format 0, 32 bytes (NVM Command Set 1.1, 3.3.2), as static functions over memory. */
public final class CopyRange {
    /** Length in bytes. */
    public static final int BYTES = 32;
    /** The descriptor format. */
    public static final int FORMAT = 0;

    private CopyRange() {
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
     * The number of logical blocks.
     *
     * @param ranges the command's data
     * @param index 0 to 255
     * @return 1 to 65536, no longer 0's based
     */
    public static int blocks(MemorySegment ranges, int index) {
        return Bytes.u16(ranges, (long) index * BYTES + 16) + 1;
    }

    /**
     * Writes a range.
     *
     * @param ranges the command's data
     * @param index 0 to 255
     * @param slba starting LBA
     * @param blocks 1 to 65536
     */
    public static void encode(MemorySegment ranges, int index, long slba, int blocks) {
        long at = (long) index * BYTES;
        Bytes.put64(ranges, at, 0);
        Bytes.put64(ranges, at + 8, slba);
        Bytes.put64(ranges, at + 16, (blocks - 1) & 0xFFFF);
        Bytes.put64(ranges, at + 24, 0);
    }
}
