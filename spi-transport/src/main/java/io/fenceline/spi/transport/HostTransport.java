package io.fenceline.spi.transport;

import io.fenceline.api.TransportAddress;
import java.time.Duration;

/** The host end of a transport. Methods may be called from any thread. */
public interface HostTransport {
    /**
     * What it can do.
     *
     * @return the same as long as it lives
     */
    TransportCapabilities capabilities();

    /**
     * How many loops queue pairs are spread over; a host makes as many I/O queues unless told otherwise.
     *
     * @return 1 or more, the same as long as it lives
     */
    int loops();

    /**
     * Whether {@link QueuePairListener#onQuiesced} also means that no late answer can write to the memory of a command any more, as
     * the contract of buffers demands. A transport that cannot say so, since its peer may still reach the memory, returns false, and
     * then reads of a lost controller are held as long as writes.
     *
     * @return the same as long as it lives
     */
    default boolean silenceCoversMemory() {
        return true;
    }

    /**
     * Connects a queue pair, the transport's own handshake included; never blocks, and has a deadline.
     *
     * @param remote where to
     * @param params what for
     * @param up hears {@link QueuePairListener#onConnected}, or {@link QueuePairListener#onFault} and then
     *            {@link QueuePairListener#onQuiesced}
     */
    void connect(TransportAddress remote, QueuePairParams params, QueuePairListener up);

    /**
     * Ends everything: queue pairs (each hears of its quiescence), threads, memory. Works twice. Must not be called on a
     * loop.
     *
     * @param grace how long queue pairs may take
     * @return how it went
     */
    CloseResult close(Duration grace);
}
