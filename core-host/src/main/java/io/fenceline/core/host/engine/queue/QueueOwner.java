package io.fenceline.core.host.engine.queue;

import io.fenceline.spi.transport.TransportFault;

/** The controller of a queue, as the queue sees it. Called on the queue's loop; must not block. */
public interface QueueOwner {
    /**
     * The connection is there.
     *
     * @param queue which
     */
    void onQueueConnected(IoQueue queue);

    /**
     * The connection could not be made, is lost or must end.
     *
     * @param queue which
     * @param fault why
     */
    void onQueueFault(IoQueue queue, TransportFault fault);

    /**
     * A command was not answered in time, and neither was its abort: its controller has failed.
     *
     * @param queue which
     * @param fault says so
     */
    void onCommandTimeout(IoQueue queue, TransportFault fault);

    /**
     * Nothing of it leaves this end any more.
     *
     * @param queue which
     * @param held the first of the commands that were sent and not answered, linked by {@link Command#next}; null: none
     * @param count how many
     * @param lastByteNs when a byte may have left last
     */
    void onQueueSilent(IoQueue queue, @org.jspecify.annotations.Nullable Command held, int count, long lastByteNs);

    /**
     * A command should be aborted.
     *
     * @param queue which
     * @param cid the command's identifier
     */
    void onAbortWanted(IoQueue queue, int cid);
}
