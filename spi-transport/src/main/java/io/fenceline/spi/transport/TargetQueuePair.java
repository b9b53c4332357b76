package io.fenceline.spi.transport;

import io.fenceline.api.TransportAddress;
import java.util.concurrent.Executor;

/**
 * The target end of a queue pair. Its methods are called on {@link #loop} only, {@link #loop}, {@link #local} and
 * {@link #remote} from anywhere.
 */
public interface TargetQueuePair {
    /**
     * The serial owner of this queue pair: all callbacks come here, and the core runs its engine here.
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
     * Where the peer connected to.
     *
     * @return the address as listened on, with the real service
     */
    TransportAddress local();

    /**
     * Where the peer connected from.
     *
     * @return the peer's address
     */
    TransportAddress remote();

    /**
     * Memory for data.
     *
     * @return the loop's pool
     */
    BufferPool buffers();

    /**
     * Tells what a successful Connect command agreed on, before its response is given. From now on at most
     * {@link QueuePairParams#size} commands are outstanding; a host that sends more breaks the protocol.
     *
     * @param params what was agreed on
     */
    void associate(QueuePairParams params);

    /**
     * Ends the connection: no further {@link TargetQueuePairListener#onCommand}; outstanding fetches and sends are called
     * back with {@link io.fenceline.wire.Status#ABORTED_SQ_DELETION}; then, when every exchange has ended and no byte
     * leaves any more, exactly one {@link TargetQueuePairListener#onQuiesced}. Responses given meanwhile are discarded
     * unless {@code why} is {@link TransportFault.Kind#CLOSED}: then what was given before this call is still sent, within
     * the transport's linger time. A second call does nothing.
     *
     * @param why a termination request tells the peer, where the transport has one and the kind is PROTOCOL or DIGEST
     */
    void disconnect(TransportFault why);
}
