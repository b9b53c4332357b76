package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of one loop, in classes of powers of two. It grows to what the load needs, up to its limit, and then takes and
 * gives without allocating. A class that is used up splits a larger buffer; only when the limit is reached, and nothing
 * else helps, free halves are joined again, so that a load that changes its block size finds its memory. Output has buffers
 * of its own, and so never competes with data.
 *
 * <p>Memory comes from an automatic arena: it is freed when the last reference to a buffer is gone, so that nobody who still
 * holds one at close can reach freed memory, and a digest over a buffer does not count the arena's users.
 *
 * <p>Taking happens on the loop only; a buffer may be released by any thread.
 */
public final class LoopBufferPool implements BufferPool {
    /** Least size of a buffer, as a power of two: what is smaller would cost more to manage than to waste. */
    static final int MIN_CLASS = 9;
    /** Memory is asked for in pieces of at least this size. */
    private static final int PIECE_BYTES = 64 * 1024;
    /** Where a piece begins, so that back ends can use whole blocks for direct I/O. */
    private static final int PAGE_BYTES = 4096;
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
    private final @Nullable PooledBuffer[] freeOutput = new @Nullable PooledBuffer[31];
    private final long limitBytes;
    private final long outputBytes;
    private final int maxClass;
    private final BooleanSupplier inLoop;
    private final Executor loop;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Runnable runWaiting = this::runWaiting;
    private long grownBytes;
    private long outputGrownBytes;
    private long outputOutBytes;
    private int outputOut;
    private int dataOut;
    private boolean releasedSinceJoin;
    private volatile boolean awaited;
    /** Released by other threads and not yet sorted in; a list that the loop takes whole. */
    @SuppressWarnings("unused") // by FOREIGN
    private volatile @Nullable PooledBuffer foreign;

    /**
     * Makes an empty pool.
     *
     * @param limitBytes how far it may grow for data; at least one buffer of the greatest size fits
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
            buffer = search(wanted);
            if (buffer == null) {
                return null;
            }
        } else {
            free[wanted] = buffer.next;
        }
        buffer.next = null;
        buffer.state = PooledBuffer.State.TAKEN;
        dataOut++;
        return buffer;
    }

    @Override
    public DataBuffer wrap(MemorySegment memory) {
        if (!memory.isNative() || memory.byteSize() == 0) {
            throw new IllegalArgumentException("memory of " + memory.byteSize() + " bytes: native memory of at least one byte is wanted");
        }
        try {
            memory.get(ValueLayout.JAVA_BYTE, 0);
        } catch (WrongThreadException e) {
            throw new IllegalArgumentException("memory of one thread's arena: an arena that all threads may use is wanted", e);
        }
        return PooledBuffer.wrapped(this, memory);
    }

    private @Nullable PooledBuffer search(int wanted) {
        collectForeign();
        PooledBuffer buffer = larger(wanted);
        if (buffer == null && grow()) {
            buffer = larger(wanted);
        }
        if (buffer == null && releasedSinceJoin) {
            join();
            buffer = larger(wanted);
        }
        return buffer;
    }

    /** The smallest free buffer that will do, split until it fits. */
    private @Nullable PooledBuffer larger(int wanted) {
        for (int sizeClass = wanted; sizeClass <= maxClass; sizeClass++) {
            PooledBuffer buffer = free[sizeClass];
            if (buffer != null) {
                free[sizeClass] = buffer.next;
                while (buffer.sizeClass > wanted) {
                    buffer.state = PooledBuffer.State.SPLIT;
                    putFree(buffer.right());
                    buffer = buffer.left();
                }
                return buffer;
            }
        }
        return null;
    }

    private void putFree(PooledBuffer buffer) {
        buffer.state = PooledBuffer.State.FREE;
        buffer.next = free[buffer.sizeClass];
        free[buffer.sizeClass] = buffer;
    }

