package io.fenceline.wire;

import java.util.Locale;

/** The specification's names of statuses. */
final class StatusNames {
    private StatusNames() {
    }

    static String describe(int status) {
        StringBuilder out = new StringBuilder(name(Status.plain(status)));
        out.append(String.format(Locale.ROOT, " (sct %xh sc %02Xh", Status.type(status), Status.code(status)));
        if (Status.crd(status) != 0) {
            out.append(", crd ").append(Status.crd(status));
        }
        if ((status & Status.MORE) != 0) {
            out.append(", more");
        }
        if (Status.dnr(status)) {
            out.append(", dnr");
        }
        return out.append(')').toString();
    }

    private static String name(int plain) {
        return switch (plain) {
            case Status.SUCCESS -> "Successful Completion";
            case Status.INVALID_OPCODE -> "Invalid Command Opcode";
            case Status.INVALID_FIELD -> "Invalid Field in Command";
            case Status.COMMAND_ID_CONFLICT -> "Command ID Conflict";
            case Status.DATA_TRANSFER_ERROR -> "Data Transfer Error";
            case Status.ABORTED_POWER_LOSS -> "Commands Aborted due to Power Loss Notification";
            case Status.INTERNAL_ERROR -> "Internal Error";
            case Status.ABORT_REQUESTED -> "Command Abort Requested";
            case Status.ABORTED_SQ_DELETION -> "Command Aborted due to SQ Deletion";
            case Status.ABORTED_FAILED_FUSED -> "Command Aborted due to Failed Fused Command";
            case Status.ABORTED_MISSING_FUSED -> "Command Aborted due to Missing Fused Command";
            case Status.INVALID_NAMESPACE -> "Invalid Namespace or Format";
            case Status.COMMAND_SEQUENCE_ERROR -> "Command Sequence Error";
            case Status.INVALID_SGL_SEGMENT -> "Invalid SGL Segment Descriptor";
            case Status.INVALID_SGL_COUNT -> "Invalid Number of SGL Descriptors";
            case Status.DATA_SGL_LENGTH_INVALID -> "Data SGL Length Invalid";
            case Status.METADATA_SGL_LENGTH_INVALID -> "Metadata SGL Length Invalid";
            case Status.SGL_TYPE_INVALID -> "SGL Descriptor Type Invalid";
            case Status.INVALID_CMB_USE -> "Invalid Use of Controller Memory Buffer";
            case Status.PRP_OFFSET_INVALID -> "PRP Offset Invalid";
            case Status.ATOMIC_WRITE_UNIT_EXCEEDED -> "Atomic Write Unit Exceeded";
            case Status.OPERATION_DENIED -> "Operation Denied";
            case Status.SGL_OFFSET_INVALID -> "SGL Offset Invalid";
            case Status.HOST_ID_INCONSISTENT_FORMAT -> "Host Identifier Inconsistent Format";
            case Status.KEEP_ALIVE_EXPIRED -> "Keep Alive Timer Expired";
            case Status.KEEP_ALIVE_INVALID -> "Keep Alive Timeout Invalid";
            case Status.ABORTED_PREEMPT -> "Command Aborted due to Preempt and Abort";
            case Status.SANITIZE_FAILED -> "Sanitize Failed";
            case Status.SANITIZE_IN_PROGRESS -> "Sanitize In Progress";
            case Status.SGL_GRANULARITY_INVALID -> "SGL Data Block Granularity Invalid";
            case Status.COMMAND_IN_CMB_NOT_SUPPORTED -> "Command Not Supported for Queue in CMB";
            case Status.NAMESPACE_WRITE_PROTECTED -> "Namespace is Write Protected";
            case Status.COMMAND_INTERRUPTED -> "Command Interrupted";
            case Status.TRANSIENT_TRANSPORT_ERROR -> "Transient Transport Error";
            case Status.PROHIBITED_BY_LOCKDOWN -> "Command Prohibited by Command and Feature Lockdown";
            case Status.ADMIN_MEDIA_NOT_READY -> "Admin Command Media Not Ready";
            case Status.INVALID_KEY_TAG -> "Invalid Key Tag";
            case Status.HOST_DISPERSED_NAMESPACE_NOT_ENABLED -> "Host Dispersed Namespace Support Not Enabled";
            case Status.HOST_ID_NOT_INITIALIZED -> "Host Identifier Not Initialized";
            case Status.INCORRECT_KEY -> "Incorrect Key";
            case Status.FDP_DISABLED -> "Flexible Data Placement Disabled";
            case Status.INVALID_PLACEMENT_HANDLE_LIST -> "Invalid Placement Handle List";
            case Status.LBA_OUT_OF_RANGE -> "LBA Out of Range";
            case Status.CAPACITY_EXCEEDED -> "Capacity Exceeded";
            case Status.NAMESPACE_NOT_READY -> "Namespace Not Ready";
            case Status.RESERVATION_CONFLICT -> "Reservation Conflict";
            case Status.FORMAT_IN_PROGRESS -> "Format In Progress";
            case Status.INVALID_VALUE_SIZE -> "Invalid Value Size";
            case Status.INVALID_KEY_SIZE -> "Invalid Key Size";
            case Status.KEY_DOES_NOT_EXIST -> "KV Key Does Not Exist";
            case Status.UNRECOVERED_ERROR -> "Unrecovered Error";
            case Status.KEY_EXISTS -> "Key Exists";
            case Status.CQ_INVALID -> "Completion Queue Invalid";
            case Status.INVALID_QUEUE_ID -> "Invalid Queue Identifier";
            case Status.INVALID_QUEUE_SIZE -> "Invalid Queue Size";
            case Status.ABORT_LIMIT_EXCEEDED -> "Abort Command Limit Exceeded";
            case Status.ASYNC_EVENT_LIMIT_EXCEEDED -> "Asynchronous Event Request Limit Exceeded";
            case Status.INVALID_FIRMWARE_SLOT -> "Invalid Firmware Slot";
            case Status.INVALID_FIRMWARE_IMAGE -> "Invalid Firmware Image";
            case Status.INVALID_INTERRUPT_VECTOR -> "Invalid Interrupt Vector";
            case Status.INVALID_LOG_PAGE -> "Invalid Log Page";
            case Status.INVALID_FORMAT -> "Invalid Format";
            case Status.FIRMWARE_NEEDS_CONVENTIONAL_RESET -> "Firmware Activation Requires Conventional Reset";
            case Status.INVALID_QUEUE_DELETION -> "Invalid Queue Deletion";
            case Status.FEATURE_NOT_SAVEABLE -> "Feature Identifier Not Saveable";
            case Status.FEATURE_NOT_CHANGEABLE -> "Feature Not Changeable";
            case Status.FEATURE_NOT_NAMESPACE_SPECIFIC -> "Feature Not Namespace Specific";
            case Status.FIRMWARE_NEEDS_SUBSYSTEM_RESET -> "Firmware Activation Requires NVM Subsystem Reset";
            case Status.FIRMWARE_NEEDS_CONTROLLER_RESET -> "Firmware Activation Requires Controller Level Reset";
            case Status.FIRMWARE_NEEDS_MAX_TIME -> "Firmware Activation Requires Maximum Time Violation";
            case Status.FIRMWARE_PROHIBITED -> "Firmware Activation Prohibited";
            case Status.OVERLAPPING_RANGE -> "Overlapping Range";
            case Status.NAMESPACE_INSUFFICIENT_CAPACITY -> "Namespace Insufficient Capacity";
            case Status.NAMESPACE_ID_UNAVAILABLE -> "Namespace Identifier Unavailable";
            case Status.NAMESPACE_ALREADY_ATTACHED -> "Namespace Already Attached";
            case Status.NAMESPACE_IS_PRIVATE -> "Namespace Is Private";
            case Status.NAMESPACE_NOT_ATTACHED -> "Namespace Not Attached";
            case Status.THIN_PROVISIONING_NOT_SUPPORTED -> "Thin Provisioning Not Supported";
            case Status.CONTROLLER_LIST_INVALID -> "Controller List Invalid";
            case Status.SELF_TEST_IN_PROGRESS -> "Device Self-test In Progress";
            case Status.BOOT_PARTITION_WRITE_PROHIBITED -> "Boot Partition Write Prohibited";
            case Status.INVALID_CONTROLLER_ID -> "Invalid Controller Identifier";
            case Status.INVALID_SECONDARY_CONTROLLER_STATE -> "Invalid Secondary Controller State";
            case Status.INVALID_CONTROLLER_RESOURCES -> "Invalid Number of Controller Resources";
            case Status.INVALID_RESOURCE_ID -> "Invalid Resource Identifier";
            case Status.SANITIZE_PROHIBITED_PMR -> "Sanitize Prohibited While Persistent Memory Region is Enabled";
            case Status.ANA_GROUP_ID_INVALID -> "ANA Group Identifier Invalid";
            case Status.ANA_ATTACH_FAILED -> "ANA Attach Failed";
            case Status.INSUFFICIENT_CAPACITY -> "Insufficient Capacity";
            case Status.NAMESPACE_ATTACHMENT_LIMIT_EXCEEDED -> "Namespace Attachment Limit Exceeded";
            case Status.PROHIBITION_NOT_SUPPORTED -> "Prohibition of Command Execution Not Supported";
            case Status.IOCS_NOT_SUPPORTED -> "I/O Command Set Not Supported";
            case Status.IOCS_NOT_ENABLED -> "I/O Command Set Not Enabled";
            case Status.IOCS_COMBINATION_REJECTED -> "I/O Command Set Combination Rejected";
            case Status.INVALID_IOCS -> "Invalid I/O Command Set";
            case Status.IDENTIFIER_UNAVAILABLE -> "Identifier Unavailable";
            case Status.NAMESPACE_IS_DISPERSED -> "Namespace Is Dispersed";
            case Status.INVALID_DISCOVERY_INFORMATION -> "Invalid Discovery Information";
            case Status.ZONING_DATA_LOCKED -> "Zoning Data Structure Locked";
            case Status.ZONING_DATA_NOT_FOUND -> "Zoning Data Structure Not Found";
            case Status.INSUFFICIENT_DISCOVERY_RESOURCES -> "Insufficient Discovery Resources";
            case Status.REQUESTED_FUNCTION_DISABLED -> "Requested Function Disabled";
            case Status.ZONEGROUP_ORIGINATOR_INVALID -> "ZoneGroup Originator Invalid";
            case Status.INVALID_HOST -> "Invalid Host";
            case Status.INVALID_NVM_SUBSYSTEM -> "Invalid NVM Subsystem";
            case Status.INVALID_CONTROLLER_DATA_QUEUE -> "Invalid Controller Data Queue";
            case Status.NOT_ENOUGH_RESOURCES -> "Not Enough Resources";
            case Status.CONTROLLER_SUSPENDED -> "Controller Suspended";
            case Status.CONTROLLER_NOT_SUSPENDED -> "Controller Not Suspended";
            case Status.CONTROLLER_DATA_QUEUE_FULL -> "Controller Data Queue Full";
            case Status.NAMESPACE_SANITIZES_EXCEEDED -> "Exceeds Maximum Namespace Sanitizations";
            case Status.INVALID_POWER_LIMIT -> "Invalid Power Limit";
            case Status.CCR_IN_PROGRESS -> "Cross-Controller Reset In Progress";
            case Status.CCR_LOG_FULL -> "Cross-Controller Reset Log Page Full";
            case Status.CCR_LIMIT_EXCEEDED -> "Cross-Controller Reset Limit Exceeded";
            case Status.CONNECT_INCOMPATIBLE_FORMAT -> "Connect Incompatible Format or Conflicting Attributes";
            case Status.CONNECT_CONTROLLER_BUSY -> "Connect Controller Busy or Invalid Protection Information";
            case Status.CONNECT_INVALID_PARAMETERS -> "Connect Invalid Parameters or Attempted Write to Read Only Range";
            case Status.CONNECT_RESTART_DISCOVERY -> "Connect Restart Discovery or Command Size Limit Exceeded";
            case Status.CONNECT_INVALID_HOST -> "Connect Invalid Host or Invalid Command Identifier";
            case Status.DISCONNECT_INVALID_QUEUE_TYPE -> "Disconnect Invalid Queue Type or Incompatible Namespace or Format";
            case Status.DISCOVER_RESTART -> "Discover Restart";
            case Status.AUTHENTICATION_REQUIRED -> "Authentication Required";
            case Status.WRITE_FAULT -> "Write Fault";
            case Status.UNRECOVERED_READ_ERROR -> "Unrecovered Read Error";
            case Status.GUARD_CHECK_ERROR -> "End-to-end Guard Check Error";
            case Status.APPLICATION_TAG_CHECK_ERROR -> "End-to-end Application Tag Check Error";
            case Status.REFERENCE_TAG_CHECK_ERROR -> "End-to-end Reference Tag Check Error";
            case Status.COMPARE_FAILURE -> "Compare Failure";
            case Status.ACCESS_DENIED -> "Access Denied";
            case Status.DEALLOCATED_OR_UNWRITTEN -> "Deallocated or Unwritten Logical Block";
            case Status.STORAGE_TAG_CHECK_ERROR -> "End-to-End Storage Tag Check Error";
            case Status.INTERNAL_PATH_ERROR -> "Internal Path Error";
            case Status.ANA_PERSISTENT_LOSS -> "Asymmetric Access Persistent Loss";
            case Status.ANA_INACCESSIBLE -> "Asymmetric Access Inaccessible";
            case Status.ANA_TRANSITION -> "Asymmetric Access Transition";
            case Status.CONTROLLER_PATHING_ERROR -> "Controller Pathing Error";
            case Status.HOST_PATHING_ERROR -> "Host Pathing Error";
            case Status.ABORTED_BY_HOST -> "Command Aborted By Host";
            case Status.FAST_COPY_NOT_POSSIBLE -> "Fast Copy Not Possible";
            case Status.OVERLAPPING_IO_RANGE -> "Overlapping I/O Range";
            case Status.INSUFFICIENT_RESOURCES -> "Insufficient Resources";
            case Status.ZONE_INVALID_OPERATION -> "Invalid Zone Operation Request";
            case Status.ZRWA_RESOURCES_UNAVAILABLE -> "ZRWA Resources Unavailable";
            case Status.ZONE_BOUNDARY_ERROR -> "Zone Boundary Error";
            case Status.ZONE_IS_FULL -> "Zone Is Full";
            case Status.ZONE_IS_READ_ONLY -> "Zone Is Read Only";
            case Status.ZONE_IS_OFFLINE -> "Zone Is Offline";
            case Status.ZONE_INVALID_WRITE -> "Zone Invalid Write";
            case Status.TOO_MANY_ACTIVE_ZONES -> "Too Many Active Zones";
            case Status.TOO_MANY_OPEN_ZONES -> "Too Many Open Zones";
            case Status.INVALID_ZONE_STATE_TRANSITION -> "Invalid Zone State Transition";
            default -> Status.type(plain) == 7 ? "Vendor Specific" : "Reserved";
        };
    }
}
