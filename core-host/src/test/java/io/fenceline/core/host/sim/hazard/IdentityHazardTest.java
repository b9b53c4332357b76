package io.fenceline.core.host.sim.hazard;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.host.BlockRange;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.OutcomeUnknownException;
import io.fenceline.api.host.RawResult;
import io.fenceline.api.target.View;
import io.fenceline.wire.CrossControllerResetCommand;
import io.fenceline.wire.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Hazards of identity: who is meant by a reset, what must not be done twice, and what a user has to know. */
class IdentityHazardTest {
    private static void assertSaidToBeGone(RawResult answer) {
        assertThat(answer).as("answer to a reset of an instance that is gone").isEqualTo(
                new RawResult(Status.SUCCESS, CrossControllerResetCommand.IRS));
    }

    @Test
    void h13AControllerOfAnotherHostWithTheSameNumberIsNotReset() {
        Hazard.check("H13", (makers, seed) -> {
            try (Stage stage = new Stage(makers, seed)) {
                for (int host = 0; host < 2; host++) {
                    HostView.ControllerView now = stage.controller(host, 0);
                    assertSaidToBeGone(stage.reset(now.cntlid(), now.instance().ciu() % 255 + 1, now.instance().cirn() ^ 0xFFFF));
                    assertThat(stage.wasLost(host, 0)).as("controller was reset though another instance was meant").isFalse();
                }
                HostView.ControllerView other = stage.controller(1, 0);
                RawResult denied = stage.reset(other.cntlid(), other.instance().ciu(), other.instance().cirn());
                assertThat(Status.plain(denied.status())).isEqualTo(Status.OPERATION_DENIED);
                assertThat(stage.wasLost(1, 0)).isFalse();
            }
        });
    }

    @Test
    void h14WhenCiuHasComeRoundCirnTellsTheInstancesApart() {
        Hazard.check("H14", (makers, seed) -> {
            try (Stage stage = new Stage(makers, seed)) {
                HostView.ControllerView now = stage.controller(0, 0);
                assertSaidToBeGone(stage.reset(now.cntlid(), now.instance().ciu(), now.instance().cirn() ^ 1));
                assertThat(stage.wasLost(0, 0)).as("controller was reset though another instance was meant").isFalse();
            }
        });
    }

    @Test
    void h19ACommandThatMustNotBeDoneTwiceIsNotRepeated() {
        Hazard.check("H19", (makers, seed) -> {
            try (Stage stage = new Stage(makers, seed)) {
                NamespaceHandle namespace = stage.subsystems.getFirst().namespace(1);
                stage.disk.holds = true;
                CompletableFuture<Void> copied = namespace.copy(List.of(new BlockRange(0, 4)), 100, IoOptions.DEFAULTS);
                stage.await(() -> stage.disk.held() == 1 || copied.isDone());
                assertThat(copied).isNotDone();
                stage.cut(0, 0);
                stage.cut(0, 1);
                stage.disk.release();
                stage.await(copied::isDone);
                assertThat(stage.disk.changes).as("how often the copy was done").isEqualTo(1);
                assertThat(copied.exceptionNow()).isInstanceOf(OutcomeUnknownException.class);
            }
        });
    }

    @Test
    void h24AUserOfRawCommandsIsToldWhatHeNeedsToWaitFor() {
        Hazard.check("H24", (makers, seed) -> {
            try (Stage stage = new Stage(makers, seed)) {
                HostView.ControllerView shown = stage.controller(0, 0);
                View.ControllerView there = stage.target.view().controllers().stream().filter(c -> c.cntlid() == shown.cntlid()).findFirst()
                        .orElseThrow();
                assertThat(shown.instance().ciu()).as("CIU as shown").isEqualTo(there.ciu());
                assertThat(shown.instance().cirn()).as("CIRN as shown").isEqualTo(there.cirn());
                assertThat(shown.instance().cqtMs()).as("CQT as shown").isEqualTo(Stage.CQT_MS);
                // Enough to have it reset by hand, and to see that it was.
                assertThat(stage.reset(shown.cntlid(), shown.instance().ciu(), shown.instance().cirn()).ok()).isTrue();
                assertThat(stage.wasLost(0, 0)).isTrue();
                assertThat(stage.controller(0, 0).instance().cirn()).isNotEqualTo(shown.instance().cirn());
            }
        });
    }
}
