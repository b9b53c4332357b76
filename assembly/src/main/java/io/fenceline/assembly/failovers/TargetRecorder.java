package io.fenceline.assembly.failovers;

import io.fenceline.api.target.AssociationEnd;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Writes each lost association of a target to a history when all of it has ended. One thread. */
public final class TargetRecorder {
    private final History history;
    private final Consumer<String> complain;
    private Set<String> written = new HashSet<>();
    private boolean failed;

    /**
     * Makes one.
     *
     * @param history where to
     * @param complain takes a line when the history cannot be written, once
     */
    public TargetRecorder(History history, Consumer<String> complain) {
        this.history = history;
        this.complain = complain;
    }

    /**
     * Looks at what there is.
     *
     * @param ends as the target tells
     * @param all whether to write also what has not ended: the target is about to be closed
     */
    public void look(List<AssociationEnd> ends, boolean all) {
        Set<String> known = new HashSet<>();
        for (AssociationEnd end : ends) {
            Half half = new Half.OfTarget(ClockName.HERE, end);
            if (written.contains(half.key()) || ((all || hasEnded(end)) && write(half))) {
                known.add(half.key());
            }
        }
        // What the target has forgotten need not be remembered here.
        written = known;
    }

    private static boolean hasEnded(AssociationEnd end) {
        return end.silentNs() >= 0 && end.resets().stream().allMatch(reset -> reset.endedNs() >= 0);
    }

    private boolean write(Half half) {
        if (failed) {
            return true;
        }
        try {
            history.add(half);
        } catch (IOException e) {
            failed = true;
            complain.accept(history.file() + ": failovers cannot be kept: " + e.getMessage() + "; --failovers FILE, or none, would help");
        }
        return true;
    }
}
