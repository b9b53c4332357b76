package io.fenceline.tck.transport;

import io.fenceline.testkit.ThreadLoops;
import java.util.Map;

/** The memory transport keeps the contract on real threads, without in-capsule data for I/O and without a combined response. */
class MemoryTransportOnThreadsTckTest extends TransportContract {
    @Override
    public TransportFixture fixture() {
        return new MemoryFixture(new ThreadLoops(), Map.of("combined", false, "inCapsule", 0));
    }
}
