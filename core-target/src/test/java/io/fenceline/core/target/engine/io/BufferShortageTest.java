package io.fenceline.core.target.engine.io;

import static io.fenceline.core.target.engine.io.QueueFixture.fetched;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pool that is empty makes commands wait in order, and none for ever. */
final class BufferShortageTest {
    private final QueueFixture q = new QueueFixture();

    @Test
    void commandsGoOnInOrderAsBuffersComeBack() {
        q.queuePair.pool.limit = 1;
        q.queuePair.holdSent = true;
        List<FakeExchange> reads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            reads.add(q.submit(i % 2 == 0 ? q.read(0, 1) : fetched(q.write(0, 1, i))));
        }
        q.queue.onBatchEnd();
        assertThat(reads.get(0).status).isZero();
        assertThat(reads.get(1).ended).isFalse();
        // Nothing more comes from the host: that the transport has sent the data must be enough.
        for (int i = 0; i < 6; i++) {
            q.settle();
            q.queuePair.releaseSent();
        }
        for (int i = 0; i < 6; i++) {
            assertThat(reads.get(i).status).isZero();
            assertThat(reads.get(i).order).as("order").isEqualTo(i + 1);
        }
        assertThat(q.queuePair.pool.taken).isZero();
    }

    @Test
    void inCapsuleDataNeedsNoBuffer() {
        q.queuePair.pool.limit = 0;
        FakeExchange read = q.submit(q.read(0, 1));
        assertThat(q.execute(q.write(0, 1, 1)).status).isZero();
        assertThat(read.ended).isFalse();
        q.queuePair.pool.limit = 10;
        q.execute(q.write(0, 1, 1));
        q.settle();
        assertThat(read.status).as("the write's release let it go on").isZero();
    }
}
