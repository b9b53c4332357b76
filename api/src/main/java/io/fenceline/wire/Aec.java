package io.fenceline.wire;

/**
 * Asynchronous events that a host enables, feature 0Bh (NVM Express Base 2.1, 5.1.25). OAES of Identify
 * Controller has the same bits from 8 on.
 */
public final class Aec {
    /** Critical warnings of the SMART log page. */
    public static final int SMART = 0xFF;
    /** Attached namespace attribute notices. */
    public static final int NAN = 1 << 8;
    /** Firmware activation notices. */
    public static final int FAN = 1 << 9;
    /** Telemetry log notices. */
    public static final int TELN = 1 << 10;
    /** Asymmetric namespace access change notices. */
    public static final int ANA = 1 << 11;
    /** Predictable latency event aggregate log change notices. */
    public static final int PLEA = 1 << 12;
    /** LBA status information alert notices. */
    public static final int LSIAN = 1 << 13;
    /** Endurance group event aggregate log page change notices. */
    public static final int EGEAL = 1 << 14;
    /** Normal NVM subsystem shutdown. */
    public static final int NNSSHDN = 1 << 15;
    /** Temperature threshold hysteresis recovery. */
    public static final int TTHRY = 1 << 16;
    /** Reachability association notices. */
    public static final int RASSN = 1 << 17;
    /** Reachability group notices. */
    public static final int RGRP0 = 1 << 18;
    /** Allocated namespace attribute notices. */
    public static final int ANSAN = 1 << 19;
    /** Cross-controller reset completed notices (TP8028). */
    public static final int CCRCN = 1 << 20;
    /** Lost host communication notices. */
    public static final int LHCN = 1 << 21;
    /** Zone descriptor changed notices. */
    public static final int ZDCN = 1 << 27;
    /** Pull model DDC request log page change notices. */
    public static final int PMDRLPCN = 1 << 28;
    /** AVE discovery log page change notices. */
    public static final int ADLPCN = 1 << 29;
    /** Host discovery log page change notices. */
    public static final int HDLPCN = 1 << 30;
    /** Discovery log page change notices. */
    public static final int DLPCN = 1 << 31;

    private Aec() {
    }
}
