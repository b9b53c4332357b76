package io.fenceline.wire;

/**
 * A version of the specification, as the property VS and VER of Identify Controller have it (NVM Express Base 2.1,
 * 3.1.4.2).
 */
public final class Version {
    /** 1.3. */
    public static final int V1_3 = 0x0001_0300;
    /** 1.4. */
    public static final int V1_4 = 0x0001_0400;
    /** 2.0. */
    public static final int V2_0 = 0x0002_0000;
    /** 2.1. */
    public static final int V2_1 = 0x0002_0100;

    /**
     * Puts a version together.
     *
     * @param major MJR
     * @param minor MNR
     * @param tertiary TER
     * @return the value
     */
    public static int of(int major, int minor, int tertiary) {
        return major << 16 | (minor & 0xFF) << 8 | (tertiary & 0xFF);
    }

    /**
     * A version in the usual form.
     *
     * @param version the value
     * @return such as 2.1 or 1.2.1
     */
    public static String name(int version) {
        String name = (version >>> 16) + "." + (version >>> 8 & 0xFF);
        return (version & 0xFF) == 0 ? name : name + "." + (version & 0xFF);
    }

    private Version() {
    }
}
