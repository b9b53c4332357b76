package io.fenceline.wire;

/**
 * The Discovery log page, LID 70h: this header, then entries of {@link DiscoveryEntry} (NVM Express Base 2.1,
 * 5.1.12.3.1).
 */
public final class DiscoveryLog {
    /** Generation Counter: another value when the log page changed. */
    public static final Field GENCTR = new Field(0, 8);
    /** Number of Records. */
    public static final Field NUMREC = new Field(8, 8);
    /** Record Format: 0. */
    public static final Field RECFMT = new Field(16, 2);
    /** Discovery Log Page Flags. */
    public static final Field DLPF = new Field(18, 1);
    /** Total Discovery Log Page Length, in bytes. */
    public static final Field TDLPL = new Field(20, 4);
    /** Length of the header in bytes. */
    public static final int HEADER_BYTES = 1024;
    /** LSP bit 0: extended entries. */
    public static final int LSP_EXTDLPE = 1;
    /** LSP bit 1: only the entries of this port. */
    public static final int LSP_PLEO = 1 << 1;
    /** LSP bit 2: the entries of all NVM subsystems. */
    public static final int LSP_ALLSUBE = 1 << 2;

    /**
     * Where an entry begins.
     *
     * @param index 0 to NUMREC-1
     * @return offset in bytes
     */
    public static long entry(long index) {
        return HEADER_BYTES + index * DiscoveryEntry.BYTES;
    }

    private DiscoveryLog() {
    }
}
