package io.fenceline.core.host.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.host.HostOptions;
import io.fenceline.testkit.Seed;
import io.fenceline.testkit.sim.Plan;
import io.fenceline.testkit.sim.Step;
import io.fenceline.testkit.sim.Step.Kind;
import io.fenceline.testkit.sim.World;
import io.fenceline.testkit.sim.World.Outcome;
import io.fenceline.testkit.sim.WorldFailure;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Bad days that have a name. */
class ScenarioTest {
    private static Outcome pair(Step... steps) {
        return World.run(Plan.pair(Seed.or(1), List.of(steps)), RealWorld.MAKERS);
    }

    @Test
    void onACalmDayNothingIsLostAndNothingFails() {
        Outcome outcome = pair();
        assertThat(outcome.failovers()).isZero();
        assertThat(outcome.failed()).isZero();
        assertThat(outcome.operations()).isEqualTo(200);
    }

    @Test
    void aPauseOfTheHostOf20SecondsEndsItsAssociationsAndNothingElse() {
        Outcome outcome = pair(Step.of(2_000, Kind.PAUSE, 0, -1, 0, 20_000));
        assertThat(outcome.failovers()).isGreaterThanOrEqualTo(1);
        assertThat(outcome.failed()).isZero();
    }

    @Test
    void bothPathsAreLostAndComeBack() {
        Outcome outcome = pair(Step.of(2_000, Kind.STALL, 0, 0, 0, 12_000), Step.of(2_000, Kind.STALL, 0, 1, 0, 12_000));
        assertThat(outcome.failovers()).isGreaterThanOrEqualTo(2);
        assertThat(outcome.failed()).isZero();
    }

    @Test
    void targetsRestartOneAfterTheOtherAndGiveTheSameControllerIdentifiersAgain() {
        Outcome outcome = pair(Step.of(1_000, Kind.RESTART, -1, 0, 0, 500), Step.of(9_000, Kind.RESTART, -1, 1, 0, 500),
                Step.of(14_000, Kind.RESTART, -1, 0, 0, 100));
        assertThat(outcome.failovers()).isGreaterThanOrEqualTo(3);
        assertThat(outcome.failed()).isZero();
    }

    @Test
    void anaStatesChangeUnderLoad() {
        Outcome outcome = pair(Step.of(1_000, Kind.ANA, -1, 0, 2, 4_000), Step.of(6_000, Kind.ANA, -1, 1, 2, 4_000),
                Step.of(11_000, Kind.ANA, -1, 0, 1, 3_000), Step.of(12_000, Kind.ANA, -1, 1, 3, 2_000));
        assertThat(outcome.failovers()).isZero();
        assertThat(outcome.failed()).isZero();
    }

    @Test
    void theNamespaceShrinksAndGrowsAgain() {
        Outcome outcome = pair(Step.of(2_000, Kind.RESIZE, -1, -1, 16, 0), Step.of(9_000, Kind.RESIZE, -1, -1, 32, 0),
                Step.of(12_000, Kind.RESIZE, -1, -1, 20, 0));
        assertThat(outcome.failed()).isZero();
    }

    @Test
    void theNamespaceIsTakenAwayAndComesBack() {
        Outcome outcome = pair(Step.of(3_000, Kind.REMOVE, -1, -1, 0, 5_000));
        assertThat(outcome.operations()).isEqualTo(200);
    }

    @Test
    void aStuckDiskUnderALostPathDoesNotBringAWriteBack() {
        for (long seed = 1; seed <= 20; seed++) {
            World.run(Plan.pair(new Seed(seed), ghosts()), RealWorld.MAKERS);
        }
    }

    @Test
    void theUnsafePolicyLosesWritesAndTheOracleSaysWhich() {
        assertThatThrownBy(() -> LongStream.rangeClosed(1, 50).forEach(seed -> {
            Plan plan = Plan.pair(new Seed(seed), ghosts());
            World.run(plan.with(plan.options().change().recovery("none").build()), RealWorld.MAKERS);
        })).isInstanceOf(WorldFailure.class).hasMessageContaining("repeat with -Dfenceline.seed=");
    }

    private static List<Step> ghosts() {
        return List.of(Step.of(2_000, Kind.STUCK, -1, -1, 4, 500), Step.of(2_100, Kind.CUT, 0, 0, 0, 0),
                Step.of(9_000, Kind.STUCK, -1, -1, 4, 500), Step.of(9_100, Kind.STALL, 0, 1, 2, 2_500),
                Step.of(15_000, Kind.STUCK, -1, -1, 4, 500), Step.of(15_050, Kind.CUT, 0, 0, 0, 0));
    }

    @Test
    void aThousandHostsReconnectWithoutKnockingAtOnce() {
        Plan pair = Plan.pair(Seed.or(1), List.of(Step.of(1_000, Kind.RESTART, -1, 0, 0, 500)));
        HostOptions patient = pair.options().change().ioQueues(1).queueSize(2).reconnectDelay(Duration.ofSeconds(2))
                .reconnectDelayMax(Duration.ofSeconds(8)).build();
        Plan crowd = new Plan(pair.seed(), 1, 1, 1000, 512, 16, 1, 3000, 8_000, 500, false, patient, pair.hostTransport(),
                pair.targetTransport(),
                pair.steps());
        Outcome outcome = World.run(crowd, RealWorld.MAKERS);
        assertThat(outcome.failovers()).isEqualTo(1000);
        assertThat(outcome.connects()).isBetween(1000L, 2000L);
        assertThat(outcome.connectPeak()).isLessThan(250);
    }

    @Test
    void twoHostsShareANamespaceAndOneLosesItsPaths() {
        Plan pair = Plan.pair(Seed.or(1), List.of(Step.of(2_000, Kind.CUT, 0, 0, 0, 0), Step.of(3_000, Kind.STALL, 0, 1, 0, 6_000),
                Step.of(4_000, Kind.STUCK, -1, -1, 3, 400)));
        Plan two = new Plan(pair.seed(), 2, 1, 2, 512, 16, 3, 300, 20_000, 500, false,
                pair.options().change().deadline(Duration.ofSeconds(30)).build(), pair.hostTransport(), pair.targetTransport(),
                pair.steps());
        Outcome outcome = World.run(two, RealWorld.MAKERS);
        assertThat(outcome.failovers()).isGreaterThanOrEqualTo(2);
    }
}
