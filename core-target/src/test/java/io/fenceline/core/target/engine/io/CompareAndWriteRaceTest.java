package io.fenceline.core.target.engine.io;

import static io.fenceline.core.target.engine.io.QueueFixture.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.core.target.backend.MemoryBackend;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Hosts that count with Compare and Write on the same block, as cluster file systems do: no count is lost. */
final class CompareAndWriteRaceTest {
    private static final int HOSTS = 3;
    private static final int COUNTS = 150;

    private final MemoryBackend memory = new MemoryBackend("test", BLOCK, 1 << 20, 4096, 1 << 20);
    private final Namespace namespace = QueueFixture.namespace(1, memory, false);
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void noCountIsLost() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(HOSTS);
        for (int i = 0; i < HOSTS; i++) {
            Thread.ofPlatform().start(() -> {
                try {
                    new Host().count();
                } catch (RuntimeException | AssertionError e) {
                    failures.incrementAndGet();
                } finally {
                    done.countDown();
                }
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).hasValue(0);
        assertThat(ByteBuffer.wrap(TestRequest.read(memory, 0, BLOCK)).getInt()).isEqualTo(HOSTS * COUNTS);
    }

    /** A host with its own queue, on the thread that it is made on. */
    private final class Host {
        private final FakeController controller = new FakeController();
        private final FakeQueuePair queuePair = new FakeQueuePair();
        private final IoQueue queue;
        /** Only makes commands. */
        private final QueueFixture commands = new QueueFixture();

        Host() {
            controller.namespaces = controller.namespaces.with(namespace);
            queue = new IoQueue(queuePair, new QueuePairParams(Nqn.of("nqn.2026-01.io.fenceline:host"), new UUID(1, 2),
                    QueueFixture.SUBSYSTEM, 1, 1, 16, true), controller, () -> 0);
            queuePair.listener(queue);
        }

        void count() {
            int counted = 0;
            int known = 0;
            while (counted < COUNTS) {
                FakeExchange first = mine(QueueFixture.fuse(QueueFixture.data(commands.compare(0, 1, 0), number(known)), Sqe.FUSE_FIRST));
                FakeExchange second = mine(
                        QueueFixture.fuse(QueueFixture.data(commands.write(0, 1, 0), number(known + 1)), Sqe.FUSE_SECOND));
                queue.onCommand(first);
                queue.onCommand(second);
                await(second);
                if (second.status == Status.SUCCESS) {
                    counted++;
                    known++;
                } else {
                    assertThat(first.status).isEqualTo(Status.COMPARE_FAILURE);
                    refused.incrementAndGet();
                    // An ordinary write beside it and a read of it: both meet the others at the gate.
                    FakeExchange write = mine(commands.write(1, 1, 1));
                    FakeExchange read = mine(commands.read(0, 2));
                    queue.onCommand(write);
                    queue.onCommand(read);
                    await(write);
                    await(read);
                    known = ByteBuffer.wrap(read.data()).getInt();
                }
            }
        }

        private FakeExchange mine(FakeExchange e) {
            FakeExchange copy = new FakeExchange(queuePair, e.slot);
            copy.sqe.copyFrom(e.sqe);
            copy.hostData = e.hostData;
            copy.dataLength = e.dataLength;
            copy.inCapsule = e.inCapsule;
            return copy;
        }

        private void await(FakeExchange e) {
            while (!e.ended) {
                if (queuePair.run() == 0) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(BLOCK).putInt(number).array();
    }
}
