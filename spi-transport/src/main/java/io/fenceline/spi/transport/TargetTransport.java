package io.fenceline.spi.transport;

import io.fenceline.api.TransportAddress;
import java.time.Duration;

/** The target end of a transport. Methods may be called from any thread. */
public interface TargetTransport {
    /**
     * What it can do.
     *
     * @return the same as long as it lives
     */
    TransportCapabilities capabilities();

    /**
     * Starts to listen; never blocks.
     *
     * @param local where
     * @param up hears exactly one of {@link TargetListener#onListening} and {@link TargetListener#onListenFailed}
     */
    void listen(TransportAddress local, TargetListener up);

    /**
     * Listens no more; queue pairs live on. Never blocks; nothing happens when nobody listens there.
     *
     * @param local as given to {@link #listen}
     */
    void stopListening(TransportAddress local);

    /**
     * Ends everything: listeners, queue pairs (each hears of its quiescence), threads, memory. Works after a start that
     * failed half way, and twice. Must not be called on a loop.
     *
     * @param grace how long queue pairs may take
     * @return how it went
     */
    CloseResult close(Duration grace);
}
