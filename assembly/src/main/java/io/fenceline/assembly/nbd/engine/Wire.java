package io.fenceline.assembly.nbd.engine;

import java.nio.ByteBuffer;

/** What a connection wants of the socket and of the host. Called on the connection's loop, from inside its methods. */
public interface Wire {
    /**
     * Begins a transfer, see {@link Transfer#begin}, at the latest when the batch ends; its end goes to {@link Transmission#onEnded}.
     *
     * @param transfer the host's until then
     */
    void begin(Transfer transfer);

    /**
     * Sends a small reply when the batch ends.
     *
     * @param bytes copied before the call returns
     */
    void send(ByteBuffer bytes);

    /**
     * Sends a reply with data when the batch ends, without copying it; then, or when it cannot be sent any more,
     * {@link Transmission#onSent} is called.
     *
     * @param transfer its payload has the reply
     * @param from first byte of {@link Payload#bytes}
     * @param length bytes
     */
    void send(Transfer transfer, int from, int length);

    /**
     * Whether small replies may be sent: the client reads those that were.
     *
     * @return false: requests wait
     */
    boolean writable();

    /**
     * Hangs up: at once, or when all that was sent has left.
     *
     * @param why one line; empty: as the client wanted
     * @param atOnce whether to drop what has not left
     */
    void close(String why, boolean atOnce);
}
