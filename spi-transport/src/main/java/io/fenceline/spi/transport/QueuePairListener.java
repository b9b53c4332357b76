package io.fenceline.spi.transport;

/**
 * Hears of a queue pair's life at the host. Implemented by the core; called on the queue pair's loop only, never from
 * inside a call of the core's own.
 */
public interface QueuePairListener {
    /**
     * It is connected.
     *
     * @param queuePair ready for commands
     */
    void onConnected(QueuePair queuePair);

    /**
     * A command has been answered; its data, if it read any, is in its buffer, which is the core's again.
     *
     * @param slot as submitted
     * @param result DW0 in the low half, DW1 in the high half
     * @param sqHead SQHD; -1: the transport ended the command without a completion entry, as C2HData with SUCCESS does
     * @param status as in {@link io.fenceline.wire.Status}; a data digest that did not fit is
     *            {@link io.fenceline.wire.Status#TRANSIENT_TRANSPORT_ERROR}
     */
    void onCompletion(int slot, long result, int sqHead, int status);

    /** All completions that came in one piece have been delivered. */
    void onBatchEnd();

    /**
     * The connection could not be made, is lost, or must end. The core answers with {@link QueuePair#disconnect} (unless it
     * never connected: then {@link #onQuiesced} follows by itself). At most once, and not after a disconnect.
     *
     * @param fault why
     */
    void onFault(TransportFault fault);

    /**
     * Local silence: no byte of a submitted command leaves this end any more, and all buffers are the core's again. What the
     * network or the controller still holds is not covered. The last call, exactly once.
     *
     * @param lastByteNs when a byte of a command may have left last, by the context's clock
     */
    void onQuiesced(long lastByteNs);
}
