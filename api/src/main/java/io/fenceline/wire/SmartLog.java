package io.fenceline.wire;

/** The SMART / Health Information log page, LID 02h (NVM Express Base 2.1, 5.1.12.1.3). */
public final class SmartLog {
    /** Length in bytes. */
    public static final int BYTES = 512;
    /** Critical Warning. */
    public static final Field CRITICAL_WARNING = new Field(0, 1);
    /** Composite Temperature, in kelvins. */
    public static final Field COMPOSITE_TEMPERATURE = new Field(1, 2);
    /** Available Spare, in per cent. */
    public static final Field AVAILABLE_SPARE = new Field(3, 1);
    /** Available Spare Threshold, in per cent. */
    public static final Field AVAILABLE_SPARE_THRESHOLD = new Field(4, 1);
    /** Percentage Used. */
    public static final Field PERCENTAGE_USED = new Field(5, 1);
    /** Endurance Group Critical Warning Summary. */
    public static final Field ENDURANCE_GROUP_CRITICAL_WARNING = new Field(6, 1);
    /** Data Units Read, in units of 512000 bytes, rounded up. */
    public static final Field128 DATA_UNITS_READ = new Field128(32);
    /** Data Units Written, in units of 512000 bytes, rounded up. */
    public static final Field128 DATA_UNITS_WRITTEN = new Field128(48);
    /** Host Read Commands. */
    public static final Field128 HOST_READ_COMMANDS = new Field128(64);
    /** Host Write Commands. */
    public static final Field128 HOST_WRITE_COMMANDS = new Field128(80);
    /** Controller Busy Time, in minutes. */
    public static final Field128 CONTROLLER_BUSY_TIME = new Field128(96);
    /** Power Cycles. */
    public static final Field128 POWER_CYCLES = new Field128(112);
    /** Power On Hours. */
    public static final Field128 POWER_ON_HOURS = new Field128(128);
    /** Unsafe Shutdowns. */
    public static final Field128 UNSAFE_SHUTDOWNS = new Field128(144);
    /** Media and Data Integrity Errors. */
    public static final Field128 MEDIA_ERRORS = new Field128(160);
    /** Number of Error Information Log Entries over the life of the controller. */
    public static final Field128 ERROR_LOG_ENTRIES = new Field128(176);
    /** Warning Composite Temperature Time, in minutes. */
    public static final Field WARNING_TEMPERATURE_TIME = new Field(192, 4);
    /** Critical Composite Temperature Time, in minutes. */
    public static final Field CRITICAL_TEMPERATURE_TIME = new Field(196, 4);
    /** Temperature Sensor 1, in kelvins; seven more follow. */
    public static final Field TEMPERATURE_SENSOR_1 = new Field(200, 2);
    /** Thermal Management Temperature 1 Transition Count. */
    public static final Field TMT1_TRANSITIONS = new Field(216, 4);
    /** Thermal Management Temperature 2 Transition Count. */
    public static final Field TMT2_TRANSITIONS = new Field(220, 4);
    /** Total Time For Thermal Management Temperature 1, in seconds. */
    public static final Field TMT1_TIME = new Field(224, 4);
    /** Total Time For Thermal Management Temperature 2, in seconds. */
    public static final Field TMT2_TIME = new Field(228, 4);
    /** Critical Warning bit 0: available spare below the threshold. */
    public static final int WARNING_SPARE = 1;
    /** Critical Warning bit 1: temperature over or under a threshold. */
    public static final int WARNING_TEMPERATURE = 1 << 1;
    /** Critical Warning bit 2: reliability degraded. */
    public static final int WARNING_DEGRADED = 1 << 2;
    /** Critical Warning bit 3: all media read only. */
    public static final int WARNING_READ_ONLY = 1 << 3;
    /** Critical Warning bit 4: volatile memory backup failed. */
    public static final int WARNING_VOLATILE_BACKUP = 1 << 4;

    private SmartLog() {
    }
}
