package io.fenceline.transport.tcp.engine;

/**
 * What a connection does to its socket. Implemented by the binding and by tests; called on the loop. None of its methods
 * may call the connection back before it returns, except {@link TcpConnection#onWritten}.
 */
public interface Wire {
    /**
     * Queues bytes behind what is queued already. The memory stays as it is until {@link TcpConnection#onWritten} has told
     * of it; ranges are told of one by one, in order.
     *
     * @param buffer where they are
     * @param from first byte
     * @param length bytes, at least 1
     */
    void write(PooledBuffer buffer, int from, int length);

    /** Everything that is queued leaves, now or as the peer takes it. */
    void flush();

    /** Calls {@link TcpConnection#run} soon, once for many requests, after what the loop has to do already. */
    void requestRun();

    /**
     * Reads on or not.
     *
     * @param on whether bytes are wanted
     */
    void reading(boolean on);

    /** Tells the peer, after everything that is queued, that nothing more comes. */
    void shutdownOutput();

    /** Closes at once and throws away what has not left; {@link TcpConnection#onClosed} follows. */
    void abort();
}
