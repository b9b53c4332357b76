package io.fenceline.spi.transport;

import io.fenceline.api.Nqn;
import java.util.UUID;

/**
 * What the lower handshakes of some transports need to know, and what both ends size their tables by.
 *
 * @param hostNqn who
 * @param hostId who, as 16 bytes
 * @param subsystemNqn with whom
 * @param cntlid controller; FFFFh: not known yet
 * @param qid 0 for the admin queue
 * @param size entries of the queue: at most this many less one are outstanding with flow control, and this many at most
 *            without
 * @param flowControl whether submission queue flow control (SQHD) is in use
 * @param affinity which of the transport's loops, taken modulo {@link HostTransport#loops}; {@link #ANY_LOOP}: the transport chooses
 */
public record QueuePairParams(Nqn hostNqn, UUID hostId, Nqn subsystemNqn, int cntlid, int qid, int size, boolean flowControl,
        int affinity) {
    /** The transport chooses the loop. */
    public static final int ANY_LOOP = -1;

    /**
     * With a loop that the transport chooses.
     *
     * @param hostNqn who
     * @param hostId who, as 16 bytes
     * @param subsystemNqn with whom
     * @param cntlid controller; FFFFh: not known yet
     * @param qid 0 for the admin queue
     * @param size entries of the queue
     * @param flowControl whether submission queue flow control is in use
     */
    public QueuePairParams(Nqn hostNqn, UUID hostId, Nqn subsystemNqn, int cntlid, int qid, int size, boolean flowControl) {
        this(hostNqn, hostId, subsystemNqn, cntlid, qid, size, flowControl, ANY_LOOP);
    }
}
