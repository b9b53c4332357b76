package io.fenceline.core.host.view;

import io.fenceline.api.NvmeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets writes that touch the same block run one after another, in the order in which they came. Without it a write of part of a
 * block, which is a read and a write, would undo what another one did to the rest of the block in between. Any thread.
 */
final class WriteOrder {
    /** Writes under way or waiting: more than a device has queue for is a mistake of the caller. */
    static final int MAX_WRITES = 1024;

    private final List<Turn> turns = new ArrayList<>();

    /** The turn of one write. */
    static final class Turn {
        private final long first;
        private final long end;
        private final Runnable start;
        /** Earlier writes to the same blocks that have not ended. */
        private int before;

        private Turn(long first, long end, Runnable start) {
            this.first = first;
            this.end = end;
            this.start = start;
        }

        private boolean overlaps(Turn other) {
            return first < other.end && other.first < end;
        }
    }

    /**
     * Adds a write.
     *
     * @param first first block
     * @param end block after the last
     * @param start run when it is its turn: at once, or by the thread that ends the write before
     * @return to be given to {@link #begin}, then to {@link #leave}
     */
    Turn enter(long first, long end, Runnable start) {
        Turn turn = new Turn(first, end, start);
        synchronized (turns) {
            if (turns.size() == MAX_WRITES) {
                throw new NvmeException(NvmeException.Category.RETRY,
                        MAX_WRITES + " writes are under way through this channel; it takes no more");
            }
            for (Turn other : turns) {
                if (other.overlaps(turn)) {
                    turn.before++;
                }
            }
            // One more, for begin: the caller must have the turn in hand before it is run.
            turn.before++;
            turns.add(turn);
        }
        return turn;
    }

    /**
     * Starts a write if it is its turn.
     *
     * @param turn as {@link #enter} gave it, once
     */
    void begin(Turn turn) {
        boolean free;
        synchronized (turns) {
            free = --turn.before == 0;
        }
        if (free) {
            turn.start.run();
        }
    }

    /**
     * Ends a write, and starts those that waited for it.
     *
     * @param turn as {@link #enter} gave it, once
     */
    void leave(Turn turn) {
        List<Turn> free = new ArrayList<>();
        synchronized (turns) {
            int at = turns.indexOf(turn);
            turns.remove(at);
            for (Turn other : turns.subList(at, turns.size())) {
                if (other.overlaps(turn) && --other.before == 0) {
                    free.add(other);
                }
            }
        }
        for (Turn other : free) {
            other.start.run();
        }
    }
}
