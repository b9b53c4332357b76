package io.fenceline.wire;

/** Opcodes of the Admin Command Set (NVM Express Base 2.1, 5). */
public final class AdminOpcode {
    /** Delete I/O Submission Queue. */
    public static final int DELETE_IO_SQ = 0x00;
    /** Create I/O Submission Queue. */
    public static final int CREATE_IO_SQ = 0x01;
    /** Get Log Page. */
    public static final int GET_LOG_PAGE = 0x02;
    /** Delete I/O Completion Queue. */
    public static final int DELETE_IO_CQ = 0x04;
    /** Create I/O Completion Queue. */
    public static final int CREATE_IO_CQ = 0x05;
    /** Identify. */
    public static final int IDENTIFY = 0x06;
    /** Abort. */
    public static final int ABORT = 0x08;
    /** Set Features. */
    public static final int SET_FEATURES = 0x09;
    /** Get Features. */
    public static final int GET_FEATURES = 0x0A;
    /** Asynchronous Event Request. */
    public static final int ASYNC_EVENT_REQUEST = 0x0C;
    /** Namespace Management. */
    public static final int NAMESPACE_MANAGEMENT = 0x0D;
    /** Firmware Commit. */
    public static final int FIRMWARE_COMMIT = 0x10;
    /** Firmware Image Download. */
    public static final int FIRMWARE_IMAGE_DOWNLOAD = 0x11;
    /** Device Self-test. */
    public static final int DEVICE_SELF_TEST = 0x14;
    /** Namespace Attachment. */
    public static final int NAMESPACE_ATTACHMENT = 0x15;
    /** Keep Alive. */
    public static final int KEEP_ALIVE = 0x18;
    /** Directive Send. */
    public static final int DIRECTIVE_SEND = 0x19;
    /** Directive Receive. */
    public static final int DIRECTIVE_RECEIVE = 0x1A;
    /** Virtualization Management. */
    public static final int VIRTUALIZATION_MANAGEMENT = 0x1C;
    /** NVMe-MI Send. */
    public static final int NVME_MI_SEND = 0x1D;
    /** NVMe-MI Receive. */
    public static final int NVME_MI_RECEIVE = 0x1E;
    /** Capacity Management. */
    public static final int CAPACITY_MANAGEMENT = 0x20;
    /** Discovery Information Management. */
    public static final int DISCOVERY_INFORMATION_MANAGEMENT = 0x21;
    /** Fabric Zoning Receive. */
    public static final int FABRIC_ZONING_RECEIVE = 0x22;
    /** Lockdown. */
    public static final int LOCKDOWN = 0x24;
    /** Fabric Zoning Lookup. */
    public static final int FABRIC_ZONING_LOOKUP = 0x25;
    /** Clear Exported NVM Resource Configuration. */
    public static final int CLEAR_EXPORTED_NVM_RESOURCES = 0x28;
    /** Fabric Zoning Send. */
    public static final int FABRIC_ZONING_SEND = 0x29;
    /** Create Exported NVM Subsystem. */
    public static final int CREATE_EXPORTED_NVM_SUBSYSTEM = 0x2A;
    /** Manage Exported NVM Subsystem. */
    public static final int MANAGE_EXPORTED_NVM_SUBSYSTEM = 0x2D;
    /** Manage Exported Namespace. */
    public static final int MANAGE_EXPORTED_NAMESPACE = 0x31;
    /** Manage Exported Port. */
    public static final int MANAGE_EXPORTED_PORT = 0x35;
    /** Cross-Controller Reset. */
    public static final int CROSS_CONTROLLER_RESET = 0x38;
    /** Send Discovery Log Page. */
    public static final int SEND_DISCOVERY_LOG_PAGE = 0x39;
    /** Track Send. */
    public static final int TRACK_SEND = 0x3D;
    /** Track Receive. */
    public static final int TRACK_RECEIVE = 0x3E;
    /** Migration Send. */
    public static final int MIGRATION_SEND = 0x41;
    /** Migration Receive. */
    public static final int MIGRATION_RECEIVE = 0x42;
    /** Controller Data Queue. */
    public static final int CONTROLLER_DATA_QUEUE = 0x45;
    /** Doorbell Buffer Config. */
    public static final int DOORBELL_BUFFER_CONFIG = 0x7C;
    /** Fabrics Commands. */
    public static final int FABRICS = 0x7F;
    /** Format NVM. */
    public static final int FORMAT_NVM = 0x80;
    /** Security Send. */
    public static final int SECURITY_SEND = 0x81;
    /** Security Receive. */
    public static final int SECURITY_RECEIVE = 0x82;
    /** Sanitize. */
    public static final int SANITIZE = 0x84;
    /** Load Program. */
    public static final int LOAD_PROGRAM = 0x85;
    /** Get LBA Status. */
    public static final int GET_LBA_STATUS = 0x86;
    /** Program Activation Management. */
    public static final int PROGRAM_ACTIVATION_MANAGEMENT = 0x88;
    /** Memory Range Set Management. */
    public static final int MEMORY_RANGE_SET_MANAGEMENT = 0x89;
    /** Sanitize Namespace. */
    public static final int SANITIZE_NAMESPACE = 0x8C;

