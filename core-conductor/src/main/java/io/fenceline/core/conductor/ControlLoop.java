package io.fenceline.core.conductor;

import java.util.concurrent.Executor;

/**
 * The serial owner of all control state, as engines see it: production gives them a thread with a ring before it, tests a
 * virtual clock.
 */
public interface ControlLoop extends Executor {
    /** Something that will be done later. */
    interface Timer {
        /** Does it no more, if it has not been done; on the control loop only. */
        void cancel();
    }

    /**
     * Does something on the control loop, soon and in order.
     *
     * @param task must not block
     */
    @Override
    void execute(Runnable task);

    /**
     * Does something on the control loop later. On the control loop only.
     *
     * @param task must not block
     * @param delayNs from now, 0 or more
     * @return can be cancelled
     */
    Timer schedule(Runnable task, long delayNs);

    /**
     * The time.
     *
     * @return nanoseconds that only grow
     */
    long nowNs();
}
