package io.fenceline.core.host.sim.hazard;

import static io.fenceline.core.host.sim.hazard.Hazard.cut;
import static io.fenceline.core.host.sim.hazard.Hazard.fatal;
import static io.fenceline.core.host.sim.hazard.Hazard.stuck;
import static io.fenceline.core.host.sim.hazard.Hazard.world;

import io.fenceline.testkit.sim.Plan;
import io.fenceline.testkit.sim.ResetFault;
import io.fenceline.testkit.sim.Step;
import io.fenceline.testkit.sim.Step.Kind;
import io.fenceline.testkit.sim.World;
import org.junit.jupiter.api.Test;

/** Hazards of Cross-Controller Reset: what counts as a proof, and what does not. One node with two ports, so that there is a source. */
class ResetHazardTest {
    private static Hazard.Story oneNode(Step... steps) {
        return (makers, seed) -> World.run(Hazard.busy(seed, steps).withTopology(1, 2, 1), makers);
    }

    private static Hazard.Story spoilt(ResetFault fault) {
        return oneNode(lies(fault, 1_000), stuck(2_000), cut(2_400, 0), stuck(8_000), cut(8_400, 1), stuck(14_000), cut(14_400, 0));
    }

    private static Step lies(ResetFault fault, long atMs) {
        return Step.of(atMs, Kind.RESETS, 0, -1, ResetFault.ALL.indexOf(fault), 18_000);
    }

    @Test
    void h3AResetHasEndedWhenTheLastBackEndCommandHas() {
        Hazard.check("H3", oneNode(stuck(2_000), fatal(2_400, 0), stuck(9_000), cut(9_400, 1), stuck(15_000), fatal(15_400, 0)));
    }

    @Test
    void h11AnEntryOfAnInstanceBeforeIsNoProofForThisOne() {
        Hazard.check("H11", spoilt(ResetFault.LOG_STALE));
    }

    @Test
    void h12TheIdentityIsTheOneOfTheLastReady() {
        Hazard.check("H12", oneNode(stuck(2_000), Step.of(2_400, Kind.STALL, 0, 0, 0, 4_000), stuck(10_000),
                Step.of(10_400, Kind.STALL, 0, 1, 0, 4_000)));
    }

    @Test
    void h15AnEventThatDoesNotComeIsNoSuccess() {
        Hazard.check("H15", spoilt(ResetFault.EVENT_LOST));
    }

    @Test
    void h16ASourceThatIsLostProvesNothing() {
        Hazard.check("H16", spoilt(ResetFault.SOURCE_DIES_AFTER));
    }

    @Test
    void h23ANodeThatDoesNotKnowAControllerOfAnotherNodeDoesNotSayThatItIsReset() {
        Hazard.check("H23", world(stuck(2_000), cut(2_400, 0), stuck(10_000), cut(10_400, 1)));
    }
}
