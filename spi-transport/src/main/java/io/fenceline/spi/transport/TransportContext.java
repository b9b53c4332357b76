package io.fenceline.spi.transport;

import java.util.function.LongSupplier;

/**
 * What a transport gets from its surroundings.
 *
 * @param name for threads and messages
 * @param clock nanoseconds that only grow; virtual in simulations
 */
public record TransportContext(String name, LongSupplier clock) {
    /**
     * A context of the real world.
     *
     * @param name for threads and messages
     * @return with {@link System#nanoTime}
     */
    public static TransportContext system(String name) {
        return new TransportContext(name, System::nanoTime);
    }
}
