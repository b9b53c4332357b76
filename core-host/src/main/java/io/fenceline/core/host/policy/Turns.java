package io.fenceline.core.host.policy;

/**
 * A counter for each lane, so that loops do not fight for one cache line. Lanes that are {@link #STRIPES} apart share a
 * counter, which a race may set back a little: good enough to take turns by.
 */
final class Turns {
    /** Counters; more loops than this are rare, and may share. */
    static final int STRIPES = 16;
    /** Ints from one counter to the next: 128 bytes, two cache lines, since processors fetch them in pairs. */
    private static final int SPACING = 32;

    private final int[] counters = new int[(STRIPES + 1) * SPACING];

    /**
     * The number that was {@link #set} last.
     *
     * @param lane 0 or more
     * @return 0 or more; lanes begin at different numbers, so that they do not all take the first path first
     */
    int get(int lane) {
        return counters[at(lane)] + (lane & STRIPES - 1);
    }

    /**
     * Keeps a number.
     *
     * @param lane 0 or more
     * @param number 0 or more
     */
    void set(int lane, int number) {
        counters[at(lane)] = number - (lane & STRIPES - 1);
    }

    private static int at(int lane) {
        return ((lane & STRIPES - 1) + 1) * SPACING;
    }
}