    /**
     * The specification's name.
     *
     * @param opcode of an admin command
     * @return the name, or the number in hexadecimal when the specification gives it none
     */
    public static String name(int opcode) {
        return switch (opcode) {
            case DELETE_IO_SQ -> "Delete I/O Submission Queue";
            case CREATE_IO_SQ -> "Create I/O Submission Queue";
            case GET_LOG_PAGE -> "Get Log Page";
            case DELETE_IO_CQ -> "Delete I/O Completion Queue";
            case CREATE_IO_CQ -> "Create I/O Completion Queue";
            case IDENTIFY -> "Identify";
            case ABORT -> "Abort";
            case SET_FEATURES -> "Set Features";
            case GET_FEATURES -> "Get Features";
            case ASYNC_EVENT_REQUEST -> "Asynchronous Event Request";
            case NAMESPACE_MANAGEMENT -> "Namespace Management";
            case FIRMWARE_COMMIT -> "Firmware Commit";
            case FIRMWARE_IMAGE_DOWNLOAD -> "Firmware Image Download";
            case DEVICE_SELF_TEST -> "Device Self-test";
            case NAMESPACE_ATTACHMENT -> "Namespace Attachment";
            case KEEP_ALIVE -> "Keep Alive";
            case DIRECTIVE_SEND -> "Directive Send";
            case DIRECTIVE_RECEIVE -> "Directive Receive";
            case VIRTUALIZATION_MANAGEMENT -> "Virtualization Management";
            case NVME_MI_SEND -> "NVMe-MI Send";
            case NVME_MI_RECEIVE -> "NVMe-MI Receive";
            case CAPACITY_MANAGEMENT -> "Capacity Management";
            case DISCOVERY_INFORMATION_MANAGEMENT -> "Discovery Information Management";
            case FABRIC_ZONING_RECEIVE -> "Fabric Zoning Receive";
            case LOCKDOWN -> "Lockdown";
            case FABRIC_ZONING_LOOKUP -> "Fabric Zoning Lookup";
            case CLEAR_EXPORTED_NVM_RESOURCES -> "Clear Exported NVM Resource Configuration";
            case FABRIC_ZONING_SEND -> "Fabric Zoning Send";
            case CREATE_EXPORTED_NVM_SUBSYSTEM -> "Create Exported NVM Subsystem";
            case MANAGE_EXPORTED_NVM_SUBSYSTEM -> "Manage Exported NVM Subsystem";
            case MANAGE_EXPORTED_NAMESPACE -> "Manage Exported Namespace";
            case MANAGE_EXPORTED_PORT -> "Manage Exported Port";
            case CROSS_CONTROLLER_RESET -> "Cross-Controller Reset";
            case SEND_DISCOVERY_LOG_PAGE -> "Send Discovery Log Page";
            case TRACK_SEND -> "Track Send";
            case TRACK_RECEIVE -> "Track Receive";
            case MIGRATION_SEND -> "Migration Send";
            case MIGRATION_RECEIVE -> "Migration Receive";
            case CONTROLLER_DATA_QUEUE -> "Controller Data Queue";
            case DOORBELL_BUFFER_CONFIG -> "Doorbell Buffer Config";
            case FABRICS -> "Fabrics Commands";
            case FORMAT_NVM -> "Format NVM";
            case SECURITY_SEND -> "Security Send";
            case SECURITY_RECEIVE -> "Security Receive";
            case SANITIZE -> "Sanitize";
            case LOAD_PROGRAM -> "Load Program";
            case GET_LBA_STATUS -> "Get LBA Status";
            case PROGRAM_ACTIVATION_MANAGEMENT -> "Program Activation Management";
            case MEMORY_RANGE_SET_MANAGEMENT -> "Memory Range Set Management";
            case SANITIZE_NAMESPACE -> "Sanitize Namespace";
            default -> Integer.toHexString(opcode) + 'h';
        };
    }

    private AdminOpcode() {
    }
}
