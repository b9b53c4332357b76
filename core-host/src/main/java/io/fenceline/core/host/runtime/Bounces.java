package io.fenceline.core.host.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for the calls that copy: in classes of powers of two, used again and again, and bounded. Who finds it used up waits
 * in order. Any thread.
 */
final class Bounces {
    /** All that may be out at a time: the most that one host's calls can have under way. */
    static final long LIMIT_BYTES = 256L << 20;
    /** Calls that may wait for memory. */
    static final int WAITING_LIMIT = 65_536;
    private static final int MIN_CLASS = 12;
    private static final int CLASSES = 31;

    private record Waiter(int bytes, Taken taken) {
    }

    /** Hears of memory. */
    @FunctionalInterface
    interface Taken {
        /** It is there; of at least the size that was asked for. */
        void onMemory(MemorySegment memory);
    }

    private final List<ArrayDeque<MemorySegment>> free = new ArrayList<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private long outBytes;

    Bounces() {
        for (int i = 0; i < CLASSES; i++) {
            free.add(new ArrayDeque<>());
        }
    }

    private static int classOf(int bytes) {
        return Math.max(MIN_CLASS, 32 - Integer.numberOfLeadingZeros(bytes - 1));
    }

    /** False: too many wait. */
    boolean take(int bytes, Taken taken) {
        if (bytes < 1 || bytes > 1 << 28) {
            throw new IllegalArgumentException(bytes + " bytes in one call: 1 to " + (1 << 28) + " are wanted");
        }
        MemorySegment memory;
        synchronized (this) {
            memory = waiters.isEmpty() ? find(bytes) : null;
            if (memory == null) {
                if (waiters.size() >= WAITING_LIMIT) {
                    return false;
                }
                waiters.add(new Waiter(bytes, taken));
                return true;
            }
        }
        taken.onMemory(memory);
        return true;
    }

    private @Nullable MemorySegment find(int bytes) {
        int sizeClass = classOf(bytes);
        if (outBytes + (1L << sizeClass) > LIMIT_BYTES) {
            return null;
        }
        MemorySegment memory = free.get(sizeClass).poll();
        if (memory == null) {
            memory = Arena.ofAuto().allocate(1L << sizeClass, 4096);
        }
        outBytes += memory.byteSize();
        return memory;
    }

    void release(MemorySegment memory) {
        Waiter next = null;
        MemorySegment forNext = null;
        synchronized (this) {
            outBytes -= memory.byteSize();
            free.get(classOf((int) memory.byteSize())).push(memory);
            Waiter first = waiters.peek();
            if (first != null) {
                forNext = find(first.bytes);
                if (forNext != null) {
                    next = waiters.remove();
                }
            }
        }
        if (next != null && forNext != null) {
            next.taken.onMemory(forNext);
        }
    }
}
