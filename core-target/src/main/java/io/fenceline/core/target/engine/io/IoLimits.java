package io.fenceline.core.target.engine.io;

import java.util.concurrent.TimeUnit;

/**
 * Limits of I/O commands that the queue enforces and Identify has to tell. All sizes in logical blocks unless said
 * otherwise, none of them zero's based.
 */
public final class IoLimits {
    /** DMRL: ranges of one Dataset Management command (NVM Command Set 1.1, 4.1.5.4): as many as the command can name. */
    public static final int DATASET_RANGES = 256;
    /** DMRSL: length of one range of a Dataset Management command: as long as a range can name. */
    public static final long DATASET_RANGE_BLOCKS = 0xFFFF_FFFFL;
    /** DMSL: total length of a Dataset Management command: 256 ranges of that length. */
    public static final long DATASET_BLOCKS = DATASET_RANGES * DATASET_RANGE_BLOCKS;
    /** MSRC + 1: source ranges of one Copy command; a list of 128 fills 4096 bytes. */
    public static final int COPY_RANGES = 128;
    /** MSSRL: length of one source range of a Copy command. */
    public static final int COPY_RANGE_BLOCKS = 65_535;
    /** MCL: total length of a Copy command: no longer than one range, as a command should end in a second or so. */
    public static final int COPY_BLOCKS = 65_536;
    /** VSL, as a power of two of 4096 bytes. */
    public static final int VERIFY_SHIFT = 11;
    /** Greatest length of a Verify command in bytes: what {@link #VERIFY_SHIFT} says. */
    public static final long VERIFY_BYTES = 4096L << VERIFY_SHIFT;
    /** ACWU + 1: length of a fused Compare and Write that is atomic, against reads too. Longer ones are refused. */
    public static final int COMPARE_AND_WRITE_BLOCKS = 16;
    /** Bytes that Compare, Verify and Copy read at a time, into memory of the queue's own. */
    static final int SCRATCH_BYTES = 128 * 1024;
    /** Requests that one command makes before others of the loop get a turn. */
    static final int TURN_REQUESTS = 8;
    /** Bytes that Write Zeroes and Dataset Management hand to the back end at a time, so that an abort can come between. */
    static final long PIECE_BYTES = 64L << 20;

    /** A write that has been in a back end for that long is late: writes to the same blocks wait until it has ended. */
    public static final long LATE_WRITE_NS = TimeUnit.MILLISECONDS.toNanos(500);
    /** How often queues with commands are looked at for late writes: so much later than {@link #LATE_WRITE_NS} one is found at most. */
    public static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /**
     * How long a command waits at a namespace's gate before it is answered with Command Interrupted, so that its host may repeat it
     * before it loses patience (a Linux host after 30 s).
     */
    public static final long GATE_WAIT_NS = TimeUnit.SECONDS.toNanos(20);

    private IoLimits() {
    }
}
