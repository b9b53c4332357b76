package io.fenceline.testkit.memory;

import io.fenceline.testkit.Loops;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: what is sent arrives on the receiver's loop, in order, after the latency. */
final class Channel {
    private final Loops.Loop to;
    private final long latencyNs;
    private final @Nullable MemoryLink link;
    private final boolean toTarget;
    private final LongSupplier clock;
    private final ConcurrentLinkedQueue<Runnable> flying = new ConcurrentLinkedQueue<>();
    /** Messages that would have arrived, had the link not kept them. */
    private final AtomicInteger kept = new AtomicInteger();
    /** When the last message arrives: a later one does not overtake it when the link becomes faster. Of the sender's loop. */
    private long lastDueNs;
    private volatile boolean silent;

    Channel(Loops.Loop to, long latencyNs, @Nullable MemoryLink link, boolean toTarget, LongSupplier clock) {
        this.to = to;
        this.latencyNs = latencyNs;
        this.link = link;
        this.toTarget = toTarget;
        this.clock = clock;
    }

    boolean toTarget() {
        return toTarget;
    }

    void send(Runnable arrival) {
        if (silent) {
            return;
        }
        flying.add(arrival);
        try {
            long delay = delayNs();
            if (delay == 0) {
                to.execute(this::arrive);
            } else {
                to.schedule(this::arrive, delay);
            }
        } catch (RejectedExecutionException e) {
            // The receiver's transport is closed: nobody is there to hear it.
            flying.clear();
        }
    }

    private long delayNs() {
        if (link == null) {
            return latencyNs;
        }
        long now = clock.getAsLong();
        lastDueNs = Math.max(lastDueNs, now + latencyNs + link.delayNs());
        return lastDueNs - now;
    }

    private void arrive() {
        if (link != null && link.keeps(this)) {
            kept.incrementAndGet();
            return;
        }
        Runnable next = flying.poll();
        if (next != null && !silent) {
            next.run();
        }
    }

    /** The link lets go what it has kept. */
    void resume() {
        for (int i = kept.getAndSet(0); i > 0; i--) {
            Side.runOn(to, this::arrive);
        }
    }

    /** From now on nothing arrives any more, what is on its way included: a cable that is cut and tells nobody. */
    void silence() {
        silent = true;
    }
}
