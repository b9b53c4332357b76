package io.fenceline.wire;

/** Optional admin commands, OACS of Identify Controller (NVM Express Base 2.1, 5.1.13.2.1). */
public final class Oacs {
    /** Security Send and Receive. */
    public static final int SSRS = 1;
    /** Format NVM. */
    public static final int FNVMS = 1 << 1;
    /** Firmware Commit and Download. */
    public static final int FWDS = 1 << 2;
    /** Namespace Management and Attachment. */
    public static final int NMS = 1 << 3;
    /** Device Self-test. */
    public static final int DSTS = 1 << 4;
    /** Directives. */
    public static final int DIRS = 1 << 5;
    /** NVMe-MI Send and Receive. */
    public static final int NSRS = 1 << 6;
    /** Virtualization Management. */
    public static final int VMS = 1 << 7;
    /** Doorbell Buffer Config. */
    public static final int DBCS = 1 << 8;
    /** Get LBA Status. */
    public static final int GLSS = 1 << 9;
    /** Command and feature lockdown. */
    public static final int CFLS = 1 << 10;
    /** Host managed live migration. */
    public static final int HMLMS = 1 << 11;

    private Oacs() {
    }
}
