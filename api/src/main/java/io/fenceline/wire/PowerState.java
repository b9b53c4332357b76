package io.fenceline.wire;

/** A Power State Descriptor of Identify Controller (NVM Express Base 2.1, 5.1.13.2.1). */
public final class PowerState {
    /** Length in bytes. */
    public static final int BYTES = 32;
    /** Maximum Power, in centiwatts unless MXPS. */
    public static final Field MP = new Field(0, 2);
    /** Bit 0 MXPS: unit 0.1 mW; bit 1 NOPS: non-operational state. */
    public static final Field FLAGS = new Field(3, 1);
    /** Entry Latency, in microseconds. */
    public static final Field ENLAT = new Field(4, 4);
    /** Exit Latency, in microseconds. */
    public static final Field EXLAT = new Field(8, 4);
    /** Relative Read Throughput. */
    public static final Field RRT = new Field(12, 1);
    /** Relative Read Latency. */
    public static final Field RRL = new Field(13, 1);
    /** Relative Write Throughput. */
    public static final Field RWT = new Field(14, 1);
    /** Relative Write Latency. */
    public static final Field RWL = new Field(15, 1);
    /** Idle Power. */
    public static final Field IDLP = new Field(16, 2);
    /** Idle Power Scale, bits 7:6. */
    public static final Field IPS = new Field(18, 1);
    /** Active Power. */
    public static final Field ACTP = new Field(20, 2);
    /** Active Power Workload, bits 2:0, and Scale, bits 7:6. */
    public static final Field APWS = new Field(22, 1);

    private PowerState() {
    }
}
