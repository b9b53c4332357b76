package io.fenceline.core.target.runtime;

import io.fenceline.core.target.engine.ControlLoop;

/** Shows a conductor to the engines. */
record ConductorLoop(Conductor conductor) implements ControlLoop {
    @Override
    public void execute(Runnable task) {
        conductor.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNs) {
        Conductor.Timer timer = conductor.schedule(task, delayNs);
        return timer::cancel;
    }

    @Override
    public long nowNs() {
        return conductor.nowNs();
    }
}
