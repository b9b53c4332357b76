package io.fenceline.core.target.engine.io;

import io.fenceline.core.target.engine.namespace.NamespaceTable;
import io.fenceline.spi.transport.TransportFault;
import java.lang.foreign.MemorySegment;

/**
 * What an I/O queue needs from the controller that it belongs to. Called on the queue's loop; the methods that are called
 * for every command must be cheap, and none may block.
 */
public interface IoQueueContext {
    /**
     * The controller's identifier.
     *
     * @return CNTLID
     */
    int cntlid();

    /**
     * The attached namespaces. Read once for each command.
     *
     * @return an immutable snapshot
     */
    NamespaceTable namespaces();

    /**
     * Whether the namespaces of an ANA group can be reached through this controller.
     *
     * @param anaGroup ANAGRPID
     * @return {@link io.fenceline.wire.Status#SUCCESS}, or the path related status to answer with
     */
    int anaStatus(int anaGroup);

    /**
     * Whether I/O commands are taken: the controller is enabled and not shutting down.
     *
     * @return {@link io.fenceline.wire.Status#SUCCESS}, or the status to answer every command with
     */
    int admission();

    /**
     * The greatest data transfer of a command.
     *
     * @return bytes; MDTS follows from it
     */
    int maxTransferBytes();

    /**
     * Whether the host has switched the volatile write cache off (Set Features 06h): then every write is as one with FUA.
     *
     * @return whether all writes must be durable before they are answered
     */
    default boolean writeThrough() {
        return false;
    }

    /**
     * Whether writes to the same blocks wait for a write that is late. Asked once, when the queue is made.
     *
     * @return whether
     */
    default boolean guardsLateWrites() {
        return false;
    }

    /**
     * Some writes have been in their back ends for so long that writes to the same blocks wait for them from now on.
     *
     * @param writes how many
     */
    default void onLateWrites(int writes) {
        // For the operator only.
    }

    /** Commands have come: for traffic based keep alive. Called at least once for each batch of commands. */
    void traffic();

    /**
     * Counters for one queue. Called once by each queue, when it is made.
     *
     * @return counters that nobody else writes
     */
    IoStatistics statistics();

    /**
     * A Fabrics command other than those of an association's beginning has come on the I/O queue: Disconnect,
     * Authentication, or one that does not belong there. It is answered with what this returns; a queue that is to end
     * after a Disconnect is closed by a later task of the loop, not inside this call, so that the answer leaves.
     *
     * @param qid the queue
     * @param sqe the command, valid during the call
     * @return the status to answer with
     */
    int onFabrics(int qid, MemorySegment sqe);

    /**
     * A command has failed and deserves an entry in the Error Information log page. Its completion has the More bit set.
     *
     * @param entry about the error
     */
    void onError(ErrorEntry entry);

    /**
     * A back end has thrown instead of taking a request, which it must not; the command ends with Internal Error.
     *
     * @param nsid its namespace
     * @param failure what it threw
     */
    void onBackendFailure(int nsid, RuntimeException failure);

    /**
     * The transport has lost the queue's connection, or it must end. The queue fences itself right after this call; the
     * controller closes it.
     *
     * @param qid the queue
     * @param fault why
     */
    void onQueueFault(int qid, TransportFault fault);

    /**
     * The fence is complete: no request of this queue to a back end runs or will ever run. Once, after
     * {@link IoQueue#fence}, maybe inside it.
     *
     * @param qid the queue
     */
    void onQueueSilent(int qid);

    /**
     * The transport has no more of this queue: the last call.
     *
     * @param qid the queue
     */
    void onQueueQuiesced(int qid);
}
