package io.fenceline.api.host;

import io.fenceline.api.TransportAddress;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * An NVMe over Fabrics host: connects subsystems and keeps them connected. Every method may be called from any thread;
 * none that returns a future blocks.
 */
public interface Host extends AutoCloseable {
    /**
     * A host with the transports and policies that are on the module path.
     *
     * @return a new host with threads of its own; close it
     * @throws io.fenceline.api.NvmeException when there is no implementation on the module path
     */
    static Host open() {
        return ServiceLoader.load(HostFactory.class).findFirst().orElseThrow(() -> new io.fenceline.api.NvmeException(
                io.fenceline.api.NvmeException.Category.FATAL, "no HostFactory is on the module path: io.fenceline.core.host is wanted"))
                .open();
    }

    /**
     * Connects a subsystem. Connecting one that is connected with the same identity adds the paths that are missing.
     *
     * @param spec the wish
     * @return completes when a path is live and its namespaces are known, and keeps trying the other paths; fails with
     *         {@link ConnectException} when every path was refused for good, or none was live within twice the connect
     *         timeout, and then nothing remains. Cancelling gives up
     */
    CompletableFuture<Subsystem> connect(ConnectSpec spec);

    /**
     * What is connected, or being connected.
     *
     * @return a copy
     */
    List<Subsystem> subsystems();

    /**
     * Reads a discovery log once, over a connection of its own. Nothing else is changed or connected.
     *
     * @param address a discovery service, or a subsystem's port that has one
     * @param spec how
     * @return its records and those of its referrals
     */
    CompletableFuture<DiscoveryLog> discover(TransportAddress address, DiscoverySpec spec);

    /**
     * Follows a discovery service: stays connected, and applies what changes.
     *
     * @param address a discovery service
     * @param spec how
     * @return runs until closed, through loss of its connection
     */
    Discovery follow(TransportAddress address, DiscoverySpec spec);

    /**
     * What happens, in order. A subscriber that is slow misses events rather than holding anything up; the next event it gets
     * is then an {@link HostEvent.Missed}.
     *
     * @return may have any number of subscribers
     */
    Flow.Publisher<HostEvent> events();

    /**
     * How controllers were lost and what became of their commands.
     *
     * @return the last 1,024, oldest first, those that have not ended too
     */
    List<Failover> failovers();

    /**
     * What there is now.
     *
     * @return a consistent picture
     */
    HostView view();

    /**
     * Disconnects all and ends the threads.
     *
     * @param grace how long running commands may take
     * @return done, within the grace and five seconds
     */
    CompletableFuture<Void> close(Duration grace);

    /** {@link #close(Duration)} with five seconds, waited for. */
    @Override
    void close();
}
