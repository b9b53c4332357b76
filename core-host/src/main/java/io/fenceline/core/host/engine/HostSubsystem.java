package io.fenceline.core.host.engine;

import io.fenceline.api.Nqn;
import io.fenceline.api.host.AnaAccess;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.api.host.HostEvent.NamespaceChange;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.controller.ConnectFailure;
import io.fenceline.core.host.engine.controller.ControllerFacts;
import io.fenceline.core.host.engine.controller.ControllerOwner;
import io.fenceline.core.host.engine.controller.HostController;
import io.fenceline.core.host.engine.fence.HoldClock;
import io.fenceline.core.host.engine.fence.ResetSource;
import io.fenceline.core.host.engine.fence.Story;
import io.fenceline.core.host.engine.path.HeadSettings;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.engine.queue.QueueSet;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.transport.TransportFault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A subsystem as one host identity reaches it: its controllers, its namespaces, and which are paths to which. On the control loop.
 */
public final class HostSubsystem implements ControllerOwner {
    /** Block sizes that are taken, as powers of two: 512 bytes to 64 KiB. */
    private static final int MIN_BLOCK_SHIFT = 9;
    private static final int MAX_BLOCK_SHIFT = 16;

    /** A namespace and the controllers that have it. */
    private record Entry(NamespaceHead head, Map<Integer, NamespaceFacts> members) {
    }

    private final Nqn nqn;
    private final int lanes;
    private final ControlLoop control;
    private final int maxRetries;
    private final int waitingLimit;
    private final SubsystemListener listener;
    private final Map<Integer, HostController> controllers = new LinkedHashMap<>();
    private final Map<Integer, Entry> heads = new TreeMap<>();
    private final Map<Integer, Map<Integer, AnaAccess>> anaKnown = new HashMap<>();
    private final Set<Integer> scanned = new HashSet<>();
    private final Set<String> alarms = new HashSet<>();
    private Supplier<PathSelector> selectors;
    private volatile List<Long> crdtNs = List.of(0L, 0L, 0L);
    private final HoldClock clock;
    private boolean closed;

    /**
     * A subsystem without controllers.
     *
     * @param nqn SUBNQN
     * @param lanes how many loops there are
     * @param maxRetries of commands
     * @param waitingLimit commands that may wait for a path, per namespace
     * @param selectors makes a path selector for each namespace
     * @param control the control loop
     * @param listener hears of everything
     */
    public HostSubsystem(Nqn nqn, int lanes, int maxRetries, int waitingLimit, Supplier<PathSelector> selectors, ControlLoop control,
            SubsystemListener listener) {
        this.nqn = nqn;
        this.lanes = lanes;
        this.maxRetries = maxRetries;
        this.waitingLimit = waitingLimit;
        this.selectors = selectors;
        this.control = control;
        this.listener = listener;
        clock = new HoldClock(control.nowNs());
    }

    /**
     * Its name.
     *
     * @return SUBNQN
     */
    public Nqn nqn() {
        return nqn;
    }

    /**
     * Its controllers.
     *
     * @return in the order in which they came
     */
    public List<HostController> controllers() {
        return List.copyOf(controllers.values());
    }

    /**
     * Its namespaces.
     *
     * @return by NSID
     */
    public List<NamespaceHead> heads() {
        return heads.values().stream().map(Entry::head).toList();
    }

    /**
     * The controllers that have a namespace.
     *
     * @param nsid NSID
     * @return number and facts; empty: there is no such namespace
     */
    public Map<Integer, NamespaceFacts> members(int nsid) {
        Entry entry = heads.get(nsid);
        return entry == null ? Map.of() : Map.copyOf(entry.members);
    }

    /**
     * A controller.
     *
     * @param controller made for this subsystem, not started
     */
    public void add(HostController controller) {
        controllers.put(controller.number(), controller);
        refresh();
    }

    /**
     * Who can reset a controller now.
     *
     * @param number the controller's; it cannot reset itself
     * @return live controllers that take resets, those with the most room first
     */
    public List<ResetSource> sources(int number) {
        List<ResetSource> found = new ArrayList<>();
        for (HostController controller : controllers.values()) {
            ResetSource source = controller.number() == number ? null : controller.asSource();
            if (source != null) {
                found.add(source);
            }
        }
        found.sort(Comparator.comparingInt(source -> source.resets().pending()));
        return found;
    }

    /**
     * Watches the clock for all fences of the subsystem.
     *
     * @return looked at by {@link #tick}
     */
    public HoldClock clock() {
        return clock;
    }

    /**
     * Another path selector for all namespaces.
     *
     * @param changed makes them
     */
    public void selectors(Supplier<PathSelector> changed) {
        selectors = changed;
        for (Entry entry : heads.values()) {
            entry.head.selector(changed.get());
        }
    }

