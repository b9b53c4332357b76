package io.fenceline.core.target.backend;

import io.fenceline.api.NvmeException;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in memory, outside the heap. Sparse: a page takes memory from its first write until it is zeroed or
 * deallocated as a whole, and is then used again for other blocks of the same namespace; the system gets all of it back when
 * the back end is closed. What was never written reads as zeroes.
 *
 * <p>
 * Requests complete inside submit, on whatever thread. Of requests that overlap and run at the same time, each piece that
 * lies in one page happens as a whole, before or after the others: since a page is a multiple of a logical block, a block is
 * never half of one write and half of another, and never read half written (AWUN of one block).
 *
 * <p>
 * There is no volatile cache that a flush could empty: memory as a whole is lost when the process ends, and that is what
 * this type means.
 */
public final class MemoryBackend implements Backend {
    /** Requests are completed before submit returns. */
    static final long DRAIN_MS = 1;
    private static final BackendCapabilities CAPABILITIES = new BackendCapabilities(false, true, true, true, DRAIN_MS);
    /** How often a reader tries without the lock. */
    private static final int TRIES = 100;

    private final String name;
    private final int blockSize;
    private final int pageBytes;
    private final int pageShift;
    private final PagePool pool;
    private volatile long size;
    private volatile @Nullable PageTable[] tables;

