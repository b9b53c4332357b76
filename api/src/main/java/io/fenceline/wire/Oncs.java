package io.fenceline.wire;

/** Optional NVM commands, ONCS of Identify Controller (NVM Express Base 2.1, 5.1.13.2.1). */
public final class Oncs {
    /** Compare. */
    public static final int COMPARE = 1;
    /** Write Uncorrectable. */
    public static final int WRITE_UNCORRECTABLE = 1 << 1;
    /** Dataset Management. */
    public static final int DATASET_MANAGEMENT = 1 << 2;
    /** Write Zeroes. */
    public static final int WRITE_ZEROES = 1 << 3;
    /** Save field of Set Features and Select field of Get Features. */
    public static final int SAVE_AND_SELECT = 1 << 4;
    /** Reservations. */
    public static final int RESERVATIONS = 1 << 5;
    /** Timestamp feature. */
    public static final int TIMESTAMP = 1 << 6;
    /** Verify. */
    public static final int VERIFY = 1 << 7;
    /** Copy. */
    public static final int COPY = 1 << 8;
    /** Each Copy is one atomic write. */
    public static final int COPY_SINGLE_ATOMICITY = 1 << 9;
    /** All copies are fast. */
    public static final int ALL_FAST_COPY = 1 << 10;
    /** WZDSL limits Write Zeroes that deallocates. */
    public static final int MAX_WRITE_ZEROES_WITH_DEALLOCATE = 1 << 11;
    /** Write Zeroes can clear a whole namespace (NSZ). */
    public static final int NAMESPACE_ZEROES = 1 << 12;

    private Oncs() {
    }
}
