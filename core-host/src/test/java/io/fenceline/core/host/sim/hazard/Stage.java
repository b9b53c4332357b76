package io.fenceline.core.host.sim.hazard;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.RawCommand;
import io.fenceline.api.host.RawResult;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.api.target.Target;
import io.fenceline.testkit.Seed;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.testkit.memory.MemoryTransport;
import io.fenceline.testkit.sim.Makers;
import io.fenceline.wire.AdminOpcode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** A target with two ports, two hosts that are connected to both, and a disk that can be held: for stories that are told step by step. */
final class Stage implements AutoCloseable {
    static final Nqn SUBSYSTEM = Nqn.of("nqn.2024-01.io.fenceline:stage");
    static final int CQT_MS = 700;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    final VirtualTime time = new VirtualTime();
    final MemoryTransport fabric = new MemoryTransport(time);
    final HeldDisk disk = new HeldDisk();
    final Target target;
    final List<Host> hosts = new ArrayList<>();
    final List<Subsystem> subsystems = new ArrayList<>();

    Stage(Makers makers, Seed seed) {
        target = makers.targets().target(new VirtualConductor(time), seed.part(1).gen()::anyLong, fabric.openTarget(Map.of()), disk);
        done(target.addSubsystem(SubsystemSpec.of(SUBSYSTEM).withAnyHost(true).withQuiesce(CQT_MS, false)
                .withNamespaces(List.of(new NamespaceSpec(1, null, null, null, 512, 1, false, HeldDisk.TYPE, Map.of())))));
        List<TransportAddress> addresses = List.of(TransportAddress.memory("p0"), TransportAddress.memory("p1"));
        for (int port = 0; port < 2; port++) {
            done(target.addPort(new PortSpec(port + 1, addresses.get(port), Set.of(), true, Map.of())));
        }
        HostOptions options = HostOptions.DEFAULTS.change().keepAlive(Duration.ofSeconds(1)).ioQueues(1).queueSize(8).deadline(null)
                .build();
        for (int i = 0; i < 2; i++) {
            String name = "host-" + i;
            Host host = makers.hosts().host(name, new VirtualConductor(time), seed.part(2 + i).gen()::anyLong,
                    fabric.hostProvider(name, time));
            hosts.add(host);
            HostIdentity identity = new HostIdentity(Nqn.of("nqn.2024-01.io.fenceline:" + name), new UUID(1, i + 1));
            subsystems.add(done(host.connect(new ConnectSpec(SUBSYSTEM, identity, addresses, options))));
        }
        await(() -> hosts.stream().allMatch(host -> controllers(host).stream().allMatch(c -> c.state() == ControllerState.LIVE)));
    }

    private static List<HostView.ControllerView> controllers(Host host) {
        return host.view().subsystems().getFirst().controllers();
    }

    HostView.ControllerView controller(int host, int port) {
        return controllers(hosts.get(host)).stream().filter(c -> c.address().equals(TransportAddress.memory("p" + port))).findFirst()
                .orElseThrow();
    }

    /** A Cross-Controller Reset by hand, through the second port of the first host. */
    RawResult reset(int cntlid, int ciu, long cirn) {
        return done(subsystems.getFirst().admin(controller(0, 1).number(), new RawCommand(AdminOpcode.CROSS_CONTROLLER_RESET, 0, 0, 0,
                cntlid | ciu << 16, 0, (int) cirn, (int) (cirn >>> 32), 0, 0), ByteBuffer.allocate(0)));
    }

    /** Whether a controller was lost since it was connected. */
    boolean wasLost(int host, int port) {
        time.advance(Duration.ofSeconds(5).toNanos());
        return controller(host, port).counters().get("fence_count") > 0;
    }

    void cut(int host, int port) {
        fabric.link("host-" + host, TransportAddress.memory("p" + port)).cut();
    }

    <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        await(future::isDone);
        return future.join();
    }

    void await(BooleanSupplier condition) {
        if (!time.runUntil(condition, LIMIT.toNanos())) {
            throw new AssertionError("it did not happen within " + LIMIT);
        }
    }

    @Override
    public void close() {
        disk.release();
        hosts.forEach(host -> done(host.close(Duration.ofSeconds(1))));
        done(target.close(Duration.ofSeconds(1)));
    }
}
