package io.fenceline.core.host.sim;

import io.fenceline.testkit.sim.Makers;

/** Worlds of the production code. */
public final class RealWorld {
    /** Host and target as they are. */
    public static final Makers MAKERS = new Makers(new RealHosts(), new RealTargets());

    private RealWorld() {
    }
}
