package io.fenceline.wire;

/** Asymmetric namespace access capabilities, ANACAP of Identify Controller (NVM Express Base 2.1, 5.1.13.2.1). */
public final class Anacap {
    /** Reports ANA Optimized. */
    public static final int OPTIMIZED = 1;
    /** Reports ANA Non-Optimized. */
    public static final int NON_OPTIMIZED = 1 << 1;
    /** Reports ANA Inaccessible. */
    public static final int INACCESSIBLE = 1 << 2;
    /** Reports ANA Persistent Loss. */
    public static final int PERSISTENT_LOSS = 1 << 3;
    /** Reports ANA Change. */
    public static final int CHANGE = 1 << 4;
    /** A namespace keeps its ANAGRPID while it is attached. */
    public static final int GROUP_ID_FIXED = 1 << 6;
    /** Namespace Management takes a non-zero ANAGRPID. */
    public static final int GROUP_ID_MANAGED = 1 << 7;

    private Anacap() {
    }
}
