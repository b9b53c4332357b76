package io.fenceline.transport.tcp.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A peer that does not read leaves memory to the others. */
class FairShareTest {
    private static final int BYTES = 200 * 1024;

    @Test
    void whoDoesNotReadGetsNoMoreBuffersUntilItDoes() {
        TargetRig rig = new TargetRig().open().associate(1, 32, false);
        BufferPool share = requireNonNull(rig.queuePair).buffers();
        rig.wire.stuck = true;
        for (int cid = 0; cid < 2; cid++) { // more than the 256 KiB of this rig's limit
            answer(rig, share, cid, BYTES);
        }
        AtomicInteger again = new AtomicInteger();
        assertThat(share.take(BYTES)).as("its own output waits").isNull();
        share.whenReleased(again::incrementAndGet);
        rig.settle();
        assertThat(again).hasValue(0);
        rig.take(BYTES).release(); // the loop's pool has memory for others
        rig.settle();
        assertThat(again).as("memory of others is not what it waits for").hasValue(0);

        rig.wire.stuck = false;
        rig.wire.deliver();
        rig.settle();
        assertThat(again).hasValue(1);
        requireNonNull(share.take(BYTES)).release();
        rig.finish();
    }

    @Test
    void smallAnswersThatLeaveCountAsWell() {
        TargetRig rig = new TargetRig().open().associate(1, 128, false);
        BufferPool share = requireNonNull(rig.queuePair).buffers();
        rig.wire.stuck = true;
        for (int cid = 0; cid < 64; cid++) {
            answer(rig, share, cid, 4096);
        }
        AtomicInteger again = new AtomicInteger();
        assertThat(share.take(4096)).isNull();
        share.whenReleased(again::incrementAndGet);
        rig.wire.stuck = false;
        rig.wire.deliver();
        rig.settle();
        assertThat(again).hasValue(1);
        rig.finish();
    }

    private static void answer(TargetRig rig, BufferPool share, int cid, int bytes) {
        rig.feed(Pdu.capsule(2, cid, bytes, false));
        CommandExchange exchange = rig.command();
        DataBuffer buffer = requireNonNull(share.take(bytes));
        exchange.sendAndRespond(buffer, bytes, 0, 0);
        rig.settle();
    }
}
