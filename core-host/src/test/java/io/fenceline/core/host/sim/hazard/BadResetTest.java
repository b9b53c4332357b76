package io.fenceline.core.host.sim.hazard;

import static io.fenceline.core.host.sim.hazard.Hazard.cut;
import static io.fenceline.core.host.sim.hazard.Hazard.stuck;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.core.host.sim.RealWorld;
import io.fenceline.testkit.Seed;
import io.fenceline.testkit.sim.Plan;
import io.fenceline.testkit.sim.ResetFault;
import io.fenceline.testkit.sim.Step;
import io.fenceline.testkit.sim.Step.Kind;
import io.fenceline.testkit.sim.World;
import io.fenceline.testkit.sim.World.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a host does when resets do not go as they should: no write is lost, nothing fails, and what ends the hold is either a proof that is
 * one, or the time. One node with two ports, each lost in its turn while the disk is stuck.
 */
class BadResetTest {
    private static Outcome play(Step lies) {
        Outcome sum = Outcome.NOTHING;
        for (long seed = 1; seed <= 3; seed++) {
            Plan plan = Hazard.busy(new Seed(seed), lies, stuck(2_000), cut(2_400, 0), stuck(8_000), cut(8_400, 1), stuck(14_000),
                    cut(14_400, 0)).withTopology(1, 2, 1);
            sum = sum.plus(World.run(plan, RealWorld.MAKERS));
        }
        assertThat(sum.failed()).isZero();
        assertThat(sum.held()).isPositive();
        return sum;
    }

    private static Step lies(ResetFault fault) {
        return Step.of(1_000, Kind.RESETS, 0, -1, ResetFault.ALL.indexOf(fault), 18_000);
    }

    @Test
    void whenAllGoesWellAResetEndsEveryHold() {
        Outcome outcome = play(lies(ResetFault.NONE));
        assertThat(outcome.byReset()).isPositive();
        assertThat(outcome.byTime()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIMIT", "LOG_FULL", "INTERNAL", "IN_PROGRESS", "SOURCE_DIES_BEFORE", "SOURCE_DIES_AFTER", "ANSWER_LOST",
            "LOG_TOO_LONG", "LOG_REFUSED"})
    void whereNothingProvesAResetTheTimeEndsTheHold(ResetFault fault) {
        Outcome outcome = play(lies(fault));
        assertThat(outcome.byReset()).isZero();
        assertThat(outcome.byTime()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"ANSWER_LATE", "EVENT_LATE", "EVENT_LOST"})
    void whatIsOnlyLateDoesNotKeepAResetFromEndingTheHold(ResetFault fault) {
        assertThat(play(lies(fault)).byReset()).isPositive();
    }

    /** The entry is no proof, and to ask once more is: then the answer is that the controller has been reset already. */
    @ParameterizedTest
    @EnumSource(names = {"LOG_FAILED", "LOG_EMPTY", "LOG_STALE", "LOG_OTHER"})
    void whereTheLogProvesNothingItIsAskedAgain(ResetFault fault) {
        Outcome outcome = play(lies(fault));
        assertThat(outcome.byReset() + outcome.byTime()).isPositive();
    }

    @Test
    void allPathsAreLostWhileTheDiskIsStuck() {
        for (long seed = 1; seed <= 3; seed++) {
            Outcome outcome = World.run(Hazard.busy(new Seed(seed), stuck(2_000), cut(2_400, 0), cut(2_400, 1)).withTopology(1, 2, 1),
                    RealWorld.MAKERS);
            assertThat(outcome.failed()).isZero();
            assertThat(outcome.failovers()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aBackEndThatBreaksThePromiseIsSurvivedWhereLateWritesAreGuarded() {
        for (long seed = 1; seed <= 3; seed++) {
            Plan plan = Hazard.busy(new Seed(seed), Step.of(2_000, Kind.HANG, -1, -1, 4, 9_000), cut(2_400, 0), cut(5_000, 1))
                    .withTopology(1, 2, 1);
            Outcome outcome = World.run(plan.withQuiesce(plan.cqtMs(), true), RealWorld.MAKERS);
            assertThat(outcome.failed()).isZero();
        }
    }
}
