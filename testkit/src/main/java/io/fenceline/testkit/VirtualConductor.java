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

    private final VirtualTime time;
    private final Loops.Loop loop;
    private final Loops.Loop blocking;

    /**
     * Makes one.
     *
     * @param time whose thread runs it
     */
    public VirtualConductor(VirtualTime time) {
        this(time, time);
    }

    /**
     * Makes one of a process that can be paused.
     *
     * @param time whose thread runs it
     * @param process where its loops come from, a {@link VirtualTime.VirtualProcess} of that time
     */
    public VirtualConductor(VirtualTime time, Loops process) {
        this.time = time;
        loop = process.loop("conductor");
        blocking = process.loop("blocking");
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
        return time.nowNs();
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