    /** Looks for what takes too long. */
    public void tick() {
        long nowNs = control.nowNs();
        clock.look(nowNs);
        for (HostController controller : List.copyOf(controllers.values())) {
            controller.tick();
        }
        for (NamespaceHead head : heads()) {
            head.expire(nowNs);
        }
    }

    /** Takes no commands any more: what waits fails. */
    public void close() {
        closed = true;
        for (Entry entry : heads.values()) {
            entry.head.close();
        }
    }

    // What controllers tell.

    @Override
    public @Nullable String refusal(HostController controller, ControllerFacts facts) {
        for (HostController other : controllers.values()) {
            ControllerFacts known = other.facts();
            if (other.number() == controller.number() || other.machine().state() != ControllerState.LIVE || known == null) {
                continue;
            }
            // SN and MN are the subsystem's, and CNTLID is unique in it (NVM Express Base 2.1, 3.1.1): what differs there is another
            // subsystem under the same name, and its blocks are not these.
            String wrong = null;
            if (!facts.serial().equals(known.serial()) || !facts.model().equals(known.model())) {
                wrong = " has serial number " + facts.serial() + " and model " + facts.model() + ", and at " + other.address() + " it has "
                        + known.serial() + " and " + known.model() + ": one subsystem is wanted; path refused";
            } else if (facts.cntlid() == known.cntlid()) {
                wrong = " has controller " + facts.cntlid() + ", and so has " + other.address()
                        + ", which is live: a number of its own is wanted; path refused";
            }
            if (wrong != null) {
                alarm(controller, nqn + " at " + controller.address() + wrong);
                return nqn + " at " + controller.address() + wrong;
            }
        }
        return null;
    }

    @Override
    public void onState(HostController controller, ControllerState from, ControllerState to, String why) {
        if (to != ControllerState.LIVE) {
            scanned.remove(controller.number());
        } else {
            ControllerFacts facts = controller.facts();
            if (facts != null) {
                crdtNs = facts.crdtNs();
            }
            tellAna(controller);
        }
        listener.onState(controller, from, to, why);
        refresh();
        if (to == ControllerState.LIVE) {
            control.execute(this::pokeFences); // it can reset others
        }
    }

    @Override
    public void onNamespaces(HostController controller, List<NamespaceFacts> found) {
        if (closed) {
            return;
        }
        Set<Integer> seen = new HashSet<>();
        for (NamespaceFacts facts : found) {
            if (join(controller, facts)) {
                seen.add(facts.nsid());
            }
        }
        for (Entry entry : List.copyOf(heads.values())) {
            if (!seen.contains(entry.head.nsid())) {
                entry.members.remove(controller.number());
                removeIfLost(entry);
            }
        }
        scanned.add(controller.number());
        refresh();
        listener.onScanned(controller);
    }

    private boolean join(HostController controller, NamespaceFacts facts) {
        ControllerFacts known = controller.facts();
        if (known == null) {
            return false;
        }
        if (facts.metadata() || facts.blockShift() < MIN_BLOCK_SHIFT || facts.blockShift() > MAX_BLOCK_SHIFT) {
            alarm(controller, "namespace " + facts.nsid() + " of " + nqn + " has blocks of 2^" + facts.blockShift() + " bytes"
                    + (facts.metadata() ? " with metadata" : "") + ": 512 bytes to 64 KiB without metadata are wanted; left out");
            return false;
        }
        Entry entry = heads.get(facts.nsid());
        if (entry != null && !entry.head.facts().sameAs(facts)) {
            if (entry.members.keySet().stream().anyMatch(number -> number != controller.number())) {
                alarm(controller, "namespace " + facts.nsid() + " of " + nqn + " has " + facts.identity() + " through controller "
                        + controller.number() + " at " + controller.address() + ", and " + entry.head.facts().identity()
                        + " through others: the same identifiers are wanted; path refused");
                return false;
            }
            heads.remove(facts.nsid());
            entry.head.close();
            listener.onNamespace(entry.head, NamespaceChange.REPLACED);
            entry = null;
        }
        if (entry == null) {
            String clash = clashHere(facts);
            if (clash == null) {
                clash = listener.clash(facts);
            }
            if (clash != null) {
                alarm(controller, "namespace " + facts.nsid() + " of " + nqn + " at " + controller.address() + " has " + facts.identity()
                        + ", and so has " + clash + ": identifiers of its own are wanted; path refused");
                return false;
            }
            entry = new Entry(new NamespaceHead(nqn, facts, known.limits(), new HeadSettings(maxRetries, waitingLimit, this::crdtNs),
                    selectors.get(), lanes, control), new HashMap<>());
            heads.put(facts.nsid(), entry);
            entry.members.put(controller.number(), facts);
            listener.onNamespace(entry.head, NamespaceChange.ADDED);
            return true;
        }
        boolean resized = entry.head.facts().blocks() != facts.blocks();
        entry.members.put(controller.number(), facts);
        entry.head.update(facts, known.limits());
        if (resized) {
            listener.onNamespace(entry.head, NamespaceChange.RESIZED);
        }
        return true;
    }

