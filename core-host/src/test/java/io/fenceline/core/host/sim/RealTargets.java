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
import java.util.function.LongSupplier;

/** Makes targets of the production code; a class of its own for the reason {@link RealHosts} is one. */
public final class RealTargets implements Makers.TargetMaker {
    /** For the loader of mutations. */
    public RealTargets() {
    }

    @Override
    public Target target(Conductor conductor, LongSupplier random, TargetTransport transport, BackendProvider backend) {
        return new TargetRuntime(conductor, Map.of(backend.type(), backend), Map.of(TransportType.MEMORY, transport),
                TargetSettings.defaults(), new TargetSurroundings(random, () -> 0, RealTargets::ignore, RealTargets::ignore));
    }

    /** What is to be known is in the view. */
    private static void ignore(String line) {
        // Thousands of worlds would fill the log.
    }
}
