package io.fenceline.core.target.engine.io;

import io.fenceline.core.target.engine.io.IoCommand.Phase;
import io.fenceline.wire.Status;

/**
 * Keeps a write that is long in its back end from landing over a newer one: from some time on, and at once when its association is
 * lost, writes to the same blocks wait at the namespace's gate until it has ended. Nothing here costs anything while a command is
 * under way: commands are looked at now and then. On the queue's loop.
 */
final class LateWrites {
    private static final long NOTHING = -1;
    private static final long AT_GATE = 1L << Integer.SIZE;

    private final CommandTable table;
    private final CommandFlow flow;
    private final boolean guards;

    LateWrites(CommandTable table, CommandFlow flow, boolean guards) {
        this.table = table;
        this.flow = flow;
        this.guards = guards;
    }

    /** The association is lost: nobody knows how soon its host repeats what is in back ends now. */
    void lost() {
        for (int slot = 0; guards && slot < table.slots(); slot++) {
            IoCommand c = table.get(slot);
            if (c != null && c.phase == Phase.BACKEND && c.writing) {
                c.namespace().guard(c);
            }
        }
    }

    /**
     * A look at all commands.
     *
     * @return how many writes are late from now on
     */
    int look(long nowNs) {
        int late = 0;
        for (int slot = 0; guards && slot < table.slots(); slot++) {
            IoCommand c = table.get(slot);
            if (c != null && (c.phase == Phase.BACKEND || c.phase == Phase.GATE)) {
                long key = (c.phase == Phase.GATE ? AT_GATE : 0) | Integer.toUnsignedLong(c.running.generation());
                if (key != c.watched) {
                    c.watched = key;
                    c.watchedSinceNs = nowNs;
                } else if (lasts(c, nowNs - c.watchedSinceNs)) {
                    late++;
                }
            }
        }
        return late;
    }

    /** Returns whether it is a write that is late from now on. */
    private boolean lasts(IoCommand c, long ns) {
        if (c.phase == Phase.GATE) {
            if (ns >= IoLimits.GATE_WAIT_NS) {
                c.watched = NOTHING;
                flow.stop(c, Status.COMMAND_INTERRUPTED);
            }
            return false;
        }
        return ns >= IoLimits.LATE_WRITE_NS && c.writing && c.namespace().guard(c);
    }
}
