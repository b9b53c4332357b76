package io.fenceline.testkit.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.Failover.Proof;
import io.fenceline.api.host.HostEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events of a host and the stories in them have to agree. */
final class EventCheckerTest {
    private static final Nqn SUBSYSTEM = Nqn.of("nqn.2024-01.io.fenceline:s");
    private static final TransportAddress ADDRESS = TransportAddress.memory("a");
    private static final long HOLD = 100;

    private final List<String> troubles = new ArrayList<>();
    private final EventChecker checker = new EventChecker(HOLD, troubles::add);

    @Test
    void aLossAsItShouldBe() {
        lose(10, 150);
        released(150, 141, "time");
        told(Proof.TIME, 10, 150);
        assertThat(troubles).isEmpty();
        assertThat(checker.judged()).isEqualTo(1);
    }

    @Test
    void aSecondLossIsJudgedByItsOwnTimes() {
        lose(10, 20);
        released(20, 11, "ccr");
        told(Proof.CROSS_CONTROLLER_RESET, 10, 20);
        changed(21, ControllerState.RESETTING, ControllerState.CONNECTING);
        changed(22, ControllerState.CONNECTING, ControllerState.LIVE);
        lose(30, 40);
        told(Proof.CROSS_CONTROLLER_RESET, 10, 20);
        assertThat(troubles).anySatisfy(wrong -> assertThat(wrong).contains("detected is told for 10 ns, and the state changed at 30 ns"));
    }

    @Test
    void aReleaseByTimeThatIsTooEarly() {
        lose(10, 100);
        released(100, 99, "time");
        assertThat(troubles).containsExactly("controller 1 releases by time 99 ns after the last byte; the hold is 100 ns");
    }

    @Test
    void aReleaseBeforeTheFenceHasEnded() {
        changed(10, ControllerState.LIVE, ControllerState.FENCING);
        released(20, 10, "ccr");
        assertThat(troubles).containsExactly("controller 1 releases 2 commands and is not fenced");
    }

    @Test
    void aChangeThatTheModelDoesNotKnow() {
        changed(10, ControllerState.FENCING, ControllerState.RESETTING);
        assertThat(troubles).containsExactly("controller 1 goes from FENCING to RESETTING, which the model does not allow");
    }

    @Test
    void aStoryThatSaysSomethingElse() {
        lose(10, 150);
        released(150, 141, "time");
        told(Proof.CROSS_CONTROLLER_RESET, 10, 150);
        assertThat(troubles).containsExactly("the story of controller 1: its proof is cross-controller-reset, and the release was by time");
    }

    @Test
    void aStoryThatIsWrongInItself() {
        lose(10, 20);
        told(Proof.AGENT, 10, 20);
        assertThat(troubles).hasSize(1);
        assertThat(troubles.getFirst()).startsWith("the story of controller 1: fenced by agent without agent-asked, agent-answered")
                .endsWith("detected silent-here reset-sent reset-answered fenced");
    }

    @Test
    void whoHasMissedEventsIsNotComparedWithThem() {
        changed(10, ControllerState.LIVE, ControllerState.FENCING);
        checker.onEvent(new HostEvent.Missed(11, 3));
        released(20, 200, "time");
        told(Proof.TIME, 5, 20);
        assertThat(troubles).isEmpty();
    }

    private void lose(long lostNs, long fencedNs) {
        changed(lostNs, ControllerState.LIVE, ControllerState.FENCING);
        changed(fencedNs, ControllerState.FENCING, ControllerState.FENCED);
        changed(fencedNs, ControllerState.FENCED, ControllerState.RESETTING);
    }

    private void changed(long atNs, ControllerState from, ControllerState to) {
        checker.onEvent(new HostEvent.StateChanged(atNs, SUBSYSTEM, 1, ADDRESS, from, to, ""));
    }

    private void released(long atNs, long heldNs, String how) {
        checker.onEvent(new HostEvent.Released(atNs, SUBSYSTEM, 1, 2, heldNs, how));
    }

    private void told(Proof proof, long lostNs, long fencedNs) {
        List<Failover.Step> steps = List.of(step(Kind.DETECTED, lostNs), step(Kind.SILENT_HERE, lostNs + 1),
                step(Kind.RESET_SENT, lostNs + 2), step(Kind.RESET_ANSWERED, lostNs + 3), step(Kind.FENCED, fencedNs));
        checker.onEvent(new HostEvent.FailedOver(fencedNs, new Failover(0, SUBSYSTEM, SUBSYSTEM, 1, ADDRESS, 1, 1, 1,
                Failover.Cause.CONNECTION, "", "p", proof, 2, 2, 0, 0, steps)));
    }

    private static Failover.Step step(Kind kind, long atNs) {
        return new Failover.Step(kind, atNs, "");
    }
}
