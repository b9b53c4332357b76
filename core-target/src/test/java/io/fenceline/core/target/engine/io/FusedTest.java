package io.fenceline.core.target.engine.io;

import static io.fenceline.core.target.engine.io.QueueFixture.BLOCK;
import static io.fenceline.core.target.engine.io.QueueFixture.BLOCKS;
import static io.fenceline.core.target.engine.io.QueueFixture.fetched;
import static io.fenceline.core.target.engine.io.QueueFixture.filled;
import static io.fenceline.core.target.engine.io.QueueFixture.fuse;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.core.target.backend.FaultRule;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fused Compare and Write (NVM Express Base 2.1, 3.4.2). */
final class FusedTest {
    private final QueueFixture q = new QueueFixture();

    @AfterEach
    void nothingIsLeftOver() {
        assertThat(q.controller.failures).isEmpty();
        assertThat(q.queuePair.pool.taken).as("buffers").isZero();
        assertThat(q.queue.outstanding()).as("commands").isZero();
    }

    private FakeExchange first(long lba, int blocks, int expected) {
        return fuse(q.compare(lba, blocks, expected), Sqe.FUSE_FIRST);
    }

    private FakeExchange second(long lba, int blocks, int fill) {
        return fuse(q.write(lba, blocks, fill), Sqe.FUSE_SECOND);
    }

    @Test
    void writesIfTheDataIsAsExpectedAndAnswersInOrder() {
        FakeExchange first = q.submit(first(3, 2, 0));
        assertThat(first.ended).isFalse();
        FakeExchange second = q.execute(second(3, 2, 7));
        assertThat(first.status).isZero();
        assertThat(second.status).isZero();
        assertThat(first.order).isLessThan(second.order);
        assertThat(second.sqHead).isEqualTo(first.sqHead + 1);
        assertThat(q.medium(3, 2)).isEqualTo(filled(2, 7));
    }

    @Test
    void doesNotWriteIfTheDataIsDifferent() {
        FakeExchange first = q.submit(first(3, 2, 1));
        FakeExchange second = q.execute(second(3, 2, 7));
        assertThat(first.status).isEqualTo(Status.COMPARE_FAILURE);
        assertThat(second.status).isEqualTo(Status.ABORTED_FAILED_FUSED);
        assertThat(q.medium(3, 2)).isEqualTo(new byte[2 * BLOCK]);
    }

    @Test
    void fetchesTheDataOfBothInAnyOrder() {
        FakeExchange first = q.submit(fetched(first(0, 1, 0)));
        FakeExchange second = q.submit(fetched(second(0, 1, 7)));
        q.queuePair.fetches.clear();
        second.fetched(Status.SUCCESS);
        assertThat(second.ended).isFalse();
        first.fetched(Status.SUCCESS);
        assertThat(second.status).isZero();
        assertThat(q.medium(0, 1)).isEqualTo(filled(1, 7));
    }

    @Test
    void dataOfOneHalfThatDoesNotComeEndsBoth() {
        FakeExchange first = q.submit(first(0, 1, 0));
        FakeExchange second = q.submit(fetched(second(0, 1, 7)));
        q.queuePair.fetches.clear();
        second.fetched(Status.TRANSIENT_TRANSPORT_ERROR);
        assertThat(first.plainStatus()).isEqualTo(Status.ABORTED_FAILED_FUSED);
        assertThat(second.plainStatus()).isEqualTo(Status.TRANSIENT_TRANSPORT_ERROR);
    }

    @Test
    void firstWithoutSecondIsAborted() {
        FakeExchange first = q.submit(first(0, 1, 0));
        FakeExchange other = q.execute(q.read(0, 1));
        assertThat(first.status).isEqualTo(Status.ABORTED_MISSING_FUSED);
        assertThat(other.status).isZero();
        FakeExchange late = q.execute(second(0, 1, 7));
        assertThat(late.status).isEqualTo(Status.ABORTED_MISSING_FUSED);
        assertThat(q.medium(0, 1)).isEqualTo(new byte[BLOCK]);
    }

    @Test
    void firstAfterFirstEndsTheEarlierOne() {
        FakeExchange early = q.submit(first(0, 1, 0));
        FakeExchange first = q.submit(first(0, 1, 0));
        FakeExchange second = q.execute(second(0, 1, 7));
        assertThat(early.status).isEqualTo(Status.ABORTED_MISSING_FUSED);
        assertThat(first.status).isZero();
        assertThat(second.status).isZero();
    }

    @Test
    void secondWithoutFirstIsAborted() {
        assertThat(q.execute(second(0, 1, 7)).status).isEqualTo(Status.ABORTED_MISSING_FUSED);
    }

    @Test
    void reservedFuseIsAnInvalidField() {
        FakeExchange first = q.submit(first(0, 1, 0));
        FakeExchange e = q.execute(fuse(q.write(0, 1, 1), 3));
        assertThat(e.plainStatus()).isEqualTo(Status.INVALID_FIELD | Status.DNR);
        assertThat(first.status).isEqualTo(Status.ABORTED_MISSING_FUSED);
    }

    @Test
    void onlyCompareAndWriteIsAPair() {
        FakeExchange first = q.submit(fuse(q.read(0, 1), Sqe.FUSE_FIRST));
        FakeExchange second = q.execute(second(0, 1, 7));
        assertThat(first.plainStatus()).isEqualTo(Status.INVALID_FIELD | Status.DNR);
        assertThat(second.status).isEqualTo(Status.ABORTED_FAILED_FUSED);
        first = q.submit(first(0, 1, 0));
        second = q.execute(fuse(q.range(NvmOpcode.WRITE_ZEROES, 0, 1), Sqe.FUSE_SECOND));
        assertThat(first.plainStatus()).isEqualTo(Status.INVALID_FIELD | Status.DNR);
        assertThat(second.status).isEqualTo(Status.ABORTED_FAILED_FUSED);
    }

