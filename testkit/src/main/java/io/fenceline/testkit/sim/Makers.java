package io.fenceline.testkit.sim;

import io.fenceline.api.host.Host;
import io.fenceline.api.target.Target;
import io.fenceline.core.conductor.Conductor;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TargetTransport;
import java.util.function.LongSupplier;

/**
 * Where a {@link World} gets the code from that it plays with: the production code, of this project or another.
 *
 * @param hosts makes hosts
 * @param targets makes targets
 */
public record Makers(HostMaker hosts, TargetMaker targets) {
    /** Makes hosts. */
    @FunctionalInterface
    public interface HostMaker {
        /**
         * Makes a host.
         *
         * @param name for messages
         * @param conductor runs its control path, on virtual time
         * @param random 64 random bits, of the world's seed
         * @param transport its only transport
         * @return a host that does nothing yet
         */
        Host host(String name, Conductor conductor, LongSupplier random, HostTransportProvider transport);
    }

    /** Makes targets. */
    @FunctionalInterface
    public interface TargetMaker {
        /**
         * Makes a target.
         *
         * @param conductor runs its control path, on virtual time
         * @param random 64 random bits, of the world's seed
         * @param transport its only transport
         * @param backend its only type of back end
         * @return a target that serves nothing yet
         */
        Target target(Conductor conductor, LongSupplier random, TargetTransport transport, BackendProvider backend);
    }
}
