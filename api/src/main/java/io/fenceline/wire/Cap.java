package io.fenceline.wire;

/** Controller Capabilities, the property CAP (NVM Express Base 2.1, 3.1.4.1). */
public final class Cap {
    /** Contiguous queues required; 1 in Fabrics. */
    public static final long CQR = 1L << 16;
    /** NVM subsystem reset supported. */
    public static final long NSSRS = 1L << 36;
    /** Command sets supported: NVM. */
    public static final long CSS_NVM = 1L << 37;
    /** Command sets supported: one or more, chosen by CC.CSS 110b. */
    public static final long CSS_IOCSS = 1L << 43;
    /** Command sets supported: none but admin. */
    public static final long CSS_NOIOCSS = 1L << 44;
    /** NVM subsystem shutdown supported. */
    public static final long NSSS = 1L << 58;
    /** Controller ready with media supported. */
    public static final long CRWMS = 1L << 59;
    /** Controller ready independent of media supported. */
    public static final long CRIMS = 1L << 60;

    /**
     * Maximum queue entries supported.
     *
     * @param cap the value
     * @return entries, 0's based
     */
    public static int mqes(long cap) {
        return (int) (cap & 0xFFFF);
    }

    /**
     * Timeout: the greatest time from CC.EN to CSTS.RDY.
     *
     * @param cap the value
     * @return in units of 500 ms
     */
    public static int to(long cap) {
        return (int) (cap >>> 24 & 0xFF);
    }

    /**
     * NVM subsystem reset supported.
     *
     * @param cap the value
     * @return whether it is
     */
    public static boolean nssrs(long cap) {
        return (cap >>> 36 & 1) != 0;
    }

    /**
     * Command sets supported.
     *
     * @param cap the value
     * @return a bit map: 0 NVM, 6 by CC.CSS 110b, 7 none but admin
     */
    public static int css(long cap) {
        return (int) (cap >>> 37 & 0xFF);
    }

    /**
     * Minimum memory page size.
     *
     * @param cap the value
     * @return the power of two over 4096 bytes
     */
    public static int mpsmin(long cap) {
        return (int) (cap >>> 48 & 0xF);
    }

    /**
     * Maximum memory page size.
     *
     * @param cap the value
     * @return the power of two over 4096 bytes
     */
    public static int mpsmax(long cap) {
        return (int) (cap >>> 52 & 0xF);
    }

    /**
     * Controller ready with media supported.
     *
     * @param cap the value
     * @return whether it is
     */
    public static boolean crwms(long cap) {
        return (cap >>> 59 & 1) != 0;
    }

    /**
     * Controller ready independent of media supported.
     *
     * @param cap the value
     * @return whether it is
     */
    public static boolean crims(long cap) {
        return (cap >>> 60 & 1) != 0;
    }

    /**
     * Puts MQES, TO, MPSMIN, MPSMAX and flags together.
     *
     * @param mqes maximum queue entries, 0's based, at least 1
     * @param to timeout in units of 500 ms, at most 255
     * @param mpsmax greatest memory page size as a power of two over 4096 bytes; the least is 4096
     * @param flags constants of this class
     * @return the property's value
     */
    public static long of(int mqes, int to, int mpsmax, long flags) {
        return (mqes & 0xFFFFL) | (to & 0xFFL) << 24 | (mpsmax & 0xFL) << 52 | flags;
    }

    private Cap() {
    }
}
