package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * A list of 16-bit identifiers with their number in front: Controller List (NVM Express Base 2.1, 4.6.1; Identify CNS 12h,
 * 13h) and Endurance Group List (CNS 19h) have the same form.
 */
public final class IdentifierList {
    /** Length in bytes. */
    public static final int BYTES = 4096;
    /** Most identifiers in it. */
    public static final int MAX = 2047;
    /** Number of identifiers. */
    public static final Field NUMID = new Field(0, 2);

    private IdentifierList() {
    }

    /**
     * Adds an identifier at the end.
     *
     * @param list the structure
     * @param id 1 to 65535
     * @return false when the list is full
     */
    public static boolean add(MemorySegment list, int id) {
        int n = NUMID.getInt(list);
        if (n >= MAX) {
            return false;
        }
        Bytes.put16(list, 2 + 2L * n, id);
        NUMID.put(list, n + 1);
        return true;
    }

    /**
     * Reads an identifier.
     *
     * @param list the structure
     * @param index 0 to 2046
     * @return the identifier
     */
    public static int get(MemorySegment list, int index) {
        return Bytes.u16(list, 2 + 2L * index);
    }
}
