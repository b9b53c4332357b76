package io.fenceline.core.target.engine.io;

import static io.fenceline.core.target.engine.io.QueueFixture.filled;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.core.target.backend.FaultRule;
import io.fenceline.core.target.backend.FaultRule.Action;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A write that is stuck in a back end and its repetition through another controller: the newer data stays. */
final class LateWriteGuardTest {
    private final QueueFixture q = new QueueFixture();
    private final Other other = new Other(true);

    /** The queue of another controller, on the same namespace. */
    private final class Other {
        final FakeController controller = new FakeController();
        final FakeQueuePair queuePair = new FakeQueuePair();
        final IoQueue queue;

        Other(boolean guards) {
            controller.guards = guards;
            controller.namespaces = controller.namespaces.with(q.namespace);
            queue = new IoQueue(queuePair, new QueuePairParams(Nqn.of("nqn.2026-01.io.fenceline:host"), new UUID(1, 2),
                    QueueFixture.SUBSYSTEM, 2, 1, 16, true), controller, () -> q.nowNs);
            queuePair.listener(queue);
        }

        FakeExchange submit(FakeExchange e) {
            FakeExchange copy = new FakeExchange(queuePair, e.slot);
            copy.sqe.copyFrom(e.sqe);
            copy.hostData = e.hostData;
            copy.dataLength = e.dataLength;
            copy.inCapsule = e.inCapsule;
            queue.onCommand(copy);
            queue.onBatchEnd();
            settle();
            return copy;
        }

        void settle() {
            do {
                queuePair.fetchAll();
            } while (queuePair.run() > 0);
        }
    }

    private FakeExchange stuck(Action action) {
        q.backend.add(FaultRule.of(action, Op.WRITE).times(1));
        FakeExchange write = q.submit(q.write(10, 2, 1));
        q.queue.onBatchEnd();
        assertThat(q.backend.heldRequests()).isEqualTo(1);
        return write;
    }

    private void pass(long ms) {
        q.nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
        q.queue.look();
        other.queue.look();
    }

    private void release() {
        q.backend.release();
        q.settle();
        other.settle();
    }

