package io.fenceline.core.target.engine;

import io.fenceline.core.conductor.ControlLoop;

import io.fenceline.api.Nqn;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.api.target.ReferralSpec;
import io.fenceline.api.target.View;
import io.fenceline.core.target.engine.controller.Controller;
import io.fenceline.core.target.engine.controller.ControllerEvent;
import io.fenceline.core.target.engine.controller.ControllerOwner;
import io.fenceline.core.target.engine.controller.Life;
import io.fenceline.core.target.engine.controller.Loss;
import io.fenceline.core.target.engine.discovery.DiscoveryPage;
import io.fenceline.core.target.engine.fabrics.ConnectHandler;
import io.fenceline.core.target.engine.fabrics.Entrance;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.core.target.engine.subsystem.Port;
import io.fenceline.core.target.engine.subsystem.Subsystem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that a target has: subsystems, ports, referrals, controllers, and the generation of the discovery log page. Belongs to
 * the conductor.
 */
public final class TargetModel implements ControllerOwner {
    private final ControlLoop loop;
    private final Limits limits;
    private final String firmwareRevision;
    private final Consumer<String> reports;
    private final Consumer<String> alarms;
    private final Life life;
    private final LongSupplier wallClockMs;
    private final AssociationEnds ends = new AssociationEnds();
    private final Subsystem discovery;
    private final Entrance entrance;
    private final Map<Nqn, Subsystem> subsystems = new TreeMap<>();
    private final Map<Integer, Port> ports = new TreeMap<>();
    private final Map<Subsystem, TreeMap<Integer, Controller>> controllers = new HashMap<>();
    private final List<Runnable> whenChanged = new ArrayList<>();
    private List<ReferralSpec> referrals = List.of();
    private long generation;

    /**
     * An empty target.
     *
     * @param loop the conductor
     * @param limits limits and deadlines
     * @param discoveryNqn the unique name of the discovery subsystem, or the well-known one
     * @param generation GENCTR to begin with
     * @param idSeed from which first controller identifiers follow
     * @param firmwareRevision FR, at most 8 ASCII characters
     * @param random 64 random bits at a time
     * @param wallClockMs milliseconds since 1970
     * @param reports takes one line for each thing that an operator should know
     * @param alarms takes one line for each thing that an operator must know
     */
    public TargetModel(ControlLoop loop, Limits limits, Nqn discoveryNqn, long generation, long idSeed,
            String firmwareRevision, LongSupplier random, LongSupplier wallClockMs, Consumer<String> reports, Consumer<String> alarms) {
        this.loop = loop;
        this.limits = limits;
        this.generation = generation;
        this.firmwareRevision = firmwareRevision;
        this.reports = reports;
        this.alarms = alarms;
        life = new Life(random, loop.nowNs());
        this.wallClockMs = wallClockMs;
        discovery = Subsystem.discovery(discoveryNqn, idSeed);
        entrance = new Entrance(loop, limits, new ConnectHandler(this));
    }

