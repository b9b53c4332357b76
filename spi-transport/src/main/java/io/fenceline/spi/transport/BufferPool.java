package io.fenceline.spi.transport;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A queue pair's source of data buffers. Called on the queue pair's loop only. */
public interface BufferPool {
    /**
     * Takes a buffer without waiting and, once the pool has grown to what the load needs, without allocating.
     *
     * @param bytes 1 to {@link TransportCapabilities#maxTransferBytes}
     * @return the buffer, whose contents are undefined; null when the pool's limit is reached: try again when a buffer
     *         of this loop has been released, see {@link #whenReleased}
     * @throws IllegalArgumentException when {@code bytes} is outside its range
     */
    @Nullable
    DataBuffer take(int bytes);

    /**
     * Shows memory of somebody else as a data buffer, so that it can be submitted without a copy. Allocates; who uses the same
     * memory again keeps the buffer. {@link DataBuffer#release} gives up the view and leaves the memory alone; the owner of the
     * memory must keep it alive and unchanged as long as the buffer is submitted.
     *
     * @param memory native, of an arena that all threads may use; at most {@link TransportCapabilities#maxTransferBytes} of it is used
     * @return null when this transport can only use its own memory: then take a buffer, and copy
     * @throws IllegalArgumentException when the memory is on the heap or belongs to one thread
     */
    @Nullable
    DataBuffer wrap(MemorySegment memory);

    /**
     * Runs a task once, on the loop and never inside this call, after the next buffer of the pool has been released, by
     * whomever: by another queue pair of the loop, or by the transport after data has left. For who got null from
     * {@link #take}. Tasks are run in the order in which they came; allocates nothing once as many tasks as the loop has
     * queue pairs have waited.
     *
     * @param task does not block
     */
    void whenReleased(Runnable task);
}
