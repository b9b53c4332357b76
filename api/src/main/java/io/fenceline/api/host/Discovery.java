package io.fenceline.api.host;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A discovery service that is followed. Nothing is connected before {@link #apply} is called, or {@link #automatic} is on. */
public interface Discovery extends AutoCloseable {
    /**
     * The last log that was read.
     *
     * @return empty before the first
     */
    DiscoveryLog log();

    /**
     * What would be done to reach what the log says: only what this object has connected is ever removed.
     *
     * @return one line each, such as {@code connect nqn… at tcp://…}; empty: nothing
     */
    List<Change> plan();

    /**
     * Does what {@link #plan} says.
     *
     * @return what was done
     */
    CompletableFuture<List<Change>> apply();

    /**
     * Applies every later change by itself.
     *
     * @param on whether
     */
    void automatic(boolean on);

    /** Follows it no more; what it has connected stays. */
    @Override
    void close();

    /**
     * One change.
     *
     * @param add true: a path is connected; false: removed
     * @param entry which
     */
    record Change(boolean add, DiscoveryLog.Entry entry) {
        @Override
        public String toString() {
            return (add ? "connect " : "disconnect ") + entry.subsystem() + " at " + entry.address();
        }
    }
}
