package io.fenceline.assembly.load;

import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A job: so many commands under way, at places of its own. All of it is under its lock, which nearly always its lane's loop alone
 * wants.
 */
final class LoadJob implements Runnable {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final LoadRun run;
    private final NamespaceHandle namespace;
    private final LoadSpec spec;
    private final int lane;
    private final long firstLba;
    private final int blocks;
    private final long places;
    private final int reads;
    /** Nanoseconds between commands; 0: no rate. */
    private final double intervalNs;
    private final ReentrantLock lock = new ReentrantLock();
    private final LoadSlot[] free;
    private final LoadSlot[] all;
    private int freeCount;
    private long random;
    private long cursor;
    private long started;
    private long firstNs;
    /** When the next command of a fixed rate is due. */
    private long dueNs;

    LoadJob(LoadRun run, NamespaceHandle namespace, LoadSpec spec, int number) {
        this.run = run;
        this.namespace = namespace;
        this.spec = spec;
        lane = number % namespace.lanes();
        firstLba = spec.offset() / namespace.blockSize();
        blocks = spec.blockBytes() / namespace.blockSize();
        places = spec.places();
        reads = spec.pattern().reads(spec.readPercent());
        intervalNs = spec.rate() == 0 ? 0 : 1e9 * spec.jobs() / spec.rate();
        random = mix(spec.seed() + number * GOLDEN);
        cursor = places / spec.jobs() * number;
        all = new LoadSlot[spec.queueDepth()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new LoadSlot(this, namespace, lane, spec.blockBytes(), mix(random + i));
        }
        free = all.clone();
        freeCount = free.length;
    }

    static long next(long state) {
        return state + GOLDEN;
    }

    static long mix(long z) {
        long y = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        y = (y ^ y >>> 27) * 0x94D049BB133111EBL;
        return y ^ y >>> 31;
    }

    int lane() {
        return lane;
    }

    /** How many commands of the rate are due until some time. */
    private long dueUntil(long nowNs) {
        return nowNs - firstNs < 0 ? 0 : (long) ((nowNs - firstNs) / intervalNs) + 1;
    }

    /** When the first command after some time is due. */
    long dueAfter(long nowNs) {
        return firstNs + (long) (intervalNs * dueUntil(nowNs));
    }

    /** How many commands were due and have never been submitted, since too many were under way. */
    long behind(long nowNs) {
        lock.lock();
        try {
            return intervalNs == 0 ? 0 : Math.max(0, dueUntil(nowNs) - started);
        } finally {
            lock.unlock();
        }
    }

    /** Sets the beat of a fixed rate; the jobs take turns. */
    void begin(long nowNs, int number) {
        firstNs = nowNs + (long) (intervalNs / spec.jobs() * number);
        dueNs = firstNs;
    }

    /** Submits what can be submitted and is due. On the lane's loop, so that it leaves as one batch. */
    @Override
    public void run() {
        lock.lock();
        try {
            pump();
        } finally {
            lock.unlock();
        }
    }

    private void pump() {
        while (freeCount > 0 && run.isRunning()) {
            long now = run.now();
            long intended = now;
            if (intervalNs > 0) {
                intended = dueNs;
                if (intended - now > 0) {
                    return;
                }
                started++;
                dueNs = firstNs + (long) (intervalNs * started);
            }
            LoadSlot slot = free[--freeCount];
            random = next(random);
            long drawn = mix(random);
            boolean read = reads == 100 || (reads > 0 && ((drawn >>> 48) * 100) >>> 16 < reads);
            long place = spec.pattern().isRandom() ? Math.floorMod(drawn & 0xFFFF_FFFF_FFFFL, places) : cursor++ % places;
            slot.go(read, firstLba + place * blocks, spec.fua(), intended, now);
        }
    }

    /** A command has ended: on the lane's loop, or on the control thread of the host. */
    void ended(LoadSlot slot, IoRequest request) {
        lock.lock();
        try {
            slot.busy = false;
            free[freeCount++] = slot;
            run.record(lane, slot, request);
            pump();
        } finally {
            lock.unlock();
        }
    }

    int outstanding() {
        lock.lock();
        try {
            return all.length - freeCount;
        } finally {
            lock.unlock();
        }
    }

    void cancel() {
        lock.lock();
        try {
            for (LoadSlot slot : all) {
                if (slot.busy) {
                    slot.cancel();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void kick() {
        namespace.execute(lane, this);
    }
}
