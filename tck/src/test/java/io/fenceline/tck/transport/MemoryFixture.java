package io.fenceline.tck.transport;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.testkit.Loops;
import io.fenceline.testkit.ThreadLoops;
import io.fenceline.testkit.memory.MemoryTransport;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** The memory transport, on whichever loops. */
class MemoryFixture implements TransportFixture {
    private final Loops loops;
    private final Map<String, ?> options;
    private final MemoryTransport fabric;

    MemoryFixture(Loops loops, Map<String, ?> options) {
        this.loops = loops;
        this.options = options;
        fabric = new MemoryTransport(loops);
    }

    @Override
    public HostTransport openHost() {
        return fabric.openHost(options);
    }

    @Override
    public TargetTransport openTarget(Profile profile) {
        return fabric.openTarget(profile == Profile.USUAL ? options : Map.of("poolBuffers", 64));
    }

    @Override
    public TransportAddress address() {
        return TransportAddress.memory("tck");
    }

    @Override
    public boolean await(BooleanSupplier done, Duration limit) {
        return loops.await(done, limit);
    }

    @Override
    public boolean hasSmallPool() {
        return true;
    }

    @Override
    public boolean canCut() {
        return true;
    }

    @Override
    public void cut() {
        fabric.cutAll();
    }

    @Override
    public boolean canLosePort() {
        return true;
    }

    @Override
    public void losePort() {
        fabric.losePort(address());
    }

    @Override
    public OptionalInt buffersOutstanding() {
        return OptionalInt.of(fabric.ledger().outstanding());
    }

    @Override
    public void close() {
        if (loops instanceof ThreadLoops threads) {
            threads.close();
        }
    }
}
