package io.fenceline.core.target.engine.controller;

import java.util.function.LongSupplier;

/**
 * Which life of a controller this is: CIU and CIRN (NVM Express Base 2.3, Figure 328), both new each time that it becomes ready,
 * so that a reset that is meant for a former life does not hit this one. Neither is ever zero: zero is what a host has that has
 * not read them.
 */
final class Instance {
    private static final int MAX_CIU = 255;

    private final LongSupplier random;
    private int ciu;
    private long cirn;

    Instance(LongSupplier random) {
        this.random = random;
        ciu = Math.max(1, (int) (random.getAsLong() & MAX_CIU));
        cirn = number();
    }

    /** CSTS.RDY goes from 0 to 1. */
    void renew() {
        ciu = ciu == MAX_CIU ? 1 : ciu + 1;
        cirn = number();
    }

    private long number() {
        long value = random.getAsLong();
        return value == 0 ? 1 : value;
    }

    int ciu() {
        return ciu;
    }

    long cirn() {
        return cirn;
    }

    boolean is(int wantedCiu, long wantedCirn) {
        return ciu == wantedCiu && cirn == wantedCirn;
    }
}
