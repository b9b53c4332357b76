package io.fenceline.wire;

/** The data of the Host Behavior Support feature (NVM Express Base 2.1, 5.1.25). */
public final class HostBehavior {
    /** Length in bytes. */
    public static final int BYTES = 512;
    /** Advanced Command Retry Enable. */
    public static final Field ACRE = new Field(0, 1);
    /** Extended Telemetry Data Area 4 Supported. */
    public static final Field ETDAS = new Field(1, 1);
    /** LBA Format Extension Enable. */
    public static final Field LBAFEE = new Field(2, 1);
    /** Host Dispersed Namespace Support. */
    public static final Field HDISNS = new Field(3, 1);
    /** Copy Descriptor Formats Enable: bit n for format n. */
    public static final Field CDFE = new Field(4, 2);

    private HostBehavior() {
    }
}
