package io.fenceline.core.target.engine.subsystem;

import java.util.concurrent.TimeUnit;

/** How long back ends took to end the commands of lost associations of a subsystem, beside what CQT promises. The conductor's. */
public final class Drains {
    private long worstNs;
    private long overdue;

    /** Nothing has been lost yet. */
    Drains() {
    }

    /**
     * A lost association is silent.
     *
     * @param ns how long after its loss
     */
    public void drained(long ns) {
        worstNs = Math.max(worstNs, ns);
    }

    /** One was not silent when CQT was over. */
    public void overdue() {
        overdue++;
    }

    /**
     * The longest.
     *
     * @return milliseconds, rounded up
     */
    public long worstMs() {
        return TimeUnit.NANOSECONDS.toMillis(worstNs + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }

    /**
     * How often the promise was broken.
     *
     * @return a count
     */
    public long overdueCount() {
        return overdue;
    }
}
