package io.fenceline.spi.transport;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;

/** Hears of a listener's life. Implemented by the core; called on threads of the transport; must not block. */
public interface TargetListener {
    /**
     * It listens.
     *
     * @param actual with the service that the system chose, where 0 was asked for
     */
    void onListening(TransportAddress actual);

    /**
     * It does not listen, and will not: ask again later if it may succeed.
     *
     * @param cause category RETRY when it may succeed later (address not there yet, port in use)
     */
    void onListenFailed(NvmeException cause);

    /**
     * A peer has finished the transport's own handshake.
     *
     * @param queuePair the new queue pair; called on its loop
     * @return who hears of it from now on
     */
    TargetQueuePairListener onQueuePair(TargetQueuePair queuePair);
}
