package io.fenceline.core.host.engine.queue;

/** Hears what becomes of commands. Called on the queue's loop. */
public interface CommandOwner {
    /**
     * The controller has answered.
     *
     * @param command is the owner's again, its memory too
     * @param status as in {@link io.fenceline.wire.Status}
     * @param result DW0 in the low half, DW1 in the high half
     */
    void onAnswered(Command command, int status, long result);

    /**
     * It was not sent, and will not be by this queue.
     *
     * @param command is the owner's again
     */
    void onNotSent(Command command);

    /**
     * When the command should have ended.
     *
     * @param command in flight
     * @return by the host's clock; {@link Long#MAX_VALUE}: whenever
     */
    long deadlineNs(Command command);
}
