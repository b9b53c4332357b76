package io.fenceline.wire;

/** Log page attributes, LPA of Identify Controller (NVM Express Base 2.1, 5.1.13.2.1). */
public final class Lpa {
    /** SMART per namespace. */
    public static final int SMARTS = 1;
    /** Commands Supported and Effects. */
    public static final int CSES = 1 << 1;
    /** Extended data: 32-bit NUMD and LPO. */
    public static final int LPEDS = 1 << 2;
    /** Telemetry. */
    public static final int TELEMETRY = 1 << 3;
    /** Persistent event log. */
    public static final int PERSISTENT_EVENT = 1 << 4;
    /** Log pages 00h, 12h, 13h and LIDs 05h with scope. */
    public static final int MLPS = 1 << 5;
    /** Telemetry data area 4. */
    public static final int DA4S = 1 << 6;

    private Lpa() {
    }
}