    /**
     * Makes one.
     *
     * @param name for messages
     * @param blockSize bytes of a logical block
     * @param size bytes, a multiple of the block size, at least one block
     * @param pageBytes bytes of a page, a power of two and a multiple of the block size
     * @param limit greatest number of bytes that all pages take together
     */
    public MemoryBackend(String name, int blockSize, long size, int pageBytes, long limit) {
        if (Integer.bitCount(pageBytes) != 1 || pageBytes < blockSize) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    "page: " + pageBytes + " is not valid; a power of two that is not less than the block size " + blockSize
                            + " is wanted");
        }
        this.name = name;
        this.blockSize = blockSize;
        this.pageBytes = pageBytes;
        pageShift = Integer.numberOfTrailingZeros(pageBytes);
        checkSize(size);
        pool = new PagePool(pageBytes, limit >>> pageShift);
        tables = new PageTable[tables(size)];
        this.size = size;
    }

    private void checkSize(long bytes) {
        if (bytes < blockSize || bytes % blockSize != 0) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    "size: " + bytes + " of " + name + " is not valid; a multiple of the block size " + blockSize + " is wanted");
        }
    }

    private int tables(long bytes) {
        long tableBytes = (long) pageBytes * PageTable.PAGES;
        return Math.toIntExact((bytes + tableBytes - 1) / tableBytes);
    }

    @Override
    public BackendCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    /**
     * How much memory holds data now.
     *
     * @return bytes
     */
    public long usedBytes() {
        return pool.used() * pageBytes;
    }

    @Override
    public synchronized void resize(long bytes) {
        checkSize(bytes);
        long before = size;
        if (bytes > before) {
            if (tables(bytes) > tables.length) {
                tables = Arrays.copyOf(tables, tables(bytes));
            }
            size = bytes;
        } else if (bytes < before) {
            // A write that takes a page's lock after this sees the new size; what was written before it is dropped here.
            size = bytes;
            clear(bytes, before - bytes);
        }
    }

    @Override
    public void submit(BackendRequest request) {
        request.complete(perform(request));
    }

    @Override
    public void cancel(BackendRequest request, int generation) {
        // Completed inside submit: there is nothing to cancel.
    }

    private int perform(BackendRequest request) {
        long offset = request.offset();
        long length = request.length();
        if (length > size || offset > size - length) {
            return Status.LBA_OUT_OF_RANGE | Status.DNR;
        }
        return switch (request.op()) {
            case READ -> read(request.memory(), offset, length);
            case WRITE -> write(request.memory(), offset, length);
            case FLUSH -> Status.SUCCESS;
            case WRITE_ZEROES, DEALLOCATE -> clear(offset, length);
        };
    }

    private int read(MemorySegment into, long offset, long length) {
        for (long done = 0; done < length;) {
            int at = (int) ((offset + done) & (pageBytes - 1));
            int piece = (int) Math.min(pageBytes - at, length - done);
            readPage(into, done, (offset + done) >>> pageShift, at, piece);
            done += piece;
        }
        return Status.SUCCESS;
    }

    private void readPage(MemorySegment into, long to, long number, int at, int bytes) {
        PageTable table = tables[(int) (number / PageTable.PAGES)];
        if (table == null) {
            Zeroes.fill(into, to, bytes);
            return;
        }
        int page = (int) (number % PageTable.PAGES);
        for (int i = 0; i < TRIES; i++) {
            int sequence = table.beginRead(page);
            copyOut(table.get(page), at, into, to, bytes);
            if (table.unchanged(page, sequence)) {
                return;
            }
        }
        table.lock(page);
        try {
            copyOut(table.get(page), at, into, to, bytes);
        } finally {
            table.unlock(page);
        }
    }

    private static void copyOut(@Nullable MemorySegment page, int at, MemorySegment into, long to, int bytes) {
        if (page == null) {
            Zeroes.fill(into, to, bytes);
        } else {
            MemorySegment.copy(page, at, into, to, bytes);
        }
    }

    private int write(MemorySegment from, long offset, long length) {
        for (long done = 0; done < length;) {
            int at = (int) ((offset + done) & (pageBytes - 1));
            int piece = (int) Math.min(pageBytes - at, length - done);
            long number = (offset + done) >>> pageShift;
            PageTable table = table(number);
            int page = (int) (number % PageTable.PAGES);
            table.lock(page);
            try {
                if (offset + done + piece > size) {
                    return Status.LBA_OUT_OF_RANGE | Status.DNR;
                }
                MemorySegment memory = table.get(page);
                if (memory == null) {
                    memory = pool.take();
                    if (memory == null) {
                        return Status.CAPACITY_EXCEEDED | Status.DNR;
                    }
                    table.set(page, memory);
                }
                MemorySegment.copy(from, done, memory, at, piece);
            } finally {
                table.unlock(page);
            }
            done += piece;
        }
        return Status.SUCCESS;
    }

    private PageTable table(long number) {
        int index = (int) (number / PageTable.PAGES);
        PageTable table = tables[index];
        return table != null ? table : makeTable(index);
    }

    private synchronized PageTable makeTable(int index) {
        @Nullable
        PageTable[] now = tables;
        PageTable table = now[index];
        if (table == null) {
            table = new PageTable();
            @Nullable
            PageTable[] next = now.clone();
            next[index] = table;
            tables = next;
        }
        return table;
    }

    /** Makes a range read as zeroes, and gives whole pages back. */
    private int clear(long offset, long length) {
        for (long done = 0; done < length;) {
            long number = (offset + done) >>> pageShift;
            int at = (int) ((offset + done) & (pageBytes - 1));
            long piece = Math.min(pageBytes - at, length - done);
            PageTable table = tables[(int) (number / PageTable.PAGES)];
            if (table == null) {
                // A stretch in which nothing was ever written.
                long rest = (long) (PageTable.PAGES - (int) (number % PageTable.PAGES)) * pageBytes - at;
                piece = Math.min(rest, length - done);
            } else {
                int page = (int) (number % PageTable.PAGES);
                if (table.get(page) != null) {
                    clearPage(table, page, at, (int) piece);
                }
            }
            done += piece;
        }
        return Status.SUCCESS;
    }

    private void clearPage(PageTable table, int page, int at, int bytes) {
        table.lock(page);
        try {
            MemorySegment memory = table.get(page);
            if (memory != null) {
                if (bytes == pageBytes) {
                    table.set(page, null);
                    pool.give(memory);
                } else {
                    Zeroes.fill(memory, at, bytes);
                }
            }
        } finally {
            table.unlock(page);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
