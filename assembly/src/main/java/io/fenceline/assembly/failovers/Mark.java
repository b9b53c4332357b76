package io.fenceline.assembly.failovers;

import io.fenceline.api.host.Failover;
import io.fenceline.api.target.AssociationEnd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A moment of a story.
 *
 * @param atNs since the host noticed the loss; negative: before
 * @param side who saw it
 * @param label one word, for machines
 * @param what happened, for people
 * @param note more about it; empty: nothing
 */
public record Mark(long atNs, Side side, String label, String what, String note) {
    /** Who saw it. */
    public enum Side {
        /** The host. */
        HOST,
        /** The target. */
        TARGET
    }

    /**
     * All moments of a story.
     *
     * @param story which
     * @return in order of time; what the host and the target saw at the same time in this order
     */
    public static List<Mark> of(Story story) {
        List<Mark> marks = new ArrayList<>();
        long zero = story.zeroNs();
        Failover host = story.host();
        if (host != null) {
            for (Failover.Step step : host.steps()) {
                marks.add(new Mark(step.atNs() - zero, Side.HOST, step.kind().label(), words(step.kind()), step.note()));
            }
        }
        AssociationEnd target = story.target();
        if (target != null) {
            long shift = story.shiftNs() - zero;
            marks.add(new Mark(target.lostNs() + shift, Side.TARGET, "association-lost", "the target gives the association up",
                    target.why() + "; " + target.running() + " in back ends"));
            if (target.silentNs() >= 0) {
                marks.add(new Mark(target.silentNs() + shift, Side.TARGET, "silent", "nothing of it is in a back end any more",
                        target.inTime() ? "" : "later than CQT, " + target.cqtMs() + " ms, promised"));
            }
            for (AssociationEnd.Reset reset : target.resets()) {
                marks.add(new Mark(reset.acceptedNs() + shift, Side.TARGET, "reset-accepted", "reset accepted",
                        "asked through CNTLID " + reset.source()));
                if (reset.endedNs() >= 0) {
                    marks.add(new Mark(reset.endedNs() + shift, Side.TARGET, reset.success() ? "reset-done" : "reset-not-proved",
                            reset.success() ? "reset done" : "reset FAILED: silence cannot be proved", ""));
                }
            }
        }
        marks.sort(Comparator.comparingLong(Mark::atNs));
        return marks;
    }

    private static String words(Failover.Kind kind) {
        return switch (kind) {
            case LAST_ANSWER -> "last answer";
            case FIRST_MISSED -> "first command that gets none";
            case DETECTED -> "loss noticed: FENCING";
            case SILENT_HERE -> "nothing leaves this end any more";
            case READS_RELEASED -> "reads go to other paths";
            case RESET_SENT -> "Cross-Controller Reset sent";
            case RESET_ANSWERED -> "reset answered";
            case RESET_EVENT -> "event: a reset has ended";
            case RESET_LOG_READ -> "reset log read";
            case RESET_FAILED -> "reset came to nothing";
            case AGENT_ASKED -> "fencing agent asked";
            case AGENT_ANSWERED -> "fencing agent answered";
            case REFUSED -> "proposal of the policy refused";
            case FAILED_FAST -> "held commands ended, outcome unknown";
            case FENCED -> "FENCED";
            case FIRST_RETRY -> "first held command sent again";
            case RECONNECTED -> "connected again";
            case REMOVED -> "given up for good";
        };
    }
}
