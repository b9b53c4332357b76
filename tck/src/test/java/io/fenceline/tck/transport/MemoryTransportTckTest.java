package io.fenceline.tck.transport;

import io.fenceline.testkit.Seed;
import io.fenceline.testkit.VirtualTime;
import java.util.Map;

/** The memory transport keeps the contract on virtual time, in whichever order things happen at the same time. */
class MemoryTransportTckTest extends TransportContract {
    @Override
    public TransportFixture fixture() {
        return new MemoryFixture(new VirtualTime(Seed.next().value()), Map.of("latencyNs", 10_000));
    }
}
