package io.fenceline.wire;

/** An entry of the Error Information log page, LID 01h, newest first (NVM Express Base 2.1, 5.1.12.1.2). */
public final class ErrorInformation {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Error Count: unique, never 0 in a valid entry. */
    public static final Field ERROR_COUNT = new Field(0, 8);
    /** Submission Queue ID; FFFFh when there is none. */
    public static final Field SQID = new Field(8, 2);
    /** Command ID; FFFFh when there is none. */
    public static final Field CID = new Field(10, 2);
    /** Status of the command in bits 15:1, as in {@link Status}; bit 0 is the phase tag. */
    public static final Field STATUS = new Field(12, 2);
    /** Parameter Error Location: byte 7:0, bit 10:8; FFFFh when there is none. */
    public static final Field PEL = new Field(14, 2);
    /** LBA of the first error. */
    public static final Field LBA = new Field(16, 8);
    /** Namespace. */
    public static final Field NSID = new Field(24, 4);
    /** Vendor Specific Information Available. */
    public static final Field VSIA = new Field(28, 1);
    /** Transport Type. */
    public static final Field TRTYPE = new Field(29, 1);
    /** Command Set Indicator. */
    public static final Field CSI = new Field(30, 1);
    /** Opcode. */
    public static final Field OPC = new Field(31, 1);
    /** Command Specific Information. */
    public static final Field COMMAND_SPECIFIC = new Field(32, 8);
    /** Transport Type Specific Information. */
    public static final Field TTSI = new Field(40, 2);
    /** Log Page Version. */
    public static final Field LPVER = new Field(63, 1);

    private ErrorInformation() {
    }
}
