package io.fenceline.core.host.sim.hazard;

import static io.fenceline.core.host.sim.hazard.Hazard.cut;
import static io.fenceline.core.host.sim.hazard.Hazard.fatal;
import static io.fenceline.core.host.sim.hazard.Hazard.stuck;
import static io.fenceline.core.host.sim.hazard.Hazard.timed;
import static io.fenceline.core.host.sim.hazard.Hazard.world;

import io.fenceline.testkit.sim.Step;
import io.fenceline.testkit.sim.Step.Kind;
import org.junit.jupiter.api.Test;

/** Hazards of leaving: users, adapters and ports that take a controller away, and controllers that fence each other. */
class LeavingHazardTest {
    @Test
    void h8AResetOrARemovalDuringTheFenceGivesNothingBack() {
        Hazard.check("H8", timed(stuck(2_000), cut(2_400, 0), Step.of(2_500, Kind.RESET, 0, 0, 0, 0),
                Step.of(2_600, Kind.UNPLUG, 0, 0, 0, 6_000), stuck(10_000), cut(10_400, 1), Step.of(10_500, Kind.RESET, 0, 1, 0, 0),
                Step.of(10_600, Kind.UNPLUG, 0, 1, 0, 6_000)));
    }

    @Test
    void h9AResetOfAControllerThatDoesNotConfirmGoesThroughTheFence() {
        Hazard.check("H9", timed(stuck(2_000), Step.of(2_400, Kind.STALL, 0, 0, 0, 6_000), Step.of(2_450, Kind.RESET, 0, 0, 0, 0),
                stuck(12_000), Step.of(12_400, Kind.STALL, 0, 1, 0, 6_000), Step.of(12_450, Kind.UNPLUG, 0, 1, 0, 2_000)));
    }

    @Test
    void h10APortOrAnAdapterThatIsGoneTakesNoWriteWithIt() {
        Hazard.check("H10", timed(stuck(2_000), Step.of(2_400, Kind.PORT_DOWN, -1, 0, 0, 4_000), stuck(9_000),
                Step.of(9_400, Kind.ADAPTER, 0, -1, 0, 0), stuck(14_000), Step.of(14_400, Kind.PORT_DOWN, -1, 1, 0, 1_000)));
    }

    @Test
    void h17WhenControllersFenceEachOtherRequestsWaitAndAllComesBack() {
        Hazard.check("H17", world(stuck(2_000), fatal(2_400, 0), fatal(2_401, 1), stuck(10_000), cut(10_400, 0), cut(10_400, 1)));
    }
}
