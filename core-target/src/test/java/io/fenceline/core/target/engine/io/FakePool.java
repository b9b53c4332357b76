package io.fenceline.core.target.engine.io;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A pool with a limit that a test can set. */
final class FakePool implements BufferPool {
    private final FakeQueuePair queuePair;
    private final int bytes;
    private final ArrayDeque<FakeBuffer> free = new ArrayDeque<>();
    private final ArrayDeque<Runnable> waiters = new ArrayDeque<>();
    int limit = Integer.MAX_VALUE;
    int taken;

    FakePool(FakeQueuePair queuePair, int bytes) {
        this.queuePair = queuePair;
        this.bytes = bytes;
    }

    @Override
    public @Nullable DataBuffer take(int length) {
        if (length < 1 || length > bytes) {
            throw new IllegalArgumentException("length " + length);
        }
        if (taken >= limit) {
            return null;
        }
        taken++;
        FakeBuffer buffer = free.poll();
        if (buffer == null) {
            buffer = new FakeBuffer(this, bytes);
        }
        buffer.inUse = true;
        return buffer;
    }

    @Override
    public @Nullable DataBuffer wrap(MemorySegment memory) {
        return null;
    }

    @Override
    public void whenReleased(Runnable task) {
        waiters.add(task);
    }

    void released(FakeBuffer buffer) {
        taken--;
        if (buffer.bytes == bytes) {
            free.push(buffer);
        }
        Runnable task = waiters.poll();
        if (task != null) {
            queuePair.execute(task);
        }
    }
}
