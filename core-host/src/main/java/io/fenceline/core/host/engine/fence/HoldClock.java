package io.fenceline.core.host.engine.fence;

import java.util.ArrayDeque;

/**
 * Watches the clock for steps that cannot be trusted (ccr.md H20): it jumped, or this process was paused, and nobody can say which.
 * Such a step does not count toward a hold. Late is safe, early is not. On the control loop.
 */
public final class HoldClock {
    /** The longest step that counts; looks come every 250 ms at the latest. */
    static final long LONGEST_STEP_NS = 1_000_000_000L;
    /** Steps that are remembered; older ones are older than any hold that is still running, or there is more wrong than the clock. */
    private static final int MOST_STEPS = 64;

    private record Step(long endNs, long missedNs) {
    }

    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private long lastNs;

    /**
     * A clock that is watched from now on.
     *
     * @param nowNs the time
     */
    public HoldClock(long nowNs) {
        lastNs = nowNs;
    }

    /**
     * Looks at the clock.
     *
     * @param nowNs the time
     */
    public void look(long nowNs) {
        long step = nowNs - lastNs;
        lastNs = nowNs;
        if (step > LONGEST_STEP_NS) {
            if (steps.size() == MOST_STEPS) {
                Step oldest = steps.removeFirst();
                Step next = steps.removeFirst();
                steps.addFirst(new Step(next.endNs, oldest.missedNs + next.missedNs));
            }
            steps.addLast(new Step(nowNs, step));
        }
    }

    /** Time after a moment that does not count. */
    long missedSinceNs(long ns) {
        long sum = 0;
        for (Step step : steps) {
            if (step.endNs - ns > 0) {
                sum += step.missedNs;
            }
        }
        return sum;
    }
}
