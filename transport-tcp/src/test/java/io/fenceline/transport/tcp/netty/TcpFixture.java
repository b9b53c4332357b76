package io.fenceline.transport.tcp.netty;

import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.tck.transport.TransportFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Both ends of NVMe/TCP on this machine's own sockets. */
final class TcpFixture implements TransportFixture {
    private static final int LOOK_AGAIN_NS = 200_000;

    private final Map<String, Object> targetOptions;
    private final Map<String, Object> hostOptions;
    private final List<Supplier<@Nullable TcpLoops>> opened = new ArrayList<>();

    TcpFixture(Map<String, ?> targetOptions, Map<String, ?> hostOptions) {
        this.targetOptions = new HashMap<>(targetOptions);
        this.hostOptions = new HashMap<>(hostOptions);
        this.targetOptions.putIfAbsent("loops", 2);
        this.hostOptions.putIfAbsent("loops", 2);
    }

    @Override
    public HostTransport openHost() {
        TcpHostTransport host = new TcpHostTransport(TransportContext.system("host"), Options.of(TcpOptions.host(), hostOptions));
        opened.add(host::started);
        return host;
    }

    @Override
    public TargetTransport openTarget(Profile profile) {
        Map<String, Object> options = new HashMap<>(targetOptions);
        if (profile == Profile.SMALL_POOL) {
            options.put("loops", 1);
            options.put("bufferMemory", "16MiB");
        }
        TcpTargetTransport target = new TcpTargetTransport(TransportContext.system("target"), Options.of(TcpOptions.target(), options));
        opened.add(target::started);
        return target;
    }

    @Override
    public TransportAddress address() {
        return TransportAddress.tcp("127.0.0.1", 0);
    }

    @Override
    public boolean await(BooleanSupplier done, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
        return true;
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
        opened.stream().map(Supplier::get).filter(Objects::nonNull).forEach(TcpLoops::cut);
    }

    @Override
    public OptionalInt buffersOutstanding() {
        return OptionalInt.of(opened.stream().map(Supplier::get).filter(Objects::nonNull).mapToInt(TcpLoops::dataBuffersOut).sum());
    }

    @Override
    public void close() {
        // the contract closes the transports, and with them everything
    }
}
