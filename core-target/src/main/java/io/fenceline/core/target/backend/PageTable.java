package io.fenceline.core.target.backend;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one stretch of a memory back end, and a sequence lock for each: odd while somebody changes the page. Readers
 * take no lock; they look at the sequence before and after, and again if it has changed.
 */
final class PageTable {
    static final int PAGES = 1024;

    private static final VarHandle SEQUENCE = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle PAGE = MethodHandles.arrayElementVarHandle(MemorySegment[].class);

    private final int[] sequences = new int[PAGES];
    private final @Nullable MemorySegment[] pages = new MemorySegment[PAGES];

    /** Takes the lock of a page; a holder copies one page at most. */
    void lock(int page) {
        int spins = 0;
        while (true) {
            int sequence = (int) SEQUENCE.getAcquire(sequences, page);
            if ((sequence & 1) == 0 && SEQUENCE.compareAndSet(sequences, page, sequence, sequence + 1)) {
                return;
            }
            pause(++spins);
        }
    }

    void unlock(int page) {
        SEQUENCE.setRelease(sequences, page, sequences[page] + 1);
    }

    /** The sequence to hand to {@link #unchanged}; waits while the page is being changed. */
    int beginRead(int page) {
        int spins = 0;
        int sequence;
        while (((sequence = (int) SEQUENCE.getAcquire(sequences, page)) & 1) != 0) {
            pause(++spins);
        }
        return sequence;
    }

    /** Whether what was read since is a state that the page really had. */
    boolean unchanged(int page, int sequence) {
        VarHandle.acquireFence();
        return (int) SEQUENCE.getOpaque(sequences, page) == sequence;
    }

    @Nullable
    MemorySegment get(int page) {
        return (MemorySegment) PAGE.getAcquire(pages, page);
    }

    /** Under the page's lock. */
    void set(int page, @Nullable MemorySegment memory) {
        PAGE.setRelease(pages, page, memory);
    }

    /** Whoever holds the lock copies one page, unless the system has taken its processor away: then spinning would not help. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void pause(int spins) {
        if (spins % 64 == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }
}
