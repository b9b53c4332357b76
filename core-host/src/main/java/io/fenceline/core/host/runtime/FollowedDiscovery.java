package io.fenceline.core.host.runtime;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.Discovery;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.Subsystem;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.discovery.ConnectionPlan;
import io.fenceline.core.host.engine.discovery.ConnectionPlan.Path;
import io.fenceline.core.host.engine.discovery.ServiceTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A discovery service that is followed: keeps the log, and does what the plan says. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a change is told by an alarm, and by the next plan
final class FollowedDiscovery implements Discovery {
    /** How long commands of a path that is removed may take. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final HostRuntime host;
    private final DiscoverySpec spec;
    private final ServiceConnections connections;
    private final ConnectionPlan plan = new ConnectionPlan();
    private volatile DiscoveryLog log = new DiscoveryLog(0, List.of(), List.of());
    /** The last {@link #apply}; the next one begins when it has ended. On the control loop. */
    private CompletableFuture<List<Change>> applied = CompletableFuture.completedFuture(List.of());
    private ControlLoop.@Nullable Timer retry;
    private boolean automatic;
    private boolean closed;

    FollowedDiscovery(HostRuntime host, TransportAddress address, DiscoverySpec spec) {
        this.host = host;
        this.spec = spec;
        connections = new ServiceConnections(host, address, spec, ServiceTree.Mode.FOLLOW, this::settled);
    }

    /** On the control loop. */
    void start() {
        connections.start();
    }

    private void settled() {
        log = connections.tree().log();
        plan.refresh(log);
        if (automatic) {
            applyNext();
        }
    }

    @Override
    public DiscoveryLog log() {
        return log;
    }

    @Override
    public List<Change> plan() {
        return host.ask(this::changes);
    }

    private List<Change> changes() {
        ServiceTree tree = connections.tree();
        return plan.changes(tree.log(), this::isThere, host::hasTransport, tree::isGone);
    }

    private boolean isThere(Path path) {
        return host.view().subsystems().stream().filter(s -> isOurs(s, path.subsystem()))
                .anyMatch(s -> s.controllers().stream().anyMatch(c -> c.address().equals(path.address())));
    }

    private boolean isOurs(HostView.SubsystemView subsystem, Nqn nqn) {
        return subsystem.nqn().equals(nqn) && subsystem.hostNqn().equals(spec.identity().nqn());
    }

    @Override
    public CompletableFuture<List<Change>> apply() {
        CompletableFuture<List<Change>> done = new CompletableFuture<>();
        host.run(done, () -> applyNext().whenComplete((changes, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                done.complete(changes);
            }
        }));
        return done;
    }

    /** One after the other: a plan is made when the one before is done. */
    private CompletableFuture<List<Change>> applyNext() {
        CompletableFuture<List<Change>> done = new CompletableFuture<>();
        CompletableFuture<List<Change>> before = applied;
        applied = done;
        before.whenComplete((ignored, failure) -> host.run(done, () -> applyNow(done)));
        return done;
    }

    private void applyNow(CompletableFuture<List<Change>> done) {
        List<Change> changes = closed ? List.of() : changes();
        List<CompletableFuture<Boolean>> each = new ArrayList<>();
        for (Change change : changes) {
            Path path = new Path(change.entry().subsystem(), Objects.requireNonNull(change.entry().address()));
            each.add((change.add() ? connect(path, change.entry()) : remove(path)).handle((nothing, failure) -> {
                if (failure != null) {
                    host.control().execute(() -> failed(change, path, failure));
                }
                return failure == null;
            }));
        }
        CompletableFuture.allOf(each.toArray(new CompletableFuture<?>[0])).whenComplete((nothing, failure) -> {
            List<Change> worked = new ArrayList<>();
            for (int i = 0; i < changes.size(); i++) {
                if (each.get(i).join()) {
                    worked.add(changes.get(i));
                }
            }
            done.complete(List.copyOf(worked));
        });
    }

    private CompletableFuture<?> connect(Path path, DiscoveryLog.Entry entry) {
        plan.own(path, entry);
        return host.connect(new ConnectSpec(path.subsystem(), spec.identity(), List.of(path.address()), spec.subsystemOptions()));
    }

    private CompletableFuture<?> remove(Path path) {
        plan.disown(path);
        for (Subsystem subsystem : host.subsystems()) {
            if (subsystem.nqn().equals(path.subsystem()) && subsystem.identity().equals(spec.identity())) {
                boolean others = host.view().subsystems().stream().filter(s -> isOurs(s, path.subsystem()))
                        .anyMatch(s -> s.controllers().stream().anyMatch(c -> !c.address().equals(path.address())));
                // Without any path it would only wait for one.
                return others ? subsystem.removePath(path.address(), GRACE) : subsystem.disconnect(GRACE);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private void failed(Change change, Path path, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (change.add()) {
            plan.disown(path); // nothing remains of a connect that fails
        }
        tryAgain();
        host.tell(new HostEvent.Alarm(host.nowNs(), path.subsystem(), -1, "discovery: " + change + ": " + cause.getMessage()));
    }

    /** What the log says still holds, and nobody else would come back to it. */
    private void tryAgain() {
        if (automatic && retry == null) {
            retry = host.control().schedule(() -> {
                retry = null;
                if (automatic && !closed) {
                    applyNext();
                }
            }, spec.options().reconnectDelayMax().toNanos());
        }
    }

    @Override
    public void automatic(boolean on) {
        host.runOrIgnore(() -> {
            automatic = on;
            if (on && !closed) {
                applyNext();
            }
        });
    }

    @Override
    public void close() {
        host.runOrIgnore(() -> {
            closed = true;
            connections.close();
            host.forget(this);
        });
    }
}