    private void loseFirst() {
        q.queue.onFault(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
    }

    @Test
    void writeThatFollowsALostOneWaitsForItAndItsDataStays() {
        FakeExchange lost = stuck(Action.STUCK);
        loseFirst();
        assertThat(q.controller.silent).isZero();
        FakeExchange retry = other.submit(q.write(10, 2, 1));
        FakeExchange newer = other.submit(q.write(11, 1, 2));
        FakeExchange elsewhere = other.submit(q.write(12, 1, 3));
        FakeExchange read = other.submit(q.read(10, 2));
        assertThat(retry.ended).isFalse();
        assertThat(newer.ended).isFalse();
        assertThat(elsewhere.status).isEqualTo(Status.SUCCESS);
        assertThat(read.ended).as("reads pass").isTrue();
        release();
        assertThat(lost.discarded).isTrue();
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(retry.status).isEqualTo(Status.SUCCESS);
        assertThat(newer.status).isEqualTo(Status.SUCCESS);
        assertThat(q.medium(11, 1)).as("the newest").isEqualTo(filled(1, 2));
        assertThat(other.submit(q.write(10, 2, 4)).status).isEqualTo(Status.SUCCESS);
    }

    @Test
    void withoutTheGuardTheOldWriteLandsOverTheNewOne() {
        QueueFixture bare = new QueueFixture();
        bare.controller.guards = false;
        IoQueue queue = new IoQueue(bare.queuePair, new QueuePairParams(Nqn.of("nqn.2026-01.io.fenceline:host"), new UUID(1, 2),
                QueueFixture.SUBSYSTEM, 1, 1, 8, true), bare.controller, () -> bare.nowNs);
        bare.queuePair.listener(queue);
        bare.backend.add(FaultRule.of(Action.STUCK, Op.WRITE).times(1));
        queue.onCommand(bare.write(10, 1, 1));
        queue.fence();
        assertThat(bare.execute(bare.write(10, 1, 2)).status).as("a new queue's write").isEqualTo(Status.SUCCESS);
        bare.backend.release();
        bare.settle();
        assertThat(bare.medium(10, 1)).as("a ghost").isEqualTo(filled(1, 1));
    }

    @Test
    void writeThatTakesLongIsGuardedThoughItsAssociationLives() {
        FakeExchange slow = stuck(Action.STUCK);
        pass(0);
        pass(250);
        FakeExchange early = other.submit(q.write(10, 1, 7));
        assertThat(early.status).as("nobody calls it late yet").isEqualTo(Status.SUCCESS);
        pass(249);
        assertThat(q.controller.lateWrites).isZero();
        pass(1);
        assertThat(q.controller.lateWrites).isEqualTo(1);
        FakeExchange newer = other.submit(q.write(10, 1, 2));
        assertThat(newer.ended).isFalse();
        pass(250);
        assertThat(q.controller.lateWrites).as("told once").isEqualTo(1);
        release();
        assertThat(slow.status).isEqualTo(Status.SUCCESS);
        assertThat(newer.status).isEqualTo(Status.SUCCESS);
        assertThat(q.medium(10, 1)).isEqualTo(filled(1, 2));
    }

    @Test
    void readThatTakesLongKeepsNobodyOut() {
        q.backend.add(FaultRule.of(Action.STUCK, Op.READ).times(1));
        q.submit(q.read(10, 1));
        pass(0);
        pass(500);
        assertThat(other.submit(q.write(10, 1, 2)).status).isEqualTo(Status.SUCCESS);
        loseFirst();
        assertThat(other.submit(q.write(10, 1, 3)).status).isEqualTo(Status.SUCCESS);
        release();
    }

    @Test
    void commandOfManyRequestsIsLateOnlyWhenOneOfThemIs() {
        // Four ranges, of which each takes 300 ms: long, but it moves.
        FakeExchange trim = q.deallocate(10, 1, 20, 1, 30, 1, 40, 1);
        q.backend.add(FaultRule.of(Action.STUCK, Op.DEALLOCATE).times(3));
        q.submit(trim);
        pass(0);
        for (int i = 0; i < 2; i++) {
            pass(300);
            release();
            pass(0);
        }
        assertThat(q.controller.lateWrites).isZero();
        pass(500);
        assertThat(q.controller.lateWrites).isEqualTo(1);
        assertThat(other.submit(q.write(25, 1, 2)).ended).as("between its ranges").isFalse();
        release();
        assertThat(trim.status).isEqualTo(Status.SUCCESS);
    }

    @Test
    void lookAtAnotherCommandOfTheSameSlotBeginsAnew() {
        stuck(Action.STUCK);
        pass(0);
        pass(300);
        release();
        q.backend.add(FaultRule.of(Action.STUCK, Op.WRITE).times(1));
        FakeExchange next = q.write(10, 2, 1);
        q.slotsInUse.set(0, 16, false);
        q.submit(new FakeExchange(q.queuePair, 1));
        q.submit(next);
        pass(250);
        assertThat(q.controller.lateWrites).isZero();
        release();
    }

    @Test
    void everyKindOfWriteWaitsAndEveryKindOfReadPasses() {
        stuck(Action.STUCK);
        loseFirst();
        List<FakeExchange> writes = new ArrayList<>();
        writes.add(other.submit(q.write(10, 1, 2)));
        writes.add(other.submit(q.range(NvmOpcode.WRITE_ZEROES, 10, 1)));
        writes.add(other.submit(q.range(NvmOpcode.WRITE_UNCORRECTABLE, 11, 1)));
        writes.add(other.submit(q.deallocate(0, 1, 20, 1)));
        writes.add(other.submit(q.copy(9, 100, 2)));
        assertThat(writes).noneMatch(e -> e.ended);
        List<FakeExchange> reads = new ArrayList<>();
        reads.add(other.submit(q.read(10, 2)));
        reads.add(other.submit(q.range(NvmOpcode.VERIFY, 10, 2)));
        reads.add(other.submit(q.compare(10, 1, 0)));
        reads.add(other.submit(q.command(NvmOpcode.FLUSH, 1)));
        reads.add(other.submit(q.copy(200, 10, 2)));
        assertThat(reads).allMatch(e -> e.ended);
        release();
        assertThat(writes).allMatch(e -> e.ended && e.status == Status.SUCCESS);
    }

    @Test
    void compareAndWriteOfALostAssociationKeepsItsRangeUntilItHasEnded() {
        q.backend.add(FaultRule.of(Action.STUCK, Op.WRITE).times(1));
        q.submit(QueueFixture.fuse(q.compare(10, 1, 0), Sqe.FUSE_FIRST));
        q.submit(QueueFixture.fuse(q.write(10, 1, 1), Sqe.FUSE_SECOND));
        loseFirst();
        FakeExchange newer = other.submit(q.write(10, 1, 2));
        assertThat(newer.ended).isFalse();
        release();
        assertThat(newer.status).isEqualTo(Status.SUCCESS);
        assertThat(q.medium(10, 1)).isEqualTo(filled(1, 2));
    }

    // ---- everything ends ----

    @Test
    void waitingWriteIsAbortedWithoutHavingRun() {
        stuck(Action.STUCK);
        loseFirst();
        FakeExchange newer = other.submit(q.write(10, 1, 2));
        List<Boolean> aborts = new ArrayList<>();
        other.queue.abort(QueueFixture.cid(newer), aborts::add);
        assertThat(aborts).containsExactly(true);
        assertThat(newer.status).isEqualTo(Status.ABORT_REQUESTED);
        release();
        assertThat(q.medium(10, 1)).isEqualTo(filled(1, 1));
    }

    @Test
    void waitingWriteOfALostAssociationEndsAtOnceAndKeepsNobodySilentLess() {
        stuck(Action.STUCK);
        loseFirst();
        FakeExchange newer = other.submit(q.write(10, 1, 2));
        other.queue.fence();
        assertThat(newer.discarded).isTrue();
        assertThat(other.controller.silent).isEqualTo(1);
        release();
        assertThat(q.medium(10, 1)).isEqualTo(filled(1, 1));
    }

    @Test
    void waitingWriteIsInterruptedBeforeItsHostLosesPatience() {
        stuck(Action.STUCK);
        loseFirst();
        FakeExchange newer = other.submit(q.write(10, 1, 2));
        pass(0);
        pass(19_999);
        assertThat(newer.ended).isFalse();
        pass(1);
        assertThat(newer.status & ~Status.MORE).isEqualTo(Status.COMMAND_INTERRUPTED);
        FakeExchange again = other.submit(q.write(10, 1, 2));
        assertThat(again.ended).isFalse();
        release();
        assertThat(again.status).isEqualTo(Status.SUCCESS);
        assertThat(q.medium(10, 1)).isEqualTo(filled(1, 2));
    }

    @Test
    void namespaceThatIsRetiredIsIdleAfterTheLateWriteAndThoseBehindIt() {
        stuck(Action.STUCK);
        loseFirst();
        FakeExchange newer = other.submit(q.write(10, 1, 2));
        boolean[] idle = new boolean[1];
        q.namespace.retire(() -> idle[0] = true);
        assertThat(other.submit(q.write(10, 1, 3)).status & ~Status.MORE).isEqualTo(Status.INVALID_FIELD | Status.DNR);
        assertThat(idle[0]).isFalse();
        release();
        assertThat(newer.status).isEqualTo(Status.SUCCESS);
        assertThat(idle[0]).isTrue();
    }

    @Test
    void writeThatWasCarriedOutButHangsIsGuardedToo() {
        stuck(Action.HANG);
        loseFirst();
        FakeExchange newer = other.submit(q.write(10, 1, 2));
        assertThat(newer.ended).isFalse();
        release();
        assertThat(q.medium(10, 1)).isEqualTo(filled(1, 2));
    }

    @Test
    void writeThatCanBeCancelledIsGoneAndKeepsNobodyWaiting() {
        stuck(Action.STALL);
        loseFirst();
        q.settle();
        assertThat(q.controller.silent).isEqualTo(1);
        assertThat(other.submit(q.write(10, 1, 2)).status).isEqualTo(Status.SUCCESS);
        release();
        assertThat(q.medium(10, 1)).isEqualTo(filled(1, 2));
    }
}
