package io.fenceline.wire;

/**
 * A command's status as 15 bits: status code 7:0, status code type 10:8, command retry delay 12:11, more 13, do not
 * retry 14 (NVM Express Base 2.1, 4.2.3). The numbers equal those of Linux.
 */
public final class Status {
    /** Do Not Retry. */
    public static final int DNR = 0x4000;
    /** More information in the error log page. */
    public static final int MORE = 0x2000;

    /** Generic: success. */
    public static final int SUCCESS = 0x000;
    /** Generic: invalid command opcode. */
    public static final int INVALID_OPCODE = 0x001;
    /** Generic: invalid field in command. */
    public static final int INVALID_FIELD = 0x002;
    /** Generic: command id conflict. */
    public static final int COMMAND_ID_CONFLICT = 0x003;
    /** Generic: data transfer error. */
    public static final int DATA_TRANSFER_ERROR = 0x004;
    /** Generic: internal error. */
    public static final int INTERNAL_ERROR = 0x006;
    /** Generic: command abort requested. */
    public static final int ABORT_REQUESTED = 0x007;
    /** Generic: command aborted due to SQ deletion. */
    public static final int ABORTED_SQ_DELETION = 0x008;
    /** Generic: command aborted due to failed fused command. */
    public static final int ABORTED_FAILED_FUSED = 0x009;
    /** Generic: command aborted due to missing fused command. */
    public static final int ABORTED_MISSING_FUSED = 0x00A;
    /** Generic: invalid namespace or format. */
    public static final int INVALID_NAMESPACE = 0x00B;
    /** Generic: command sequence error. */
    public static final int COMMAND_SEQUENCE_ERROR = 0x00C;
    /** Generic: data SGL length invalid. */
    public static final int DATA_SGL_LENGTH_INVALID = 0x00F;
    /** Generic: SGL descriptor type invalid. */
    public static final int SGL_TYPE_INVALID = 0x011;
    /** Generic: atomic write unit exceeded. */
    public static final int ATOMIC_WRITE_UNIT_EXCEEDED = 0x014;
    /** Generic: SGL offset invalid. */
    public static final int SGL_OFFSET_INVALID = 0x016;
    /** Generic: namespace is write protected. */
    public static final int NAMESPACE_WRITE_PROTECTED = 0x020;
    /** Generic: transient transport error. */
    public static final int TRANSIENT_TRANSPORT_ERROR = 0x022;
    /** Generic: LBA out of range. */
    public static final int LBA_OUT_OF_RANGE = 0x080;
    /** Generic: capacity exceeded. */
    public static final int CAPACITY_EXCEEDED = 0x081;
    /** Generic: namespace not ready. */
    public static final int NAMESPACE_NOT_READY = 0x082;

    /** Command specific, Fabrics Connect: incompatible format. */
    public static final int CONNECT_INCOMPATIBLE_FORMAT = 0x180;
    /** Command specific, Fabrics Connect: controller busy. */
    public static final int CONNECT_CONTROLLER_BUSY = 0x181;
    /** Command specific, Fabrics Connect: connect invalid parameters. */
    public static final int CONNECT_INVALID_PARAMETERS = 0x182;
    /** Command specific, Fabrics Connect: connect restart discovery. */
    public static final int CONNECT_RESTART_DISCOVERY = 0x183;
    /** Command specific, Fabrics Connect: connect invalid host. */
    public static final int CONNECT_INVALID_HOST = 0x184;

    /** Command specific, NVM command set: command size limit exceeded. */
    public static final int COMMAND_SIZE_LIMIT_EXCEEDED = 0x183;
    /** Command specific, NVM command set, Copy: overlapping I/O range. */
    public static final int OVERLAPPING_IO_RANGE = 0x187;

    /** Media: write fault. */
    public static final int WRITE_FAULT = 0x280;
    /** Media: unrecovered read error. */
    public static final int UNRECOVERED_READ_ERROR = 0x281;
    /** Media: compare failure. */
    public static final int COMPARE_FAILURE = 0x285;

    /** Path related: asymmetric access persistent loss. */
    public static final int ANA_PERSISTENT_LOSS = 0x301;
    /** Path related: asymmetric access inaccessible. */
    public static final int ANA_INACCESSIBLE = 0x302;
    /** Path related: asymmetric access transition. */
    public static final int ANA_TRANSITION = 0x303;

    private Status() {
    }

    /**
     * The status code type.
     *
     * @param status 15 bits
     * @return 0 generic, 1 command specific, 2 media and data integrity, 3 path related, 7 vendor specific
     */
    public static int type(int status) {
        return status >>> 8 & 7;
    }

    /**
     * The status code.
     *
     * @param status 15 bits
     * @return 0 to 255
     */
    public static int code(int status) {
        return status & 0xFF;
    }
}
