package io.fenceline.wire;

/** Log page identifiers (NVM Express Base 2.1, 5.1.12). */
public final class Lid {
    /** Supported Log Pages. */
    public static final int SUPPORTED_LOG_PAGES = 0x00;
    /** Error Information. */
    public static final int ERROR_INFORMATION = 0x01;
    /** SMART / Health Information. */
    public static final int SMART = 0x02;
    /** Firmware Slot Information. */
    public static final int FIRMWARE_SLOT = 0x03;
    /** Changed Attached Namespace List. */
    public static final int CHANGED_ATTACHED_NAMESPACES = 0x04;
    /** Commands Supported and Effects. */
    public static final int COMMANDS_SUPPORTED_AND_EFFECTS = 0x05;
    /** Device Self-test. */
    public static final int DEVICE_SELF_TEST = 0x06;
    /** Telemetry Host-Initiated. */
    public static final int TELEMETRY_HOST = 0x07;
    /** Telemetry Controller-Initiated. */
    public static final int TELEMETRY_CONTROLLER = 0x08;
    /** Endurance Group Information. */
    public static final int ENDURANCE_GROUP = 0x09;
    /** Predictable Latency Per NVM Set. */
    public static final int PREDICTABLE_LATENCY_NVM_SET = 0x0A;
    /** Predictable Latency Event Aggregate. */
    public static final int PREDICTABLE_LATENCY_AGGREGATE = 0x0B;
    /** Asymmetric Namespace Access. */
    public static final int ANA = 0x0C;
    /** Persistent Event Log. */
    public static final int PERSISTENT_EVENT = 0x0D;
    /** LBA Status Information. */
    public static final int LBA_STATUS = 0x0E;
    /** Endurance Group Event Aggregate. */
    public static final int ENDURANCE_GROUP_EVENT_AGGREGATE = 0x0F;
    /** Media Unit Status. */
    public static final int MEDIA_UNIT_STATUS = 0x10;
    /** Supported Capacity Configuration List. */
    public static final int SUPPORTED_CAPACITY_CONFIGURATIONS = 0x11;
    /** Feature Identifiers Supported and Effects. */
    public static final int FEATURES_SUPPORTED_AND_EFFECTS = 0x12;
    /** NVMe-MI Commands Supported and Effects. */
    public static final int NVME_MI_COMMANDS_SUPPORTED = 0x13;
    /** Command and Feature Lockdown. */
    public static final int COMMAND_AND_FEATURE_LOCKDOWN = 0x14;
    /** Boot Partition. */
    public static final int BOOT_PARTITION = 0x15;
    /** Rotational Media Information. */
    public static final int ROTATIONAL_MEDIA = 0x16;
    /** Dispersed Namespace Participating NVM Subsystems. */
    public static final int DISPERSED_NAMESPACE = 0x17;
    /** Management Address List. */
    public static final int MANAGEMENT_ADDRESS_LIST = 0x18;
    /** Physical Interface Receiver Eye Opening Measurement. */
    public static final int PHY_RX_EOM = 0x19;
    /** Reachability Groups. */
    public static final int REACHABILITY_GROUPS = 0x1A;
    /** Reachability Associations. */
    public static final int REACHABILITY_ASSOCIATIONS = 0x1B;
    /** Changed Allocated Namespace List. */
    public static final int CHANGED_ALLOCATED_NAMESPACES = 0x1C;
    /** Device Personalities. */
    public static final int DEVICE_PERSONALITY = 0x1D;
    /** Cross-Controller Reset. */
    public static final int CROSS_CONTROLLER_RESET = 0x1E;
    /** Lost Host Communication. */
    public static final int LOST_HOST_COMMUNICATION = 0x1F;
    /** FDP Configurations. */
    public static final int FDP_CONFIGURATIONS = 0x20;
    /** Reclaim Unit Handle Usage. */
    public static final int FDP_RECLAIM_UNIT_HANDLE_USAGE = 0x21;
    /** FDP Statistics. */
    public static final int FDP_STATISTICS = 0x22;
    /** FDP Events. */
    public static final int FDP_EVENTS = 0x23;
    /** Manufacturing Default Configuration. */
    public static final int MANUFACTURING_DEFAULT_CONFIGURATION = 0x24;
    /** Power Measurement. */
    public static final int POWER_MEASUREMENT = 0x25;
    /** Voltage Measurement. */
    public static final int VOLTAGE_MEASUREMENT = 0x27;
    /** Rate Limiting. */
    public static final int RATE_LIMITING = 0x28;
    /** Discovery. */
    public static final int DISCOVERY = 0x70;
    /** Host Discovery. */
    public static final int HOST_DISCOVERY = 0x71;
    /** AVE Discovery. */
    public static final int AVE_DISCOVERY = 0x72;
    /** Pull Model DDC Request. */
    public static final int PULL_MODEL_DDC_REQUEST = 0x73;
    /** Sanitize Namespace Status List. */
    public static final int SANITIZE_NAMESPACE_STATUS_LIST = 0x7F;
    /** Reservation Notification. */
    public static final int RESERVATION_NOTIFICATION = 0x80;
    /** Sanitize Status. */
    public static final int SANITIZE_STATUS = 0x81;
    /** Changed Zone List. */
    public static final int CHANGED_ZONE_LIST = 0xBF;

