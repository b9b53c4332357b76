package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * The Lost Host Communication log page: a header, then entries of eight bytes (NVM Express Base 2.3, 5.2.12.3.2), one for each
 * controller of the subsystem that has lost the host that reads it.
 */
public final class LostHostCommunicationLog {
    /** Number of entries. */
    public static final Field NE = new Field(0, 2);
    /** Length of the header in bytes. */
    public static final int HEADER_BYTES = 8;
    /** Length of an entry in bytes. */
    public static final int ENTRY_BYTES = 8;
    /** Most entries. */
    public static final int MAX_ENTRIES = 511;
    /** Length of the page in bytes. */
    public static final int BYTES = HEADER_BYTES + MAX_ENTRIES * ENTRY_BYTES;
    /** In an entry: the controller that has lost its host. */
    public static final Field CNTLID = new Field(0, 2);
    /** In an entry: Loss Count. */
    public static final Field LC = new Field(2, 1);
    /** In an entry: CIU of that controller. */
    public static final Field CIU = new Field(3, 1);

    /**
     * An entry of a page.
     *
     * @param page header and entries
     * @param index from 0
     * @return the entry's bytes
     */
    public static MemorySegment entry(MemorySegment page, int index) {
        return page.asSlice(HEADER_BYTES + (long) index * ENTRY_BYTES, ENTRY_BYTES);
    }

    private LostHostCommunicationLog() {
    }
}
