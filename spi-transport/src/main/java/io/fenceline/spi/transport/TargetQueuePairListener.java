package io.fenceline.spi.transport;

/** Hears of a queue pair's life at the target. Implemented by the core; called on the queue pair's loop only. */
public interface TargetQueuePairListener {
    /**
     * A command capsule has come. The exchange is the core's until it ends it. May be called from inside no call of the
     * core's own.
     *
     * @param exchange the command
     */
    void onCommand(CommandExchange exchange);

    /**
     * A {@link CommandExchange#fetch} has ended. Never called from inside it.
     *
     * @param exchange the command
     * @param status {@link io.fenceline.wire.Status#SUCCESS}: the data is in the buffer; another status: it is not, and the
     *            command is to be answered with it, if the queue pair lives
     */
    void onFetched(CommandExchange exchange, int status);

    /**
     * A {@link CommandExchange#send} has ended: the buffer is the core's again. Never called from inside it.
     *
     * @param exchange the command
     * @param status success, or why not
     */
    void onSent(CommandExchange exchange, int status);

    /** All commands that came in one piece have been delivered: what was gathered can be handed on. */
    void onBatchEnd();

    /**
     * The connection is lost or must end. The core answers with {@link TargetQueuePair#disconnect}; until it does, no
     * further command comes. At most once, and not after a disconnect.
     *
     * @param fault why
     */
    void onFault(TransportFault fault);

    /**
     * Local silence: no byte of a response or of data leaves any more, every exchange has ended, all buffers are back. The
     * last call, exactly once, and only after {@link TargetQueuePair#disconnect}.
     */
    void onQuiesced();
}
