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
    /** Status code type and status code, without retry delay and flags. */
    public static final int CODE_MASK = 0x7FF;

    /** Generic: Successful Completion. */
    public static final int SUCCESS = 0x000;
    /** Generic: Invalid Command Opcode. */
    public static final int INVALID_OPCODE = 0x001;
    /** Generic: Invalid Field in Command. */
    public static final int INVALID_FIELD = 0x002;
    /** Generic: Command ID Conflict. */
    public static final int COMMAND_ID_CONFLICT = 0x003;
    /** Generic: Data Transfer Error. */
    public static final int DATA_TRANSFER_ERROR = 0x004;
    /** Generic: Commands Aborted due to Power Loss Notification. */
    public static final int ABORTED_POWER_LOSS = 0x005;
    /** Generic: Internal Error. */
    public static final int INTERNAL_ERROR = 0x006;
    /** Generic: Command Abort Requested. */
    public static final int ABORT_REQUESTED = 0x007;
    /** Generic: Command Aborted due to SQ Deletion. */
    public static final int ABORTED_SQ_DELETION = 0x008;
    /** Generic: Command Aborted due to Failed Fused Command. */
    public static final int ABORTED_FAILED_FUSED = 0x009;
    /** Generic: Command Aborted due to Missing Fused Command. */
    public static final int ABORTED_MISSING_FUSED = 0x00A;
    /** Generic: Invalid Namespace or Format. */
    public static final int INVALID_NAMESPACE = 0x00B;
    /** Generic: Command Sequence Error. */
    public static final int COMMAND_SEQUENCE_ERROR = 0x00C;
    /** Generic: Invalid SGL Segment Descriptor. */
    public static final int INVALID_SGL_SEGMENT = 0x00D;
    /** Generic: Invalid Number of SGL Descriptors. */
    public static final int INVALID_SGL_COUNT = 0x00E;
    /** Generic: Data SGL Length Invalid. */
    public static final int DATA_SGL_LENGTH_INVALID = 0x00F;
    /** Generic: Metadata SGL Length Invalid. */
    public static final int METADATA_SGL_LENGTH_INVALID = 0x010;
    /** Generic: SGL Descriptor Type Invalid. */
    public static final int SGL_TYPE_INVALID = 0x011;
    /** Generic: Invalid Use of Controller Memory Buffer. */
    public static final int INVALID_CMB_USE = 0x012;
    /** Generic: PRP Offset Invalid. */
    public static final int PRP_OFFSET_INVALID = 0x013;
    /** Generic: Atomic Write Unit Exceeded. */
    public static final int ATOMIC_WRITE_UNIT_EXCEEDED = 0x014;
    /** Generic: Operation Denied. */
    public static final int OPERATION_DENIED = 0x015;
    /** Generic: SGL Offset Invalid. */
    public static final int SGL_OFFSET_INVALID = 0x016;
    /** Generic: Host Identifier Inconsistent Format. */
    public static final int HOST_ID_INCONSISTENT_FORMAT = 0x018;
    /** Generic: Keep Alive Timer Expired. */
    public static final int KEEP_ALIVE_EXPIRED = 0x019;
    /** Generic: Keep Alive Timeout Invalid. */
    public static final int KEEP_ALIVE_INVALID = 0x01A;
    /** Generic: Command Aborted due to Preempt and Abort. */
    public static final int ABORTED_PREEMPT = 0x01B;
    /** Generic: Sanitize Failed. */
    public static final int SANITIZE_FAILED = 0x01C;
    /** Generic: Sanitize In Progress. */
    public static final int SANITIZE_IN_PROGRESS = 0x01D;
    /** Generic: SGL Data Block Granularity Invalid. */
    public static final int SGL_GRANULARITY_INVALID = 0x01E;
    /** Generic: Command Not Supported for Queue in CMB. */
    public static final int COMMAND_IN_CMB_NOT_SUPPORTED = 0x01F;
    /** Generic: Namespace is Write Protected. */
    public static final int NAMESPACE_WRITE_PROTECTED = 0x020;
    /** Generic: Command Interrupted. */
    public static final int COMMAND_INTERRUPTED = 0x021;
    /** Generic: Transient Transport Error. */
    public static final int TRANSIENT_TRANSPORT_ERROR = 0x022;
    /** Generic: Command Prohibited by Command and Feature Lockdown. */
    public static final int PROHIBITED_BY_LOCKDOWN = 0x023;
    /** Generic: Admin Command Media Not Ready. */
    public static final int ADMIN_MEDIA_NOT_READY = 0x024;
    /** Generic: Invalid Key Tag. */
    public static final int INVALID_KEY_TAG = 0x025;
    /** Generic: Host Dispersed Namespace Support Not Enabled. */
    public static final int HOST_DISPERSED_NAMESPACE_NOT_ENABLED = 0x026;
    /** Generic: Host Identifier Not Initialized. */
    public static final int HOST_ID_NOT_INITIALIZED = 0x027;
    /** Generic: Incorrect Key. */
    public static final int INCORRECT_KEY = 0x028;
    /** Generic: Flexible Data Placement Disabled. */
    public static final int FDP_DISABLED = 0x029;
    /** Generic: Invalid Placement Handle List. */
    public static final int INVALID_PLACEMENT_HANDLE_LIST = 0x02A;
    /** Generic: LBA Out of Range. */
    public static final int LBA_OUT_OF_RANGE = 0x080;
    /** Generic: Capacity Exceeded. */
    public static final int CAPACITY_EXCEEDED = 0x081;
    /** Generic: Namespace Not Ready. */
    public static final int NAMESPACE_NOT_READY = 0x082;
    /** Generic: Reservation Conflict. */
    public static final int RESERVATION_CONFLICT = 0x083;
    /** Generic: Format In Progress. */
    public static final int FORMAT_IN_PROGRESS = 0x084;
    /** Generic: Invalid Value Size. */
    public static final int INVALID_VALUE_SIZE = 0x085;
    /** Generic: Invalid Key Size. */
    public static final int INVALID_KEY_SIZE = 0x086;
    /** Generic: KV Key Does Not Exist. */
    public static final int KEY_DOES_NOT_EXIST = 0x087;
    /** Generic: Unrecovered Error. */
    public static final int UNRECOVERED_ERROR = 0x088;
    /** Generic: Key Exists. */
    public static final int KEY_EXISTS = 0x089;

    /** Command specific: Completion Queue Invalid. */
    public static final int CQ_INVALID = 0x100;
    /** Command specific: Invalid Queue Identifier. */
    public static final int INVALID_QUEUE_ID = 0x101;
    /** Command specific: Invalid Queue Size. */
    public static final int INVALID_QUEUE_SIZE = 0x102;
    /** Command specific: Abort Command Limit Exceeded. */
    public static final int ABORT_LIMIT_EXCEEDED = 0x103;
    /** Command specific: Asynchronous Event Request Limit Exceeded. */
    public static final int ASYNC_EVENT_LIMIT_EXCEEDED = 0x105;
    /** Command specific: Invalid Firmware Slot. */
    public static final int INVALID_FIRMWARE_SLOT = 0x106;
    /** Command specific: Invalid Firmware Image. */
    public static final int INVALID_FIRMWARE_IMAGE = 0x107;
    /** Command specific: Invalid Interrupt Vector. */
    public static final int INVALID_INTERRUPT_VECTOR = 0x108;
    /** Command specific: Invalid Log Page. */
    public static final int INVALID_LOG_PAGE = 0x109;
    /** Command specific: Invalid Format. */
    public static final int INVALID_FORMAT = 0x10A;
    /** Command specific: Firmware Activation Requires Conventional Reset. */
    public static final int FIRMWARE_NEEDS_CONVENTIONAL_RESET = 0x10B;
    /** Command specific: Invalid Queue Deletion. */
    public static final int INVALID_QUEUE_DELETION = 0x10C;
    /** Command specific: Feature Identifier Not Saveable. */
    public static final int FEATURE_NOT_SAVEABLE = 0x10D;
    /** Command specific: Feature Not Changeable. */
    public static final int FEATURE_NOT_CHANGEABLE = 0x10E;
    /** Command specific: Feature Not Namespace Specific. */
    public static final int FEATURE_NOT_NAMESPACE_SPECIFIC = 0x10F;
    /** Command specific: Firmware Activation Requires NVM Subsystem Reset. */
    public static final int FIRMWARE_NEEDS_SUBSYSTEM_RESET = 0x110;
    /** Command specific: Firmware Activation Requires Controller Level Reset. */
    public static final int FIRMWARE_NEEDS_CONTROLLER_RESET = 0x111;
    /** Command specific: Firmware Activation Requires Maximum Time Violation. */
    public static final int FIRMWARE_NEEDS_MAX_TIME = 0x112;
    /** Command specific: Firmware Activation Prohibited. */
    public static final int FIRMWARE_PROHIBITED = 0x113;
    /** Command specific: Overlapping Range. */
    public static final int OVERLAPPING_RANGE = 0x114;
    /** Command specific: Namespace Insufficient Capacity. */
    public static final int NAMESPACE_INSUFFICIENT_CAPACITY = 0x115;
    /** Command specific: Namespace Identifier Unavailable. */
    public static final int NAMESPACE_ID_UNAVAILABLE = 0x116;
    /** Command specific: Namespace Already Attached. */
    public static final int NAMESPACE_ALREADY_ATTACHED = 0x118;
    /** Command specific: Namespace Is Private. */
    public static final int NAMESPACE_IS_PRIVATE = 0x119;
    /** Command specific: Namespace Not Attached. */
    public static final int NAMESPACE_NOT_ATTACHED = 0x11A;
    /** Command specific: Thin Provisioning Not Supported. */
    public static final int THIN_PROVISIONING_NOT_SUPPORTED = 0x11B;
    /** Command specific: Controller List Invalid. */
    public static final int CONTROLLER_LIST_INVALID = 0x11C;
    /** Command specific: Device Self-test In Progress. */
    public static final int SELF_TEST_IN_PROGRESS = 0x11D;
    /** Command specific: Boot Partition Write Prohibited. */
    public static final int BOOT_PARTITION_WRITE_PROHIBITED = 0x11E;
    /** Command specific: Invalid Controller Identifier. */
    public static final int INVALID_CONTROLLER_ID = 0x11F;
    /** Command specific: Invalid Secondary Controller State. */
    public static final int INVALID_SECONDARY_CONTROLLER_STATE = 0x120;
    /** Command specific: Invalid Number of Controller Resources. */
    public static final int INVALID_CONTROLLER_RESOURCES = 0x121;
    /** Command specific: Invalid Resource Identifier. */
    public static final int INVALID_RESOURCE_ID = 0x122;
    /** Command specific: Sanitize Prohibited While Persistent Memory Region is Enabled. */
    public static final int SANITIZE_PROHIBITED_PMR = 0x123;
    /** Command specific: ANA Group Identifier Invalid. */
    public static final int ANA_GROUP_ID_INVALID = 0x124;
    /** Command specific: ANA Attach Failed. */
    public static final int ANA_ATTACH_FAILED = 0x125;
    /** Command specific: Insufficient Capacity. */
    public static final int INSUFFICIENT_CAPACITY = 0x126;
    /** Command specific: Namespace Attachment Limit Exceeded. */
    public static final int NAMESPACE_ATTACHMENT_LIMIT_EXCEEDED = 0x127;
    /** Command specific: Prohibition of Command Execution Not Supported. */
    public static final int PROHIBITION_NOT_SUPPORTED = 0x128;
    /** Command specific: I/O Command Set Not Supported. */
    public static final int IOCS_NOT_SUPPORTED = 0x129;
    /** Command specific: I/O Command Set Not Enabled. */
    public static final int IOCS_NOT_ENABLED = 0x12A;
    /** Command specific: I/O Command Set Combination Rejected. */
    public static final int IOCS_COMBINATION_REJECTED = 0x12B;
    /** Command specific: Invalid I/O Command Set. */
    public static final int INVALID_IOCS = 0x12C;
    /** Command specific: Identifier Unavailable. */
    public static final int IDENTIFIER_UNAVAILABLE = 0x12D;
    /** Command specific: Namespace Is Dispersed. */
    public static final int NAMESPACE_IS_DISPERSED = 0x12E;
    /** Command specific: Invalid Discovery Information. */
    public static final int INVALID_DISCOVERY_INFORMATION = 0x12F;
    /** Command specific: Zoning Data Structure Locked. */
    public static final int ZONING_DATA_LOCKED = 0x130;
    /** Command specific: Zoning Data Structure Not Found. */
    public static final int ZONING_DATA_NOT_FOUND = 0x131;
    /** Command specific: Insufficient Discovery Resources. */
    public static final int INSUFFICIENT_DISCOVERY_RESOURCES = 0x132;
    /** Command specific: Requested Function Disabled. */
    public static final int REQUESTED_FUNCTION_DISABLED = 0x133;
    /** Command specific: ZoneGroup Originator Invalid. */
    public static final int ZONEGROUP_ORIGINATOR_INVALID = 0x134;
    /** Command specific: Invalid Host. */
    public static final int INVALID_HOST = 0x135;
    /** Command specific: Invalid NVM Subsystem. */
    public static final int INVALID_NVM_SUBSYSTEM = 0x136;
    /** Command specific: Invalid Controller Data Queue. */
    public static final int INVALID_CONTROLLER_DATA_QUEUE = 0x137;
    /** Command specific: Not Enough Resources. */
    public static final int NOT_ENOUGH_RESOURCES = 0x138;
    /** Command specific: Controller Suspended. */
    public static final int CONTROLLER_SUSPENDED = 0x139;
    /** Command specific: Controller Not Suspended. */
    public static final int CONTROLLER_NOT_SUSPENDED = 0x13A;
    /** Command specific: Controller Data Queue Full. */
    public static final int CONTROLLER_DATA_QUEUE_FULL = 0x13B;
    /** Command specific: Exceeds Maximum Namespace Sanitizations. */
    public static final int NAMESPACE_SANITIZES_EXCEEDED = 0x13C;
    /** Command specific: Invalid Power Limit. */
    public static final int INVALID_POWER_LIMIT = 0x13E;
    /** Command specific: Cross-Controller Reset In Progress. */
    public static final int CCR_IN_PROGRESS = 0x13F;
    /** Command specific: Cross-Controller Reset Log Page Full. */
    public static final int CCR_LOG_FULL = 0x140;
    /** Command specific: Cross-Controller Reset Limit Exceeded. */
    public static final int CCR_LIMIT_EXCEEDED = 0x141;

    /** Command specific, Fabrics: Connect Incompatible Format. */
    public static final int CONNECT_INCOMPATIBLE_FORMAT = 0x180;
    /** Command specific, Fabrics: Connect Controller Busy. */
    public static final int CONNECT_CONTROLLER_BUSY = 0x181;
    /** Command specific, Fabrics: Connect Invalid Parameters. */
    public static final int CONNECT_INVALID_PARAMETERS = 0x182;
    /** Command specific, Fabrics: Connect Restart Discovery. */
    public static final int CONNECT_RESTART_DISCOVERY = 0x183;
    /** Command specific, Fabrics: Connect Invalid Host. */
    public static final int CONNECT_INVALID_HOST = 0x184;
    /** Command specific, Fabrics: Disconnect Invalid Queue Type. */
    public static final int DISCONNECT_INVALID_QUEUE_TYPE = 0x185;
    /** Command specific, Fabrics: Discover Restart. */
    public static final int DISCOVER_RESTART = 0x190;
    /** Command specific, Fabrics: Authentication Required. */
    public static final int AUTHENTICATION_REQUIRED = 0x191;

    /** Command specific, NVM Command Set: Conflicting Attributes. */
    public static final int CONFLICTING_ATTRIBUTES = 0x180;
    /** Command specific, NVM Command Set: Invalid Protection Information. */
    public static final int INVALID_PROTECTION_INFORMATION = 0x181;
    /** Command specific, NVM Command Set: Attempted Write to Read Only Range. */
    public static final int WRITE_TO_READ_ONLY_RANGE = 0x182;
    /** Command specific, NVM Command Set: Command Size Limit Exceeded. */
    public static final int COMMAND_SIZE_LIMIT_EXCEEDED = 0x183;
    /** Command specific, NVM Command Set: Invalid Command Identifier. */
    public static final int INVALID_COMMAND_ID = 0x184;
    /** Command specific, NVM Command Set: Incompatible Namespace or Format. */
    public static final int INCOMPATIBLE_NAMESPACE = 0x185;
    /** Command specific, NVM Command Set: Fast Copy Not Possible. */
    public static final int FAST_COPY_NOT_POSSIBLE = 0x186;
    /** Command specific, NVM Command Set: Overlapping I/O Range. */
    public static final int OVERLAPPING_IO_RANGE = 0x187;
    /** Command specific, NVM Command Set: Insufficient Resources. */
    public static final int INSUFFICIENT_RESOURCES = 0x189;
    /** Command specific, Zoned Namespaces: Invalid Zone Operation Request. */
    public static final int ZONE_INVALID_OPERATION = 0x1B6;
    /** Command specific, Zoned Namespaces: ZRWA Resources Unavailable. */
    public static final int ZRWA_RESOURCES_UNAVAILABLE = 0x1B7;
    /** Command specific, Zoned Namespaces: Zone Boundary Error. */
    public static final int ZONE_BOUNDARY_ERROR = 0x1B8;
    /** Command specific, Zoned Namespaces: Zone Is Full. */
    public static final int ZONE_IS_FULL = 0x1B9;
    /** Command specific, Zoned Namespaces: Zone Is Read Only. */
    public static final int ZONE_IS_READ_ONLY = 0x1BA;
    /** Command specific, Zoned Namespaces: Zone Is Offline. */
    public static final int ZONE_IS_OFFLINE = 0x1BB;
    /** Command specific, Zoned Namespaces: Zone Invalid Write. */
    public static final int ZONE_INVALID_WRITE = 0x1BC;
    /** Command specific, Zoned Namespaces: Too Many Active Zones. */
    public static final int TOO_MANY_ACTIVE_ZONES = 0x1BD;
    /** Command specific, Zoned Namespaces: Too Many Open Zones. */
    public static final int TOO_MANY_OPEN_ZONES = 0x1BE;
    /** Command specific, Zoned Namespaces: Invalid Zone State Transition. */
    public static final int INVALID_ZONE_STATE_TRANSITION = 0x1BF;

    /** Media and data integrity: Write Fault. */
    public static final int WRITE_FAULT = 0x280;
    /** Media and data integrity: Unrecovered Read Error. */
    public static final int UNRECOVERED_READ_ERROR = 0x281;
    /** Media and data integrity: End-to-end Guard Check Error. */
    public static final int GUARD_CHECK_ERROR = 0x282;
    /** Media and data integrity: End-to-end Application Tag Check Error. */
    public static final int APPLICATION_TAG_CHECK_ERROR = 0x283;
    /** Media and data integrity: End-to-end Reference Tag Check Error. */
    public static final int REFERENCE_TAG_CHECK_ERROR = 0x284;
    /** Media and data integrity: Compare Failure. */
    public static final int COMPARE_FAILURE = 0x285;
    /** Media and data integrity: Access Denied. */
    public static final int ACCESS_DENIED = 0x286;
    /** Media and data integrity: Deallocated or Unwritten Logical Block. */
    public static final int DEALLOCATED_OR_UNWRITTEN = 0x287;
    /** Media and data integrity: End-to-End Storage Tag Check Error. */
    public static final int STORAGE_TAG_CHECK_ERROR = 0x288;

    /** Path related: Internal Path Error. */
    public static final int INTERNAL_PATH_ERROR = 0x300;
    /** Path related: Asymmetric Access Persistent Loss. */
    public static final int ANA_PERSISTENT_LOSS = 0x301;
    /** Path related: Asymmetric Access Inaccessible. */
    public static final int ANA_INACCESSIBLE = 0x302;
    /** Path related: Asymmetric Access Transition. */
    public static final int ANA_TRANSITION = 0x303;
    /** Path related: Controller Pathing Error. */
    public static final int CONTROLLER_PATHING_ERROR = 0x360;
    /** Path related: Host Pathing Error. */
    public static final int HOST_PATHING_ERROR = 0x370;
    /** Path related: Command Aborted By Host. */
    public static final int ABORTED_BY_HOST = 0x371;

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

    /**
     * Type and code, for comparison with the constants of this class.
     *
     * @param status 15 bits
     * @return 11 bits
     */
    public static int plain(int status) {
        return status & CODE_MASK;
    }

    /**
     * Do Not Retry.
     *
     * @param status 15 bits
     * @return whether it is set
     */
    public static boolean dnr(int status) {
        return (status & DNR) != 0;
    }

    /**
     * The command retry delay.
     *
     * @param status 15 bits
     * @return 0 for none, 1 to 3 for CRDT1 to CRDT3 of Identify Controller
     */
    public static int crd(int status) {
        return status >>> 11 & 3;
    }

    /**
     * Asks for a retry after a delay. Only a host that enabled it by Host Behavior Support (ACRE) may be answered so.
     *
     * @param status 15 bits, without {@link #DNR}
     * @param crd 0 for none, 1 to 3 for CRDT1 to CRDT3 of Identify Controller
     * @return 15 bits
     */
    public static int withCrd(int status, int crd) {
        return (status & ~0x1800) | (crd & 3) << 11;
    }

    /**
     * A status in words, such as {@code Invalid Field in Command (sct 0h sc 02h, dnr)}. Some codes of command specific
     * statuses mean one thing to a Fabrics command and another to an NVM command: this gives both.
     *
     * @param status 15 bits
     * @return the words
     */
    public static String name(int status) {
        return StatusNames.describe(status);
    }
}
