package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * The Cross-Controller Reset log page: a header, then entries of eight bytes (NVM Express Base 2.3, 5.2.12.3.1). It is a source
 * controller's: only resets that were asked for through that controller are in it.
 */
public final class CrossControllerResetLog {
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
    /** In an entry: Impacted Controller Identifier. */
    public static final Field ICID = new Field(0, 2);
    /** In an entry: CIU of the impacted controller. */
    public static final Field CIU = new Field(2, 1);
    /** In an entry: Alternate Controller Identifier, another controller to try it through. */
    public static final Field ACID = new Field(4, 2);
    /** In an entry: Cross-Controller Reset Status. */
    public static final Field CCRS = new Field(6, 1);
    /** In an entry: Cross-Controller Reset Flags. */
    public static final Field CCRF = new Field(7, 1);
    /** ACID: none. */
    public static final int ACID_NONE = 0xFFFF;
    /** CCRS: in progress. */
    public static final int IN_PROGRESS = 0;
    /** CCRS: success. */
    public static final int SUCCESS = 1;
    /** CCRS: failed. */
    public static final int FAILED = 2;
    /** CCRF: the identity was validated. */
    public static final int VALIDATED = 1;
    /** CCRF: a Controller Level Reset was initiated. */
    public static final int RESET_INITIATED = 2;
    /** Log specific parameter: Remove Completed. */
    public static final int LSP_RMC = 1;

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

    private CrossControllerResetLog() {
    }
}