    private boolean grow() {
        long size = 1L << maxClass;
        if (grownBytes + size > Math.max(limitBytes, size)) {
            return false;
        }
        MemorySegment memory = allocate(size);
        if (memory == null) {
            return false;
        }
        grownBytes += size;
        putFree(new PooledBuffer(this, maxClass, memory, false, null));
        return true;
    }

    private @Nullable MemorySegment allocate(long size) {
        try {
            return arena.allocate(size, PAGE_BYTES);
        } catch (OutOfMemoryError e) {
            return null; // the limit of the process, reached before ours
        }
    }

    /** Joins free halves, smallest first, so that what comes of it can be joined too. */
    private void join() {
        releasedSinceJoin = false;
        for (int sizeClass = MIN_CLASS; sizeClass < maxClass; sizeClass++) {
            PooledBuffer buffer = free[sizeClass];
            free[sizeClass] = null;
            PooledBuffer keep = null;
            while (buffer != null) {
                PooledBuffer next = buffer.next;
                PooledBuffer whole = buffer.whole;
                if (buffer.state == PooledBuffer.State.JOINED) {
                    buffer.next = null; // with its other half, just before
                } else if (whole != null && whole.left().state == PooledBuffer.State.FREE
                        && whole.right().state == PooledBuffer.State.FREE) {
                    whole.left().state = PooledBuffer.State.JOINED;
                    whole.right().state = PooledBuffer.State.JOINED;
                    putFree(whole);
                } else {
                    buffer.next = keep;
                    keep = buffer;
                }
                buffer = next;
            }
            free[sizeClass] = keep;
        }
    }

    /**
     * Takes a buffer for output, whether or not any limit is reached: what must be answered is bounded elsewhere, by the
     * number of connections and of commands that may be outstanding.
     *
     * @param bytes size, at least 1
     * @return the buffer
     */
    public PooledBuffer takeForOutput(int bytes) {
        int wanted = classOf(bytes);
        PooledBuffer buffer = freeOutput[wanted];
        if (buffer == null) {
            collectForeign();
            buffer = freeOutput[wanted];
            if (buffer == null) {
                buffer = growOutput(wanted);
            }
        }
        freeOutput[wanted] = buffer.next;
        buffer.next = null;
        buffer.state = PooledBuffer.State.TAKEN;
        outputOut++;
        outputOutBytes += buffer.capacity();
        return buffer;
    }

    private PooledBuffer growOutput(int sizeClass) {
        int size = 1 << sizeClass;
        int piece = Math.max(size, PIECE_BYTES);
        MemorySegment memory = allocate(piece);
        if (memory == null) {
            throw new OutOfMemoryError("no memory for " + size + " bytes of output");
        }
        outputGrownBytes += piece;
        PooledBuffer first = null;
        for (int at = piece - size; at >= 0; at -= size) {
            PooledBuffer buffer = new PooledBuffer(this, sizeClass, memory.asSlice(at, size), true, null);
            buffer.state = PooledBuffer.State.FREE;
            buffer.next = first;
            first = buffer;
        }
        if (first == null) {
            throw new IllegalStateException("a piece of memory without a buffer");
        }
        return first;
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
        @Nullable
        PooledBuffer[] lists;
        if (buffer.output) {
            lists = freeOutput;
            outputOut--;
            outputOutBytes -= buffer.capacity();
        } else {
            lists = free;
            dataOut--;
            releasedSinceJoin = true;
        }
        buffer.next = lists[buffer.sizeClass];
        lists[buffer.sizeClass] = buffer;
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
        return outputOutBytes > outputBytes;
    }

    /**
     * How many buffers are out. On the loop.
     *
     * @return taken less released
     */
    public int outstanding() {
        collectForeign();
        return dataOut + outputOut;
    }

    /**
     * How many buffers are out for data. On the loop.
     *
     * @return as {@link #outstanding}, without those for output and the transport's own needs
     */
    public int dataOutstanding() {
        collectForeign();
        return dataOut;
    }

    /**
     * How much memory it holds, free or not. On the loop.
     *
     * @return bytes
     */
    public long grownBytes() {
        return grownBytes + outputGrownBytes;
    }
}
