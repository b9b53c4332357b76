package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The Supported Log Pages log page, LID 00h (NVM Express Base 2.1, 5.1.12.1.1). */
public final class SupportedLogPages {
    /** Length in bytes. */
    public static final int BYTES = 1024;
    /** The log page is supported. */
    public static final int LSUPP = 1;
    /** Its offset may be an index. */
    public static final int IOS = 1 << 1;
    /** Where the log page specific bits begin. */
    public static final int LIDSP_SHIFT = 16;

    /**
     * Writes an entry.
     *
     * @param log the structure
     * @param id log page identifier, 0 to 255
     * @param flags constants of this class
     */
    public static void put(MemorySegment log, int id, int flags) {
        Bytes.put32(log, id * 4L, flags);
    }

    /**
     * Reads an entry.
     *
     * @param log the structure
     * @param id log page identifier, 0 to 255
     * @return flags; 0 when not supported
     */
    public static int get(MemorySegment log, int id) {
        return Bytes.i32(log, id * 4L);
    }

    private SupportedLogPages() {
    }
}
