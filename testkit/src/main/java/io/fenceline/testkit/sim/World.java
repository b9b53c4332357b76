package io.fenceline.testkit.sim;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.target.AnaState;
import io.fenceline.testkit.Seed;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.testkit.fault.FaultRule;
import io.fenceline.testkit.fault.FaultRun;
import io.fenceline.testkit.fault.FaultScript;
import io.fenceline.testkit.memory.MemoryLink;
import io.fenceline.testkit.memory.MemoryTransport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hosts, targets, a fabric between them and a disk beneath, all of it production code but fabric and disk, on one thread and virtual
 * time. First faults, as the {@link Plan} says; then everything is healed, and all must be as before. Rules are checked all the time,
 * and every read is judged by the {@link GhostWriteChecker}.
 */
public final class World {
    /** The only subsystem. */
    public static final Nqn SUBSYSTEM = Nqn.of("nqn.2024-01.io.fenceline:world");

    /** By {@link Step#amount}. Persistent loss is left out: it is for ever. */
    private static final List<AnaState> ANA_STATES = List.of(AnaState.OPTIMIZED, AnaState.NON_OPTIMIZED, AnaState.INACCESSIBLE,
            AnaState.CHANGE);
    private static final List<String> POLICIES = List.of("ccr-then-time", "time", "ccr", "hasty");
    private static final long MS = 1_000_000;
    /** How long connecting may take in a healed world, and everything else: longer than all timers of a drawn plan together. */
    private static final long CONVERGE_MS = 60_000;
    /** How often an invariant that costs something is looked at: in tasks. */
    private static final int EVERY = 64;
    /** Buffers that may be out at once, for each host: more is a leak or a queue without bound. */
    private static final int MOST_BUFFERS_PER_HOST = 4096;
    /** Tasks of one nanosecond for each host: connecting takes some hundred. */
    private static final int MOST_AT_ONCE_PER_HOST = 50_000;
    /** How long the load goes on after the world was healed. */
    private static final long AFTER_MS = 1_000;
    /** A try to connect again after one that failed. */
    private static final long AGAIN_MS = 500;

    private final Plan plan;
    private final VirtualTime time;
    private final MemoryTransport fabric;
    private final Medium medium;
    private final GhostWriteChecker checker;
    private final FaultRun faults;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimHost> hosts = new ArrayList<>();
    private final Map<Long, GhostWriteChecker.Write> writes = new HashMap<>();
    private final List<String> troubles = new ArrayList<>();
    private final Map<Long, Long> connectsPerTenth = new HashMap<>();
    private int operationsLeft;
    private int tasks;
    private int lastTasks;
    private long lastNs;
    private boolean healed;

