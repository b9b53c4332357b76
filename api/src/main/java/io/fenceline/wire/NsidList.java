package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * A Namespace List: up to 1024 namespace identifiers, ascending, zeroes behind (NVM Express Base 2.1, 4.6.2). Identify CNS
 * 02h, 07h, 10h and 1Ah return it, and so do the Changed Namespace List log pages.
 */
public final class NsidList {
    /** Length in bytes. */
    public static final int BYTES = 4096;
    /** Most identifiers in it. */
    public static final int MAX = 1024;

    private NsidList() {
    }

    /**
     * Writes an entry.
     *
     * @param list the structure
     * @param index 0 to 1023
     * @param nsid namespace identifier
     */
    public static void put(MemorySegment list, int index, int nsid) {
        Bytes.put32(list, index * 4L, nsid);
    }

    /**
     * Reads an entry.
     *
     * @param list the structure
     * @param index 0 to 1023
     * @return the namespace identifier, 0 behind the last
     */
    public static int get(MemorySegment list, int index) {
        return Bytes.i32(list, index * 4L);
    }

    /**
     * Counts the entries.
     *
     * @param list the structure
     * @return 0 to 1024
     */
    public static int count(MemorySegment list) {
        int n = 0;
        while (n < MAX && get(list, n) != 0) {
            n++;
        }
        return n;
    }

    /**
     * Writes the Changed Namespace List of more changes than fit: FFFFFFFFh and zeroes (NVM Express Base 2.1, 5.1.12.1.5).
     *
     * @param list the structure
     */
    public static void putOverflow(MemorySegment list) {
        list.asSlice(0, BYTES).fill((byte) 0);
        put(list, 0, Sqe.NSID_ALL);
    }
}
