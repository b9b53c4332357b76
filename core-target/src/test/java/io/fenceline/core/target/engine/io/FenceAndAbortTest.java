package io.fenceline.core.target.engine.io;

import static io.fenceline.core.target.engine.io.QueueFixture.BLOCK;
import static io.fenceline.core.target.engine.io.QueueFixture.cid;
import static io.fenceline.core.target.engine.io.QueueFixture.fetched;
import static io.fenceline.core.target.engine.io.QueueFixture.filled;
import static io.fenceline.core.target.engine.io.QueueFixture.fuse;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.core.target.backend.FaultRule;
import io.fenceline.core.target.backend.FaultRule.Action;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The end of an association and of single commands, in every phase. After onQueueSilent nothing of the queue reaches a
 * medium; before it, whatever may still run is waited for.
 */
final class FenceAndAbortTest {
    private final QueueFixture q = new QueueFixture();
    private final List<Boolean> aborts = new ArrayList<>();

    @AfterEach
    void nothingIsLeftOver() {
        q.backend.release();
        q.settle();
        assertThat(q.controller.failures).isEmpty();
        assertThat(q.queuePair.pool.taken).as("buffers").isZero();
        assertThat(q.queue.outstanding()).as("commands").isZero();
    }

    private void abort(FakeExchange e) {
        q.queue.abort(cid(e), aborts::add);
    }

    private FakeExchange stalledWrite(Action action) {
        q.backend.add(FaultRule.of(action, Op.WRITE).times(1));
        FakeExchange write = q.submit(q.write(0, 1, 5));
        assertThat(q.backend.heldRequests()).isEqualTo(1);
        return write;
    }

    // Fence.

    @Test
    void queueWithNothingInItIsSilentAtOnce() {
        q.queue.fence();
        assertThat(q.controller.silent).isEqualTo(1);
        q.queue.fence();
        assertThat(q.controller.silent).isEqualTo(1);
    }

    @Test
    void commandsAfterTheFenceAreDiscarded() {
        q.queue.fence();
        FakeExchange write = q.submit(q.write(0, 1, 5));
        assertThat(write.discarded).isTrue();
        assertThat(q.medium(0, 1)).isEqualTo(new byte[BLOCK]);
    }

    @Test
    void fetchingCommandDoesNotKeepTheQueueFromBeingSilentAndNeverRuns() {
        FakeExchange write = q.submit(fetched(q.write(0, 1, 5)));
        q.queue.fence();
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(write.ended).as("the transport has the buffer").isFalse();
        q.queuePair.fetchAll();
        assertThat(write.discarded).isTrue();
        assertThat(q.medium(0, 1)).isEqualTo(new byte[BLOCK]);
    }

    @Test
    void disconnectGivesFetchingCommandsBack() {
        FakeExchange write = q.submit(fetched(q.write(0, 1, 5)));
        q.queue.fence();
        q.queue.close(TransportFault.of(TransportFault.Kind.NETWORK, "test"));
        assertThat(write.discarded).isTrue();
        q.queue.onQuiesced();
        assertThat(q.controller.quiesced).isEqualTo(1);
    }

    @Test
    void commandThatWaitsForABufferIsDiscarded() {
        q.queuePair.pool.limit = 0;
        FakeExchange read = q.submit(q.read(0, 1));
        q.queue.fence();
        assertThat(read.discarded).isTrue();
        assertThat(q.controller.silent).isEqualTo(1);
    }

    @Test
    void commandsThatWaitForScratchOrAtTheGateAreDiscarded() {
        q.backend.add(FaultRule.of(Action.STUCK, Op.READ).times(1));
        q.backend.add(FaultRule.of(Action.STALL, Op.WRITE).at(8, 8).times(1));
        FakeExchange stuck = q.submit(q.compare(0, 1, 0));
        FakeExchange scratch = q.submit(q.compare(0, 1, 0));
        q.submit(q.write(8, 1, 1));
        QueueFixture other = new QueueFixture();
        assertThat(other.controller.silent).isZero();
        q.queue.fence();
        assertThat(scratch.discarded).isTrue();
        assertThat(q.controller.silent).as("a read still runs").isZero();
        q.backend.release();
        q.settle();
        assertThat(stuck.discarded).isTrue();
        assertThat(q.controller.silent).isEqualTo(1);
    }

