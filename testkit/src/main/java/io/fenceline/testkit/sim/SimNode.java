package io.fenceline.testkit.sim;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.AnaState;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.api.target.Target;
import io.fenceline.api.target.View;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A target in the world, its ports and its restarts. What is wished while it is down is in force when it is up. */
final class SimNode {
    /** Controller identifiers that a node may give. */
    private static final int CNTLIDS = 8000;

    /** Longer than any step leaves a group in the change state. */
    private static final int ANATT_SECONDS = 20;
    /** How long a target may take to end when nothing is stuck. */
    private static final long CLOSE_MS = 1000;

    private final int number;
    private final Plan plan;
    private final VirtualTime time;
    private final Makers.TargetMaker maker;
    private final TargetTransport transport;
    private final Medium medium;
    private final Gen random;
    private final Consumer<String> trouble;
    private final boolean[] portUp;
    private final Map<Integer, AnaState> ana = new HashMap<>();
    private boolean namespaceThere = true;
    private @Nullable Target target;
    private @Nullable CompletableFuture<Void> closing;
    private boolean wanted = true;
    private boolean closed;
    private CompletableFuture<Void> change = CompletableFuture.completedFuture(null);

    SimNode(int number, Plan plan, VirtualTime time, Makers.TargetMaker maker, TargetTransport transport, Medium medium,
            Consumer<String> trouble) {
        this.number = number;
        this.plan = plan;
        this.time = time;
        this.maker = maker;
        this.transport = transport;
        this.medium = medium;
        random = plan.seed().part(300 + number).gen();
        this.trouble = trouble;
        portUp = new boolean[plan.portsPerNode()];
        Arrays.fill(portUp, true);
    }

    TransportAddress address(int port) {
        return TransportAddress.memory("n" + number + "p" + port);
    }

    @Nullable
    Target target() {
        return target;
    }

    TargetTransport transport() {
        return transport;
    }

    /** Serves, from what is wished now. Identifiers of controllers begin anew. */
    void start() {
        Target made = maker.target(new VirtualConductor(time), random::anyLong, transport, medium);
        target = made;
        NamespaceSpec namespace = namespace();
        SubsystemSpec subsystem = new SubsystemSpec(World.SUBSYSTEM, "", "Fenceline", true, Set.of(), 1 + number * CNTLIDS,
                (number + 1) * CNTLIDS, 16, 128, 16, 4, ANATT_SECONDS, plan.cqtMs(), plan.guard(),
                namespaceThere ? List.of(namespace) : List.of());
        change(made.addSubsystem(subsystem));
        for (int port = 0; port < portUp.length; port++) {
            if (portUp[port]) {
                change(made.addPort(portSpec(port)));
            }
        }
    }

    private NamespaceSpec namespace() {
        return new NamespaceSpec(1, null, null, null, plan.blockSize(), 1, false, Medium.TYPE, Map.of());
    }

    private PortSpec portSpec(int port) {
        AnaState state = ana.get(port);
        return new PortSpec(1 + number * plan.portsPerNode() + port, address(port), Set.of(), true,
                state == null ? Map.of() : Map.of(1, state));
    }

    private void change(CompletionStage<Void> stage) {
        CompletableFuture<Void> done = stage.toCompletableFuture().whenComplete((nothing, failure) -> {
            if (failure != null && target != null && wanted) {
                trouble.accept("node " + number + ": a change failed: " + failure);
            }
        });
        change = CompletableFuture.allOf(change, done);
    }

    /** All that was wished is in force. */
    boolean isSettled() {
        return closed || (target != null && change.isDone());
    }

    void port(int port, boolean up) {
        if (portUp[port] == up) {
            return;
        }
        portUp[port] = up;
        if (target != null) {
            change(up ? target.addPort(portSpec(port)) : target.removePort(portSpec(port).id()));
        }
    }

    void ana(int port, AnaState state) {
        ana.put(port, state);
        if (target != null && portUp[port]) {
            change(target.setAnaState(portSpec(port).id(), 1, state));
        }
    }

    /** Makes the controllers of a port fatal; host null: of all hosts. */
    void fail(int port, @Nullable Nqn host) {
        Target serving = target;
        if (serving != null) {
            for (View.ControllerView controller : serving.view().controllers()) {
                if (controller.port() == portSpec(port).id() && (host == null || controller.host().equals(host))
                        && controller.subsystem().equals(World.SUBSYSTEM)) {
                    var _ = serving.fail(World.SUBSYSTEM, controller.cntlid()); // it may be gone by then
                }
            }
        }
    }

    void resize(long blocks) {
        if (target != null && namespaceThere) {
            change(target.resizeNamespace(World.SUBSYSTEM, 1, blocks * plan.blockSize()));
        }
    }

    void namespace(boolean there) {
        if (namespaceThere == there) {
            return;
        }
        namespaceThere = there;
        if (target != null) {
            change(there ? target.addNamespace(World.SUBSYSTEM, namespace()) : target.removeNamespace(World.SUBSYSTEM, 1));
        }
    }

    /** Ends the process; {@link #up} starts it again when it has ended. */
    void down() {
        Target ends = target;
        if (ends == null) {
            return;
        }
        wanted = false;
        target = null;
        closing = ends.close(Duration.ofMillis(plan.stuckLimitMs() + CLOSE_MS)).toCompletableFuture().whenComplete((nothing, failure) -> {
            closing = null;
            if (failure != null) {
                trouble.accept("node " + number + ": close failed: " + failure);
            }
            if (wanted && !closed) {
                time.execute(this::start);
            }
        });
    }

    void up() {
        boolean before = wanted;
        wanted = true;
        if (!before && target == null && closing == null && !closed) {
            start();
        }
    }

    /** Ends for good. */
    CompletableFuture<Void> close() {
        closed = true;
        Target ends = target;
        target = null;
        return ends == null ? CompletableFuture.completedFuture(null) : ends.close(Duration.ofSeconds(5)).toCompletableFuture();
    }
}
