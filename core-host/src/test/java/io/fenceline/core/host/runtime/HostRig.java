package io.fenceline.core.host.runtime;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.core.target.backend.FaultBackendProvider;
import io.fenceline.core.target.backend.MemoryBackendProvider;
import io.fenceline.core.target.runtime.TargetRuntime;
import io.fenceline.core.target.runtime.TargetSettings;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.testkit.memory.MemoryTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;

/** A host, and a target with ports {@code a} and {@code b}, each with a fabric of its own to cut; all on virtual time. */
final class HostRig implements AutoCloseable {
    static final Nqn SUBSYSTEM = Nqn.of("nqn.2024-01.io.fenceline:disks");
    static final HostIdentity IDENTITY = HostIdentity.of(UUID.fromString("7b3f5a60-3a5f-4cf5-9c2d-9a4b6a8c1d11"));
    static final TransportAddress A = TransportAddress.memory("a");
    static final TransportAddress B = new TransportAddress(new TransportType("memory-b", 254), TransportAddress.Family.INTRA_HOST, "b", "");
    static final Duration LIMIT = Duration.ofSeconds(120);
    static final int BLOCK = 4096;
    static final HostOptions OPTIONS = HostOptions.DEFAULTS.change().keepAlive(Duration.ofSeconds(2)).commandTimeout(Duration.ofSeconds(4))
            .abortTimeout(Duration.ofSeconds(1)).quiesceTime(Duration.ofSeconds(3)).build();

    final VirtualTime time = new VirtualTime();
    final MemoryTransport fabricA = new MemoryTransport(time);
    final MemoryTransport fabricB = new MemoryTransport(time);
    final HoldingBackend.Provider backends = new HoldingBackend.Provider();
    final TargetRuntime target;
    final HostRuntime host;
    final List<HostEvent> events = new ArrayList<>();

    HostRig() {
        this(BuiltIn.policies(), List.of());
    }

    /** With other policies and agents, which may change while it runs. */
    HostRig(List<RecoveryPolicyProvider> policies, List<FencingAgentProvider> agents) {
        Map<String, BackendProvider> providers = new HashMap<>();
        providers.put("memory", new MemoryBackendProvider());
        providers.put("fault", new FaultBackendProvider());
        providers.put("held", backends);
        target = new TargetRuntime(new VirtualConductor(time), providers,
                Map.of(TransportType.MEMORY, fabricA.openTarget(Map.of()), B.type(), Renamed.target(fabricB.openTarget(Map.of()))),
                TargetSettings.defaults());
        done(target.addPort(new PortSpec(1, A, Set.of(), true, Map.of())));
        done(target.addPort(new PortSpec(2, B, Set.of(), true, Map.of())));
        done(target.addSubsystem(
                SubsystemSpec.of(SUBSYSTEM).withAnyHost(true).withQuiesce(3000, false).withNamespaces(List.of(namespace(1, "held")))));
        SplittableRandom random = new SplittableRandom(7);
        List<HostTransportProvider> transports = List.of(fabricA.hostProvider(), new Renamed(fabricB.hostProvider(), B.type()));
        host = new HostRuntime(new HostSettings("host", () -> transports, BuiltIn::selectors, () -> policies, () -> agents),
                new VirtualConductor(time), random::nextLong);
        host.events().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(HostEvent event) {
                events.add(event);
            }

            @Override
            public void onError(Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void onComplete() {
                // The host is closed.
            }
        });
    }

    /** One that knows nothing of the first; on the first fabric. */
    TargetRuntime anotherTarget() {
        return new TargetRuntime(new VirtualConductor(time), Map.of("memory", new MemoryBackendProvider()),
                Map.of(TransportType.MEMORY, fabricA.openTarget(Map.of())), TargetSettings.defaults());
    }

    static NamespaceSpec namespace(int nsid, String backend) {
        return new NamespaceSpec(nsid, null, null, null, BLOCK, 1, false, backend, Map.of("size", "1MiB"));
    }

    <T> T done(java.util.concurrent.CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        await(future::isDone);
        return future.join();
    }

    void await(BooleanSupplier condition) {
        if (!time.runUntil(condition, LIMIT.toNanos())) {
            throw new AssertionError("it did not happen within " + LIMIT + "; " + host.view());
        }
    }

    Subsystem connect(TransportAddress... paths) {
        return connect(OPTIONS, paths);
    }

    Subsystem connect(HostOptions options, TransportAddress... paths) {
        Subsystem subsystem = done(host.connect(new ConnectSpec(SUBSYSTEM, IDENTITY, List.of(paths), options)));
        await(() -> states().stream().allMatch(s -> s == ControllerState.LIVE)
                && namespaceView().paths().size() == paths.length);
        return subsystem;
    }

    NamespaceHandle namespace(TransportAddress... paths) {
        return connect(paths).namespace(1);
    }

    List<ControllerState> states() {
        return host.view().subsystems().stream().flatMap(s -> s.controllers().stream()).map(HostView.ControllerView::state).toList();
    }

    HostView.ControllerView controller(TransportAddress address) {
        return host.view().subsystems().stream().flatMap(s -> s.controllers().stream()).filter(c -> c.address().equals(address)).findFirst()
                .orElseThrow();
    }

    HostView.NamespaceView namespaceView() {
        return host.view().subsystems().getFirst().namespaces().getFirst();
    }

    static ByteBuffer filled(int blocks, int value) {
        ByteBuffer buffer = ByteBuffer.allocate(blocks * BLOCK);
        while (buffer.hasRemaining()) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    void advance(Duration by) {
        time.advance(by.toNanos());
    }

    @Override
    public void close() {
        CompletableFuture<Void> closed = host.close(Duration.ofSeconds(1));
        await(closed::isDone);
        done(target.close(Duration.ofSeconds(1)));
    }
}
