package io.fenceline.testkit.fault;

import io.fenceline.spi.transport.TransportFault;

/** How far a wrapped queue pair's end has come; the same for both ends. On its loop only. */
final class Ending {
    /** Nothing passes any more: the rest is silence, or a fault that was made. */
    boolean silent;
    /** What the core hears, or is about to. */
    TransportFault fault = network();
    /** The core has heard of a fault. */
    boolean faultTold;
    /** The core has disconnected. */
    boolean disconnected;
    /** The wrapped transport has been told to disconnect. */
    boolean innerDisconnected;
    /** The wrapped transport is quiesced, and the core may not be told yet. */
    boolean innerQuiesced;
    /** The core has heard of quiescence. */
    boolean quiescedTold;

    static TransportFault network() {
        return TransportFault.of(TransportFault.Kind.NETWORK, "the fault script has broken the connection");
    }

    static TransportFault digest() {
        return TransportFault.of(TransportFault.Kind.DIGEST, "the fault script has made a header digest wrong");
    }
}