    private @Nullable String clashHere(NamespaceFacts facts) {
        for (Entry other : heads.values()) {
            if (other.head.nsid() != facts.nsid() && other.head.facts().clashesWith(facts)) {
                return "namespace " + other.head.nsid() + " of the same subsystem";
            }
        }
        return null;
    }

    private long crdtNs(int crd) {
        return crd >= 1 && crd <= crdtNs.size() ? crdtNs.get(crd - 1) : 0;
    }

    /** The same trouble is told once, until the controller comes anew. */
    private void alarm(HostController controller, String text) {
        if (alarms.size() > 1000) {
            alarms.clear();
        }
        if (alarms.add(controller.number() + text)) {
            listener.onAlarm(controller.number(), text);
        }
    }

    private void removeIfLost(Entry entry) {
        if (entry.members.isEmpty() && heads.remove(entry.head.nsid(), entry)) {
            entry.head.close();
            listener.onNamespace(entry.head, NamespaceChange.REMOVED);
        }
    }

    @Override
    public void onPathsChanged(HostController controller) {
        tellAna(controller);
        refresh();
        QueueSet set = controller.usable();
        if (set != null && !controller.anaStale()) {
            for (Entry entry : heads.values()) {
                entry.head.resume(set);
            }
        }
    }

    private void tellAna(HostController controller) {
        Map<Integer, AnaAccess> before = anaKnown.getOrDefault(controller.number(), Map.of());
        Map<Integer, AnaAccess> now = controller.anaGroups();
        anaKnown.put(controller.number(), now);
        new TreeMap<>(now).forEach((group, state) -> {
            if (before.get(group) != state) {
                listener.onAna(controller, group, state);
            }
        });
    }

    /** Makes the path tables anew. */
    private void refresh() {
        for (Entry entry : List.copyOf(heads.values())) {
            refresh(entry);
        }
    }

    private void refresh(Entry entry) {
        List<QueueSet> best = new ArrayList<>();
        List<QueueSet> good = new ArrayList<>();
        boolean mayCome = false;
        for (HostController controller : controllers.values()) {
            NamespaceFacts facts = entry.members.get(controller.number());
            QueueSet set = controller.usable();
            if (facts != null && set != null && scanned.contains(controller.number())) {
                switch (facts.anaGroup() == 0 ? AnaAccess.OPTIMIZED : controller.ana(facts.anaGroup())) {
                    case OPTIMIZED -> best.add(set);
                    case NON_OPTIMIZED -> good.add(set);
                    case INACCESSIBLE, PERSISTENT_LOSS, CHANGE -> {
                    }
                }
            }
            if (controller.mayComeBack() && (facts != null || !scanned.contains(controller.number()))) {
                mayCome = true;
            }
        }
        entry.head.paths(best, good, mayCome);
    }

    @Override
    public void onConnectFailed(HostController controller, ConnectFailure failure) {
        listener.onConnectFailed(controller, failure);
    }

    @Override
    public void onReleased(HostController controller, int commands, long heldNs, String how) {
        listener.onReleased(controller, commands, heldNs, how);
    }

    @Override
    public void onStory(HostController controller, Story story, boolean ended) {
        listener.onStory(controller, story, ended);
    }

    @Override
    public void onResetRoom(HostController controller) {
        control.execute(this::pokeFences);
    }

    /** Asks the policy again about every controller that is being fenced. */
    public void pokeFences() {
        for (HostController controller : List.copyOf(controllers.values())) {
            controller.pokeFence();
        }
    }

    @Override
    public void onHostLost(HostController from, int cntlid, int ciu) {
        for (HostController controller : List.copyOf(controllers.values())) {
            ControllerFacts known = controller.facts();
            // The instance must be the one that is meant: a later one with the same number has its host.
            if (controller.number() != from.number() && known != null && known.ciu() != 0 && known.cntlid() == cntlid
                    && known.ciu() == ciu) {
                controller.lose(Cause.LOST_HOST_COMMUNICATION, TransportFault.of(TransportFault.Kind.NETWORK,
                        "controller " + from.cntlid() + " reports that controller " + cntlid + " has lost this host"));
            }
        }
    }

    @Override
    public void onWideFault(HostController controller, Cause cause, TransportFault fault) {
        listener.onWideFault(controller, cause, fault);
    }

    @Override
    public void onAlarm(HostController controller, String text) {
        listener.onAlarm(controller.number(), text);
    }

    @Override
    public void onGone(HostController controller) {
        controllers.remove(controller.number());
        anaKnown.remove(controller.number());
        scanned.remove(controller.number());
        for (Entry entry : List.copyOf(heads.values())) {
            entry.members.remove(controller.number());
            removeIfLost(entry);
        }
        refresh();
        listener.onGone(controller);
    }
}
