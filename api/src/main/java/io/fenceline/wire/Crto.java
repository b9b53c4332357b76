package io.fenceline.wire;

/** Controller Ready Timeouts, the property CRTO (NVM Express Base 2.1, 3.1.4.21). */
public final class Crto {

    /**
     * Controller ready with media timeout.
     *
     * @param crto the value
     * @return in units of 500 ms
     */
    public static int crwmt(int crto) {
        return crto & 0xFFFF;
    }

    /**
     * Controller ready independent of media timeout.
     *
     * @param crto the value
     * @return in units of 500 ms
     */
    public static int crimt(int crto) {
        return crto >>> 16 & 0xFFFF;
    }

    /**
     * Puts the value together.
     *
     * @param crwmt with media, in units of 500 ms
     * @param crimt independent of media, in units of 500 ms
     * @return the property's value
     */
    public static int of(int crwmt, int crimt) {
        return (crwmt & 0xFFFF) | crimt << 16;
    }

    private Crto() {
    }
}
