package io.fenceline.testkit.memory;

import io.fenceline.spi.transport.TransportFault;

/** What the other end hears when one end disconnects. */
final class Faults {
    private Faults() {
    }

    static TransportFault asSeenByPeer(TransportFault why, String who) {
        return switch (why.kind()) {
            case PROTOCOL, DIGEST -> new TransportFault(TransportFault.Scope.QUEUE_PAIR, TransportFault.Kind.TERMINATED_BY_PEER, why.code(),
                    why.offset(), "the " + who + " has terminated the connection: " + why.detail());
            case NETWORK -> TransportFault.of(TransportFault.Kind.NETWORK, "connection reset by the " + who);
            default -> TransportFault.of(TransportFault.Kind.CLOSED, "the " + who + " has closed the connection");
        };
    }
}
