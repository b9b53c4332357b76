package io.fenceline.wire;

/** Types of Fabrics commands, in FCTYPE (NVM Express Base 2.1, 6). */
public final class FabricsCommand {
    /** Property Set. */
    public static final int PROPERTY_SET = 0x00;
    /** Connect. */
    public static final int CONNECT = 0x01;
    /** Property Get. */
    public static final int PROPERTY_GET = 0x04;
    /** Authentication Send. */
    public static final int AUTHENTICATION_SEND = 0x05;
    /** Authentication Receive. */
    public static final int AUTHENTICATION_RECEIVE = 0x06;
    /** Disconnect. */
    public static final int DISCONNECT = 0x08;

    /**
     * The specification's name.
     *
     * @param fctype the Fabrics command type
     * @return the name, or the number in hexadecimal when the specification gives it none
     */
    public static String name(int fctype) {
        return switch (fctype) {
            case PROPERTY_SET -> "Property Set";
            case CONNECT -> "Connect";
            case PROPERTY_GET -> "Property Get";
            case AUTHENTICATION_SEND -> "Authentication Send";
            case AUTHENTICATION_RECEIVE -> "Authentication Receive";
            case DISCONNECT -> "Disconnect";
            default -> Integer.toHexString(fctype) + 'h';
        };
    }

    private FabricsCommand() {
    }
}
