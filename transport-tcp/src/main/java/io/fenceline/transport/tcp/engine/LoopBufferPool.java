package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.BufferPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of one loop, in classes of powers of two. It grows to what the load needs, up to its limit, and then takes
 * and gives without allocating. Memory comes from an automatic arena: it is freed when the last reference to a buffer is
 * gone, so that nobody who still holds one at close can reach freed memory, and a digest over a buffer costs no
 * count of the arena's users.
 *
 * <p>Taking happens on the loop only; a buffer may be released by any thread.
 */
public final class LoopBufferPool implements BufferPool {
    /** Least size of a buffer, as a power of two: what is smaller would cost more to manage than to waste. */
    static final int MIN_CLASS = 9;
    /** Buffers smaller than this are cut from pieces of this size. */
    private static final int SLAB_BYTES = 64 * 1024;
    /** Larger buffers begin at a page, so that back ends can use them for direct I/O. */
    private static final int PAGE_BYTES = 4096;
    private static final int CACHE_LINE_BYTES = 64;
    private static final VarHandle FOREIGN;

    static {
        try {
            FOREIGN = MethodHandles.lookup().findVarHandle(LoopBufferPool.class, "foreign", PooledBuffer.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Arena arena = Arena.ofAuto();
    private final @Nullable PooledBuffer[] free = new @Nullable PooledBuffer[31];
    private final long limitBytes;
    private final long outputBytes;
    private final int maxClass;
    private final BooleanSupplier inLoop;
    private final Executor loop;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Runnable runWaiting = this::runWaiting;
    private long grownBytes;
    private long reservedOut;
    private long out;
    private volatile boolean awaited;
    /** Released by other threads and not yet sorted in; a list that the loop takes whole. */
    @SuppressWarnings("unused") // by FOREIGN
    private volatile @Nullable PooledBuffer foreign;

    /**
     * Makes an empty pool.
     *
     * @param limitBytes how far it may grow for data
     * @param outputBytes how much may be taken for output before {@link #outputScarce}
     * @param maxBuffer greatest buffer, a power of two
     * @param inLoop whether the calling thread is the owner
     * @param loop runs tasks later on the loop
     */
    public LoopBufferPool(long limitBytes, long outputBytes, int maxBuffer, BooleanSupplier inLoop, Executor loop) {
        this.limitBytes = limitBytes;
        this.outputBytes = outputBytes;
        this.maxClass = classOf(maxBuffer);
        this.inLoop = inLoop;
        this.loop = loop;
    }

    private static int classOf(int bytes) {
        return Math.max(MIN_CLASS, 32 - Integer.numberOfLeadingZeros(bytes - 1));
    }

    @Override
    public @Nullable PooledBuffer take(int bytes) {
        int wanted = classOf(bytes);
        if (bytes < 1 || wanted > maxClass) {
            throw new IllegalArgumentException("a buffer of " + bytes + " bytes: 1 to " + (1 << maxClass) + " are wanted");
        }
        PooledBuffer buffer = free[wanted];
        if (buffer == null) {
            buffer = search(wanted, false);
            if (buffer == null) {
                return null;
            }
        }
        return give(buffer);
    }

    /**
     * Takes a buffer for output, whether or not the limit is reached: what must be answered is bounded elsewhere, by the
     * number of commands that may be outstanding.
     *
     * @param bytes size, at least 1
     * @return the buffer
     */
    public PooledBuffer takeForOutput(int bytes) {
        int wanted = classOf(bytes);
        PooledBuffer buffer = free[wanted];
        if (buffer == null) {
            buffer = search(wanted, true);
            if (buffer == null) {
                throw new OutOfMemoryError("no memory for " + bytes + " bytes of output");
            }
        }
        buffer.reserved = true;
        reservedOut += buffer.capacity();
        return give(buffer);
    }

    private PooledBuffer give(PooledBuffer buffer) {
        free[buffer.sizeClass] = buffer.next;
        buffer.next = null;
        buffer.taken();
        out++;
        return buffer;
    }

    private @Nullable PooledBuffer search(int wanted, boolean beyondLimit) {
        collectForeign();
        if (free[wanted] != null) {
            return free[wanted];
        }
        if (beyondLimit || grownBytes + (1L << wanted) <= limitBytes) {
            grow(wanted);
        }
        for (int larger = wanted; larger <= maxClass; larger++) {
            if (free[larger] != null) {
                return free[larger];
            }
        }
        return null;
    }

    private void grow(int sizeClass) {
        int size = 1 << sizeClass;
        int slab = Math.max(size, SLAB_BYTES);
        if (size < SLAB_BYTES && grownBytes + slab > limitBytes) {
            slab = size;
        }
        MemorySegment memory;
        try {
            memory = arena.allocate(slab, size >= PAGE_BYTES ? PAGE_BYTES : CACHE_LINE_BYTES);
        } catch (OutOfMemoryError e) {
            return; // the limit of the machine, reached before ours
        }
        grownBytes += slab;
        for (int at = slab - size; at >= 0; at -= size) {
            PooledBuffer buffer = new PooledBuffer(this, sizeClass, memory.asSlice(at, size));
            buffer.next = free[sizeClass];
            free[sizeClass] = buffer;
        }
    }

    void recycle(PooledBuffer buffer) {
        if (inLoop.getAsBoolean()) {
            sortIn(buffer);
        } else {
            PooledBuffer head;
            do {
                head = foreign;
                buffer.next = head;
            } while (!FOREIGN.compareAndSet(this, head, buffer));
        }
        if (awaited) {
            awaited = false;
            loop.execute(runWaiting);
        }
    }

    private void sortIn(PooledBuffer buffer) {
        if (buffer.reserved) {
            buffer.reserved = false;
            reservedOut -= buffer.capacity();
        }
        out--;
        buffer.next = free[buffer.sizeClass];
        free[buffer.sizeClass] = buffer;
    }

    private void collectForeign() {
        if (foreign == null) {
            return;
        }
        PooledBuffer buffer = (PooledBuffer) FOREIGN.getAndSet(this, null);
        while (buffer != null) {
            PooledBuffer next = buffer.next;
            sortIn(buffer);
            buffer = next;
        }
    }

    @Override
    public void whenReleased(Runnable task) {
        waiting.addLast(task);
        awaited = true;
        if (foreign != null) { // another thread's release may have come just before
            awaited = false;
            loop.execute(runWaiting);
        }
    }

    private void runWaiting() {
        collectForeign();
        for (int n = waiting.size(); n > 0; n--) { // who waits again waits for the next release
            waiting.removeFirst().run();
        }
    }

    /**
     * Whether so much is taken for output that payloads should wait in their own buffers instead of being copied.
     *
     * @return true above the budget
     */
    public boolean outputScarce() {
        return reservedOut > outputBytes;
    }

    /**
     * How many buffers are out. On the loop.
     *
     * @return taken less released
     */
    public long outstanding() {
        collectForeign();
        return out;
    }

    /**
     * How much memory it holds, free or not. On the loop.
     *
     * @return bytes
     */
    public long grownBytes() {
        return grownBytes;
    }
}
