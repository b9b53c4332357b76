package io.fenceline.wire;

/** Controller Configuration, the property CC (NVM Express Base 2.1, 3.1.4.5). */
public final class Cc {
    /** Enable. */
    public static final int EN = 1;
    /** CSS: the NVM Command Set. */
    public static final int CSS_NVM = 0;
    /** CSS: all supported I/O command sets. */
    public static final int CSS_IOCSS = 6;
    /** CSS: the Admin Command Set only. */
    public static final int CSS_ADMIN = 7;
    /** SHN: no notification. */
    public static final int SHN_NONE = 0;
    /** SHN: normal shutdown. */
    public static final int SHN_NORMAL = 1;
    /** SHN: abrupt shutdown. */
    public static final int SHN_ABRUPT = 2;
    /** Controller ready independent of media enable. */
    public static final int CRIME = 1 << 24;

    /**
     * Enable.
     *
     * @param cc the value
     * @return whether the bit is set
     */
    public static boolean en(int cc) {
        return (cc & 1) != 0;
    }

    /**
     * I/O command set selected.
     *
     * @param cc the value
     * @return {@link #CSS_NVM}, {@link #CSS_IOCSS}, {@link #CSS_ADMIN} or a reserved value
     */
    public static int css(int cc) {
        return cc >>> 4 & 0x7;
    }

    /**
     * Memory page size.
     *
     * @param cc the value
     * @return the power of two over 4096 bytes
     */
    public static int mps(int cc) {
        return cc >>> 7 & 0xF;
    }

    /**
     * Arbitration mechanism selected.
     *
     * @param cc the value
     * @return 0 is round robin
     */
    public static int ams(int cc) {
        return cc >>> 11 & 0x7;
    }

    /**
     * Shutdown notification.
     *
     * @param cc the value
     * @return {@link #SHN_NONE}, {@link #SHN_NORMAL}, {@link #SHN_ABRUPT} or 3
     */
    public static int shn(int cc) {
        return cc >>> 14 & 0x3;
    }

    /**
     * I/O submission queue entry size.
     *
     * @param cc the value
     * @return the power of two; 6 in the NVM Command Set
     */
    public static int iosqes(int cc) {
        return cc >>> 16 & 0xF;
    }

    /**
     * I/O completion queue entry size.
     *
     * @param cc the value
     * @return the power of two; 4 in the NVM Command Set
     */
    public static int iocqes(int cc) {
        return cc >>> 20 & 0xF;
    }

    /**
     * Controller ready independent of media enable.
     *
     * @param cc the value
     * @return whether the bit is set
     */
    public static boolean crime(int cc) {
        return (cc >>> 24 & 1) != 0;
    }

    /**
     * What a host writes to enable a controller: round robin, entries of 64 and 16 bytes, pages of 4096 bytes.
     *
     * @param css {@link #CSS_NVM} or {@link #CSS_IOCSS}
     * @return the property's value
     */
    public static int enable(int css) {
        return EN | css << 4 | 6 << 16 | 4 << 20;
    }

    /**
     * Changes the shutdown notification.
     *
     * @param cc the value
     * @param shn the notification
     * @return the new value
     */
    public static int withShn(int cc, int shn) {
        return (cc & ~(3 << 14)) | shn << 14;
    }

    private Cc() {
    }
}
