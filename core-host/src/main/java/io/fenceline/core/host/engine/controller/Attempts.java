package io.fenceline.core.host.engine.controller;

/** When the next attempt to connect may be made: what all controllers of a host share. On the control loop. */
public interface Attempts {
    /**
     * Asks for leave to begin an attempt.
     *
     * @param nowNs the time
     * @return 0: begin; else how long to wait before asking again, in nanoseconds
     */
    long tryTake(long nowNs);

    /**
     * How long to wait after a failed attempt.
     *
     * @param attempt how many have failed, 1 or more
     * @param baseNs the shortest wait
     * @param maxNs the longest
     * @return nanoseconds, with jitter
     */
    long delayNs(int attempt, long baseNs, long maxNs);
}
