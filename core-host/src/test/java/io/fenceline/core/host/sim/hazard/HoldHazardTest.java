package io.fenceline.core.host.sim.hazard;

import static io.fenceline.core.host.sim.hazard.Hazard.cut;
import static io.fenceline.core.host.sim.hazard.Hazard.stuck;
import static io.fenceline.core.host.sim.hazard.Hazard.timed;

import io.fenceline.testkit.fault.FaultAction;
import io.fenceline.testkit.fault.FaultPoint;
import io.fenceline.testkit.fault.FaultRule;
import io.fenceline.testkit.sim.Plan;
import io.fenceline.testkit.sim.Step;
import io.fenceline.testkit.sim.Step.Kind;
import io.fenceline.testkit.sim.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hazards of holding: when what was sent to a lost controller may be sent elsewhere. The policy is {@code time}. */
class HoldHazardTest {
    private static final Step[] LOSSES = {stuck(2_000), cut(2_400, 0), stuck(9_000), cut(9_400, 1), stuck(15_000), cut(15_400, 0)};

    @Test
    void h1AWriteStuckBehindALostPathIsNotRepeatedElsewhere() {
        Hazard.check("H1", timed(LOSSES));
    }

    @Test
    void h2MemoryIsTheTransportsUntilNothingOfItLeavesAnyMore() {
        Hazard.check("H2", timed(Step.of(2_000, Kind.STALL, 0, 0, 1, 3_000), Step.of(10_000, Kind.STALL, 0, 1, 1, 3_000)));
    }

    @Test
    void h4TheHoldBeginsWithTheLastByteAndNotWithTheFirstSymptom() {
        Hazard.check("H4", timed(stuck(2_000), Step.of(2_400, Kind.STALL, 0, 0, 2, 6_000), stuck(12_000),
                Step.of(12_400, Kind.STALL, 0, 1, 2, 6_000)));
    }

    @Test
    void h5AControllerThatCountsTrafficMayNoticeTheLossOneKeepAliveLater() {
        Hazard.check("H5", timed(LOSSES));
    }

    @Test
    void h6AControllerThatReportsNoQuiesceTimeIsNotTakenForAQuickOne() {
        Hazard.check("H6", (makers, seed) -> World.run(timed(Hazard.busy(seed, LOSSES).withQuiesce(0, false)), makers));
    }

    @Test
    void h7ATimeoutDuringTheHoldDoesNotSendAnythingElsewhere() {
        Hazard.check("H7", (makers, seed) -> {
            Plan plan = timed(Hazard.busy(seed, LOSSES));
            World.run(plan.with(plan.options().change().commandTimeout(Duration.ofMillis(300)).deadline(Duration.ofMillis(1_500)).build()),
                    makers);
        });
    }

    @Test
    void h18WhoIsToldThatTheOutcomeIsUnknownCannotWriteOverTheSameBlocksTooEarly() {
        Hazard.check("H18", (makers, seed) -> {
            Plan plan = timed(Hazard.busy(seed, LOSSES));
            World.run(plan.with(plan.options().change().deadline(Duration.ofMillis(800)).fastIoFailTimeout(Duration.ofMillis(200)).build()),
                    makers);
        });
    }

    @Test
    void h20AClockThatJumpsOrAProcessThatStoodStillMakesNoHoldShorter() {
        Hazard.check("H20", timed(stuck(2_000), cut(2_400, 0), Step.of(2_450, Kind.JUMP, 0, -1, 3_600_000, 0), stuck(9_000), cut(9_400, 1),
                Step.of(9_410, Kind.PAUSE, 0, -1, 0, 9_000)));
    }

    @Test
    void h21WhenOnlyTheAdminQueueIsDeadAllQueuesAreFencedTogether() {
        Hazard.check("H21", timed(Step.of(new FaultRule(FaultPoint.COMPLETION, 0, -1, -1, 30, 1, FaultAction.HALF_OPEN, 0)),
                stuck(6_000), stuck(7_000), stuck(8_000), stuck(9_000), stuck(10_000), stuck(12_000)));
    }

    @Test
    void h22ANewAssociationAtTheSamePortProvesNothingOfTheOldOne() {
        Hazard.check("H22", timed(stuck(2_000), Step.of(2_400, Kind.PORT_DOWN, -1, 0, 0, 50), stuck(9_000),
                Step.of(9_400, Kind.RESTART, -1, 1, 0, 100), stuck(14_000), cut(14_400, 0)));
    }
}
