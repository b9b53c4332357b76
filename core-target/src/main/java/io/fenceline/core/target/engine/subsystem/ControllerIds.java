package io.fenceline.core.target.engine.subsystem;

import java.util.BitSet;

/**
 * The controller identifiers that this node gives for one subsystem: a range of its own, so that several nodes can serve
 * one subsystem. Next fit: an identifier that came free is not used again before the rest of the range has been, so that a
 * late command for the old controller does not meet a new one.
 */
public final class ControllerIds {
    private final int min;
    private final int max;
    private final BitSet used = new BitSet();
    private int next;

    /**
     * A range.
     *
     * @param min least identifier, 1 or more
     * @param max greatest, at most FFEFh
     * @param start any number, from which the first identifier follows: two lives of a node should not begin with the same
     *            one; 0: with the least
     */
    public ControllerIds(int min, int max, long start) {
        this.min = min;
        this.max = max;
        next = min + (int) Math.floorMod(start, (long) max - min + 1);
    }

    /**
     * Takes one.
     *
     * @return the identifier; -1: all are in use
     */
    public int take() {
        int id = used.nextClearBit(next);
        if (id > max) {
            id = used.nextClearBit(min);
        }
        if (id > max) {
            return -1;
        }
        used.set(id);
        next = id == max ? min : id + 1;
        return id;
    }

    /**
     * Whether it is one of this node's.
     *
     * @param id any number
     * @return whether no other node of the subsystem gives it
     */
    public boolean contains(int id) {
        return id >= min && id <= max;
    }

    /**
     * Gives one back.
     *
     * @param id was taken
     */
    public void release(int id) {
        if (!used.get(id)) {
            throw new IllegalStateException("controller id " + id + " is not in use");
        }
        used.clear(id);
    }
}
