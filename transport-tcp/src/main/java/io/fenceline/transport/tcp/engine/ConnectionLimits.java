package io.fenceline.transport.tcp.engine;

/**
 * The patience of a connection and what it may hold.
 *
 * @param handshakeNs how long the peer may take for its first PDU, in nanoseconds
 * @param pduNs how long a header may take from its first byte to its last, and data may stand still
 * @param writeNs how long output may stand still before the peer counts as gone
 * @param lingerNs how long, after this side has ended a connection, the peer may take to end it too
 * @param backlogBytes output that waits for the peer; above it nothing more is read, until half of it has left
 */
public record ConnectionLimits(long handshakeNs, long pduNs, long writeNs, long lingerNs, long backlogBytes) {
}
