package io.fenceline.testkit.sim;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.AnaAccess;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.Subsystem;
import io.fenceline.testkit.VirtualTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host in the world: its process, what it does, and who watches it. */
final class SimHost {
    private static final Duration UNPLUG_GRACE = Duration.ofMillis(100);

    final int number;
    final VirtualTime.VirtualProcess process;
    final HostWatch watch;
    final EventWatch events;
    final ResetFaults resets;
    final Host host;
    private final World world;
    private @Nullable CompletableFuture<Subsystem> connecting;
    private @Nullable Load load;
    private final Set<TransportAddress> unplugged = new HashSet<>();

    SimHost(int number, World world, HostWatch watch, ResetFaults resets, VirtualTime.VirtualProcess process,
            Host host) {
        this.number = number;
        this.world = world;
        this.watch = watch;
        this.resets = resets;
        this.process = process;
        this.host = host;
        // Three keep alives: the target counts traffic as keep alive. What it says of its quiesce time is not less than the plan's.
        events = new EventWatch("host " + number, 3 * world.plan().options().keepAlive().toNanos() + world.plan().quiesceNs(),
                world.plan().options().recovery().equals("none"), world::trouble);
        host.events().subscribe(events);
    }

    Nqn nqn() {
        return Nqn.of("nqn.2024-01.io.fenceline:host-" + number);
    }

    void connect(List<TransportAddress> paths) {
        connecting = host.connect(new ConnectSpec(World.SUBSYSTEM, new HostIdentity(nqn(), new UUID(1, number + 1)), paths,
                world.plan().options()));
    }

    /** Tells how the last {@link #connect} goes, outside of the host's own calls. */
    void whenConnected(Runnable done, Consumer<Throwable> failed) {
        var _ = current().whenComplete((subsystem, failure) -> world.time().execute(() -> {
            if (failure == null) {
                done.run();
            } else {
                failed.accept(failure);
            }
        }));
    }

    boolean isConnected() {
        return load != null;
    }

    private CompletableFuture<Subsystem> current() {
        return Objects.requireNonNull(connecting, "not connected yet");
    }

    Subsystem subsystem() {
        return current().join();
    }

    void begin(Load wanted) {
        load = wanted;
        wanted.start();
    }

    @Nullable
    Load load() {
        return load;
    }

    /** Resets the controller of an address, if there is a live one. */
    void reset(TransportAddress address) {
        if (!current().isDone() || current().isCompletedExceptionally()) {
            return; // a controller may be live before its namespaces are known
        }
        for (HostView.SubsystemView subsystem : host.view().subsystems()) {
            for (HostView.ControllerView controller : subsystem.controllers()) {
                if (controller.address().equals(address) && controller.state() == ControllerState.LIVE) {
                    var _ = subsystem().reset(controller.number());
                }
            }
        }
    }

    /** Takes a path away if it is not the only one; what it still has may take some time. */
    void unplug(TransportAddress address) {
        boolean other = host.view().subsystems().stream().flatMap(subsystem -> subsystem.namespaces().stream())
                .anyMatch(namespace -> namespace.paths().size() > 1);
        if (isConnected() && other && unplugged.add(address)) {
            var _ = subsystem().removePath(address, UNPLUG_GRACE);
        }
    }

    /** Adds a path that was taken away, when nothing of it is left. */
    void plug(TransportAddress address) {
        if (!unplugged.contains(address)) {
            return;
        }
        boolean left = host.view().subsystems().stream().flatMap(subsystem -> subsystem.controllers().stream())
                .anyMatch(controller -> controller.address().equals(address));
        if (left) {
            world.time().schedule(() -> plug(address), UNPLUG_GRACE.toNanos());
        } else {
            unplugged.remove(address);
            var _ = subsystem().addPath(address);
        }
    }

    /** Exchanges the recovery policy. */
    void recovery(String name) {
        if (isConnected()) {
            subsystem().recovery(name, Map.of());
        }
    }

    /** What keeps it from being as it was; empty: nothing. */
    String unhealed(int paths) {
        HostView view = host.view();
        if (view.subsystems().size() != 1) {
            return "host " + number + " has " + view.subsystems().size() + " subsystems, 1 is wanted";
        }
        HostView.SubsystemView subsystem = view.subsystems().getFirst();
        if (subsystem.controllers().size() != paths) {
            return "host " + number + " has " + subsystem.controllers().size() + " controllers, " + paths + " are wanted";
        }
        for (HostView.ControllerView controller : subsystem.controllers()) {
            if (controller.state() != ControllerState.LIVE || controller.held() != 0 || controller.instance().resetsPending() != 0) {
                return "host " + number + ": " + controller;
            }
        }
        if (subsystem.namespaces().size() != 1) {
            return "host " + number + " has " + subsystem.namespaces().size() + " namespaces, 1 is wanted";
        }
        HostView.NamespaceView namespace = subsystem.namespaces().getFirst();
        if (namespace.waiting() != 0 || namespace.paths().size() != paths) {
            return "host " + number + ": " + namespace;
        }
        for (HostView.PathView path : namespace.paths()) {
            if (path.ana() != AnaAccess.OPTIMIZED) {
                return "host " + number + ": the group is optimized, and not here: " + path;
            }
        }
        return "";
    }
}
