package io.fenceline.spi.backend;

import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a back end gets from its surroundings.
 *
 * @param name for threads and messages: subsystem NQN and NSID
 * @param uuid the namespace's
 * @param blockSize bytes of a logical block; all offsets and lengths are multiples of it
 * @param clock nanoseconds that only grow; virtual in simulations
 * @param timer runs things later; virtual in simulations
 * @param providers the back ends that there are, for one that wraps another
 */
public record BackendContext(String name, UUID uuid, int blockSize, LongSupplier clock, Timer timer, Providers providers) {
    /**
     * Surroundings in which there are no other back ends.
     *
     * @param name for threads and messages: subsystem NQN and NSID
     * @param uuid the namespace's
     * @param blockSize bytes of a logical block
     * @param clock nanoseconds that only grow
     * @param timer runs things later
     */
    public BackendContext(String name, UUID uuid, int blockSize, LongSupplier clock, Timer timer) {
        this(name, uuid, blockSize, clock, timer, type -> null);
    }

    /** The back ends that there are. */
    public interface Providers {
        /**
         * Looks one up.
         *
         * @param type as in fenceline.yaml
         * @return its provider; null: there is none now
         */
        @Nullable
        BackendProvider provider(String type);
    }

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