    /**
     * What a world that went well has done.
     *
     * @param operations requests that ended
     * @param failed those that ended with an error that was allowed
     * @param failovers controllers that were lost and fenced
     * @param byReset those of which a Cross-Controller Reset ended the hold
     * @param byTime those of which the times of the specification did
     * @param held writes that were in the hands of a lost controller
     * @param judged blocks that the oracle has judged
     * @param connects admin queues that were connected again, or tried
     * @param connectPeak the most of them within a tenth of a second
     * @param virtualNs how much time went by
     */
    public record Outcome(long operations, long failed, long failovers, long byReset, long byTime, long held, long judged,
            long connects, long connectPeak, long virtualNs) {
        /** Of no world. */
        public static final Outcome NOTHING = new Outcome(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        /**
         * The sum; of the peaks the greater.
         *
         * @param other another world's
         * @return both together
         */
        public Outcome plus(Outcome other) {
            return new Outcome(operations + other.operations, failed + other.failed, failovers + other.failovers, byReset + other.byReset,
                    byTime + other.byTime, held + other.held, judged + other.judged, connects + other.connects,
                    Math.max(connectPeak, other.connectPeak),
                    virtualNs + other.virtualNs);
        }
    }

    private World(Plan plan, Makers makers) {
        this.plan = plan;
        time = new VirtualTime(plan.seed().part(3).value());
        fabric = new MemoryTransport(time);
        medium = new Medium(time, plan.seed().part(4).gen(), plan.blockSize(), plan.blocks(), plan.stuckLimitMs() * MS,
                this::trouble);
        checker = new GhostWriteChecker(plan.blockSize(), plan.seed().value(), true, time);
        List<FaultRule> rules = plan.steps().stream().map(Step::rule).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
        faults = new FaultScript(rules).run(time);
        operationsLeft = plan.operations();
        for (int i = 0; i < plan.nodes(); i++) {
            nodes.add(new SimNode(i, plan, time, makers.targets(), faults.wrap(fabric.openTarget(plan.targetTransport())), medium,
                    this::trouble));
        }
        for (int i = 0; i < plan.hosts(); i++) {
            hosts.add(host(i, makers.hosts()));
        }
    }

    private SimHost host(int number, Makers.HostMaker maker) {
        String name = "host-" + number;
        VirtualTime.VirtualProcess process = time.process();
        ResetFaults resets = new ResetFaults(
                faults.wrap(new FixedOptions(fabric.hostProvider(name, process), plan.hostTransport())), time);
        HostWatch watch = new HostWatch(name, time, process, resets, plan, medium, writes::get, this::connects, this::trouble);
        var random = plan.seed().part(100 + number).gen();
        return new SimHost(number, this, watch, resets, process, maker.host(name, new VirtualConductor(process), random::anyLong, watch));
    }

    /**
     * Plays a world.
     *
     * @param plan which
     * @param makers where the production code comes from
     * @return what it has done
     * @throws WorldFailure when a rule was broken; tells how to replay it
     */
    public static Outcome run(Plan plan, Makers makers) {
        World world = new World(plan, makers);
        Throwable cause = null;
        try {
            world.play();
        } catch (RuntimeException | AssertionError e) {
            cause = e;
            world.trouble("a task threw " + e);
        }
        if (!world.troubles.isEmpty()) {
            throw world.failure(cause);
        }
        return world.outcome();
    }

    /**
     * Plays the world of a seed; when it fails, leaves out steps as long as it goes on failing, so that the message shows only those that
     * matter.
     *
     * @param seed which
     * @param makers where the production code comes from
     * @return what it has done
     * @throws WorldFailure the failure of the shorter world
     */
    public static Outcome run(Seed seed, Makers makers) {
        Plan plan = Plan.draw(seed);
        try {
            return run(plan, makers);
        } catch (WorldFailure failure) {
            throw Shrinker.shrink(plan, failure, makers);
        }
    }

    // What the parts of the world ask for.

    Plan plan() {
        return plan;
    }

    VirtualTime time() {
        return time;
    }

    GhostWriteChecker checker() {
        return checker;
    }

    GhostWriteChecker.Write issued(GhostWriteChecker.Write write) {
        writes.put(write.generation(), write);
        return write;
    }

    private void connects() {
        connectsPerTenth.merge(time.nowNs() / (100 * MS), 1L, Long::sum);
    }

    boolean takeOperation() {
        return operationsLeft-- > 0;
    }

    void trouble(String what) {
        if (troubles.size() < 20) {
            troubles.add(time.nowNs() / MS + " ms: " + what);
        }
    }

    // The play.

    private void play() {
        nodes.forEach(SimNode::start);
        if (!until(() -> nodes.stream().allMatch(SimNode::isSettled), 5_000)) {
            trouble("the targets did not start");
        }
        hosts.forEach(this::connect);
        for (Step step : plan.steps()) {
            if (step.kind() != Step.Kind.RULE) {
                time.schedule(() -> perform(step), step.atMs() * MS);
            }
        }
        until(() -> false, plan.forMs());
        heal();
        long wakesNs = hosts.stream().mapToLong(host -> host.process.pausedUntilNs()).max().orElse(0);
        until(() -> false, AFTER_MS + Math.max(0, (wakesNs - time.nowNs()) / MS));
        hosts.stream().map(SimHost::load).filter(Objects::nonNull).forEach(Load::stop);
        converge();
        readAll();
        close();
    }

    private List<TransportAddress> addresses() {
        List<TransportAddress> all = new ArrayList<>();
        for (SimNode node : nodes) {
            for (int port = 0; port < plan.portsPerNode(); port++) {
                all.add(node.address(port));
            }
        }
        return all;
    }

    private void connect(SimHost host) {
        boolean calm = plan.steps().isEmpty() || healed;
        host.connect(addresses());
        host.whenConnected(() -> begin(host), failure -> {
            if (calm) {
                trouble("host " + host.number + " cannot connect: " + failure);
            } else {
                time.schedule(() -> connect(host), AGAIN_MS * MS);
            }
        });
    }

    private void begin(SimHost host) {
        if (host.subsystem().namespaces().isEmpty()) {
            time.schedule(() -> begin(host), AGAIN_MS * MS); // it was taken away before the host came
            return;
        }
        NamespaceHandle namespace = host.subsystem().namespace(1);
        Load load = new Load(this, host.number, namespace, plan.seed().part(200 + host.number).gen());
        host.begin(load);
    }

    /** Runs until something is true or broken; looks after the invariants meanwhile. */
    private boolean until(BooleanSupplier done, long ms) {
        time.schedule(() -> {
            // So that the clock goes that far even if nothing else is left to do.
        }, ms * MS);
        return time.runUntil(() -> {
            if (++tasks % (EVERY * plan.hosts()) == 0) {
                check();
            }
            if (time.nowNs() != lastNs) {
                lastNs = time.nowNs();
                lastTasks = tasks;
            } else if (tasks - lastTasks > MOST_AT_ONCE_PER_HOST * plan.hosts()) {
                trouble("more than " + MOST_AT_ONCE_PER_HOST * plan.hosts() + " tasks at one time: something goes round in circles");
            }
            return !troubles.isEmpty() || done.getAsBoolean();
        }, ms * MS) && troubles.isEmpty();
    }

    private void check() {
        int most = MOST_BUFFERS_PER_HOST * plan.hosts();
        if (fabric.ledger().outstanding() > most) {
            trouble(fabric.ledger().outstanding() + " buffers are out; " + most + " is the most that can be right");
        }
        for (SimHost host : hosts) {
            host.watch.check();
            if (tasks % (EVERY * 16 * plan.hosts()) == 0) {
                checkView(host);
            }
        }
    }

    private void checkView(SimHost host) {
        HostView view = host.host.view();
        for (HostView.SubsystemView subsystem : view.subsystems()) {
            for (HostView.NamespaceView namespace : subsystem.namespaces()) {
                // A request that is split waits in pieces.
                if (namespace.waiting() > Math.min(plan.options().waitingLimit(), plan.workers() * Load.LONGEST)) {
                    trouble("host " + host.number + ": " + namespace.waiting() + " requests wait; its workers are " + plan.workers()
                            + " and its limit is " + plan.options().waitingLimit());
                }
            }
        }
    }

    private MemoryLink link(Step step) {
        return fabric.link("host-" + step.host(), addresses().get(step.port()));
    }

    private SimNode nodeOf(int port) {
        return nodes.get(port / plan.portsPerNode());
    }

    private void perform(Step step) {
        if (healed) {
            return;
        }
        int portOfNode = step.port() < 0 ? -1 : step.port() % plan.portsPerNode();
        switch (step.kind()) {
            case CUT -> link(step).cut();
            case STALL -> link(step).stall(step.amount() != 2, step.amount() != 1);
            case DELAY -> link(step).delay(step.amount());
            case PORT_DOWN -> nodeOf(step.port()).port(portOfNode, false);
            case RESTART -> restart(step);
            case ANA -> nodeOf(step.port()).ana(portOfNode, ANA_STATES.get((int) step.amount()));
            case PAUSE -> hosts.get(step.host()).process.pause(step.lastsMs() * MS);
            case STUCK -> medium.stick((int) step.amount(), step.lastsMs() * MS);
            case RESIZE -> nodes.forEach(node -> node.resize(step.amount()));
            case REMOVE -> nodes.forEach(node -> node.namespace(false));
            case RESET -> hosts.get(step.host()).reset(addresses().get(step.port()));
            case UNPLUG -> hosts.get(step.host()).unplug(addresses().get(step.port()));
            case FATAL -> nodeOf(step.port()).fail(portOfNode, step.host() < 0 ? null : hosts.get(step.host()).nqn());
            case ADAPTER -> hosts.get(step.host()).resets.adapterGone();
            case JUMP -> hosts.get(step.host()).process.jump(step.amount() * MS);
            case RESETS -> hosts.get(step.host()).resets.set(ResetFault.ALL.get((int) step.amount()));
            case POLICY -> hosts.get(step.host()).recovery(POLICIES.get((int) step.amount()));
            case HANG -> medium.hang((int) step.amount(), step.lastsMs() * MS);
            case RULE -> throw new IllegalStateException("a rule is no step in time");
        }
        if (step.lastsMs() > 0) {
            time.schedule(() -> undo(step), step.lastsMs() * MS);
        }
    }

    /** A crash resets all connections of the node; otherwise it ends in good order. */
    private void restart(Step step) {
        SimNode node = nodes.get(step.port());
        if (step.amount() == 0) {
            for (int host = 0; host < hosts.size(); host++) {
                for (int port = 0; port < plan.portsPerNode(); port++) {
                    fabric.link("host-" + host, node.address(port)).cut();
                }
            }
        }
        node.down();
    }

    private void undo(Step step) {
        if (healed) {
            return;
        }
        int portOfNode = step.port() < 0 ? -1 : step.port() % plan.portsPerNode();
        switch (step.kind()) {
            case STALL -> link(step).stall(false, false);
            case DELAY -> link(step).delay(0);
            case PORT_DOWN -> nodeOf(step.port()).port(portOfNode, true);
            case RESTART -> nodes.get(step.port()).up();
            case ANA -> nodeOf(step.port()).ana(portOfNode, AnaState.OPTIMIZED);
            case REMOVE -> nodes.forEach(node -> node.namespace(true));
            case UNPLUG -> hosts.get(step.host()).plug(addresses().get(step.port()));
            case RESETS -> hosts.get(step.host()).resets.set(ResetFault.NONE);
            default -> {
                // It is over by itself.
            }
        }
    }

    private void heal() {
        healed = true;
        faults.heal();
        medium.heal();
        for (Step step : plan.steps()) {
            if (step.host() >= 0 && step.port() >= 0) {
                link(step).stall(false, false);
                link(step).delay(0);
            }
        }
        for (SimHost host : hosts) {
            host.resets.set(ResetFault.NONE);
            addresses().forEach(host::plug);
        }
        for (SimNode node : nodes) {
            node.up();
            node.namespace(true);
            for (int port = 0; port < plan.portsPerNode(); port++) {
                node.port(port, true);
                node.ana(port, AnaState.OPTIMIZED);
            }
        }
    }

    private String unhealed() {
        if (medium.underWay() > 0) {
            return medium.underWay() + " requests are in the disk"; // one that hung for longer than was promised
        }
        for (SimNode node : nodes) {
            if (!node.isSettled()) {
                return "a change of a target has not ended";
            }
        }
        for (SimHost host : hosts) {
            Load load = host.load();
            if (load == null) {
                return "host " + host.number + " is not connected";
            }
            if (!load.isIdle()) {
                return "host " + host.number + ": has not ended: " + String.join("; ", load.unfinished());
            }
            String why = host.unhealed(plan.ports());
            if (!why.isEmpty()) {
                return why;
            }
            if (host.subsystem().namespace(1).blocks() != medium.blocks()) {
                return "host " + host.number + " believes in " + host.subsystem().namespace(1).blocks() + " blocks, " + medium.blocks()
                        + " are there";
            }
        }
        return "";
    }

    private void converge() {
        String why = unhealed();
        for (long ms = 0; ms < CONVERGE_MS && !why.isEmpty() && troubles.isEmpty(); ms += 100) {
            until(() -> false, 100);
            why = unhealed();
        }
        if (!why.isEmpty() && troubles.isEmpty()) {
            trouble("not healed " + CONVERGE_MS + " ms after all faults were gone: " + why);
        }
        if (troubles.isEmpty()) {
            hosts.forEach(host -> host.events.compare(host.host.view()));
        }
    }

    private void readAll() {
        for (SimHost host : hosts) {
            if (!troubles.isEmpty()) {
                return;
            }
            MemorySegment memory = Arena.ofAuto().allocate((long) plan.blocks() * plan.blockSize(), 4096);
            int most = plan.blocks() / 2;
            for (int lba = 0; lba < medium.blocks(); lba += most) {
                int count = (int) Math.min(most, medium.blocks() - lba);
                readBack(host, lba, count, memory.asSlice(0, (long) count * plan.blockSize()));
            }
        }
    }

    private void readBack(SimHost host, int lba, int count, MemorySegment memory) {
        boolean[] ended = new boolean[1];
        GhostWriteChecker.Read read = checker.onRead(lba, count);
        host.subsystem().namespace(1).request(0, request -> {
            ended[0] = true;
            if (request.status() != 0) {
                trouble("host " + host.number + ": the last read failed: " + request.failure());
            } else {
                read.check(memory).forEach(finding -> trouble("host " + host.number + ", at the end: " + finding));
            }
        }).read(lba, memory).deadline(null).submit();
        if (!until(() -> ended[0], CONVERGE_MS) && troubles.isEmpty()) {
            trouble("host " + host.number + ": the last read does not end");
        }
    }

    private void close() {
        if (!troubles.isEmpty()) {
            return;
        }
        List<CompletableFuture<Void>> all = new ArrayList<>();
        hosts.forEach(host -> all.add(host.host.close(Duration.ofSeconds(5))));
        CompletableFuture<Void> hostsClosed = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        if (!until(hostsClosed::isDone, 10_100)) {
            trouble("a host does not close within grace and five seconds");
            return;
        }
        hostsClosed.join();
        for (SimHost host : hosts) {
            if (host.watch.openQueues() > 0) {
                trouble("host " + host.number + " is closed, and " + host.watch.openQueues() + " of its queue pairs are not");
            }
        }
        CompletableFuture<Void> nodesClosed = CompletableFuture.allOf(nodes.stream().map(SimNode::close).toArray(CompletableFuture[]::new));
        if (!until(nodesClosed::isDone, 10_100)) {
            trouble("a target does not close");
            return;
        }
        hosts.forEach(host -> host.watch.close());
        nodes.forEach(node -> node.transport().close(Duration.ZERO));
        if (medium.underWay() > 0) {
            trouble(medium.underWay() + " requests of the medium have not ended");
        }
        fabric.ledger().requireAllBack();
    }

    private Outcome outcome() {
        long operations = 0;
        long failed = 0;
        long failovers = 0;
        long byReset = 0;
        long byTime = 0;
        long held = 0;
        for (SimHost host : hosts) {
            Load load = Objects.requireNonNull(host.load());
            operations += load.ended;
            failed += load.failed;
            failovers += host.events.fenced;
            byReset += host.events.byReset;
            byTime += host.events.byTime;
            held += host.watch.heldEver;
        }
        long connects = connectsPerTenth.values().stream().mapToLong(Long::longValue).sum();
        long peak = connectsPerTenth.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new Outcome(operations, failed, failovers, byReset, byTime, held, checker.judged(), connects, peak,
                time.nowNs() - VirtualTime.START_NS);
    }

    private WorldFailure failure(@Nullable Throwable cause) {
        StringBuilder text = new StringBuilder(plan.seed().toString()).append('\n');
        troubles.forEach(line -> text.append("  ").append(line).append('\n'));
        text.append("of ").append(plan.with(List.of())).append('\n');
        plan.steps().forEach(step -> text.append("  ").append(step).append('\n'));
        faults.fired().forEach(line -> text.append("  fired: ").append(line).append('\n'));
        hosts.forEach(
                host -> text.append("host ").append(host.number).append(", its last events:\n").append(host.events.tail()).append('\n'));
        return new WorldFailure(text.toString(), troubles, cause);
    }
}
