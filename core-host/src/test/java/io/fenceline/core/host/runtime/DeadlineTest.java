package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.DeadlineException;
import io.fenceline.api.host.HostException;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.NoPathException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Every call ends: by its deadline, by the caller's will, or with the command. */
class DeadlineTest {
    private static IoOptions within(int ms) {
        return IoOptions.within(Duration.ofMillis(ms));
    }

    @Test
    void callWhoseDeadlinePassesWhileNoPathIsThereWasNotExecuted() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            rig.fabricA.holdConnects(true);
            rig.fabricA.cutAll();
            rig.await(() -> !rig.states().contains(ControllerState.LIVE));
            long beganNs = rig.time.nowNs();
            CompletableFuture<Void> write = namespace.write(0, HostRig.filled(1, 1), within(1500));
            rig.await(write::isDone);
            assertThat(write.exceptionNow()).isInstanceOf(DeadlineException.class);
            assertThat(rig.time.nowNs() - beganNs).isBetween(Duration.ofMillis(1500).toNanos(), Duration.ofMillis(1800).toNanos());
            assertThat(rig.namespaceView().waiting()).isZero();
        }
    }

    @Test
    void readThatCameTooLateDoesNotTouchTheBuffer() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            rig.done(namespace.write(0, HostRig.filled(1, 9), IoOptions.DEFAULTS));
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = request -> true;
            ByteBuffer into = ByteBuffer.allocate(HostRig.BLOCK);
            CompletableFuture<Void> read = namespace.read(0, into, within(500));
            rig.await(read::isDone);
            assertThat(read.exceptionNow()).isInstanceOf(DeadlineException.class);
            backend.hold = request -> false;
            backend.release();
            rig.advance(Duration.ofSeconds(1));
            assertThat(into.position()).isZero();
            assertThat(into.get(0)).isZero();
            assertThat(rig.states()).containsExactly(ControllerState.LIVE);
        }
    }

    @Test
    void writeOverAWriteOfUnknownOutcomeWaitsForItsEnd() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = request -> true;
            CompletableFuture<Void> old = namespace.write(0, HostRig.filled(2, 1), within(500));
            rig.await(old::isDone);
            assertThat(old.exceptionNow()).isInstanceOfSatisfying(DeadlineException.class,
                    e -> assertThat(e.outcome()).isEqualTo(HostException.Outcome.UNKNOWN));
            backend.hold = request -> false;
            CompletableFuture<Void> over = namespace.write(1, HostRig.filled(1, 2), IoOptions.DEFAULTS);
            CompletableFuture<Void> beside = namespace.write(5, HostRig.filled(1, 3), IoOptions.DEFAULTS);
            rig.await(beside::isDone);
            assertThat(over.isDone()).isFalse();
            backend.release();
            rig.done(over);
            ByteBuffer read = ByteBuffer.allocate(HostRig.BLOCK);
            rig.done(namespace.read(1, read, IoOptions.DEFAULTS));
            assertThat(read.get(0)).isEqualTo((byte) 2);
        }
    }

    @Test
    void writeOverAHeldWriteWhoseDeadlinePassedWaitsForTheFence() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.connect(HostRig.OPTIONS.change().recovery("time").build(), HostRig.A, HostRig.B).namespace(1);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = request -> true;
            CompletableFuture<Void> old = namespace.write(0, HostRig.filled(1, 1), within(1000));
            rig.await(() -> backend.held.size() == 1);
            long sentNs = rig.time.nowNs();
            backend.hold = request -> false;
            rig.fabricA.cutAll();
            rig.fabricB.cutAll();
            rig.await(old::isDone);
            CompletableFuture<Void> over = namespace.write(0, HostRig.filled(1, 2), IoOptions.DEFAULTS);
            rig.advance(Duration.ofSeconds(3));
            assertThat(over.isDone()).isFalse();
            backend.release(); // the ghost lands now
            rig.done(over);
            assertThat(rig.time.nowNs() - sentNs).isGreaterThanOrEqualTo(Duration.ofSeconds(9).toNanos());
            ByteBuffer read = ByteBuffer.allocate(HostRig.BLOCK);
            rig.done(namespace.read(0, read, IoOptions.DEFAULTS));
            assertThat(read.get(0)).isEqualTo((byte) 2);
        }
    }

    @Test
    void cancelledCallEndsAtOnceAndItsCommandIsAborted() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = request -> true;
            CompletableFuture<Void> read = namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            assertThat(read.cancel(true)).isTrue();
            assertThat(read.isCancelled()).isTrue();
            assertThat(read).isCompletedExceptionally();
            assertThat(org.assertj.core.api.Assertions.catchThrowable(read::join)).isInstanceOf(CancellationException.class);
            backend.hold = request -> false;
            backend.release();
            rig.await(() -> rig.controller(HostRig.A).outstanding() == 0);
        }
    }

    @Test
    void commandThatIsNeverAnsweredIsAbortedAndThenFencesItsController() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = request -> true;
            long sentNs = rig.time.nowNs();
            CompletableFuture<Void> read = namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            rig.await(() -> rig.states().contains(ControllerState.FENCING));
            // commandTimeout 4 s, abortTimeout 1 s, and a look now and then.
            assertThat(rig.time.nowNs() - sentNs).isBetween(Duration.ofMillis(5000).toNanos(), Duration.ofMillis(5600).toNanos());
            backend.hold = request -> false;
            backend.release();
            rig.done(read);
        }
    }

    @Test
    void reusedRequestEndsWithItsMemoryAndSaysWhy() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            HoldingBackend backend = rig.backends.opened.getFirst();
            List<String> ends = new ArrayList<>();
            MemorySegment memory = Arena.ofAuto().allocate(HostRig.BLOCK, 4096);
            IoRequest request = namespace.request(0, ended -> {
                HostException failure = ended.failure();
                ends.add(failure == null ? "well" : failure.getClass().getSimpleName());
            });
            request.write(0, memory).submit();
            rig.await(() -> ends.size() == 1);
            rig.fabricA.holdConnects(true);
            rig.fabricA.cutAll();
            rig.await(() -> !rig.states().contains(ControllerState.LIVE));
            request.write(0, memory).deadline(Duration.ofSeconds(1)).submit();
            rig.await(() -> ends.size() == 2);
            request.read(0, memory).submit();
            request.cancel();
            rig.await(() -> ends.size() == 3);
            rig.fabricA.holdConnects(false);
            request.read(0, memory).submit();
            rig.await(() -> ends.size() == 4);
            assertThat(ends).containsExactly("well", "DeadlineException", "CancelledException", "well");
            assertThat(backend.held).isEmpty();
        }
    }

    @Test
    void moreThanTheLimitOfWaitingRequestsFailAtOnce() {
        HostOptions options = HostRig.OPTIONS.change().waitingLimit(3).build();
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.connect(options, HostRig.A).namespace(1);
            rig.fabricA.holdConnects(true);
            rig.fabricA.cutAll();
            rig.await(() -> !rig.states().contains(ControllerState.LIVE));
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                calls.add(namespace.read(i, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS));
            }
            rig.time.runDue();
            assertThat(calls.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(2)
                    .allSatisfy(c -> assertThat(c.exceptionNow()).isInstanceOf(NoPathException.class).hasMessageContaining("waitingLimit"));
            rig.fabricA.holdConnects(false);
            rig.await(() -> calls.stream().allMatch(CompletableFuture::isDone));
            assertThat(calls.stream().filter(c -> !c.isCompletedExceptionally())).hasSize(3);
        }
    }

    @Test
    void fastIoFailLetsCommandsFailWhileThePathStaysAndComesBack() {
        HostOptions options = HostRig.OPTIONS.change().fastIoFailTimeout(Duration.ofSeconds(3)).build();
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.connect(options, HostRig.A).namespace(1);
            rig.fabricA.holdConnects(true);
            rig.fabricA.cutAll();
            rig.await(() -> rig.states().contains(ControllerState.CONNECTING));
            long beganNs = rig.time.nowNs();
            CompletableFuture<Void> read = namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.await(read::isDone);
            assertThat(read.exceptionNow()).isInstanceOf(NoPathException.class);
            assertThat(rig.time.nowNs() - beganNs).isLessThanOrEqualTo(Duration.ofSeconds(3).toNanos());
            CompletableFuture<Void> next = namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.time.runDue();
            assertThat(next).isCompletedExceptionally();
            rig.fabricA.holdConnects(false);
            rig.await(() -> rig.states().contains(ControllerState.LIVE));
            rig.advance(Duration.ofMillis(100));
            rig.done(namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS));
        }
    }
}
