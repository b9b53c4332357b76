package io.fenceline.wire;

/** Controller attributes, CTRATT of Identify Controller (NVM Express Base 2.1, 5.1.13.2.1). */
public final class Ctratt {
    /** 128-bit Host Identifier. */
    public static final int HIDS = 1;
    /** Non-operational power state permissive mode. */
    public static final int NOPSPM = 1 << 1;
    /** NVM sets. */
    public static final int NSETS = 1 << 2;
    /** Read recovery levels. */
    public static final int RRLVLS = 1 << 3;
    /** Endurance groups. */
    public static final int EGS = 1 << 4;
    /** Predictable latency mode. */
    public static final int PLM = 1 << 5;
    /** Traffic based keep alive. */
    public static final int TBKAS = 1 << 6;
    /** Namespace granularity. */
    public static final int NG = 1 << 7;
    /** SQ associations. */
    public static final int SQA = 1 << 8;
    /** UUID list. */
    public static final int ULIST = 1 << 9;
    /** Multi-domain subsystem. */
    public static final int MDS = 1 << 10;
    /** Fixed capacity management. */
    public static final int FCM = 1 << 11;
    /** Variable capacity management. */
    public static final int VCM = 1 << 12;
    /** Delete endurance group. */
    public static final int DEG = 1 << 13;
    /** Delete NVM set. */
    public static final int DNVMS = 1 << 14;
    /** Extended LBA formats. */
    public static final int ELBAS = 1 << 15;
    /** MDTS and size limits exclude metadata. */
    public static final int MEM = 1 << 16;
    /** Host memory buffer restrict non-operational power state access. */
    public static final int HMBR = 1 << 17;
    /** Reservations and Host Identifier interaction. */
    public static final int RHII = 1 << 18;
    /** Flexible data placement. */
    public static final int FDPS = 1 << 19;

    private Ctratt() {
    }
}
