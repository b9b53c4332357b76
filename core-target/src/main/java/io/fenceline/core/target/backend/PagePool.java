package io.fenceline.core.target.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Pages outside the heap, made when they are first needed and used again. Any thread. */
final class PagePool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
    private final int pageBytes;
    private long maxPages;
    private long made;

    PagePool(int pageBytes, long maxPages) {
        this.pageBytes = pageBytes;
        this.maxPages = maxPages;
    }

    /** A page that reads as zeroes; null: the limit is reached, or the system has no more memory. */
    synchronized @Nullable MemorySegment take() {
        MemorySegment page = free.poll();
        if (page != null) {
            return page.fill((byte) 0);
        }
        if (made == maxPages) {
            return null;
        }
        try {
            page = arena.allocate(pageBytes, Math.min(pageBytes, 4096));
        } catch (OutOfMemoryError e) {
            // Answered to the host as Capacity Exceeded, and not tried again: whoever else needs memory in this process should
            // find some. Pages that are given back can be used as before.
            maxPages = made;
            return null;
        }
        made++;
        return page;
    }

    synchronized void give(MemorySegment page) {
        free.push(page);
    }

    /** Pages that hold data. */
    synchronized long used() {
        return made - free.size();
    }

    @Override
    public void close() {
        arena.close();
    }
}