    /**
     * The specification's name.
     *
     * @param lid the log page identifier
     * @return the name, or the number in hexadecimal when the specification gives it none
     */
    public static String name(int lid) {
        return switch (lid) {
            case SUPPORTED_LOG_PAGES -> "Supported Log Pages";
            case ERROR_INFORMATION -> "Error Information";
            case SMART -> "SMART / Health Information";
            case FIRMWARE_SLOT -> "Firmware Slot Information";
            case CHANGED_ATTACHED_NAMESPACES -> "Changed Attached Namespace List";
            case COMMANDS_SUPPORTED_AND_EFFECTS -> "Commands Supported and Effects";
            case DEVICE_SELF_TEST -> "Device Self-test";
            case TELEMETRY_HOST -> "Telemetry Host-Initiated";
            case TELEMETRY_CONTROLLER -> "Telemetry Controller-Initiated";
            case ENDURANCE_GROUP -> "Endurance Group Information";
            case PREDICTABLE_LATENCY_NVM_SET -> "Predictable Latency Per NVM Set";
            case PREDICTABLE_LATENCY_AGGREGATE -> "Predictable Latency Event Aggregate";
            case ANA -> "Asymmetric Namespace Access";
            case PERSISTENT_EVENT -> "Persistent Event Log";
            case LBA_STATUS -> "LBA Status Information";
            case ENDURANCE_GROUP_EVENT_AGGREGATE -> "Endurance Group Event Aggregate";
            case MEDIA_UNIT_STATUS -> "Media Unit Status";
            case SUPPORTED_CAPACITY_CONFIGURATIONS -> "Supported Capacity Configuration List";
            case FEATURES_SUPPORTED_AND_EFFECTS -> "Feature Identifiers Supported and Effects";
            case NVME_MI_COMMANDS_SUPPORTED -> "NVMe-MI Commands Supported and Effects";
            case COMMAND_AND_FEATURE_LOCKDOWN -> "Command and Feature Lockdown";
            case BOOT_PARTITION -> "Boot Partition";
            case ROTATIONAL_MEDIA -> "Rotational Media Information";
            case DISPERSED_NAMESPACE -> "Dispersed Namespace Participating NVM Subsystems";
            case MANAGEMENT_ADDRESS_LIST -> "Management Address List";
            case PHY_RX_EOM -> "Physical Interface Receiver Eye Opening Measurement";
            case REACHABILITY_GROUPS -> "Reachability Groups";
            case REACHABILITY_ASSOCIATIONS -> "Reachability Associations";
            case CHANGED_ALLOCATED_NAMESPACES -> "Changed Allocated Namespace List";
            case DEVICE_PERSONALITY -> "Device Personalities";
            case CROSS_CONTROLLER_RESET -> "Cross-Controller Reset";
            case LOST_HOST_COMMUNICATION -> "Lost Host Communication";
            case FDP_CONFIGURATIONS -> "FDP Configurations";
            case FDP_RECLAIM_UNIT_HANDLE_USAGE -> "Reclaim Unit Handle Usage";
            case FDP_STATISTICS -> "FDP Statistics";
            case FDP_EVENTS -> "FDP Events";
            case MANUFACTURING_DEFAULT_CONFIGURATION -> "Manufacturing Default Configuration";
            case POWER_MEASUREMENT -> "Power Measurement";
            case VOLTAGE_MEASUREMENT -> "Voltage Measurement";
            case RATE_LIMITING -> "Rate Limiting";
            case DISCOVERY -> "Discovery";
            case HOST_DISCOVERY -> "Host Discovery";
            case AVE_DISCOVERY -> "AVE Discovery";
            case PULL_MODEL_DDC_REQUEST -> "Pull Model DDC Request";
            case SANITIZE_NAMESPACE_STATUS_LIST -> "Sanitize Namespace Status List";
            case RESERVATION_NOTIFICATION -> "Reservation Notification";
            case SANITIZE_STATUS -> "Sanitize Status";
            case CHANGED_ZONE_LIST -> "Changed Zone List";
            default -> Integer.toHexString(lid) + 'h';
        };
    }

    private Lid() {
    }
}
