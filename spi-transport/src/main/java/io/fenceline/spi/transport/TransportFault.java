package io.fenceline.spi.transport;

/**
 * Why a connection ends, or must end.
 *
 * @param scope how far the damage goes
 * @param kind what it is
 * @param code the transport specification's own code, such as FES of an NVMe/TCP termination request; 0: none
 * @param offset the byte that is wrong, such as FEI; -1: none
 * @param detail one line for a person
 */
public record TransportFault(Scope scope, Kind kind, int code, int offset, String detail) {
    /**
     * How far the damage goes. The core fences whatever a scope covers without waiting until each queue pair has noticed, so a transport
     * says no more than it knows.
     */
    public enum Scope {
        /**
         * This queue pair. That nobody takes new connections says no more than this: those that were made go on without a listener.
         */
        QUEUE_PAIR,
        /**
         * Everything that is connected to the same remote port, as when the fabric says that the port has gone, or the network that
         * nothing reaches its address. Told by one queue pair at least, or by an attempt to connect one.
         */
        REMOTE_PORT,
        /** Everything of this transport, as when it is being closed, or its adapter has gone. */
        TRANSPORT
    }

    /** What a fault is. */
    public enum Kind {
        /** The peer closed in good order, or this side wants to. */
        CLOSED,
        /** The network or the peer's process: reset, unreachable, timed out. */
        NETWORK,
        /** The peer broke the transport's specification. */
        PROTOCOL,
        /** A digest did not fit. */
        DIGEST,
        /** The peer terminated and said why. */
        TERMINATED_BY_PEER,
        /** A deadline of this side passed. */
        TIMEOUT,
        /** A limit of this side was reached. */
        LIMIT,
        /** A mistake of this side. */
        INTERNAL
    }

    /**
     * A fault of one queue pair without a code.
     *
     * @param kind what it is
     * @param detail one line for a person
     * @return the fault
     */
    public static TransportFault of(Kind kind, String detail) {
        return of(Scope.QUEUE_PAIR, kind, detail);
    }

    /**
     * A fault without a code.
     *
     * @param scope how far the damage goes
     * @param kind what it is
     * @param detail one line for a person
     * @return the fault
     */
    public static TransportFault of(Scope scope, Kind kind, String detail) {
        return new TransportFault(scope, kind, 0, -1, detail);
    }
}
