package io.fenceline.wire;

/** Structures that Identify returns, in CNS (NVM Express Base 2.1, 5.1.13). */
public final class Cns {
    /** Identify Namespace. */
    public static final int NAMESPACE = 0x00;
    /** Identify Controller. */
    public static final int CONTROLLER = 0x01;
    /** Active Namespace ID list. */
    public static final int ACTIVE_NAMESPACE_LIST = 0x02;
    /** Namespace Identification Descriptor list. */
    public static final int NAMESPACE_DESCRIPTORS = 0x03;
    /** NVM Set List. */
    public static final int NVM_SET_LIST = 0x04;
    /** I/O Command Set specific Identify Namespace. */
    public static final int IOCS_NAMESPACE = 0x05;
    /** I/O Command Set specific Identify Controller. */
    public static final int IOCS_CONTROLLER = 0x06;
    /** I/O Command Set specific Active Namespace ID list. */
    public static final int IOCS_ACTIVE_NAMESPACE_LIST = 0x07;
    /** I/O Command Set Independent Identify Namespace. */
    public static final int INDEPENDENT_NAMESPACE = 0x08;
    /** Identify Namespace User Data Format. */
    public static final int NAMESPACE_USER_DATA_FORMAT = 0x09;
    /** I/O Command Set specific Identify Namespace User Data Format. */
    public static final int IOCS_NAMESPACE_USER_DATA_FORMAT = 0x0A;
    /** Allocated Namespace ID list. */
    public static final int ALLOCATED_NAMESPACE_LIST = 0x10;
    /** Identify Namespace of an allocated namespace. */
    public static final int ALLOCATED_NAMESPACE = 0x11;
    /** Controller List of controllers attached to a namespace. */
    public static final int NAMESPACE_CONTROLLER_LIST = 0x12;
    /** Controller List of the NVM subsystem. */
    public static final int CONTROLLER_LIST = 0x13;
    /** Primary Controller Capabilities. */
    public static final int PRIMARY_CONTROLLER_CAPABILITIES = 0x14;
    /** Secondary Controller list. */
    public static final int SECONDARY_CONTROLLER_LIST = 0x15;
    /** Namespace Granularity List. */
    public static final int NAMESPACE_GRANULARITY_LIST = 0x16;
    /** UUID List. */
    public static final int UUID_LIST = 0x17;
    /** Domain List. */
    public static final int DOMAIN_LIST = 0x18;
    /** Endurance Group List. */
    public static final int ENDURANCE_GROUP_LIST = 0x19;
    /** I/O Command Set specific Allocated Namespace ID list. */
    public static final int IOCS_ALLOCATED_NAMESPACE_LIST = 0x1A;
    /** I/O Command Set specific Identify Namespace of an allocated namespace. */
    public static final int IOCS_ALLOCATED_NAMESPACE = 0x1B;
    /** Identify I/O Command Set. */
    public static final int IO_COMMAND_SETS = 0x1C;
    /** Underlying Namespace List. */
    public static final int UNDERLYING_NAMESPACE_LIST = 0x1D;
    /** Ports List. */
    public static final int PORTS_LIST = 0x1E;
    /** I/O Command Set Independent Identify Namespace of an allocated namespace. */
    public static final int INDEPENDENT_ALLOCATED_NAMESPACE = 0x1F;
    /** Supported Controller State Formats. */
    public static final int SUPPORTED_CONTROLLER_STATE_FORMATS = 0x20;

    /**
     * The specification's name.
     *
     * @param cns the controller or namespace structure
     * @return the name, or the number in hexadecimal when the specification gives it none
     */
    public static String name(int cns) {
        return switch (cns) {
            case NAMESPACE -> "Identify Namespace";
            case CONTROLLER -> "Identify Controller";
            case ACTIVE_NAMESPACE_LIST -> "Active Namespace ID list";
            case NAMESPACE_DESCRIPTORS -> "Namespace Identification Descriptor list";
            case NVM_SET_LIST -> "NVM Set List";
            case IOCS_NAMESPACE -> "I/O Command Set specific Identify Namespace";
            case IOCS_CONTROLLER -> "I/O Command Set specific Identify Controller";
            case IOCS_ACTIVE_NAMESPACE_LIST -> "I/O Command Set specific Active Namespace ID list";
            case INDEPENDENT_NAMESPACE -> "I/O Command Set Independent Identify Namespace";
            case NAMESPACE_USER_DATA_FORMAT -> "Identify Namespace User Data Format";
            case IOCS_NAMESPACE_USER_DATA_FORMAT -> "I/O Command Set specific Identify Namespace User Data Format";
            case ALLOCATED_NAMESPACE_LIST -> "Allocated Namespace ID list";
            case ALLOCATED_NAMESPACE -> "Identify Namespace of an allocated namespace";
            case NAMESPACE_CONTROLLER_LIST -> "Controller List of controllers attached to a namespace";
            case CONTROLLER_LIST -> "Controller List of the NVM subsystem";
            case PRIMARY_CONTROLLER_CAPABILITIES -> "Primary Controller Capabilities";
            case SECONDARY_CONTROLLER_LIST -> "Secondary Controller list";
            case NAMESPACE_GRANULARITY_LIST -> "Namespace Granularity List";
            case UUID_LIST -> "UUID List";
            case DOMAIN_LIST -> "Domain List";
            case ENDURANCE_GROUP_LIST -> "Endurance Group List";
            case IOCS_ALLOCATED_NAMESPACE_LIST -> "I/O Command Set specific Allocated Namespace ID list";
            case IOCS_ALLOCATED_NAMESPACE -> "I/O Command Set specific Identify Namespace of an allocated namespace";
            case IO_COMMAND_SETS -> "Identify I/O Command Set";
            case UNDERLYING_NAMESPACE_LIST -> "Underlying Namespace List";
            case PORTS_LIST -> "Ports List";
            case INDEPENDENT_ALLOCATED_NAMESPACE -> "I/O Command Set Independent Identify Namespace of an allocated namespace";
            case SUPPORTED_CONTROLLER_STATE_FORMATS -> "Supported Controller State Formats";
            default -> Integer.toHexString(cns) + 'h';
        };
    }

    private Cns() {
    }
}
