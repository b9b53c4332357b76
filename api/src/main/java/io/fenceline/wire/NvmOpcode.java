package io.fenceline.wire;

/** Opcodes of the NVM Command Set (NVM Command Set 1.1, 3). */
public final class NvmOpcode {
    /** Flush. */
    public static final int FLUSH = 0x00;
    /** Write. */
    public static final int WRITE = 0x01;
    /** Read. */
    public static final int READ = 0x02;
    /** Write Uncorrectable. */
    public static final int WRITE_UNCORRECTABLE = 0x04;
    /** Compare. */
    public static final int COMPARE = 0x05;
    /** Write Zeroes. */
    public static final int WRITE_ZEROES = 0x08;
    /** Dataset Management. */
    public static final int DATASET_MANAGEMENT = 0x09;
    /** Verify. */
    public static final int VERIFY = 0x0C;
    /** Reservation Register. */
    public static final int RESERVATION_REGISTER = 0x0D;
    /** Reservation Report. */
    public static final int RESERVATION_REPORT = 0x0E;
    /** Reservation Acquire. */
    public static final int RESERVATION_ACQUIRE = 0x11;
    /** I/O Management Receive. */
    public static final int IO_MANAGEMENT_RECEIVE = 0x12;
    /** Reservation Release. */
    public static final int RESERVATION_RELEASE = 0x15;
    /** Cancel. */
    public static final int CANCEL = 0x18;
    /** Copy. */
    public static final int COPY = 0x19;
    /** I/O Management Send. */
    public static final int IO_MANAGEMENT_SEND = 0x1D;
    /** Fabrics Commands. */
    public static final int FABRICS = 0x7F;

    /**
     * The specification's name.
     *
     * @param opcode of an I/O command
     * @return the name, or the number in hexadecimal when the specification gives it none
     */
    public static String name(int opcode) {
        return switch (opcode) {
            case FLUSH -> "Flush";
            case WRITE -> "Write";
            case READ -> "Read";
            case WRITE_UNCORRECTABLE -> "Write Uncorrectable";
            case COMPARE -> "Compare";
            case WRITE_ZEROES -> "Write Zeroes";
            case DATASET_MANAGEMENT -> "Dataset Management";
            case VERIFY -> "Verify";
            case RESERVATION_REGISTER -> "Reservation Register";
            case RESERVATION_REPORT -> "Reservation Report";
            case RESERVATION_ACQUIRE -> "Reservation Acquire";
            case IO_MANAGEMENT_RECEIVE -> "I/O Management Receive";
            case RESERVATION_RELEASE -> "Reservation Release";
            case CANCEL -> "Cancel";
            case COPY -> "Copy";
            case IO_MANAGEMENT_SEND -> "I/O Management Send";
            case FABRICS -> "Fabrics Commands";
            default -> Integer.toHexString(opcode) + 'h';
        };
    }

    private NvmOpcode() {
    }
}
