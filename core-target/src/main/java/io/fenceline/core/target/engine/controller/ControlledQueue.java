package io.fenceline.core.target.engine.controller;

import io.fenceline.spi.transport.TransportFault;

/** What the conductor asks of a queue, admin or I/O. */
interface ControlledQueue {
    /** On the loop: start nothing any more, cancel what runs, then report silence. */
    void fence();

    /**
     * On the loop, after silence: end the connection.
     *
     * @param why for the transport
     */
    void close(TransportFault why);

    /** Commands that have not been answered; a glance from any thread. */
    int outstanding();

    /** When the oldest of them came, by the clock; {@link Long#MAX_VALUE}: there is none. A glance from any thread. */
    long oldestNs();
}
