package io.fenceline.transport.tcp.pdu;

/** Fatal error status codes of termination requests (NVMe/TCP 1.1, 3.6.2.4 and 3.6.2.5). */
public final class FatalErrorStatus {
    /** A field of a PDU header is wrong; FEI is its offset. */
    public static final int INVALID_HEADER_FIELD = 0x01;
    /** A PDU came when it was not due. */
    public static final int PDU_SEQUENCE_ERROR = 0x02;
    /** The header digest did not fit; FEI is the digest that came. */
    public static final int HEADER_DIGEST_ERROR = 0x03;
    /** Data outside the range that was asked for. */
    public static final int DATA_OUT_OF_RANGE = 0x04;
    /** From the controller: more data in one PDU than allowed. */
    public static final int DATA_LIMIT_EXCEEDED = 0x05;
    /** From the host: more R2Ts outstanding than MAXR2T allows. */
    public static final int R2T_LIMIT_EXCEEDED = 0x05;
    /** A parameter is not supported; FEI is its offset. */
    public static final int UNSUPPORTED_PARAMETER = 0x06;

    private FatalErrorStatus() {
    }

    /**
     * Whether FEI is the offset of a field.
     *
     * @param fes the status
     * @return true when it is
     */
    public static boolean hasFieldOffset(int fes) {
        return fes == INVALID_HEADER_FIELD || fes == UNSUPPORTED_PARAMETER;
    }

    /**
     * A name for a person.
     *
     * @param fes the status
     * @return its name in the specification
     */
    public static String name(int fes) {
        return switch (fes) {
            case INVALID_HEADER_FIELD -> "invalid PDU header field";
            case PDU_SEQUENCE_ERROR -> "PDU sequence error";
            case HEADER_DIGEST_ERROR -> "header digest error";
            case DATA_OUT_OF_RANGE -> "data transfer out of range";
            case DATA_LIMIT_EXCEEDED -> "data transfer or R2T limit exceeded";
            case UNSUPPORTED_PARAMETER -> "unsupported parameter";
            default -> "unknown fatal error status " + fes;
        };
    }
}