    @Test
    void commandThatWaitsAtTheGateIsDiscarded() {
        q.backend.add(FaultRule.of(Action.STUCK, Op.WRITE).times(1));
        FakeExchange stuck = q.submit(q.write(0, 1, 1));
        FakeExchange first = q.submit(fuse(q.compare(0, 1, 1), Sqe.FUSE_FIRST));
        FakeExchange second = q.submit(fuse(q.write(0, 1, 7), Sqe.FUSE_SECOND));
        FakeExchange behind = q.submit(q.write(0, 1, 8));
        q.queue.fence();
        assertThat(first.discarded && second.discarded && behind.discarded).isTrue();
        assertThat(q.controller.silent).isZero();
        q.backend.release();
        q.settle();
        assertThat(stuck.discarded).isTrue();
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(q.medium(0, 1)).as("what could not be stopped has landed before silence").isEqualTo(filled(1, 1));
    }

    @Test
    void firstHalfThatWaitsForItsSecondIsDiscarded() {
        FakeExchange first = q.submit(fuse(q.compare(0, 1, 0), Sqe.FUSE_FIRST));
        q.queue.fence();
        assertThat(first.discarded).isTrue();
    }

    @Test
    void stalledRequestIsCancelledAndNeverLands() {
        FakeExchange write = stalledWrite(Action.STALL);
        q.queue.fence();
        q.settle();
        assertThat(write.discarded).isTrue();
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(q.backend.release()).isZero();
        assertThat(q.medium(0, 1)).isEqualTo(new byte[BLOCK]);
    }

    @Test
    void requestThatCannotBeCancelledHoldsSilenceBack() {
        FakeExchange write = stalledWrite(Action.STUCK);
        q.queue.fence();
        q.settle();
        assertThat(q.controller.silent).isZero();
        assertThat(write.ended).isFalse();
        q.backend.release();
        assertThat(q.medium(0, 1)).as("the late write").isEqualTo(filled(1, 5));
        q.settle();
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(write.discarded).isTrue();
    }

    @Test
    void requestThatIsDoneButNotCompletedHoldsSilenceBack() {
        stalledWrite(Action.HANG);
        q.queue.fence();
        q.settle();
        assertThat(q.controller.silent).isZero();
        q.backend.release();
        q.settle();
        assertThat(q.controller.silent).isEqualTo(1);
    }

    @Test
    void longCommandStopsBetweenItsRequests() {
        q.execute(q.write(0, 500, 5));
        q.backend.add(FaultRule.of(Action.STUCK, Op.READ).times(1));
        FakeExchange copy = q.submit(q.copy(512, 0, 100, 100, 100, 200, 100));
        q.queue.fence();
        q.backend.release();
        q.settle();
        assertThat(copy.discarded).isTrue();
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(q.medium(512, 300)).isEqualTo(new byte[300 * BLOCK]);
    }

    @Test
    void commandThatLetsOthersGoFirstIsStoppedToo() {
        FakeExchange verify = q.submit(q.copy(512, 0, 50, 0, 50, 0, 50, 0, 50, 0, 50, 0, 50, 0, 50));
        assertThat(verify.ended).as("it has yielded").isFalse();
        q.queue.fence();
        assertThat(q.controller.silent).isEqualTo(1);
        q.settle();
        assertThat(verify.discarded).isTrue();
    }

    @Test
    void faultOfTheTransportFencesAtOnce() {
        FakeExchange write = stalledWrite(Action.STALL);
        q.queue.onFault(TransportFault.of(TransportFault.Kind.NETWORK, "test"));
        q.settle();
        assertThat(q.controller.faults).hasSize(1);
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(write.discarded).isTrue();
    }

    @Test
    void completionAfterTheLoopHasEndedStillMakesTheQueueSilent() {
        stalledWrite(Action.STUCK);
        q.queuePair.closed = true;
        Thread thread = Thread.ofPlatform().start(q.backend::release);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(q.queue.outstanding()).isZero();
    }

    @Test
    void retiredNamespaceIsIdleOnceTheStuckRequestIsDone() {
        stalledWrite(Action.STUCK);
        List<String> events = new ArrayList<>();
        q.namespace.retire(() -> events.add("idle"));
        assertThat(events).isEmpty();
        q.backend.release();
        q.settle();
        assertThat(events).containsExactly("idle");
    }

    // Abort.

    @Test
    void unknownIdentifierIsNotAborted() {
        q.queue.abort(4711, aborts::add);
        assertThat(aborts).containsExactly(false);
    }

    @Test
    void fetchingWriteIsAbortedAndNeverRuns() {
        FakeExchange write = q.submit(fetched(q.write(0, 1, 5)));
        abort(write);
        assertThat(aborts).containsExactly(true);
        q.queuePair.fetchAll();
        assertThat(write.status).isEqualTo(Status.ABORT_REQUESTED);
        assertThat(q.medium(0, 1)).isEqualTo(new byte[BLOCK]);
        assertThat(q.controller.errors).isEmpty();
    }

