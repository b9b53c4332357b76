package io.fenceline.assembly.demo;

import io.fenceline.assembly.failovers.Story;
import io.fenceline.testkit.sim.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it went.
 *
 * @param spec what was played
 * @param path the path that was lost
 * @param stuck generation of the write that got stuck
 * @param newer generation of the one that was written over it; 0: it did not come to that
 * @param findings what the oracle found
 * @param found how much that is in all
 * @param acknowledged whether the stuck write was acknowledged in the end
 * @param waitedNs how long it took from its first sending to its acknowledgement
 * @param gapNs longest time in which no command of the other workers ended
 * @param slowestNs the slowest of them
 * @param commands how many of them there were
 * @param failures commands that failed
 * @param story the failover; null: the host tells none
 * @param trouble why it could not be played to its end; empty: it could
 */
public record DemoResult(DemoSpec spec, String path, long stuck, long newer, List<Finding> findings, long found, boolean acknowledged,
        long waitedNs, long gapNs, long slowestNs, long commands, long failures, @Nullable Story story, String trouble) {
    /** What became of the data. */
    public enum Outcome {
        /** Every read returned what it must. */
        NOTHING_LOST,
        /** The oracle has found a write that is lost. */
        LOST,
        /** It could not be played to its end. */
        NOT_PLAYED
    }

    /** Copies the list. */
    public DemoResult {
        findings = List.copyOf(findings);
    }

    /**
     * What became of the data.
     *
     * @return what the oracle says first
     */
    public Outcome outcome() {
        return found > 0 ? Outcome.LOST : trouble.isEmpty() ? Outcome.NOTHING_LOST : Outcome.NOT_PLAYED;
    }

    /**
     * Whether it ended as it should.
     *
     * @return for an unsafe policy: with a loss, where one must come
     */
    public boolean isAsItShould() {
        return outcome() == (spec.losesWrites() ? Outcome.LOST : Outcome.NOTHING_LOST);
    }
}
