package io.fenceline.wire;

/**
 * The Asymmetric Namespace Access log page, LID 0Ch: this header, then descriptors as {@link AnaGroup} has them
 * (NVM Express Base 2.1, 5.1.12.1.13).
 */
public final class AnaLog {
    /** Change Count of the whole log page; 0 is not reported. */
    public static final Field CHANGE_COUNT = new Field(0, 8);
    /** Number of ANA Group Descriptors. */
    public static final Field NAGD = new Field(8, 2);
    /** Length of the header in bytes. */
    public static final int HEADER_BYTES = 16;
    /** LSP bit 0: groups only, no namespace identifiers. */
    public static final int LSP_RGO = 1;

    private AnaLog() {
    }
}
