package io.fenceline.testkit.memory;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.testkit.Loops;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pool of one loop: classes of powers of two, a limit on how many buffers are out, and a ledger of where they are. */
final class TrackedPool implements BufferPool {
    private static final int SMALLEST = 512;

    private final Loops.Loop loop;
    private final Arena arena;
    private final BufferLedger ledger;
    private final int maxBytes;
    private final int limit;
    private final boolean trace;
    private final List<ArrayDeque<TrackedBuffer>> free = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private int out;

    TrackedPool(Loops.Loop loop, Arena arena, BufferLedger ledger, int maxBytes, int limit, boolean trace) {
        this.loop = loop;
        this.arena = arena;
        this.ledger = ledger;
        this.maxBytes = maxBytes;
        this.limit = limit;
        this.trace = trace;
        for (int i = 0; i <= sizeClass(maxBytes); i++) {
            free.add(new ArrayDeque<>());
        }
    }

    private static int sizeClass(int bytes) {
        return bytes <= SMALLEST ? 0 : 32 - Integer.numberOfLeadingZeros((bytes - 1) / SMALLEST);
    }

    @Override
    public @Nullable DataBuffer take(int bytes) {
        return takeTracked(bytes);
    }

    @Override
    public DataBuffer wrap(MemorySegment memory) {
        if (!memory.isNative() || memory.byteSize() == 0) {
            throw new IllegalArgumentException("memory of " + memory.byteSize() + " bytes: native memory of at least one byte is wanted");
        }
        return TrackedBuffer.wrapped(this, memory);
    }

    @Nullable
    TrackedBuffer takeTracked(int bytes) {
        if (bytes < 1 || bytes > maxBytes) {
            throw new IllegalArgumentException("a buffer of " + bytes + " bytes: 1 to " + maxBytes + " is wanted");
        }
        TrackedBuffer buffer;
        synchronized (this) {
            if (out == limit) {
                return null;
            }
            out++;
            int sizeClass = sizeClass(bytes);
            ArrayDeque<TrackedBuffer> fitting = free.get(sizeClass);
            buffer = fitting.isEmpty() ? new TrackedBuffer(this, arena.allocate((long) SMALLEST << sizeClass, 4096)) : fitting.remove();
        }
        buffer.leavePool(trace);
        ledger.took(buffer);
        return buffer;
    }

    void returned(TrackedBuffer buffer) {
        List<Runnable> wake;
        ledger.gave(buffer);
        synchronized (this) {
            out--;
            free.get(sizeClass((int) buffer.memory().byteSize())).add(buffer);
            wake = List.copyOf(waiting);
            waiting.clear();
        }
        wake.forEach(task -> Side.runOn(loop, task));
    }

    /** Also when a buffer was released since the pool said no: who asks after that must not wait for a second one. */
    @Override
    public void whenReleased(Runnable task) {
        synchronized (this) {
            if (out == limit) {
                waiting.add(task);
                return;
            }
        }
        Side.runOn(loop, task);
    }
}
