package io.fenceline.core.target.engine.controller;

import java.util.function.LongSupplier;

/**
 * One life of the target's process, from start to end or crash. The upper 16 bits of every CIRN that it gives are its own, the rest
 * is random: so it tells the instances that it has had from those of a former life, of which it knows only that their commands have
 * ended when their quiesce time is over, for what lies below a back end may outlive the process. The conductor's.
 */
public final class Life {
    private static final int TAG_SHIFT = 48;

    private final LongSupplier random;
    private final long tag;
    private final long bornNs;

    /**
     * Begins one.
     *
     * @param random 64 random bits at a time
     * @param bornNs now, by the clock
     */
    public Life(LongSupplier random, long bornNs) {
        this.random = random;
        this.bornNs = bornNs;
        tag = Math.max(1, random.getAsLong() >>> TAG_SHIFT);
    }

    /** Some CIU: 1 to 255. */
    int ciu() {
        return Math.max(1, (int) (random.getAsLong() & 0xFF));
    }

    /** A CIRN that has not been given before and that nobody can guess; never zero. */
    long cirn() {
        return (tag << TAG_SHIFT) | (random.getAsLong() >>> (Long.SIZE - TAG_SHIFT));
    }

    /** Whether a CIRN is one that this life may have given. */
    boolean mayHaveGiven(long cirn) {
        return cirn >>> TAG_SHIFT == tag;
    }

    long ageNs(long nowNs) {
        return nowNs - bornNs;
    }
}
