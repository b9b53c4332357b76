package io.fenceline.bench.rig;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * The loop that makes the load: polls its queues without ever sleeping, takes all that has come, sends what may be sent.
 *
 * <p>Closed loop: each answer sends the next command, and its latency counts from there. Open loop: command n is due at
 * start + n / rate, and its latency counts from when it was due, however late it left; so a target that stalls is charged
 * for all commands that had to wait (no coordinated omission).
 */
final class LoadLoop implements LoadQueue.Answers {
    private static final long SILENCE_MAX_NS = 20_000_000_000L;
    private static final int IDLE_POLLS_PER_CLOCK = 256;

    private final LoadQueue[] queues;
    private final double intervalNs;
    private final Histogram latency = new Histogram(1, 60_000_000_000L, 3);
    private final AtomicLong progress = new AtomicLong();
    private long nowNs;
    private long completed;
    private long due;
    private long openedNs;
    private int turn;

    /**
     * A loop over connected queues.
     *
     * @param queues at least one
     * @param ratePerSecond over all queues; 0: closed loop
     */
    LoadLoop(List<LoadQueue> queues, double ratePerSecond) {
        this.queues = queues.toArray(LoadQueue[]::new);
        intervalNs = ratePerSecond > 0 ? 1e9 / ratePerSecond : 0;
    }

    /** Commands completed since the loop was made, for whoever watches. */
    AtomicLong progress() {
        return progress;
    }

    /** Latencies in nanoseconds since the last {@link #reset}. */
    Histogram latency() {
        return latency;
    }

    /** Forgets latencies. */
    void reset() {
        latency.reset();
    }

    /**
     * Makes load.
     *
     * @param durationNs for how long
     * @return commands completed
     * @throws IOException when the target answers with an error, or not at all
     */
    long run(long durationNs) throws IOException {
        long before = completed;
        nowNs = System.nanoTime();
        long endNs = nowNs + durationNs;
        open();
        if (intervalNs == 0) {
            for (LoadQueue queue : queues) {
                refill(queue);
            }
        }
        long heardNs = nowNs;
        int idle = 0;
        while (nowNs - endNs < 0) {
            boolean any = false;
            for (LoadQueue queue : queues) {
                any |= poll(queue, true);
            }
            if (intervalNs > 0) {
                nowNs = System.nanoTime();
                sendDue();
            }
            if (any) {
                heardNs = nowNs;
                idle = 0;
            } else if (++idle % IDLE_POLLS_PER_CLOCK == 0) {
                nowNs = System.nanoTime();
                if (nowNs - heardNs > SILENCE_MAX_NS && outstanding() > 0) {
                    throw new IOException(outstanding() + " commands were not answered within " + SILENCE_MAX_NS / 1_000_000_000 + " s");
                }
            }
        }
        return completed - before;
    }

    private void open() {
        if (intervalNs > 0 && openedNs == 0) {
            openedNs = nowNs;
        }
    }

    private boolean poll(LoadQueue queue, boolean more) throws IOException {
        boolean any = queue.receive(this);
        if (any) {
            progress.lazySet(completed);
            if (more && intervalNs == 0) {
                refill(queue);
            }
        }
        queue.flush();
        return any;
    }

    private void refill(LoadQueue queue) {
        while (queue.ready()) {
            queue.submit(nowNs);
        }
    }

    private void sendDue() throws IOException {
        int refused = 0;
        while (refused < queues.length) {
            long dueNs = openedNs + (long) (due * intervalNs);
            if (dueNs - nowNs > 0) {
                break;
            }
            LoadQueue queue = queues[turn];
            turn = turn + 1 == queues.length ? 0 : turn + 1;
            if (queue.ready()) {
                queue.submit(dueNs);
                due++;
                refused = 0;
            } else {
                refused++;
            }
        }
        for (LoadQueue queue : queues) {
            queue.flush();
        }
    }

    /** Waits for all answers and sends nothing new, so that the connections are quiet afterwards. */
    void drain() throws IOException {
        long giveUpNs = System.nanoTime() + SILENCE_MAX_NS;
        while (outstanding() > 0) {
            for (LoadQueue queue : queues) {
                poll(queue, false);
            }
            if (System.nanoTime() - giveUpNs > 0) {
                throw new IOException(outstanding() + " commands were not answered in the end");
            }
        }
        openedNs = 0;
        due = 0;
    }

    private int outstanding() {
        int all = 0;
        for (LoadQueue queue : queues) {
            all += queue.outstanding();
        }
        return all;
    }

    @Override
    public void arrived() {
        nowNs = System.nanoTime();
    }

    @Override
    public void completed(long startNs) {
        completed++;
        latency.recordValue(Math.max(1, Math.min(nowNs - startNs, latency.getHighestTrackableValue())));
    }
}