    @Override
    public ControlLoop loop() {
        return loop;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public String firmwareRevision() {
        return firmwareRevision;
    }

    @Override
    public Life life() {
        return life;
    }

    @Override
    public long wallClockMs() {
        return wallClockMs.getAsLong();
    }

    @Override
    public void lost(Loss loss, Controller controller, boolean hostAsked) {
        ends.lost(loss);
        if (!hostAsked) {
            Subsystem subsystem = controller.subsystem();
            subsystem.lostHosts().lost(controller.hostNqn(), controller.hostId(), controller.cntlid(), controller.ciu());
            controllers(subsystem).stream().filter(other -> other != controller && other.isSameHost(controller))
                    .forEach(other -> other.raise(ControllerEvent.LOST_HOST_COMMUNICATION));
        }
    }

    @Override
    public void drained(Subsystem subsystem, long ns, Loss loss) {
        subsystem.drains().drained(ns);
        ends.silent(loss);
    }

    @Override
    public void drainOverdue(Subsystem subsystem) {
        subsystem.drains().overdue();
    }

    @Override
    public void alarm(String what) {
        alarms.accept(what);
    }

    @Override
    public void report(String what) {
        reports.accept(what);
    }

    /**
     * Where new queue pairs go.
     *
     * @return the entrance
     */
    public Entrance entrance() {
        return entrance;
    }

    /**
     * The discovery subsystem.
     *
     * @return the subsystem
     */
    public Subsystem discovery() {
        return discovery;
    }

    // ---- subsystems, ports, referrals ----

    /**
     * Finds an NVM subsystem.
     *
     * @param nqn its name
     * @return null: there is none
     */
    public @Nullable Subsystem subsystem(Nqn nqn) {
        return subsystems.get(nqn);
    }

    /**
     * All NVM subsystems.
     *
     * @return by name
     */
    public Collection<Subsystem> subsystems() {
        return subsystems.values();
    }

    /**
     * Adds an NVM subsystem and tells hosts.
     *
     * @param subsystem its name is not in use
     */
    public void add(Subsystem subsystem) {
        subsystems.put(subsystem.nqn(), subsystem);
        discoveryChanged(subsystem::allows);
    }

    /**
     * An NVM subsystem is being removed: nobody connects to it any more, its controllers end, hosts are told.
     *
     * @param subsystem which
     */
    public void close(Subsystem subsystem) {
        subsystem.closing();
        discoveryChanged(subsystem::allows);
        end(controller -> controller.subsystem() == subsystem, "its subsystem is removed");
    }

    /**
     * An NVM subsystem is gone.
     *
     * @param subsystem it has no controllers any more
     */
    public void remove(Subsystem subsystem) {
        subsystems.remove(subsystem.nqn());
        controllers.remove(subsystem);
    }

    /**
     * Finds a port.
     *
     * @param id which
     * @return null: there is none
     */
    public @Nullable Port port(int id) {
        return ports.get(id);
    }

    /**
     * All ports.
     *
     * @return by identifier
     */
    public Collection<Port> ports() {
        return ports.values();
    }

    /**
     * Adds a port and tells hosts.
     *
     * @param port its identifier is not in use
     */
    public void add(Port port) {
        ports.put(port.id(), port);
        discoveryChanged(host -> true);
    }

    /**
     * A port is being removed: nobody connects there any more, the controllers that came in there end, hosts are told.
     *
     * @param port which
     */
    public void close(Port port) {
        port.closing();
        entrance.close(port);
        discoveryChanged(host -> true);
        end(controller -> controller.port() == port, "its port is removed");
    }

    /**
     * A port is gone.
     *
     * @param port it has no controllers any more
     */
    public void remove(Port port) {
        ports.remove(port.id());
    }

    /**
     * Replaces the referrals and tells hosts.
     *
     * @param next the new ones
     */
    public void referrals(List<ReferralSpec> next) {
        if (!referrals.equals(next)) {
            referrals = List.copyOf(next);
            discoveryChanged(host -> true);
        }
    }

    /**
     * The discovery log page of some hosts has changed: they are told, if they stay connected.
     *
     * @param concerned which hosts
     */
    public void discoveryChanged(Predicate<Nqn> concerned) {
        generation++;
        for (Controller controller : controllers(discovery)) {
            if (concerned.test(controller.hostNqn())) {
                controller.raise(ControllerEvent.DISCOVERY_CHANGED);
            }
        }
    }

    /**
     * GENCTR.
     *
     * @return grows with every change
     */
    public long generation() {
        return generation;
    }

    /**
     * A namespace of a subsystem was added, removed or changed: its hosts are told.
     *
     * @param subsystem which
     * @param nsid which
     */
    public void namespaceChanged(Subsystem subsystem, int nsid) {
        controllers(subsystem).forEach(controller -> controller.namespaceChanged(nsid));
    }

    /**
     * An ANA group at a port has another state: the hosts that see it are told.
     *
     * @param port which
     * @param group which
     */
    public void anaChanged(Port port, int group) {
        for (TreeMap<Integer, Controller> ofSubsystem : controllers.values()) {
            for (Controller controller : ofSubsystem.values()) {
                if (controller.port() == port && !controller.subsystem().isDiscovery()
                        && group <= controller.subsystem().spec().anaGroups()) {
                    controller.raise(ControllerEvent.ANA_CHANGED);
                }
            }
        }
    }

    // ---- controllers ----

    /**
     * Adds a controller.
     *
     * @param controller its identifier was taken from its subsystem
     */
    public void add(Controller controller) {
        controllers.computeIfAbsent(controller.subsystem(), subsystem -> new TreeMap<>()).put(controller.cntlid(), controller);
    }

    @Override
    public @Nullable Controller controller(Subsystem subsystem, int cntlid) {
        TreeMap<Integer, Controller> all = controllers.get(subsystem);
        return all == null ? null : all.get(cntlid);
    }

    @Override
    public List<Controller> controllers(Subsystem subsystem) {
        TreeMap<Integer, Controller> all = controllers.get(subsystem);
        return all == null ? List.of() : List.copyOf(all.values());
    }

    /**
     * All controllers.
     *
     * @return those of the discovery subsystem too
     */
    public List<Controller> controllers() {
        List<Controller> all = new ArrayList<>(controllers(discovery));
        subsystems.values().forEach(subsystem -> all.addAll(controllers(subsystem)));
        return all;
    }

    /**
     * Ends some controllers.
     *
     * @param which which
     * @param why for messages
     */
    public void end(Predicate<Controller> which, String why) {
        for (Controller controller : controllers()) {
            if (which.test(controller)) {
                controller.end(why);
            }
        }
    }

    @Override
    public void gone(Controller controller) {
        TreeMap<Integer, Controller> all = controllers.get(controller.subsystem());
        if (all != null) {
            all.remove(controller.cntlid());
        }
        controller.subsystem().controllerIds().release(controller.cntlid());
        if (controllers(controller.subsystem()).stream().noneMatch(controller::isSameHost)) {
            controller.subsystem().lostHosts().forget(controller.hostNqn(), controller.hostId());
        }
        List<Runnable> tasks = List.copyOf(whenChanged);
        tasks.forEach(Runnable::run);
    }

    /**
     * Runs something once there is none of some controllers any more.
     *
     * @param which which
     * @param task runs on the conductor, maybe inside this call
     */
    public void whenGone(Predicate<Controller> which, Runnable task) {
        Runnable[] check = new Runnable[1];
        check[0] = () -> {
            if (controllers().stream().noneMatch(which)) {
                whenChanged.remove(check[0]);
                task.run();
            }
        };
        whenChanged.add(check[0]);
        check[0].run();
    }

    @Override
    public byte[] discoveryLogPage(Controller controller, boolean portLocal) {
        return DiscoveryPage.of(generation, limits.adminQueueSize(), discovery.nqn(), subsystems.values(), ports.values(), referrals,
                new DiscoveryPage.Asker(controller.hostNqn(), controller.port(), controller.adminQueuePair().local(), portLocal));
    }

    // ---- for the operator ----

    /**
     * How associations were lost.
     *
     * @return the last of them, oldest first
     */
    public List<AssociationEnd> associationEnds() {
        return ends.view();
    }

    /**
     * What there is now.
     *
     * @return a picture
     */
    public View view() {
        List<View.SubsystemView> subsystemViews = new ArrayList<>();
        for (Subsystem subsystem : subsystems.values()) {
            List<View.NamespaceView> namespaces = subsystem.namespaces().active().stream().map(TargetModel::view).toList();
            subsystemViews.add(new View.SubsystemView(subsystem.nqn(), subsystem.serial(), subsystem.spec().model(), subsystem.anyHost(),
                    Set.copyOf(subsystem.hosts()), subsystem.spec().cqtMs(), subsystem.drains().worstMs(),
                    subsystem.drains().overdueCount(),
                    namespaces));
        }
        List<View.PortView> portViews = ports.values().stream()
                .map(port -> new View.PortView(port.id(), port.address(), port.state(), port.ana().notOptimized())).toList();
        return new View(subsystemViews, portViews, controllers().stream().map(Controller::view).toList(), generation);
    }

    private static View.NamespaceView view(Namespace namespace) {
        return new View.NamespaceView(namespace.nsid(), namespace.identity().uuid(), namespace.identity().nguid(),
                namespace.identity().eui64(), namespace.spec().blockSize(), namespace.blocks(), namespace.spec().anaGroup(),
                namespace.spec().backend());
    }
}
