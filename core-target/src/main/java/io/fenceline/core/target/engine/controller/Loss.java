package io.fenceline.core.target.engine.controller;

import io.fenceline.api.target.AssociationEnd;
import io.fenceline.core.conductor.ControlLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The loss of an association, from the moment it is noticed until nothing of it runs in a back end any more: the promise of CQT,
 * and the Cross-Controller Resets that wait for the same. Belongs to the conductor.
 */
public final class Loss {
    /** Ended resets that are remembered for {@link AssociationEnd}: a host that asks again and again needs no more. */
    private static final int RESETS = 64;

    private final Controller controller;
    private final ControlLoop loop;
    private final String why;
    private final int running;
    private final long atMs;
    private final long lostNs;
    private final int cqtMs;
    private final List<ResetEntry> resets = new ArrayList<>();
    private ControlLoop.@Nullable Timer limit;
    private boolean overdue;
    private long silentNs = -1;

    Loss(Controller controller, String why, int running) {
        this.controller = controller;
        this.why = why;
        this.running = running;
        loop = controller.owner().loop();
        atMs = controller.owner().wallClockMs();
        lostNs = loop.nowNs();
        cqtMs = controller.cqtMs();
        if (cqtMs > 0) {
            limit = loop.schedule(this::limitPassed, TimeUnit.MILLISECONDS.toNanos(cqtMs));
        }
    }

    boolean isSilent() {
        return silentNs >= 0;
    }

    /** A host wants to know when this has ended. */
    void join(ResetEntry entry) {
        if (resets.size() >= RESETS) {
            resets.removeIf(old -> !old.isPending());
        }
        resets.add(entry);
        if (isSilent()) {
            entry.end(true, loop.nowNs());
        } else if (limit == null) {
            // Nothing was promised, or the promise is broken already: still nobody waits for ever.
            limit = loop.schedule(this::limitPassed,
                    cqtMs > 0 ? TimeUnit.MILLISECONDS.toNanos(cqtMs) : controller.owner().limits().resetNs());
        }
    }

    private void limitPassed() {
        limit = null;
        if (cqtMs > 0 && !overdue) {
            overdue = true;
            controller.owner().alarm(controller + " was lost " + cqtMs + " ms ago, its quiesce time (CQT) is over, and commands still run: "
                    + controller.awaited());
            controller.owner().drainOverdue(controller.subsystem());
        }
        endResets(false);
    }

    /** The last queue is silent: nothing of this association will reach a medium any more. */
    void silent() {
        if (isSilent()) {
            return;
        }
        silentNs = loop.nowNs();
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
        endResets(true);
        controller.owner().drained(controller.subsystem(), silentNs - lostNs, this);
    }

    private void endResets(boolean success) {
        for (ResetEntry entry : resets) {
            if (entry.isPending()) {
                entry.end(success, loop.nowNs());
            }
        }
    }

    /**
     * How it is.
     *
     * @return a picture
     */
    public AssociationEnd view() {
        return new AssociationEnd(atMs, controller.subsystem().nqn(), controller.hostNqn(), controller.cntlid(),
                controller.instance().ciu(),
                controller.instance().cirn(), why, lostNs, running, silentNs, cqtMs, resets.stream().map(ResetEntry::view).toList());
    }
}