    @Test
    void bothMustNameTheSameBlocks() {
        FakeExchange first = q.submit(first(0, 1, 0));
        FakeExchange second = q.execute(second(1, 1, 7));
        assertThat(first.plainStatus()).isEqualTo(Status.INVALID_FIELD | Status.DNR);
        assertThat(second.status).isEqualTo(Status.ABORTED_FAILED_FUSED);
        assertThat(q.medium(0, 2)).isEqualTo(new byte[2 * BLOCK]);
    }

    @Test
    void longerThanTheAtomicUnitIsRefused() {
        int blocks = IoLimits.COMPARE_AND_WRITE_BLOCKS + 1;
        FakeExchange first = q.submit(first(0, blocks, 0));
        FakeExchange second = q.execute(second(0, blocks, 7));
        assertThat(first.plainStatus()).isEqualTo(Status.ATOMIC_WRITE_UNIT_EXCEEDED | Status.DNR);
        assertThat(second.status).isEqualTo(Status.ABORTED_FAILED_FUSED);
    }

    @Test
    void errorOfEitherHalfEndsTheOther() {
        FakeExchange first = q.submit(first(BLOCKS, 1, 0));
        FakeExchange second = q.execute(second(0, 1, 7));
        assertThat(first.plainStatus()).isEqualTo(Status.LBA_OUT_OF_RANGE | Status.DNR);
        assertThat(second.status).isEqualTo(Status.ABORTED_FAILED_FUSED);
        first = q.submit(first(0, 1, 0));
        second = q.execute(second(BLOCKS, 1, 7));
        assertThat(first.status).isEqualTo(Status.ABORTED_FAILED_FUSED);
        assertThat(second.plainStatus()).isEqualTo(Status.LBA_OUT_OF_RANGE | Status.DNR);
    }

    @Test
    void writeThatFailsIsTheSecondsError() {
        q.backend.add(FaultRule.error(Status.WRITE_FAULT, Op.WRITE).times(1));
        FakeExchange first = q.submit(first(0, 1, 0));
        FakeExchange second = q.execute(second(0, 1, 7));
        assertThat(first.status).isZero();
        assertThat(second.plainStatus()).isEqualTo(Status.WRITE_FAULT);
    }

    @Test
    void identifierConflictOfTheSecondEndsTheFirst() {
        FakeExchange first = q.submit(first(0, 1, 0));
        FakeExchange second = second(0, 1, 7);
        Bytes.put16(second.sqe, Sqe.CID, QueueFixture.cid(first));
        q.execute(second);
        assertThat(second.plainStatus()).isEqualTo(Status.COMMAND_ID_CONFLICT | Status.DNR);
        assertThat(first.status).isEqualTo(Status.ABORTED_MISSING_FUSED);
    }

    @Test
    void nothingElseTouchesTheRangeMeanwhile() {
        q.backend.add(FaultRule.of(FaultRule.Action.STALL, Op.WRITE).at(0, 0).times(1));
        FakeExchange first = q.submit(first(0, 1, 0));
        FakeExchange second = q.submit(second(0, 1, 7));
        assertThat(q.backend.heldRequests()).isEqualTo(1);
        FakeExchange write = q.submit(q.write(0, 2, 9));
        FakeExchange read = q.submit(q.read(0, 1));
        FakeExchange elsewhere = q.execute(q.write(1, 1, 3));
        assertThat(elsewhere.status).as("other blocks are free").isZero();
        assertThat(write.ended).isFalse();
        assertThat(read.ended).isFalse();
        q.backend.release();
        q.settle();
        assertThat(first.status).isZero();
        assertThat(second.status).isZero();
        assertThat(write.status).isZero();
        assertThat(q.medium(0, 2)).isEqualTo(filled(2, 9));
        assertThat(read.status).isZero();
    }

    @Test
    void waitsForWhatIsInTheRange() {
        q.backend.add(FaultRule.of(FaultRule.Action.STALL, Op.WRITE).times(1));
        FakeExchange write = q.submit(q.write(0, 1, 5));
        q.submit(first(0, 1, 5));
        FakeExchange second = q.submit(second(0, 1, 7));
        assertThat(second.ended).isFalse();
        q.backend.release();
        q.settle();
        assertThat(write.status).isZero();
        assertThat(second.status).as("it saw the earlier write").isZero();
        assertThat(q.medium(0, 1)).isEqualTo(filled(1, 7));
    }

    @Test
    void pairTakesBothBuffersOrNone() {
        q.queuePair.pool.limit = 1;
        q.submit(fetched(first(0, 1, 0)));
        FakeExchange second = q.submit(fetched(second(0, 1, 7)));
        assertThat(q.queuePair.pool.taken).as("it does not sit on one").isZero();
        q.queuePair.pool.limit = 2;
        FakeExchange other = q.submit(q.read(900, 1));
        assertThat(other.ended).as("the line is kept").isFalse();
        q.queuePair.execute(() -> {
            DataBuffer buffer = q.queuePair.pool.take(1);
            if (buffer != null) {
                buffer.release();
            }
        });
        q.settle();
        assertThat(second.status).isZero();
        assertThat(other.status).isZero();
    }
}
