package io.fenceline.core.host.sim;

import io.fenceline.api.TransportType;
import io.fenceline.api.target.Target;
import io.fenceline.core.conductor.Conductor;
import io.fenceline.core.target.runtime.TargetRuntime;
import io.fenceline.core.target.runtime.TargetSettings;
import io.fenceline.core.target.runtime.TargetSurroundings;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.testkit.sim.Makers;
import java.util.Map;

/** Worlds of the production code. */
final class RealWorld {
    /** Host and target as they are. */
    static final Makers MAKERS = with(new RealHosts());

    private RealWorld() {
    }

    /** The target as it is, and another host. */
    static Makers with(Makers.HostMaker hosts) {
        return new Makers(hosts, RealWorld::target);
    }

    private static Target target(Conductor conductor, TargetTransport transport, BackendProvider backend) {
        return new TargetRuntime(conductor, Map.of(backend.type(), backend), Map.of(TransportType.MEMORY, transport),
                TargetSettings.defaults(), TargetSurroundings.seeded(conductor.nowNs(), conductor::nowNs));
    }
}
