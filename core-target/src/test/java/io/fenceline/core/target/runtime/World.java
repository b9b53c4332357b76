package io.fenceline.core.target.runtime;

import io.fenceline.testkit.VirtualConductor;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.api.target.View;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.testkit.memory.MemoryTransport;
import io.fenceline.wire.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A target with one subsystem at one port, and hosts of it, on virtual time. */
final class World implements AutoCloseable {
    static final Nqn SUBSYSTEM = Nqn.of("nqn.2024-01.io.fenceline:disks");
    static final Nqn HOST = Nqn.of("nqn.2024-01.io.fenceline:host");
    static final TransportAddress ADDRESS = TransportAddress.memory("a");
    static final Duration KATO = Duration.ofSeconds(2);
    static final Duration LIMIT = Duration.ofSeconds(30);

    final VirtualTime time = new VirtualTime();
    final MemoryTransport fabric = new MemoryTransport(time);
    final HeldBackend.Provider backends = new HeldBackend.Provider();
    final TargetTransport targetTransport;
    final HostTransport hostTransport = fabric.openHost(Map.of());
    final VirtualConductor conductor = new VirtualConductor(time);
    final List<String> alarms = new ArrayList<>();
    final TargetRuntime target;

    World() {
        this(TargetSettings.defaults());
    }

    World(TargetSettings settings) {
        this(settings, Map.of());
    }

    World(TargetSettings settings, Map<String, ?> transportOptions) {
        targetTransport = fabric.openTarget(transportOptions);
        target = new TargetRuntime(conductor, Map.of("held", backends), Map.of(TransportType.MEMORY, targetTransport), settings,
                TargetSurroundings.seeded(1, time::nowNs).withAlarms(alarms::add));
    }

    /** With a subsystem of one namespace, open to all hosts, at port 1. */
    static World serving() {
        World world = new World();
        world.serve();
        return world;
    }

    void serve() {
        done(target.addPort(port(1, ADDRESS)));
        done(target.addSubsystem(subsystem()));
    }

    static PortSpec port(int id, TransportAddress address) {
        return new PortSpec(id, address, Set.of(), true, Map.of());
    }

    static SubsystemSpec subsystem() {
        return SubsystemSpec.of(SUBSYSTEM).withAnyHost(true).withNamespaces(List.of(namespace(1)));
    }

    static NamespaceSpec namespace(int nsid) {
        return new NamespaceSpec(nsid, null, null, null, 4096, 1, false, "held", Map.of("size", "1MiB"));
    }

    /** Lets the time run until a change is done. */
    void done(CompletionStage<Void> stage) {
        CompletableFuture<Void> future = stage.toCompletableFuture();
        if (!time.runUntil(future::isDone, LIMIT.toNanos())) {
            throw new AssertionError("the change did not end");
        }
        future.join();
    }

    /** Lets the time run until a change has failed, and tells why. */
    Throwable failure(CompletionStage<Void> stage) {
        try {
            done(stage);
        } catch (CompletionException e) {
            return Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("the change did not fail");
    }

    HostHarness connect() {
        return connect(KATO);
    }

    HostHarness connect(Duration kato) {
        return HostHarness.connect(time, hostTransport, ADDRESS, HOST, SUBSYSTEM, kato);
    }

    HostHarness connect(Nqn host, Nqn subsystem, Duration kato) {
        return HostHarness.connect(time, hostTransport, ADDRESS, host, subsystem, kato);
    }

    HostHarness.Settings hostSettings(Nqn host, Nqn subsystem, Duration kato, boolean flowControl) {
        UUID id = UUID.nameUUIDFromBytes(host.value().getBytes(StandardCharsets.UTF_8));
        return new HostHarness.Settings(time, hostTransport, ADDRESS, host, id, subsystem, kato, flowControl, LIMIT);
    }

    HostHarness connectDisabled() {
        return HostHarness.connectAdmin(hostSettings(HOST, SUBSYSTEM, KATO, false));
    }

    /** A queue pair on which nothing has been said. */
    HarnessQueue silent() {
        return HostHarness.openAdmin(hostSettings(HOST, SUBSYSTEM, KATO, false));
    }

    Pending asyncEvent(HostHarness host) {
        Pending pending = host.admin().submit(HostCommand.asyncEvent());
        time.runDue();
        return pending;
    }

    void run() {
        time.runDue();
    }

    void advance(Duration by) {
        time.advance(by.toNanos());
    }

    View view() {
        return target.view();
    }

    View.ControllerView controller() {
        return view().controllers().getFirst();
    }

    @Override
    public void close() {
        for (HeldBackend backend : backends.opened.values()) {
            backend.hold = false;
            backend.release(Status.SUCCESS);
        }
        done(target.close(Duration.ofSeconds(5)));
        time.runDue();
        hostTransport.close(Duration.ZERO);
        targetTransport.close(Duration.ZERO);
        time.runDue();
        fabric.ledger().requireAllBack();
    }
}
