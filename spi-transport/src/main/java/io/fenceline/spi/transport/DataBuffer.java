package io.fenceline.spi.transport;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A piece of memory that belongs to a transport's {@link BufferPool} and has one owner at a time. There are no reference
 * counts: whoever owns it when nothing more is to be done with it calls {@link #release}, exactly once.
 */
public interface DataBuffer {
    /**
     * The memory, in a shared arena that lives as long as the transport. All of it, whatever length was asked for.
     *
     * @return at least as long as what was asked for
     */
    MemorySegment segment();

    /**
     * A view of the same memory, made once. The receiver may move position and limit, and must not keep it longer than
     * it owns the buffer.
     *
     * @return a direct, big-endian buffer
     */
    ByteBuffer byteBuffer();

    /**
     * Gives the memory back to its pool. Any thread; best on the loop that took it.
     *
     * @throws IllegalStateException when it has been given back already
     */
    void release();
}
