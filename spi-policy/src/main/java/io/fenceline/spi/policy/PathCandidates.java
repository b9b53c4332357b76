package io.fenceline.spi.policy;

/**
 * The paths that could take a command now: all optimized, or, when there are none, all non-optimized. Their order does not
 * change while they stay the same. Valid during one call of {@link PathSelector#select}; nothing here allocates.
 */
public interface PathCandidates {
    /**
     * How many there are.
     *
     * @return 1 or more; a selector is asked even when there is no choice, because it may have to know what was used last
     */
    int size();

    /**
     * Which controller it is.
     *
     * @param index 0 to size less one
     * @return the number that views and events show; the same when the controller was lost and is connected again
     */
    int controller(int index);

    /**
     * Commands under way on the path, of this namespace and others.
     *
     * @param index 0 to size less one
     * @return 0 or more; may be a moment old
     */
    int inFlight(int index);

    /**
     * How long commands have taken lately.
     *
     * @param index 0 to size less one
     * @return nanoseconds, a moving average over about 64 commands; 0: none was answered yet
     */
    long latencyNs(int index);

    /**
     * How long its oldest unanswered command has been under way.
     *
     * @param index 0 to size less one
     * @return nanoseconds, as last measured, some times a second; 0: none was then
     */
    long oldestNs(int index);

    /**
     * Place of the path in the order in which the user named the paths.
     *
     * @param index 0 to size less one
     * @return 0: the first
     */
    int rank(int index);

    /**
     * The lane, that is the loop, from which the command comes.
     *
     * @return 0 or more
     */
    int lane();

    /**
     * The time.
     *
     * @return nanoseconds that only grow
     */
    long nowNs();
}
