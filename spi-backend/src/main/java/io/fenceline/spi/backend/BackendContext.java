package io.fenceline.spi.backend;

import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What a back end gets from its surroundings.
 *
 * @param name for threads and messages: subsystem NQN and NSID
 * @param uuid the namespace's
 * @param blockSize bytes of a logical block; all offsets and lengths are multiples of it
 * @param clock nanoseconds that only grow; virtual in simulations
 * @param timer runs things later; virtual in simulations
 */
public record BackendContext(String name, UUID uuid, int blockSize, LongSupplier clock, Timer timer) {
    /** Runs things later. */
    public interface Timer {
        /**
         * Runs a task once.
         *
         * @param task must not block
         * @param delayNs from now, in nanoseconds; 0: as soon as may be, but not inside this call
         */
        void schedule(Runnable task, long delayNs);
    }
}
