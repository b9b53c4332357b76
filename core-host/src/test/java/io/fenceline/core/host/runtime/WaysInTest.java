package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.AnaState;
import io.fenceline.spi.backend.BackendRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whatever takes a controller away while it has a write in its hands: the way leads through the fence, and nowhere around it. */
class WaysInTest {
    /** What takes the path away under the write. */
    @FunctionalInterface
    private interface Blow {
        void strike(HostRig rig, Subsystem subsystem, TransportAddress path);
    }

    private static int portOf(TransportAddress path) {
        return path.equals(HostRig.A) ? 1 : 2;
    }

    private static void silence(HostRig rig, TransportAddress path) {
        if (path.equals(HostRig.A)) {
            rig.fabricA.silenceAll();
        } else {
            rig.fabricB.silenceAll();
        }
    }

    private static void cut(HostRig rig, TransportAddress path) {
        if (path.equals(HostRig.A)) {
            rig.fabricA.cutAll();
        } else {
            rig.fabricB.cutAll();
        }
    }

    private static void leadsThroughTheFence(Set<Cause> causes, Blow blow) {
        leadsThroughTheFence(HostRig.OPTIONS, causes, blow);
    }

    /** A write is stuck, the blow falls; as long as the write is stuck nothing releases it, and then the reset does. */
    private static void leadsThroughTheFence(HostOptions options, Set<Cause> causes, Blow blow) {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(options, HostRig.A, HostRig.B);
            NamespaceHandle namespace = subsystem.namespace(1);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = request -> request.op() == BackendRequest.Op.WRITE;
            CompletableFuture<Void> write = namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            backend.hold = request -> false;
            TransportAddress path = rig.controller(HostRig.A).outstanding() > 0 ? HostRig.A : HostRig.B;
            blow.strike(rig, subsystem, path);
            rig.await(() -> rig.host.failovers().stream().anyMatch(f -> f.held() > 0));
            rig.advance(Duration.ofMillis(500));
            assertThat(write.isDone()).as("while the controller may still write").isFalse();
            Failover held = rig.host.failovers().stream().filter(f -> f.held() > 0).findFirst().orElseThrow();
            assertThat(held.cause()).isIn(causes);
            assertThat(held.at(Kind.FENCED)).isEqualTo(-1);
            backend.release();
            rig.done(write);
            Failover over = rig.host.failovers().stream().filter(f -> f.held() > 0).findFirst().orElseThrow();
            assertThat(over.at(Kind.FIRST_RETRY)).isGreaterThanOrEqualTo(over.at(Kind.FENCED));
            assertThat(over.proof()).isEqualTo(Failover.Proof.CROSS_CONTROLLER_RESET);
        }
    }

    @Test
    void brokenConnection() {
        leadsThroughTheFence(Set.of(Cause.CONNECTION), (rig, subsystem, path) -> cut(rig, path));
    }

    @Test
    void unansweredKeepAlive() {
        leadsThroughTheFence(Set.of(Cause.KEEP_ALIVE, Cause.LOST_HOST_COMMUNICATION), (rig, subsystem, path) -> silence(rig, path));
    }

    @Test
    void unansweredCommand() {
        leadsThroughTheFence(Set.of(Cause.COMMAND_TIMEOUT), (rig, subsystem, path) -> {
            // The back end alone is slow; keep alive is answered, and the abort too.
        });
    }

    @Test
    void fatalController() {
        leadsThroughTheFence(Set.of(Cause.CONTROLLER, Cause.CONNECTION),
                (rig, subsystem, path) -> rig.done(rig.target.fail(HostRig.SUBSYSTEM, rig.controller(path).cntlid())));
    }

    @Test
    void targetPortTakenAway() {
        // The target's other controller may be the first to tell.
        leadsThroughTheFence(
                Set.of(Cause.KEEP_ALIVE, Cause.CONNECTION, Cause.REMOTE_PORT, Cause.LOST_HOST_COMMUNICATION), (rig, subsystem, path) -> {
                    var _ = rig.target.removePort(portOf(path));
                });
    }

    @Test
    void changeStateThatLastsLongerThanAnatt() {
        HostOptions options = HostRig.OPTIONS.change().commandTimeout(Duration.ofMinutes(5)).build();
        leadsThroughTheFence(options, Set.of(Cause.ANATT),
                (rig, subsystem, path) -> rig.done(rig.target.setAnaState(portOf(path), 1, AnaState.CHANGE)));
    }

    @Test
    void resetByTheUserThatIsNotConfirmed() {
        leadsThroughTheFence(Set.of(Cause.USER, Cause.KEEP_ALIVE, Cause.ADMIN_TIMEOUT, Cause.LOST_HOST_COMMUNICATION),
                (rig, subsystem, path) -> {
                    silence(rig, path);
                    CompletableFuture<Void> reset = subsystem.reset(rig.controller(path).number());
                    rig.await(reset::isDone);
                    assertThat(reset.isCompletedExceptionally()).isTrue();
                });
    }

    @Test
    void removalByTheUserThatIsNotConfirmedIsRememberedAndDoneAfterTheFence() {
        leadsThroughTheFence(Set.of(Cause.USER, Cause.KEEP_ALIVE, Cause.ADMIN_TIMEOUT, Cause.LOST_HOST_COMMUNICATION),
                (rig, subsystem, path) -> {
                    silence(rig, path);
                    var _ = subsystem.removePath(path, Duration.ZERO);
                });
    }

    @Test
    void removalThatIsAskedForWhileItIsFencedIsDoneAfterIt() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A, HostRig.B);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = request -> request.op() == BackendRequest.Op.WRITE;
            CompletableFuture<Void> write = subsystem.namespace(1).write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            backend.hold = request -> false;
            TransportAddress path = rig.controller(HostRig.A).outstanding() > 0 ? HostRig.A : HostRig.B;
            cut(rig, path);
            rig.await(() -> rig.states().contains(ControllerState.FENCING));
            rig.done(subsystem.removePath(path, Duration.ZERO));
            rig.advance(Duration.ofSeconds(1));
            assertThat(rig.states()).contains(ControllerState.FENCING);
            assertThat(write.isDone()).isFalse();
            backend.release();
            rig.done(write);
            rig.await(() -> rig.states().size() == 1);
            assertThat(rig.host.failovers().getFirst().at(Kind.REMOVED)).isPositive();
        }
    }
}
