package io.fenceline.wire;

/**
 * The values of features in CDW11 of Set Features and DW0 of Get Features (NVM Express Base 2.1, 5.1.25). Keep
 * Alive Timer is the timeout in milliseconds; Asynchronous Event Configuration is in {@link Aec}.
 */
public final class Feature {
    /** Error Recovery: deallocated or unwritten logical blocks are an error. */
    public static final int DULBE = 1 << 16;
    /** Volatile Write Cache: enable. */
    public static final int WCE = 1;
    /** Write Atomicity Normal: AWUN and NAWUN need not be kept. */
    public static final int DN = 1;
    /** Host Identifier: it has 16 bytes. */
    public static final int EXHID = 1;
    /** Reservation Persistence: persist through power loss. */
    public static final int PTPL = 1;

    /**
     * Arbitration: burst.
     *
     * @param value CDW11, or DW0 of the answer
     * @return a power of two; 7 is no limit
     */
    public static int arbitrationBurst(int value) {
        return value & 7;
    }

    /**
     * Arbitration: low priority weight.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0's based
     */
    public static int lowPriorityWeight(int value) {
        return value >>> 8 & 0xFF;
    }

    /**
     * Arbitration: medium priority weight.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0's based
     */
    public static int mediumPriorityWeight(int value) {
        return value >>> 16 & 0xFF;
    }

    /**
     * Arbitration: high priority weight.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0's based
     */
    public static int highPriorityWeight(int value) {
        return value >>> 24 & 0xFF;
    }

    /**
     * Power Management: power state.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0 to 31
     */
    public static int powerState(int value) {
        return value & 0x1F;
    }

    /**
     * Power Management: workload hint.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0 to 7
     */
    public static int workloadHint(int value) {
        return value >>> 5 & 7;
    }

    /**
     * Temperature Threshold: the threshold.
     *
     * @param value CDW11, or DW0 of the answer
     * @return in kelvins
     */
    public static int temperatureThreshold(int value) {
        return value & 0xFFFF;
    }

    /**
     * Temperature Threshold: which sensor.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0 composite, 1 to 8 a sensor, 15 all
     */
    public static int temperatureSelect(int value) {
        return value >>> 16 & 0xF;
    }

    /**
     * Temperature Threshold: which threshold.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0 over, 1 under
     */
    public static int thresholdType(int value) {
        return value >>> 20 & 3;
    }

    /**
     * Error Recovery: time limited error recovery.
     *
     * @param value CDW11, or DW0 of the answer
     * @return in units of 100 ms; 0 is no limit
     */
    public static int tler(int value) {
        return value & 0xFFFF;
    }

    /**
     * Number of Queues: submission queues requested or allocated.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0's based
     */
    public static int nsqr(int value) {
        return value & 0xFFFF;
    }

    /**
     * Number of Queues: completion queues requested or allocated.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0's based
     */
    public static int ncqr(int value) {
        return value >>> 16 & 0xFFFF;
    }

    /**
     * I/O Command Set Profile: index of the combination.
     *
     * @param value CDW11, or DW0 of the answer
     * @return 0 to 511, as in {@link IoCommandSets}
     */
    public static int commandSetCombination(int value) {
        return value & 0x1FF;
    }

    /**
     * Number of Queues, put together.
     *
     * @param nsq submission queues, 0's based
     * @param ncq completion queues, 0's based
     * @return CDW11, or DW0 of the answer
     */
    public static int numberOfQueues(int nsq, int ncq) {
        return (nsq & 0xFFFF) | ncq << 16;
    }

    private Feature() {
    }
}
