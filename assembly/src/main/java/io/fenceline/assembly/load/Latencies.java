package io.fenceline.assembly.load;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Latencies of commands of one kind: recorded by loops, gathered by one thread. */
final class Latencies {
    /** Shorter than any network; the histogram is this exact at its lower end. */
    private static final long LEAST_NS = 64;
    /** Longer than any deadline; longer ones are recorded as this. */
    static final long MOST_NS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final Recorder[] recorders;
    private final Histogram[] intervals;
    private final Histogram total = histogram();

    Latencies(int lanes) {
        recorders = new Recorder[lanes];
        intervals = new Histogram[lanes];
        for (int i = 0; i < lanes; i++) {
            recorders[i] = new Recorder(LEAST_NS, MOST_NS, DIGITS);
            intervals[i] = recorders[i].getIntervalHistogram();
        }
    }

    static Histogram histogram() {
        return new Histogram(LEAST_NS, MOST_NS, DIGITS);
    }

    void record(int lane, long ns) {
        recorders[lane].recordValue(Math.min(MOST_NS, Math.max(0, ns)));
    }

    /** What has been recorded since the last call, by one thread. */
    Histogram interval(boolean counts) {
        Histogram sum = histogram();
        for (int i = 0; i < recorders.length; i++) {
            intervals[i] = recorders[i].getIntervalHistogram(intervals[i]);
            sum.add(intervals[i]);
        }
        if (counts) {
            total.add(sum);
        }
        return sum;
    }

    Histogram total() {
        return total;
    }
}
