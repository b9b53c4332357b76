package io.fenceline.assembly.demo;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.api.target.View;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.serve.TargetServer;
import io.fenceline.core.conductor.DisruptorConductor;
import io.fenceline.core.target.backend.FaultBackend;
import io.fenceline.core.target.backend.FaultBackendProvider;
import io.fenceline.core.target.backend.FaultRule;
import io.fenceline.core.target.runtime.TargetRuntime;
import io.fenceline.core.target.runtime.TargetSettings;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TargetTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A target with two ports on the loopback and one namespace in memory, whose back end can be told to let a write get stuck. Its late
 * write guard is off: it would keep even a host without recovery from losing anything here.
 */
final class DemoTarget implements AutoCloseable {
    static final Nqn NQN = Nqn.of("nqn.2026-01.io.fenceline:demo");
    private static final int BLOCK_SIZE = 4096;
    private static final String BACKEND = "demo";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final long POLL_NS = 2_000_000;

    private final DisruptorConductor conductor = new DisruptorConductor("fenceline-demo-target");
    private final TargetTransport transport;
    private final TargetRuntime target;
    private volatile @Nullable FaultBackend backend;

    /** The fault back end over memory, and a handle to it. */
    private final class Provider implements BackendProvider {
        private final FaultBackendProvider faults = new FaultBackendProvider();

        @Override
        public String type() {
            return BACKEND;
        }

        @Override
        public OptionSchema options() {
            return faults.options();
        }

        @Override
        public Backend open(BackendContext context, Options options) {
            Backend opened = faults.open(context, options);
            backend = (FaultBackend) opened;
            return opened;
        }
    }

    DemoTarget(Plugins plugins, Duration quiesce) {
        TargetTransportProvider tcp = plugins.targetTransports().find(TransportType.TCP.name())
                .orElseThrow(() -> new NvmeException(NvmeException.Category.FAIL, "the transport tcp is not installed"));
        transport = tcp.open(TransportContext.system("demo-target"), Options.of(tcp.options(), Map.of()));
        target = new TargetRuntime(conductor, Map.of(BACKEND, new Provider()), Map.of(tcp.type(), transport), TargetSettings.defaults());
        NamespaceSpec namespace = new NamespaceSpec(1, null, null, null, BLOCK_SIZE, 1, false, BACKEND,
                Map.of("under", "memory", "underOptions", "size=" + DemoLoad.TOTAL_BLOCKS * BLOCK_SIZE));
        await(target.addSubsystem(SubsystemSpec.of(NQN).withAnyHost(true).withQuiesce((int) quiesce.toMillis(), false)
                .withNamespaces(List.of(namespace))));
        int id = 1;
        for (int port : freePorts()) {
            await(target.addPort(new PortSpec(id++, TransportAddress.tcp("127.0.0.1", port), Set.of(NQN), false, Map.of())));
        }
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!view().ports().stream().allMatch(port -> port.state().equals(TargetServer.LISTENING))) {
            if (System.nanoTime() - until >= 0) {
                throw new NvmeException(NvmeException.Category.FAIL, "the target does not listen: " + view().ports());
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** Two listeners at port 0 of one address would be the same to the transport. */
    private static List<Integer> freePorts() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, loopback); ServerSocket other = new ServerSocket(0, 1, loopback)) {
            return List.of(one.getLocalPort(), other.getLocalPort());
        } catch (IOException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "there is no free port on the loopback: " + e.getMessage(), e);
        }
    }

    private static void await(CompletionStage<Void> change) {
        try {
            change.toCompletableFuture().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "the target could not be made: " + e.getCause(), e);
        }
    }

    List<TransportAddress> ports() {
        return view().ports().stream().map(View.PortView::address).toList();
    }

    View view() {
        return target.view();
    }

    List<AssociationEnd> associationEnds() {
        return target.associationEnds();
    }

    private FaultBackend faults() {
        FaultBackend opened = backend;
        if (opened == null) {
            throw new IllegalStateException("the namespace is not open");
        }
        return opened;
    }

    /** Lets the next write to a block get stuck, and no other. */
    void trap(long lba, DemoSpec.Fault fault) {
        faults().add(
                FaultRule.of(fault == DemoSpec.Fault.STALLED ? FaultRule.Action.STALL : FaultRule.Action.STUCK, BackendRequest.Op.WRITE)
                        .at(lba, lba).times(1));
    }

    /** How many writes are stuck. */
    int stuck() {
        return faults().heldRequests();
    }

    /** Lets them go on; gives how many there were. */
    int release() {
        return faults().release();
    }

    @Override
    public void close() {
        faults().clear();
        faults().release();
        try {
            target.close(GRACE).toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "the target could not be closed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        transport.close(GRACE);
        conductor.close();
    }
}
