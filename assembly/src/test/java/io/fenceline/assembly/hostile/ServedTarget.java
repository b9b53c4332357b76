package io.fenceline.assembly.hostile;

import io.fenceline.api.Nqn;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.api.target.View;
import io.fenceline.core.conductor.DisruptorConductor;
import io.fenceline.core.target.runtime.TargetRuntime;
import io.fenceline.core.target.runtime.TargetSettings;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TargetTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A real target on a free port of the loopback interface, with short deadlines, and a well-behaved client of it. */
public final class ServedTarget implements AutoCloseable {
    /** The transport's limit for data. */
    static final long BUFFER_MEMORY = 128L * 1024 * 1024;
    private static final String NQN = "nqn.2026-01.io.fenceline.test:hostile";
    private static final int BLOCK_SIZE = 4096;
    private static final long SIZE = 64L * 1024 * 1024;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

    private final DisruptorConductor conductor = new DisruptorConductor("hostile-test");
    private final TargetTransport transport;
    private final TargetRuntime target;

    private ServedTarget() {
        TargetTransportProvider tcp = ServiceLoader.load(TargetTransportProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(p -> p.type().equals(TransportType.TCP)).findFirst().orElseThrow();
        Map<String, BackendProvider> backends = new HashMap<>();
        ServiceLoader.load(BackendProvider.class).forEach(p -> backends.put(p.type(), p));
        transport = tcp.open(TransportContext.system("hostile-test"), Options.of(tcp.options(), Map.of("loops", 1, "handshakeTimeout",
                "500ms", "pduTimeout", "500ms", "writeTimeout", "2s", "bufferMemory", Long.toString(BUFFER_MEMORY))));
        target = new TargetRuntime(conductor, backends, Map.of(TransportType.TCP, transport),
                TargetSettings.defaults().withAdmission(Duration.ofMillis(500), 2048, 64, 64));
    }

    public static ServedTarget start() {
        ServedTarget served = new ServedTarget();
        served.target.addSubsystem(
                SubsystemSpec.of(Nqn.of(NQN)).withAnyHost(true).withNamespaces(List.of(NamespaceSpec.memory(1, SIZE))))
                .toCompletableFuture()
                .join();
        served.target.addPort(new PortSpec(1, TransportAddress.tcp("127.0.0.1", 0), Set.of(), true, Map.of())).toCompletableFuture()
                .join();
        served.await("the listener", () -> served.target.view().ports().getFirst().state().equals("listening"));
        return served;
    }

    public int port() {
        return target.view().ports().getFirst().address().port();
    }

    public String nqn() {
        return NQN;
    }

    int blockSize() {
        return BLOCK_SIZE;
    }

    long blocks() {
        return SIZE / BLOCK_SIZE;
    }

    View view() {
        return target.view();
    }

    /** What somebody else does meanwhile: connects, writes, reads what was written, goes. */
    void writeAndReadBack() throws IOException {
        byte[] data = new byte[BLOCK_SIZE];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31);
        }
        UUID id = new UUID(7, 7);
        try (RawPeer admin = new RawPeer(port()); RawPeer io = new RawPeer(port())) {
            admin.hostId(id);
            io.hostId(id);
            io.io(NQN, admin.admin(NQN), 1, 32);
            io.send(RawPeer.capsule(RawPeer.transfer(1, 1, 3, 1, BLOCK_SIZE), new byte[0]));
            int ttag = io.expect(RawPeer.R2T).u16(10);
            io.send(RawPeer.h2cData(1, ttag, 0, data, true));
            if (io.expect(RawPeer.CAPSULE_RESP).status() != 0) {
                throw new AssertionError("the write failed");
            }
            io.send(RawPeer.capsule(RawPeer.transfer(2, 2, 3, 1, BLOCK_SIZE), new byte[0]));
            RawPeer.Pdu read = io.expect(RawPeer.C2H_DATA);
            for (int i = 0; i < data.length; i++) {
                if (read.bytes()[24 + i] != data[i]) {
                    throw new AssertionError("byte " + i + " came back wrong");
                }
            }
        }
    }

    /** Whoever has been cut off is gone after a while, and holds nothing. */
    void awaitNoOtherControllers() {
        await("controllers " + target.view().controllers(), () -> target.view().controllers().isEmpty());
    }

    /** Memory of this process that is backed by no file; 0 where the system does not tell. */
    long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024).findFirst().orElse(0);
    }

    void await(String what, BooleanSupplier done) {
        long end = System.nanoTime() + LIMIT_NS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        target.close(Duration.ofSeconds(5)).toCompletableFuture().join();
        transport.close(Duration.ofSeconds(1));
        conductor.close();
    }
}
