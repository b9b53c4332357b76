package io.fenceline.testkit.memory;

import io.fenceline.testkit.Loops;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;

/** One direction of a connection: what is sent arrives on the receiver's loop, in order, after the latency. */
final class Channel {
    private final Loops.Loop to;
    private final long latencyNs;
    private final ConcurrentLinkedQueue<Runnable> flying = new ConcurrentLinkedQueue<>();
    private volatile boolean silent;

    Channel(Loops.Loop to, long latencyNs) {
        this.to = to;
        this.latencyNs = latencyNs;
    }

    void send(Runnable arrival) {
        if (silent) {
            return;
        }
        flying.add(arrival);
        try {
            if (latencyNs == 0) {
                to.execute(this::arrive);
            } else {
                to.schedule(this::arrive, latencyNs);
            }
        } catch (RejectedExecutionException e) {
            // The receiver's transport is closed: nobody is there to hear it.
            flying.clear();
        }
    }

    private void arrive() {
        Runnable next = flying.poll();
        if (next != null && !silent) {
            next.run();
        }
    }

    /** From now on nothing arrives any more, what is on its way included: a cable that is cut and tells nobody. */
    void silence() {
        silent = true;
    }
}
