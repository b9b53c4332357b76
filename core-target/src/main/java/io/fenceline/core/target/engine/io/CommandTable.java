package io.fenceline.core.target.engine.io;

import io.fenceline.core.target.engine.namespace.Lane;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The commands of a queue by slot, the command identifiers that are in use, and since when. */
final class CommandTable {
    private static final VarHandle STARTS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long FREE = Long.MIN_VALUE;

    private final @Nullable IoCommand[] commands;
    private final Lane lane;
    private final long[] starts;
    /** One bit for each command identifier. */
    private final long[] identifiers = new long[(1 << 16) / Long.SIZE];
    private volatile int outstanding;

    CommandTable(int slots) {
        commands = new IoCommand[slots];
        lane = new Lane(slots);
        starts = new long[slots];
        Arrays.fill(starts, FREE);
    }

    Lane lane() {
        return lane;
    }

    int slots() {
        return commands.length;
    }

    /** The command in a slot; null: the slot has never been used. */
    @Nullable
    IoCommand get(int slot) {
        return commands[slot];
    }

    /** The command of a slot, made when it is first asked for. */
    IoCommand take(int slot, CommandFlow flow) {
        IoCommand c = commands[slot];
        if (c == null) {
            c = new IoCommand(flow, slot);
            commands[slot] = c;
            lane.add(slot, c);
        }
        return c;
    }

    void started(IoCommand c, long nowNs) {
        STARTS.setOpaque(starts, c.slot, nowNs);
        count(1);
    }

    void ended(IoCommand c) {
        if (c.ownsCid) {
            identifiers[c.cid >>> 6] &= ~(1L << (c.cid & 63));
        }
        STARTS.setOpaque(starts, c.slot, FREE);
        count(-1);
    }

    /** One writer, so that no atomic operation is needed. */
    private void count(int by) {
        int now = outstanding;
        outstanding = now + by;
    }

    int outstanding() {
        return outstanding;
    }

    /** Takes the command's identifier; false: another command has it. */
    boolean own(IoCommand c) {
        long bit = 1L << (c.cid & 63);
        long word = identifiers[c.cid >>> 6];
        if ((word & bit) != 0) {
            return false;
        }
        identifiers[c.cid >>> 6] = word | bit;
        c.ownsCid = true;
        return true;
    }

    @Nullable
    IoCommand find(int cid) {
        for (IoCommand c : commands) {
            if (c != null && c.phase != IoCommand.Phase.FREE && c.cid == cid && c.ownsCid) {
                return c;
            }
        }
        return null;
    }

    /** Any thread. */
    long oldestNs() {
        long oldest = Long.MAX_VALUE;
        for (int i = 0; i < starts.length; i++) {
            long start = (long) STARTS.getOpaque(starts, i);
            if (start != FREE && (oldest == Long.MAX_VALUE || start - oldest < 0)) {
                oldest = start;
            }
        }
        return oldest;
    }
}
