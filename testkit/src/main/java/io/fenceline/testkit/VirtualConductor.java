package io.fenceline.testkit;

import io.fenceline.core.conductor.Conductor;
import java.util.concurrent.Executor;

/** A conductor on virtual time: everything, blocking work too, happens on the thread that lets the time run. */
public final class VirtualConductor implements Conductor {
    private static final class Task implements Timer {
        private boolean cancelled;

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final Loops clock;
    private final Loops.Loop loop;
    private final Loops.Loop blocking;

    /**
     * Makes one.
     *
     * @param loops where its loops and its clock come from: a {@link VirtualTime}, or a process of it that can be paused
     */
    public VirtualConductor(Loops loops) {
        clock = loops;
        loop = loops.loop("conductor");
        blocking = loops.loop("blocking");
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNs) {
        if (!loop.inLoop()) {
            throw new IllegalStateException("only the conductor schedules");
        }
        Task timer = new Task();
        loop.schedule(() -> {
            if (!timer.cancelled) {
                task.run();
            }
        }, delayNs);
        return timer;
    }

    @Override
    public long nowNs() {
        return clock.nowNs();
    }

    /** A test looks at the model between two tasks, when nobody changes it. */
    @Override
    public boolean inConductor() {
        return true;
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    @Override
    public void close() {
        loop.close();
        blocking.close();
    }
}