    @Test
    void waitingForABufferIsAbortedAndTheNextGoesOn() {
        q.queuePair.pool.limit = 0;
        FakeExchange first = q.submit(q.read(0, 1));
        FakeExchange second = q.submit(q.read(0, 1));
        abort(first);
        assertThat(first.status).isEqualTo(Status.ABORT_REQUESTED);
        assertThat(aborts).containsExactly(true);
        abort(second);
        assertThat(aborts).containsExactly(true, true);
    }

    @Test
    void heldFirstHalfIsAbortedAndItsSecondMissesIt() {
        FakeExchange first = q.submit(fuse(q.compare(0, 1, 0), Sqe.FUSE_FIRST));
        abort(first);
        assertThat(first.status).isEqualTo(Status.ABORT_REQUESTED);
        assertThat(q.execute(fuse(q.write(0, 1, 7), Sqe.FUSE_SECOND)).status).isEqualTo(Status.ABORTED_MISSING_FUSED);
    }

    @Test
    void secondHalfThatIsAbortedEndsTheFirst() {
        q.submit(fuse(q.compare(0, 1, 0), Sqe.FUSE_FIRST));
        FakeExchange second = q.submit(fetched(fuse(q.write(0, 1, 7), Sqe.FUSE_SECOND)));
        abort(second);
        q.queuePair.fetchAll();
        assertThat(second.status).isEqualTo(Status.ABORT_REQUESTED);
        assertThat(q.medium(0, 1)).isEqualTo(new byte[BLOCK]);
    }

    @Test
    void waitingAtTheGateIsAborted() {
        stalledWrite(Action.STUCK);
        FakeExchange first = q.submit(fuse(q.compare(0, 1, 5), Sqe.FUSE_FIRST));
        FakeExchange second = q.submit(fuse(q.write(0, 1, 7), Sqe.FUSE_SECOND));
        FakeExchange behind = q.submit(q.read(0, 1));
        abort(first);
        assertThat(first.status).isEqualTo(Status.ABORT_REQUESTED);
        assertThat(second.status).isEqualTo(Status.ABORTED_FAILED_FUSED);
        q.settle();
        assertThat(behind.status).as("who waited behind it only goes on").isZero();
    }

    @Test
    void waitingForScratchIsAborted() {
        q.backend.add(FaultRule.of(Action.STALL, Op.READ).times(1));
        FakeExchange first = q.submit(q.compare(0, 1, 0));
        FakeExchange second = q.submit(q.compare(0, 1, 0));
        abort(second);
        assertThat(second.status).isEqualTo(Status.ABORT_REQUESTED);
        abort(first);
        q.settle();
        assertThat(first.status).isEqualTo(Status.ABORT_REQUESTED);
        assertThat(aborts).containsExactly(true, true);
        assertThat(q.execute(q.compare(0, 1, 0)).status).as("the scratch memory is free again").isZero();
    }

    @Test
    void stalledRequestIsAborted() {
        FakeExchange write = stalledWrite(Action.STALL);
        abort(write);
        q.settle();
        assertThat(write.status).isEqualTo(Status.ABORT_REQUESTED);
        assertThat(aborts).containsExactly(true);
        assertThat(q.medium(0, 1)).isEqualTo(new byte[BLOCK]);
    }

    @Test
    void requestThatCannotBeCancelledIsNotAborted() {
        FakeExchange write = stalledWrite(Action.STUCK);
        abort(write);
        q.settle();
        assertThat(aborts).isEmpty();
        abort(write);
        assertThat(aborts).as("one abort at a time").containsExactly(false);
        q.backend.release();
        q.settle();
        assertThat(write.status).isZero();
        assertThat(aborts).containsExactly(false, false);
        assertThat(q.medium(0, 1)).isEqualTo(filled(1, 5));
    }

    @Test
    void abortOfARunningCommandIsAnsweredByTheFence() {
        FakeExchange write = stalledWrite(Action.STALL);
        abort(write);
        q.queue.fence();
        q.settle();
        assertThat(aborts).containsExactly(true);
        assertThat(q.controller.silent).isEqualTo(1);
    }

    @Test
    void longCommandIsAbortedBetweenItsRequests() {
        FakeExchange copy = q.submit(q.copy(512, 0, 50, 0, 50, 0, 50, 0, 50, 0, 50, 0, 50, 0, 50));
        abort(copy);
        q.settle();
        assertThat(copy.status).isEqualTo(Status.ABORT_REQUESTED);
        assertThat(aborts).containsExactly(true);
        assertThat(q.execute(q.range(NvmOpcode.VERIFY, 0, 1)).status).isZero();
    }
}
