package io.fenceline.core.target.engine.controller;

/**
 * Which instance of a controller this is: CIU and CIRN (NVM Express Base 2.3, Figure 328), both new each time that it becomes ready,
 * so that a reset that is meant for an earlier one does not hit this one. Neither is ever zero: zero is what a host has that has not
 * read them.
 */
final class Instance {
    private static final int MAX_CIU = 255;

    private final Life life;
    private int ciu;
    private long cirn;

    Instance(Life life) {
        this.life = life;
        ciu = life.ciu();
        cirn = life.cirn();
    }

    /** CSTS.RDY goes from 0 to 1. */
    void renew() {
        ciu = ciu == MAX_CIU ? 1 : ciu + 1;
        cirn = life.cirn();
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
