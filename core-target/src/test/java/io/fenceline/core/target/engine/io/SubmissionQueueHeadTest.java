package io.fenceline.core.target.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SQHD (NVM Express Base 2.1, 4.2.1), traffic and time as the queue sees them. */
final class SubmissionQueueHeadTest {
    @Test
    void headCountsEveryAnswerAndWrapsAtTheQueuesSize() {
        QueueFixture q = new QueueFixture(4, true);
        int[] heads = new int[6];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = q.execute(i % 2 == 0 ? q.read(0, 1) : q.command(0xFF, 1)).sqHead;
        }
        // The Connect command was entry 0, and its completion said 1.
        assertThat(heads).containsExactly(2, 3, 0, 1, 2, 3);
    }

    @Test
    void withoutFlowControlTheHeadIsReserved() {
        QueueFixture q = new QueueFixture(4, false);
        assertThat(q.execute(q.read(0, 1)).sqHead).isZero();
        assertThat(q.execute(q.read(0, 1)).sqHead).isZero();
    }

    @Test
    void trafficIsToldOncePerBatch() {
        QueueFixture q = new QueueFixture();
        q.submit(q.read(0, 1));
        q.submit(q.read(0, 1));
        assertThat(q.controller.traffic).isEqualTo(1);
        q.queue.onBatchEnd();
        q.submit(q.read(0, 1));
        assertThat(q.controller.traffic).isEqualTo(2);
    }

    @Test
    void oldestCommandAndBusyTimeAreKnown() {
        QueueFixture q = new QueueFixture();
        assertThat(q.queue.oldestNs()).isEqualTo(Long.MAX_VALUE);
        FakeExchange first = q.submit(QueueFixture.fetched(q.write(0, 1, 1)));
        long start = q.nowNs;
        q.queue.onBatchEnd();
        q.nowNs += 500;
        FakeExchange second = q.submit(QueueFixture.fetched(q.write(0, 1, 1)));
        assertThat(q.queue.oldestNs()).isEqualTo(start);
        assertThat(q.queue.outstanding()).isEqualTo(2);
        q.queuePair.fetches.remove(first);
        first.fetched(0);
        assertThat(q.queue.oldestNs()).isEqualTo(start + 500);
        q.nowNs += 1000;
        q.queuePair.fetches.remove(second);
        second.fetched(0);
        assertThat(q.controller.statistics.busyNs()).isEqualTo(1500);
        assertThat(q.queue.outstanding()).isZero();
    }
}
