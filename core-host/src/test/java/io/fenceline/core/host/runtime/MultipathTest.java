package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.host.AnaAccess;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.OutcomeUnknownException;
import io.fenceline.api.target.AnaState;
import io.fenceline.spi.backend.BackendRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two paths: what is lost goes on over the other, and not before that is safe. */
class MultipathTest {
    private static boolean isWrite(BackendRequest request) {
        return request.op() == BackendRequest.Op.WRITE;
    }

    private static boolean isBusy(HostRig rig, io.fenceline.api.TransportAddress address) {
        return rig.controller(address).outstanding() > 0;
    }

    private static void cutWhereBusy(HostRig rig) {
        if (isBusy(rig, HostRig.A)) {
            rig.fabricA.silenceAll();
        } else {
            rig.fabricB.silenceAll();
        }
    }

    @Test
    void heldWriteIsNotRetriedBeforeTheOldControllerIsSilent() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = MultipathTest::isWrite;
            CompletableFuture<Void> write = namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            long sentNs = rig.time.nowNs();
            cutWhereBusy(rig);
            rig.await(() -> rig.states().contains(ControllerState.FENCING));
            backend.hold = request -> false;
            rig.await(write::isDone);
            // 3 x 2 s (TBKAS) and 3 s for quiescing, from the last byte.
            assertThat(rig.time.nowNs() - sentNs).isGreaterThanOrEqualTo(Duration.ofSeconds(9).toNanos());
            write.join();
            assertThat(rig.events).anyMatch(e -> e instanceof HostEvent.Released r && r.commands() == 1 && r.how().equals("time"));
            rig.await(() -> rig.states().stream().allMatch(s -> s == ControllerState.LIVE));
            backend.release();
        }
    }

    @Test
    void newCommandsGoOnOverTheOtherPathWhileOneIsFenced() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = MultipathTest::isWrite;
            CompletableFuture<Void> write = namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            backend.hold = request -> false;
            rig.fabricA.cutAll();
            rig.fabricB.cutAll();
            rig.await(() -> rig.events.stream().filter(e -> e instanceof HostEvent.StateChanged c
                    && c.to() == ControllerState.FENCING).count() == 2);
            // The controller that had nothing in its hands is back at once, the other one is fenced.
            CompletableFuture<Void> other = namespace.write(9, HostRig.filled(1, 2), IoOptions.DEFAULTS);
            rig.await(other::isDone);
            assertThat(write.isDone()).isFalse();
            assertThat(rig.states()).contains(ControllerState.FENCING);
            rig.done(write);
            backend.release();
        }
    }

    @Test
    void policyNoneRetriesAtOnce() {
        HostOptions options = HostRig.OPTIONS.change().recovery("none").build();
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.connect(options, HostRig.A, HostRig.B).namespace(1);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = MultipathTest::isWrite;
            CompletableFuture<Void> write = namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            backend.hold = request -> false;
            long sentNs = rig.time.nowNs();
            rig.fabricA.cutAll();
            rig.fabricB.cutAll();
            rig.done(write);
            assertThat(rig.time.nowNs() - sentNs).isLessThan(Duration.ofSeconds(3).toNanos());
            backend.release();
        }
    }

    @Test
    void anaChangeMovesCommandsWithoutAnError() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            rig.done(rig.target.setAnaState(1, 1, AnaState.INACCESSIBLE));
            for (int i = 0; i < 10; i++) {
                rig.done(namespace.write(i, HostRig.filled(1, i), IoOptions.DEFAULTS));
            }
            rig.await(() -> rig.namespaceView().paths().stream().anyMatch(p -> p.ana() == AnaAccess.INACCESSIBLE));
            rig.done(rig.target.setAnaState(2, 1, AnaState.INACCESSIBLE));
            CompletableFuture<Void> waits = namespace.write(20, HostRig.filled(1, 1), IoOptions.DEFAULTS);
            rig.advance(Duration.ofSeconds(5));
            assertThat(waits.isDone()).isFalse();
            assertThat(rig.namespaceView().waiting()).isEqualTo(1);
            rig.done(rig.target.setAnaState(1, 1, AnaState.NON_OPTIMIZED));
            rig.done(waits);
            assertThat(rig.events).noneMatch(e -> e instanceof HostEvent.StateChanged s && s.to() == ControllerState.FENCING);
        }
    }

    @Test
    void bothPathsLostAndBackLoseNothing() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            rig.fabricA.holdConnects(true);
            rig.fabricB.holdConnects(true);
            rig.fabricA.silenceAll();
            rig.fabricB.silenceAll();
            CompletableFuture<Void> write = namespace.write(0, HostRig.filled(4, 7), IoOptions.DEFAULTS);
            rig.advance(Duration.ofSeconds(40));
            assertThat(write.isDone()).isFalse();
            rig.fabricA.holdConnects(false);
            rig.fabricB.holdConnects(false);
            rig.done(write);
            ByteBuffer read = ByteBuffer.allocate(HostRig.BLOCK);
            rig.done(namespace.read(3, read, IoOptions.DEFAULTS));
            assertThat(read.get(0)).isEqualTo((byte) 7);
            rig.await(() -> rig.states().stream().allMatch(s -> s == ControllerState.LIVE));
        }
    }

    @Test
    void compareAndWriteOfUnknownOutcomeSaysSo() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = request -> true;
            CompletableFuture<Boolean> call = namespace.compareAndWrite(0, HostRig.filled(1, 0), HostRig.filled(1, 1), IoOptions.DEFAULTS);
            rig.await(() -> !backend.held.isEmpty());
            backend.hold = request -> false;
            rig.fabricA.cutAll();
            rig.fabricB.cutAll();
            rig.await(call::isDone);
            assertThat(call).isCompletedExceptionally();
            assertThat(call.exceptionNow()).isInstanceOf(OutcomeUnknownException.class).hasMessageContaining("must not be repeated");
            backend.release();
        }
    }
}
