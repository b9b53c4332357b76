package io.fenceline.core.target.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.core.target.backend.MemoryBackend;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.reflect.Method;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Commands cost no memory once every slot has been used. */
final class AllocationTest {
    private static final int COMMANDS = 20_000;
    private final QueueFixture q = new QueueFixture(8, true);

    /** The module under test does not read the management modules, so they are asked by name. */
    private static LongSupplier allocatedBytes() throws ReflectiveOperationException {
        Object bean = Class.forName("java.lang.management.ManagementFactory").getMethod("getThreadMXBean").invoke(null);
        Method count = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        return () -> {
            try {
                return (Long) count.invoke(bean);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        };
    }

    @Test
    void readsAndWritesAllocateNothing() throws ReflectiveOperationException {
        LongSupplier allocated = allocatedBytes();
        // Without the fault injector, whose wrapper is not on the data path of a user.
        MemoryBackend memory = new MemoryBackend("test", QueueFixture.BLOCK, 1 << 20, 4096, 1 << 20);
        q.controller.namespaces = q.controller.namespaces.with(QueueFixture.namespace(2, memory, false));
        FakeExchange[] exchanges = {q.read(0, 8), QueueFixture.fetched(q.write(8, 8, 3)), q.read(12, 3), q.command(0, 2)};
        for (FakeExchange e : exchanges) {
            Bytes.put32(e.sqe, Sqe.NSID, 2);
        }
        round(exchanges, COMMANDS);
        long before = allocated.getAsLong();
        long nothing = allocated.getAsLong() - before;
        before = allocated.getAsLong();
        round(exchanges, COMMANDS);
        long bytes = allocated.getAsLong() - before - nothing;
        assertThat((double) bytes / COMMANDS).as("bytes per command").isLessThan(0.5);
    }

    private void round(FakeExchange[] exchanges, int commands) {
        for (int i = 0; i < commands; i++) {
            FakeExchange e = exchanges[i % exchanges.length];
            e.ended = false;
            q.queue.onCommand(e);
            q.queuePair.fetchAll();
            q.queue.onBatchEnd();
            if (!e.ended || e.status != 0) {
                throw new AssertionError("status " + e.status);
            }
        }
    }
}
