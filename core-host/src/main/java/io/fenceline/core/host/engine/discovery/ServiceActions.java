package io.fenceline.core.host.engine.discovery;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;

/** What {@link ServiceTree} wants done. Answers must not come inside these calls, but after them. */
public interface ServiceActions {
    /**
     * Connects a discovery controller and enables it.
     *
     * @param service its number
     * @param address where
     * @param nqn which
     * @param persistent whether to ask for a keep alive, and for notices of changes
     */
    void open(int service, TransportAddress address, Nqn nqn, boolean persistent);

    /**
     * Reads a part of the Discovery log page.
     *
     * @param service its number
     * @param offset in bytes
     * @param bytes how many
     * @param retain RAE
     */
    void read(int service, long offset, int bytes, boolean retain);

    /**
     * Ends a connection, or the attempt; nothing is heard of it any more.
     *
     * @param service its number; not used again
     */
    void close(int service);

    /** Nothing is being connected or read any more: {@link ServiceTree#log} is as complete as it will be. */
    void settled();
}
