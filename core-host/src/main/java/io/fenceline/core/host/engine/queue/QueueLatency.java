package io.fenceline.core.host.engine.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** How long commands of a queue take: written by its loop, read by anybody. */
public final class QueueLatency {
    /** The weight of a new value is one in this many. */
    private static final int WEIGHT = 64;

    private static final VarHandle AVERAGE;

    static {
        try {
            AVERAGE = MethodHandles.lookup().findVarHandle(QueueLatency.class, "averageNs", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long averageNs;

    void add(long tookNs) {
        long before = averageNs;
        AVERAGE.setOpaque(this, before == 0 ? Math.max(1, tookNs) : Math.max(1, before + (tookNs - before) / WEIGHT));
    }

    /**
     * The moving average.
     *
     * @return nanoseconds; 0: nothing was measured
     */
    public long averageNs() {
        return (long) AVERAGE.getOpaque(this);
    }
}
