package io.fenceline.bench.rig;

import java.util.Locale;

/**
 * What is asked of a target.
 *
 * @param pattern which commands, where
 * @param bytes data of a command, a multiple of the block size
 * @param depth commands outstanding per connection at most, 1 to {@link #DEPTH_MAX}
 * @param ratePerSecond commands per second over all connections, sent on time whether or not earlier ones have been
 *            answered; 0: each answer sends the next command (closed loop)
 */
public record Workload(Pattern pattern, int bytes, int depth, double ratePerSecond) {
    /** Most commands outstanding on a connection: a queue has at most 65536 entries, and one stays free. */
    public static final int DEPTH_MAX = 4096;
    /** Most data of one command; the buffers of a connection hold it once. */
    public static final int BYTES_MAX = 4 << 20;

    /** Checks the limits. */
    public Workload {
        if (depth < 1 || depth > DEPTH_MAX) {
            throw new IllegalArgumentException("depth " + depth + ": must be 1 to " + DEPTH_MAX);
        }
        if (bytes < 512 || bytes > BYTES_MAX || bytes % 512 != 0) {
            throw new IllegalArgumentException("bytes " + bytes + ": must be a multiple of 512 up to " + BYTES_MAX);
        }
        if (ratePerSecond < 0) {
            throw new IllegalArgumentException("rate " + ratePerSecond + ": must not be negative");
        }
    }

    /** Which commands, where. */
    public enum Pattern {
        /** Reads at random places. */
        RANDREAD(false, true),
        /** Writes at random places. */
        RANDWRITE(true, true),
        /** Reads one place after another, from a start of each connection's own. */
        READ(false, false),
        /** Writes one place after another, from a start of each connection's own. */
        WRITE(true, false);

        final boolean writes;
        final boolean random;

        Pattern(boolean writes, boolean random) {
            this.writes = writes;
            this.random = random;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
