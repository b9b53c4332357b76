package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.DataBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A buffer of a {@link LoopBufferPool}: memory and views of it that are made once. */
public final class PooledBuffer implements DataBuffer {
    /** Where a piece of memory is. */
    enum State {
        /** Somebody has it. */
        TAKEN,
        /** In a list of free buffers, or on its way there. */
        FREE,
        /** Its halves are used instead of it. */
        SPLIT,
        /** Its whole is used instead of it. */
        JOINED
    }

    /** The size class of what belongs to no pool. */
    static final int WRAPPED = -1;

    final int sizeClass;
    /** Whether it is for output; those are never split. */
    final boolean output;
    final @Nullable PooledBuffer whole;
    private final LoopBufferPool pool;
    private final MemorySegment segment;
    private final ByteBuffer byteBuffer;
    private @Nullable Object binding;

    State state = State.JOINED;
    private @Nullable PooledBuffer left;
    private @Nullable PooledBuffer right;
    /** The next in a list of free buffers. */
    @Nullable
    PooledBuffer next;
    /** Of a buffer of output: how many ranges have been given to the wire and are not written. */
    int rangesOut;
    /** Of a buffer of output: nothing more will be put in. */
    boolean filled;

    PooledBuffer(LoopBufferPool pool, int sizeClass, MemorySegment segment, boolean output, @Nullable PooledBuffer whole) {
        this.pool = pool;
        this.sizeClass = sizeClass;
        this.segment = segment;
        this.byteBuffer = segment.asByteBuffer();
        this.output = output;
        this.whole = whole;
    }

    /** Memory of somebody else, seen through this pool. */
    static PooledBuffer wrapped(LoopBufferPool pool, MemorySegment memory) {
        PooledBuffer buffer = new PooledBuffer(pool, WRAPPED, memory, false, null);
        buffer.state = State.TAKEN;
        return buffer;
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public ByteBuffer byteBuffer() {
        return byteBuffer;
    }

    /**
     * How much fits.
     *
     * @return bytes
     */
    public int capacity() {
        return sizeClass == WRAPPED ? (int) Math.min(segment.byteSize(), Integer.MAX_VALUE) : 1 << sizeClass;
    }

    PooledBuffer left() {
        PooledBuffer half = left;
        if (half == null) {
            half = new PooledBuffer(pool, sizeClass - 1, segment.asSlice(0, capacity() / 2), output, this);
            left = half;
        }
        return half;
    }

    PooledBuffer right() {
        PooledBuffer half = right;
        if (half == null) {
            half = new PooledBuffer(pool, sizeClass - 1, segment.asSlice(capacity() / 2, capacity() / 2), output, this);
            right = half;
        }
        return half;
    }

    @Override
    public void release() {
        if (state != State.TAKEN) {
            throw new IllegalStateException("a buffer of " + capacity() + " bytes was released twice");
        }
        state = State.FREE;
        if (sizeClass != WRAPPED) {
            pool.recycle(this);
        }
    }

    /**
     * What the binding keeps with this memory for ever, such as its own kind of view.
     *
     * @return null: nothing yet
     */
    public @Nullable Object binding() {
        return binding;
    }

    /**
     * Keeps something with this memory for ever. On the loop of whoever owns it.
     *
     * @param object what to keep
     */
    public void binding(Object object) {
        binding = object;
    }
}
