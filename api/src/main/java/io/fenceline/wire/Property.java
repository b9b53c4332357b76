package io.fenceline.wire;

/** Offsets of the controller properties (NVM Express Base 2.1, 3.1.4). */
public final class Property {
    /** Controller Capabilities, 8 bytes, {@link Cap}. */
    public static final int CAP = 0x00;
    /** Version, {@link Version}. */
    public static final int VS = 0x08;
    /** Interrupt Mask Set; not in Fabrics. */
    public static final int INTMS = 0x0C;
    /** Interrupt Mask Clear; not in Fabrics. */
    public static final int INTMC = 0x10;
    /** Controller Configuration, {@link Cc}. */
    public static final int CC = 0x14;
    /** Controller Status, {@link Csts}. */
    public static final int CSTS = 0x1C;
    /** NVM Subsystem Reset. */
    public static final int NSSR = 0x20;
    /** Admin Queue Attributes; not in Fabrics. */
    public static final int AQA = 0x24;
    /** Admin Submission Queue Base Address, 8 bytes; not in Fabrics. */
    public static final int ASQ = 0x28;
    /** Admin Completion Queue Base Address, 8 bytes; not in Fabrics. */
    public static final int ACQ = 0x30;
    /** NVM Subsystem Shutdown. */
    public static final int NSSD = 0x64;
    /** Controller Ready Timeouts, {@link Crto}. */
    public static final int CRTO = 0x68;
    /** What resets the NVM subsystem when written to NSSR: "NVMe". */
    public static final int NSSR_RESET = 0x4E564D65;

    /**
     * The width of a property.
     *
     * @param offset of the property
     * @return 4 or 8 bytes
     */
    public static int bytes(int offset) {
        return offset == CAP || offset == ASQ || offset == ACQ ? 8 : 4;
    }

    /**
     * The specification's abbreviation.
     *
     * @param offset of the property
     * @return the name, or the offset in hexadecimal when the specification gives it none
     */
    public static String name(int offset) {
        return switch (offset) {
            case CAP -> "CAP";
            case VS -> "VS";
            case INTMS -> "INTMS";
            case INTMC -> "INTMC";
            case CC -> "CC";
            case CSTS -> "CSTS";
            case NSSR -> "NSSR";
            case AQA -> "AQA";
            case ASQ -> "ASQ";
            case ACQ -> "ACQ";
            case NSSD -> "NSSD";
            case CRTO -> "CRTO";
            default -> Integer.toHexString(offset) + 'h';
        };
    }

    private Property() {
    }
}
