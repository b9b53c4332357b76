package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * The Identify I/O Command Set data structure, CNS 1Ch: 512 combinations of command sets, bit n of each for CSI n (NVM
 * Express Base 2.1, 5.1.13.2). Feature 19h chooses one by its index.
 */
public final class IoCommandSets {
    /** Length in bytes. */
    public static final int BYTES = 4096;
    /** Number of combinations. */
    public static final int MAX = 512;

    private IoCommandSets() {
    }

    /**
     * Writes a combination.
     *
     * @param data the structure
     * @param index 0 to 511
     * @param combination bit n for CSI n; 0 is none
     */
    public static void put(MemorySegment data, int index, long combination) {
        Bytes.put64(data, index * 8L, combination);
    }

    /**
     * Reads a combination.
     *
     * @param data the structure
     * @param index 0 to 511
     * @return bit n for CSI n; 0 is none
     */
    public static long get(MemorySegment data, int index) {
        return Bytes.i64(data, index * 8L);
    }
}
