package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.DataBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A buffer of a {@link LoopBufferPool}: memory and views of it that are made once. */
public final class PooledBuffer implements DataBuffer {
    final int sizeClass;
    private final LoopBufferPool pool;
    private final MemorySegment segment;
    private final ByteBuffer byteBuffer;
    private boolean free;
    private @Nullable Object binding;

    /** The next in a list of free buffers. */
    @Nullable
    PooledBuffer next;
    /** Whether it was taken beyond the limit, for output. */
    boolean reserved;
    /** Of a buffer of output: how many ranges have been given to the wire and are not written. */
    int rangesOut;
    /** Of a buffer of output: nothing more will be put in. */
    boolean filled;

    PooledBuffer(LoopBufferPool pool, int sizeClass, MemorySegment segment) {
        this.pool = pool;
        this.sizeClass = sizeClass;
        this.segment = segment;
        this.byteBuffer = segment.asByteBuffer();
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
        return 1 << sizeClass;
    }

    @Override
    public void release() {
        if (free) {
            throw new IllegalStateException("a buffer of " + capacity() + " bytes was released twice");
        }
        free = true;
        pool.recycle(this);
    }

    void taken() {
        free = false;
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
