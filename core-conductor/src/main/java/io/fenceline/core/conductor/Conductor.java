package io.fenceline.core.conductor;

import java.util.concurrent.Executor;

/**
 * One thread that owns all control state of a target or a host: associations, subsystems, paths, events. What it executes must not
 * block; blocking work goes to {@link #blocking}. {@link DisruptorConductor} is the one for production; tests give one that
 * runs on virtual time.
 */
public interface Conductor extends ControlLoop, AutoCloseable {
    /**
     * Does something on the conductor, soon and in order. From any thread; may wait while the conductor is behind, except
     * on the conductor itself.
     *
     * @param task must not block
     * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
     */
    @Override
    void execute(Runnable task);

    /**
     * Does something on the conductor later. On the conductor only.
     *
     * @param task must not block
     * @param delayNs from now, 0 or more
     * @return can be cancelled
     */
    @Override
    Timer schedule(Runnable task, long delayNs);

    /**
     * The conductor's clock.
     *
     * @return nanoseconds that only grow
     */
    @Override
    long nowNs();

    /**
     * Whether the caller is the conductor.
     *
     * @return true on its thread
     */
    boolean inConductor();

    /**
     * Where blocking work runs: back ends are opened, resized and closed here.
     *
     * @return one task per thread; virtual threads in production
     */
    Executor blocking();

    /** Runs what was handed in, then stops. Timers that are not due are dropped. Not on the conductor itself. */
    @Override
    void close();
}
