package io.fenceline.assembly.load;

import io.fenceline.api.host.HostException;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Load at work. With a fixed rate a command's latency counts from when it was due, however late it could be submitted: what waits
 * behind a slow one is not left out. One thread starts, samples and stops; the work itself is done on the host's loops.
 */
public final class LoadRun {
    /** No more than so much memory for data. */
    public static final long MAX_MEMORY = 1L << 30;
    /** How long a pacer dozes at most, and so how much later a stop is seen. */
    private static final long DOZE_NS = 1_000_000;
    private static final long POLL_NS = 500_000;

    private final LoadSpec spec;
    private final LongSupplier clock;
    private final List<LoadJob> jobs = new ArrayList<>();
    private final Latencies reads;
    private final Latencies writes;
    private final Latencies service;
    private final AtomicReference<@Nullable HostException> failure = new AtomicReference<>();
    private volatile boolean running;
    private @Nullable Thread pacer;
    private long countedFromNs;
    private long sampledNs;
    private long endNs;

    /**
     * Prepares a run: all memory and requests are made here.
     *
     * @param namespace where
     * @param spec what
     * @param clock nanoseconds that only grow
     */
    public LoadRun(NamespaceHandle namespace, LoadSpec spec, LongSupplier clock) {
        this.spec = spec;
        this.clock = clock;
        reads = new Latencies(namespace.lanes());
        writes = new Latencies(namespace.lanes());
        service = new Latencies(namespace.lanes());
        for (int i = 0; i < spec.jobs(); i++) {
            jobs.add(new LoadJob(this, namespace, spec, i));
        }
    }

    /** Starts. */
    public void start() {
        running = true;
        long now = now();
        countedFromNs = now;
        sampledNs = now;
        for (int i = 0; i < jobs.size(); i++) {
            jobs.get(i).begin(now, i);
            jobs.get(i).kick();
        }
        if (spec.rate() > 0) {
            pacer = Thread.ofPlatform().daemon().name("load-pacer").start(this::pace);
        }
    }

    /** Wakes jobs when a command of theirs is due. */
    private void pace() {
        while (running) {
            long now = now();
            long next = now + DOZE_NS;
            for (LoadJob job : jobs) {
                job.kick();
                long due = job.dueAfter(now);
                if (due - next < 0) {
                    next = due;
                }
            }
            long rest = next - now();
            if (rest > 0) {
                LockSupport.parkNanos(rest);
            }
        }
    }

    long now() {
        return clock.getAsLong();
    }

    boolean isRunning() {
        return running;
    }

    void record(int lane, LoadSlot slot, IoRequest request) {
        long now = now();
        if (request.status() != 0) {
            if (running) {
                failure.compareAndSet(null, request.failure());
                running = false;
            }
            return;
        }
        (slot.read ? reads : writes).record(lane, now - slot.intendedNs);
        service.record(lane, now - slot.submittedNs);
    }

    /**
     * What was done since the last sample.
     *
     * @param counts whether it is a part of the result; false: warming up
     * @return the sample
     */
    public LoadSample sample(boolean counts) {
        long now = endNs != 0 ? endNs : now();
        double seconds = (now - sampledNs) / 1e9;
        sampledNs = now;
        if (!counts) {
            countedFromNs = now;
        }
        return new LoadSample(seconds, spec.blockBytes(), reads.interval(counts), writes.interval(counts), service.interval(counts));
    }

    /**
     * Lets nothing new begin, and waits for what is under way; what does not end in time is cancelled.
     *
     * @param limit how long to wait, and once more after cancelling
     * @return how many commands have not ended even then
     */
    public int stop(Duration limit) {
        running = false;
        endNs = now();
        awaitPacer();
        int left = drained(limit);
        if (left > 0) {
            jobs.forEach(LoadJob::cancel);
            left = drained(limit);
        }
        return left;
    }

    private void awaitPacer() {
        Thread thread = pacer;
        if (thread != null) {
            LockSupport.unpark(thread);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private int drained(Duration limit) {
        long until = now() + limit.toNanos();
        while (true) {
            int left = jobs.stream().mapToInt(LoadJob::outstanding).sum();
            if (left == 0 || now() - until >= 0) {
                return left;
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /**
     * How far a fixed rate was missed, after {@link #stop}.
     *
     * @return commands that were due and were never submitted, since the queue depth was used up
     */
    public long behind() {
        return jobs.stream().mapToLong(job -> job.behind(endNs)).sum();
    }

    /**
     * Why it ended before its time.
     *
     * @return the first failure of a command; null: none
     */
    public @Nullable HostException failure() {
        return failure.get();
    }

    /**
     * Everything that counts, after {@link #stop}.
     *
     * @return the result
     */
    public LoadSample result() {
        sample(true);
        Histogram read = reads.total();
        return new LoadSample((endNs - countedFromNs) / 1e9, spec.blockBytes(), read, writes.total(), service.total());
    }
}
