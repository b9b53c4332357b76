package io.fenceline.wire;

/** Identifiers of I/O command sets (NVM Express Base 2.1, 5.1.13). */
public final class Csi {
    /** NVM Command Set. */
    public static final int NVM = 0x00;
    /** Key Value Command Set. */
    public static final int KEY_VALUE = 0x01;
    /** Zoned Namespace Command Set. */
    public static final int ZONED = 0x02;
    /** Subsystem Local Memory Command Set. */
    public static final int SUBSYSTEM_LOCAL_MEMORY = 0x03;
    /** Computational Programs Command Set. */
    public static final int COMPUTATIONAL_PROGRAMS = 0x04;

    /**
     * The specification's name.
     *
     * @param csi the command set identifier
     * @return the name, or the number in hexadecimal when the specification gives it none
     */
    public static String name(int csi) {
        return switch (csi) {
            case NVM -> "NVM Command Set";
            case KEY_VALUE -> "Key Value Command Set";
            case ZONED -> "Zoned Namespace Command Set";
            case SUBSYSTEM_LOCAL_MEMORY -> "Subsystem Local Memory Command Set";
            case COMPUTATIONAL_PROGRAMS -> "Computational Programs Command Set";
            default -> Integer.toHexString(csi) + 'h';
        };
    }

    private Csi() {
    }
}
