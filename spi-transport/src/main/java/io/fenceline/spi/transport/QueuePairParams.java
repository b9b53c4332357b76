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
 */
public record QueuePairParams(Nqn hostNqn, UUID hostId, Nqn subsystemNqn, int cntlid, int qid, int size, boolean flowControl) {
}
