package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.Failover.Proof;
import io.fenceline.api.host.FencingOptions;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.OutcomeUnknownException;
import io.fenceline.api.host.Subsystem;
import io.fenceline.spi.backend.BackendRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A path dies with commands in flight: what ends the hold, and what need not wait for it. */
class RecoveryTest {
    private static final Predicate<BackendRequest> WRITES = request -> request.op() == BackendRequest.Op.WRITE;
    private static final Predicate<BackendRequest> READS = request -> request.op() == BackendRequest.Op.READ;
    private static final Predicate<BackendRequest> NOTHING = request -> false;

    /** Where the one command is that the back end holds. */
    private static TransportAddress busy(HostRig rig) {
        return rig.controller(HostRig.A).outstanding() > 0 ? HostRig.A : HostRig.B;
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

    private static CompletableFuture<Void> stuckWrite(HostRig rig, NamespaceHandle namespace, long lba, int value) {
        HoldingBackend backend = rig.backends.opened.getFirst();
        int before = backend.held.size();
        backend.hold = WRITES;
        CompletableFuture<Void> write = namespace.write(lba, HostRig.filled(1, value), IoOptions.DEFAULTS);
        rig.await(() -> backend.held.size() == before + 1);
        backend.hold = NOTHING;
        return write;
    }

    private static void awaitFencing(HostRig rig) {
        rig.await(() -> rig.states().contains(ControllerState.FENCING));
        rig.advance(Duration.ofMillis(1)); // silence at this end
    }

    private static Failover story(HostRig rig) {
        return rig.host.failovers().stream().filter(f -> f.held() > 0).findFirst().orElseThrow();
    }

    @Test
    void resetThroughTheOtherControllerEndsTheHoldAsSoonAsTheBackEndIsDone() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            CompletableFuture<Void> write = stuckWrite(rig, namespace, 0, 1);
            cut(rig, busy(rig));
            awaitFencing(rig);
            rig.advance(Duration.ofSeconds(1));
            assertThat(write.isDone()).isFalse();
            long doneNs = rig.time.nowNs();
            rig.backends.opened.getFirst().release();
            rig.done(write);
            assertThat(rig.time.nowNs() - doneNs).isLessThan(Duration.ofMillis(5).toNanos());
            assertThat(rig.events).anyMatch(e -> e instanceof HostEvent.Released r && r.how().equals("ccr") && r.commands() == 1);
            Failover story = story(rig);
            assertThat(story.proof()).isEqualTo(Proof.CROSS_CONTROLLER_RESET);
            assertThat(story.cause()).isEqualTo(Failover.Cause.CONNECTION);
            assertThat(story.heldWrites()).isEqualTo(1);
            assertThat(story.steps().stream().map(Failover.Step::kind)).containsSubsequence(Kind.FIRST_MISSED, Kind.DETECTED,
                    Kind.SILENT_HERE, Kind.RESET_SENT, Kind.RESET_ANSWERED, Kind.RESET_EVENT, Kind.RESET_LOG_READ, Kind.FENCED,
                    Kind.FIRST_RETRY);
            rig.await(() -> rig.events.stream().anyMatch(e -> e instanceof HostEvent.FailedOver));
            assertThat(story(rig).at(Kind.RECONNECTED)).isPositive();
        }
    }

    @Test
    void resetOfAControllerThatIsEndingAlreadyIsJoined() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            HoldingBackend backend = rig.backends.opened.getFirst();
            CompletableFuture<Void> write = stuckWrite(rig, namespace, 0, 1);
            TransportAddress path = busy(rig);
            var _ = rig.target.removePort(path.equals(HostRig.A) ? 1 : 2);
            awaitFencing(rig);
            backend.release();
            rig.done(write);
            assertThat(story(rig).proof()).isEqualTo(Proof.CROSS_CONTROLLER_RESET);
        }
    }

    @Test
    void controllerThatFellSilentIsResetWithinMilliseconds() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            CompletableFuture<Void> write = stuckWrite(rig, namespace, 0, 1);
            silence(rig, busy(rig));
            rig.backends.opened.getFirst().release(); // done, and its answer is lost
            rig.done(write);
            Failover story = story(rig);
            assertThat(story.recoveryNs()).isLessThan(Duration.ofMillis(10).toNanos());
            assertThat(story.cause()).isIn(Failover.Cause.KEEP_ALIVE, Failover.Cause.LOST_HOST_COMMUNICATION);
        }
    }

    @Test
    void readsAreRepeatedAtOnceAndWritesAreNot() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.OPTIONS.change().recovery("time").build(), HostRig.A, HostRig.B);
            NamespaceHandle namespace = subsystem.namespace(1);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = READS;
            CompletableFuture<Void> read = namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            backend.hold = NOTHING;
            long cutNs = rig.time.nowNs();
            cut(rig, busy(rig));
            rig.done(read);
            assertThat(rig.time.nowNs() - cutNs).isLessThan(Duration.ofMillis(10).toNanos());
            backend.release();
        }
    }

    @Test
    void readsWaitLikeWritesIfTheUserWantsIt() {
        try (HostRig rig = new HostRig()) {
            HostOptions options = HostRig.OPTIONS.change().recovery("time").fencing(FencingOptions.DEFAULTS.withShortcuts(false, true))
                    .build();
            NamespaceHandle namespace = rig.connect(options, HostRig.A, HostRig.B).namespace(1);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = READS;
            CompletableFuture<Void> read = namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            backend.hold = NOTHING;
            long cutNs = rig.time.nowNs();
            cut(rig, busy(rig));
            rig.done(read);
            assertThat(rig.time.nowNs() - cutNs).isGreaterThanOrEqualTo(Duration.ofSeconds(9).toNanos());
            backend.release();
        }
    }

    @Test
    void newWriteToHeldBlocksWaitsAndOthersGoOn() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            CompletableFuture<Void> write = stuckWrite(rig, namespace, 4, 1);
            cut(rig, busy(rig));
            awaitFencing(rig);
            CompletableFuture<Void> same = namespace.write(3, HostRig.filled(2, 2), IoOptions.DEFAULTS);
            rig.done(namespace.write(5, HostRig.filled(1, 3), IoOptions.DEFAULTS));
            rig.done(namespace.write(3, HostRig.filled(1, 3), IoOptions.DEFAULTS));
            rig.done(namespace.read(4, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS));
            assertThat(same.isDone()).isFalse();
            assertThat(write.isDone()).isFalse();
            rig.backends.opened.getFirst().release();
            rig.done(same);
            rig.done(write);
        }
    }

    @Test
    void everyNewWriteWaitsIfTheUserWantsIt() {
        try (HostRig rig = new HostRig()) {
            HostOptions options = HostRig.OPTIONS.change().fencing(FencingOptions.DEFAULTS.withShortcuts(true, false)).build();
            NamespaceHandle namespace = rig.connect(options, HostRig.A, HostRig.B).namespace(1);
            CompletableFuture<Void> write = stuckWrite(rig, namespace, 4, 1);
            cut(rig, busy(rig));
            awaitFencing(rig);
            CompletableFuture<Void> other = namespace.write(9, HostRig.filled(1, 2), IoOptions.DEFAULTS);
            rig.advance(Duration.ofSeconds(1));
            assertThat(other.isDone()).isFalse();
            rig.backends.opened.getFirst().release();
            rig.done(other);
            rig.done(write);
        }
    }

    @Test
    void backEndThatNeverReturnsIsHeldByTheTimes() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            CompletableFuture<Void> write = stuckWrite(rig, namespace, 0, 1);
            long cutNs = rig.time.nowNs();
            cut(rig, busy(rig));
            rig.done(write);
            assertThat(rig.time.nowNs() - cutNs).isGreaterThanOrEqualTo(Duration.ofSeconds(9).toNanos());
            Failover story = story(rig);
            assertThat(story.proof()).isEqualTo(Proof.TIME);
            // The target promised to be done after 3 s, was not, and says so.
            assertThat(story.steps()).anyMatch(step -> step.kind() == Kind.RESET_FAILED && step.note().contains("failed"));
            rig.backends.opened.getFirst().release();
        }
    }

    @Test
    void resetThatFailedIsAskedForAgain() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            CompletableFuture<Void> write = stuckWrite(rig, namespace, 0, 1);
            cut(rig, busy(rig));
            rig.advance(Duration.ofSeconds(5));
            assertThat(story(rig).steps()).anyMatch(step -> step.kind() == Kind.RESET_FAILED);
            assertThat(write.isDone()).isFalse();
            long doneNs = rig.time.nowNs();
            rig.backends.opened.getFirst().release();
            rig.done(write);
            assertThat(rig.time.nowNs() - doneNs).isLessThan(Duration.ofMillis(5).toNanos());
            assertThat(story(rig).proof()).isEqualTo(Proof.CROSS_CONTROLLER_RESET);
        }
    }

    @Test
    void withoutAnotherPathTheTimesHold() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            CompletableFuture<Void> write = stuckWrite(rig, namespace, 0, 1);
            long cutNs = rig.time.nowNs();
            cut(rig, HostRig.A);
            rig.backends.opened.getFirst().release();
            rig.done(write);
            assertThat(rig.time.nowNs() - cutNs).isGreaterThanOrEqualTo(Duration.ofSeconds(9).toNanos());
        }
    }

    @Test
    void pathThatComesWhileOneIsFencedResetsIt() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A);
            CompletableFuture<Void> write = stuckWrite(rig, subsystem.namespace(1), 0, 1);
            long cutNs = rig.time.nowNs();
            cut(rig, HostRig.A);
            awaitFencing(rig);
            rig.backends.opened.getFirst().release();
            rig.done(subsystem.addPath(HostRig.B));
            rig.done(write);
            assertThat(rig.time.nowNs() - cutNs).isLessThan(Duration.ofSeconds(1).toNanos());
        }
    }

    @Test
    void policyIsChangedWhileItHolds() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.OPTIONS.change().recovery("time").build(), HostRig.A, HostRig.B);
            CompletableFuture<Void> write = stuckWrite(rig, subsystem.namespace(1), 0, 1);
            cut(rig, busy(rig));
            rig.backends.opened.getFirst().release();
            rig.advance(Duration.ofSeconds(2));
            assertThat(write.isDone()).isFalse();
            subsystem.recovery("ccr-then-time", Map.of());
            long changedNs = rig.time.nowNs();
            rig.done(write);
            assertThat(rig.time.nowNs() - changedNs).isLessThan(Duration.ofMillis(10).toNanos());
            assertThat(rig.host.view().subsystems().getFirst().recovery()).isEqualTo("ccr-then-time");
            assertThatThrownBy(() -> subsystem.recovery("hope", Map.of())).hasMessageContaining("recovery hope: one of");
        }
    }

    @Test
    void shadowIsAskedAndComparedAndNeverObeyed() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.OPTIONS.change().recovery("time").build(), HostRig.A, HostRig.B);
            subsystem.shadowRecovery("none", Map.of());
            CompletableFuture<Void> write = stuckWrite(rig, subsystem.namespace(1), 0, 1);
            long cutNs = rig.time.nowNs();
            cut(rig, busy(rig));
            rig.backends.opened.getFirst().release();
            rig.done(write);
            assertThat(rig.time.nowNs() - cutNs).isGreaterThanOrEqualTo(Duration.ofSeconds(9).toNanos());
            Map<String, Long> counters = rig.controller(HostRig.A).counters();
            assertThat(counters.get("shadow_differed_count")).isPositive();
        }
    }

    @Test
    void atTheCeilingTheCallerHearsThatTheOutcomeIsUnknownAndLaterWritesStillWait() {
        try (HostRig rig = new HostRig()) {
            HostOptions options = HostRig.OPTIONS.change().recovery("time")
                    .fencing(FencingOptions.DEFAULTS.withCeiling(Duration.ofSeconds(2))).build();
            NamespaceHandle namespace = rig.connect(options, HostRig.A, HostRig.B).namespace(1);
            CompletableFuture<Void> write = stuckWrite(rig, namespace, 0, 1);
            long cutNs = rig.time.nowNs();
            cut(rig, busy(rig));
            rig.await(write::isDone);
            assertThatThrownBy(write::join).hasCauseInstanceOf(OutcomeUnknownException.class);
            assertThat(rig.time.nowNs() - cutNs).isBetween(Duration.ofSeconds(2).toNanos(), Duration.ofMillis(2500).toNanos());
            CompletableFuture<Void> next = namespace.write(0, HostRig.filled(1, 2), IoOptions.DEFAULTS);
            rig.await(next::isDone);
            assertThat(rig.time.nowNs() - cutNs).isGreaterThanOrEqualTo(Duration.ofSeconds(9).toNanos());
            rig.backends.opened.getFirst().release();
        }
    }

    @Test
    void everyPathFencingQueuesAndLosesNothing() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            CompletableFuture<Void> first = stuckWrite(rig, namespace, 0, 1);
            CompletableFuture<Void> second = stuckWrite(rig, namespace, 1, 1);
            rig.fabricA.cutAll();
            rig.fabricB.cutAll();
            rig.await(() -> rig.states().stream().allMatch(s -> s == ControllerState.FENCING));
            CompletableFuture<Void> third = namespace.write(2, HostRig.filled(1, 3), IoOptions.DEFAULTS);
            CompletableFuture<Void> read = namespace.read(3, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.backends.opened.getFirst().release();
            for (CompletableFuture<Void> each : List.of(first, second, third, read)) {
                rig.done(each);
            }
        }
    }
}
