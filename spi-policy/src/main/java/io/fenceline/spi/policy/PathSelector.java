package io.fenceline.spi.policy;

/**
 * Chooses the path of each command of one namespace. Called by many threads at once, on the data path: it must not block,
 * allocate or lock; counters that are a little wrong under a race are fine. What it throws, or an index outside the candidates,
 * is counted, and the first candidate is taken.
 */
@FunctionalInterface
public interface PathSelector {
    /**
     * Chooses.
     *
     * @param candidates at least one
     * @return an index of theirs
     */
    int select(PathCandidates candidates);
}
