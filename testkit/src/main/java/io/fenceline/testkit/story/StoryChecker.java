package io.fenceline.testkit.story;

import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.Failover.Proof;
import io.fenceline.testkit.story.FenceTable.Phase;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the story of a lost controller is a behaviour that the model of recovery allows: the trace conformance of
 * docs/proof.md. Judges stories that have ended and such that have not.
 */
public final class StoryChecker {
    /** A host may leave out steps of longer stories. */
    private static final int LONGEST = 256;
    /** Steps by which a proof comes. */
    private static final Set<Kind> OUTSIDE = EnumSet.of(Kind.RESET_SENT, Kind.RESET_ANSWERED, Kind.RESET_EVENT, Kind.RESET_LOG_READ,
            Kind.RESET_FAILED, Kind.AGENT_ASKED, Kind.AGENT_ANSWERED);

    private final FenceTable table;

    /** A checker by the table of the model. */
    public StoryChecker() {
        this(FenceTable.THE);
    }

    StoryChecker(FenceTable table) {
        this.table = table;
    }

    /**
     * Judges a story.
     *
     * @param story ended or not
     * @return what is wrong with it, a line each; empty: the model allows it
     */
    public List<String> check(Failover story) {
        List<String> wrong = new ArrayList<>();
        Set<Kind> past = EnumSet.noneOf(Kind.class);
        Phase phase = Phase.LIVE;
        Kind evidence = null;
        long atNs = Long.MIN_VALUE;
        boolean cut = story.steps().size() >= LONGEST;
        for (Failover.Step step : story.steps()) {
            if (step.atNs() < atNs) {
                wrong.add(step.kind().label() + " at " + step.atNs() + " ns is told after something of " + atNs + " ns");
            }
            atNs = step.atNs();
            Phase next = table.after(phase, step.kind());
            if (next == null) {
                wrong.add(step.kind().label() + " is no step of phase " + phase + (past.isEmpty() ? "" : ", after " + labels(past)));
                return List.copyOf(wrong);
            }
            Set<Kind> missing = EnumSet.copyOf(table.needs(step.kind()));
            missing.removeAll(past);
            if (!missing.isEmpty() && !cut) {
                wrong.add(step.kind().label() + " without " + labels(missing) + " before it");
            }
            if (step.kind() == Kind.FENCED) {
                judge(story, past, evidence, cut, wrong);
            }
            if (OUTSIDE.contains(step.kind())) {
                evidence = step.kind();
            }
            past.add(step.kind());
            phase = next;
        }
        if (story.proof() != null && !past.contains(Kind.FENCED)) {
            wrong.add("has the proof " + story.proof().label() + ", and was not fenced");
        }
        if (past.contains(Kind.FIRST_RETRY) && (story.heldWrites() == 0 || story.failed() >= story.held())) {
            wrong.add("tells of a retry, and no write was held that could be repeated");
        }
        return List.copyOf(wrong);
    }

    private void judge(Failover story, Set<Kind> past, @Nullable Kind evidence, boolean cut, List<String> wrong) {
        Proof proof = story.proof();
        if (proof == null) {
            wrong.add("was fenced without a proof");
            return;
        }
        Set<Kind> missing = EnumSet.copyOf(table.needs(proof));
        missing.removeAll(past);
        Set<Kind> wanted = table.evidence(proof);
        if (!missing.isEmpty() && !cut) {
            wrong.add("fenced by " + proof.label() + " without " + labels(missing) + " before it");
        } else if (!cut && !wanted.isEmpty() && !wanted.contains(evidence)) {
            wrong.add("fenced by " + proof.label() + " after " + (evidence == null ? "nothing" : evidence.label()) + "; one of "
                    + labels(wanted) + " was to be the last step before");
        }
        switch (proof) {
            case NOTHING_HELD -> {
                if (story.heldWrites() > 0 || (story.held() > 0 && !past.contains(Kind.READS_RELEASED))) {
                    wrong.add("fenced because nothing was held, and " + story.held() + " commands were, " + story.heldWrites()
                            + " of them writes");
                }
            }
            case CROSS_CONTROLLER_RESET, AGENT, TIME, NONE -> {
                // Steps were judged. Times are EventChecker's: a story does not tell when the last byte left, and what it calls missed
                // may never have left at all. NONE is for a user who has acknowledged it.
            }
        }
    }

    private static String labels(Set<Kind> kinds) {
        return String.join(", ", kinds.stream().map(Kind::label).toList());
    }
}
