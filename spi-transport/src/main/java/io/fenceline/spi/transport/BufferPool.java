package io.fenceline.spi.transport;

import org.jspecify.annotations.Nullable;

/** A queue pair's source of data buffers. Called on the queue pair's loop only. */
public interface BufferPool {
    /**
     * Takes a buffer without waiting and, once the pool has grown to what the load needs, without allocating.
     *
     * @param bytes 1 to {@link TransportCapabilities#maxTransferBytes}
     * @return the buffer, whose contents are undefined; null when the pool's limit is reached: try again when a buffer
     *         of this loop has been released
     */
    @Nullable
    DataBuffer take(int bytes);
}
