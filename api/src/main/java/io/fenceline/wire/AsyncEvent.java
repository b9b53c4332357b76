package io.fenceline.wire;

/**
 * DW0 of the completion of an Asynchronous Event Request (NVM Express Base 2.1, 5.1.2): type in bits 2:0,
 * information in 15:8, log page identifier in 23:16. DW1 is a parameter of the event.
 */
public final class AsyncEvent {
    /** Type: error status. */
    public static final int TYPE_ERROR = 0;
    /** Type: SMART and health status. */
    public static final int TYPE_SMART = 1;
    /** Type: notice. */
    public static final int TYPE_NOTICE = 2;
    /** Type: immediate. */
    public static final int TYPE_IMMEDIATE = 3;
    /** Type: one-shot. */
    public static final int TYPE_ONE_SHOT = 4;
    /** Type: of an I/O command set. */
    public static final int TYPE_IO_COMMAND_SET = 6;
    /** Type: of the vendor. */
    public static final int TYPE_VENDOR = 7;
    /** Error: diagnostic failure. */
    public static final int DIAGNOSTIC_FAILURE = 0x01_0200;
    /** Error: persistent internal error. */
    public static final int PERSISTENT_INTERNAL_ERROR = 0x01_0300;
    /** Error: transient internal error. */
    public static final int TRANSIENT_INTERNAL_ERROR = 0x01_0400;
    /** SMART: NVM subsystem reliability. */
    public static final int RELIABILITY = 0x02_0001;
    /** SMART: temperature threshold. */
    public static final int TEMPERATURE = 0x02_0101;
    /** SMART: spare below threshold. */
    public static final int SPARE = 0x02_0201;
    /** Notice: attached namespace attribute changed. */
    public static final int NAMESPACE_ATTRIBUTE_CHANGED = 0x04_0002;
    /** Notice: firmware activation starting. */
    public static final int FIRMWARE_ACTIVATION_STARTING = 0x03_0102;
    /** Notice: asymmetric namespace access change. */
    public static final int ANA_CHANGE = 0x0C_0302;
    /** Notice: discovery log page change. */
    public static final int DISCOVERY_LOG_CHANGE = 0x70_F002;
    /** Notice: Cross-Controller Reset completed (NVM Express Base 2.3, Figure 154). */
    public static final int CROSS_CONTROLLER_RESET_COMPLETED = 0x1E_F402;
    /** Notice: lost host communication. */
    public static final int LOST_HOST_COMMUNICATION = 0x1F_F502;
    /** I/O command set: reservation log page available. */
    public static final int RESERVATION_LOG_AVAILABLE = 0x80_0006;

    /**
     * Puts an event together.
     *
     * @param type 0 to 7
     * @param info 0 to 255
     * @param lid the log page that clears the event
     * @return DW0
     */
    public static int of(int type, int info, int lid) {
        return (type & 7) | (info & 0xFF) << 8 | (lid & 0xFF) << 16;
    }

    /**
     * The type.
     *
     * @param dw0 of the completion
     * @return 0 to 7
     */
    public static int type(int dw0) {
        return dw0 & 7;
    }

    /**
     * The information.
     *
     * @param dw0 of the completion
     * @return 0 to 255
     */
    public static int info(int dw0) {
        return dw0 >>> 8 & 0xFF;
    }

    /**
     * The log page that clears the event.
     *
     * @param dw0 of the completion
     * @return as in {@link Lid}
     */
    public static int lid(int dw0) {
        return dw0 >>> 16 & 0xFF;
    }

    private AsyncEvent() {
    }
}
