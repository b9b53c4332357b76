package io.fenceline.spi.transport;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The host end of a queue pair. Called on {@link #loop} only, {@link #loop} itself from anywhere. */
public interface QueuePair {
    /**
     * The serial owner of this queue pair.
     *
     * @return accepts tasks from any thread, in order; after the transport is closed it throws
     *         {@link java.util.concurrent.RejectedExecutionException}
     */
    Executor loop();

    /**
     * Whether the calling thread is the loop.
     *
     * @return true on the loop
     */
    boolean inLoop();

    /**
     * Memory for data.
     *
     * @return the loop's pool
     */
    BufferPool buffers();

    /**
     * How much data may go in a command's capsule.
     *
     * @param bytes IOCCSZ * 16 - 64 of the controller, once known
     */
    void inCapsuleLimit(int bytes);

    /**
     * Submits a command. The entry is copied and its SGL1 filled in; the buffer is the transport's until
     * {@link QueuePairListener#onCompletion} or {@link QueuePairListener#onQuiesced}. Nothing need leave before
     * {@link #flush}.
     *
     * @param slot 0 to the queue's size less one, not in use; the low bits of the entry's CID equal it (as many bits as
     *            size - 1 has), the others are a generation, so that a late completion is noticed
     * @param sqe 64 bytes
     * @param data null: none. Which way it goes says the opcode
     * @param length bytes of data
     * @throws IllegalArgumentException when the slot is not free, or length is above
     *             {@link TransportCapabilities#maxTransferBytes}; nothing has happened then
     */
    void submit(int slot, MemorySegment sqe, @Nullable DataBuffer data, int length);

    /** End of a batch: what was submitted leaves. */
    void flush();

    /**
     * Ends the connection, and then exactly one {@link QueuePairListener#onQuiesced}. A second call does nothing.
     *
     * @param why a termination request tells the peer, where the transport has one and the kind is PROTOCOL or DIGEST
     */
    void disconnect(TransportFault why);
}
