package io.fenceline.wire;

/** Controller Status, the property CSTS (NVM Express Base 2.1, 3.1.4.6). */
public final class Csts {
    /** Ready. */
    public static final int RDY = 1;
    /** Controller fatal status. */
    public static final int CFS = 1 << 1;
    /** SHST: no shutdown requested. */
    public static final int SHST_NORMAL = 0;
    /** SHST: shutdown under way. */
    public static final int SHST_OCCURRING = 1;
    /** SHST: shutdown complete. */
    public static final int SHST_COMPLETE = 2;
    /** The bits of SHST. */
    public static final int SHST_MASK = 3 << 2;
    /** NVM subsystem reset occurred; written 1 to clear. */
    public static final int NSSRO = 1 << 4;
    /** Processing paused. */
    public static final int PP = 1 << 5;

    /**
     * Ready.
     *
     * @param csts the value
     * @return whether the bit is set
     */
    public static boolean rdy(int csts) {
        return (csts & 1) != 0;
    }

    /**
     * Controller fatal status.
     *
     * @param csts the value
     * @return whether the bit is set
     */
    public static boolean cfs(int csts) {
        return (csts >>> 1 & 1) != 0;
    }

    /**
     * Shutdown status.
     *
     * @param csts the value
     * @return {@link #SHST_NORMAL}, {@link #SHST_OCCURRING}, {@link #SHST_COMPLETE} or 3
     */
    public static int shst(int csts) {
        return csts >>> 2 & 0x3;
    }

    /**
     * NVM subsystem reset occurred.
     *
     * @param csts the value
     * @return whether the bit is set
     */
    public static boolean nssro(int csts) {
        return (csts >>> 4 & 1) != 0;
    }

    /**
     * Processing paused.
     *
     * @param csts the value
     * @return whether the bit is set
     */
    public static boolean pp(int csts) {
        return (csts >>> 5 & 1) != 0;
    }

    /**
     * Shutdown type.
     *
     * @param csts the value
     * @return true when the whole NVM subsystem is shut down
     */
    public static boolean st(int csts) {
        return (csts >>> 6 & 1) != 0;
    }

    /**
     * Changes the shutdown status.
     *
     * @param csts the value
     * @param shst the status
     * @return the new value
     */
    public static int withShst(int csts, int shst) {
        return (csts & ~SHST_MASK) | shst << 2;
    }

    private Csts() {
    }
}
