package io.fenceline.assembly.load;

import org.HdrHistogram.Histogram;

/**
 * What was done in a stretch of time.
 *
 * @param seconds how long it was
 * @param blockBytes data of a command
 * @param reads latencies of reads in nanoseconds; with a fixed rate from when the command was due
 * @param writes latencies of writes, likewise
 * @param service latencies of both from when they were submitted
 */
public record LoadSample(double seconds, int blockBytes, Histogram reads, Histogram writes, Histogram service) {
    /**
     * Both kinds.
     *
     * @return a new histogram
     */
    public Histogram both() {
        Histogram both = reads.copy();
        both.add(writes);
        return both;
    }

    /**
     * Commands that have ended.
     *
     * @return reads and writes
     */
    public long commands() {
        return reads.getTotalCount() + writes.getTotalCount();
    }

    /**
     * Commands in a second.
     *
     * @return IOPS
     */
    public double iops() {
        return seconds <= 0 ? 0 : commands() / seconds;
    }

    /**
     * Data in a second.
     *
     * @return MiB
     */
    public double mebibytes() {
        return iops() * blockBytes / (1 << 20);
    }
}
