package io.fenceline.testkit.sim;

import io.fenceline.testkit.Gen;
import java.util.List;

/** Makes the plan of a failing world shorter. */
public final class Shrinker {
    private Shrinker() {
    }

    /**
     * Leaves out steps as long as the world goes on failing.
     *
     * @param plan of the failing world
     * @param failure how it failed
     * @param makers where the production code comes from
     * @return the failure of a plan that no longer fails when any one step is left out
     */
    public static WorldFailure shrink(Plan plan, WorldFailure failure, Makers makers) {
        WorldFailure[] last = {failure};
        Gen.shrink(plan.steps(), fewer -> fails(plan, fewer, makers, last));
        return last[0];
    }

    private static boolean fails(Plan plan, List<Step> fewer, Makers makers, WorldFailure[] last) {
        try {
            World.run(plan.with(fewer), makers);
            return false;
        } catch (WorldFailure shorter) {
            last[0] = shorter;
            return true;
        }
    }
}
