package io.fenceline.transport.tcp.pdu;

/** PDU types (NVMe/TCP 1.1, 3.6.1): byte 0 of every PDU. */
public final class PduType {
    /** Initialize connection request, host to controller. */
    public static final int IC_REQ = 0x00;
    /** Initialize connection response, controller to host. */
    public static final int IC_RESP = 0x01;
    /** Termination request, host to controller. */
    public static final int H2C_TERM_REQ = 0x02;
    /** Termination request, controller to host. */
    public static final int C2H_TERM_REQ = 0x03;
    /** Command capsule, host to controller. */
    public static final int CAPSULE_CMD = 0x04;
    /** Response capsule, controller to host. */
    public static final int CAPSULE_RESP = 0x05;
    /** Data, host to controller. */
    public static final int H2C_DATA = 0x06;
    /** Data, controller to host. */
    public static final int C2H_DATA = 0x07;
    /** Ready to transfer, controller to host. */
    public static final int R2T = 0x09;

    private PduType() {
    }
}
