package io.fenceline.core.host.runtime;

import io.fenceline.api.NvmeException;
import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.AnaAccess;
import io.fenceline.api.host.ConnectException;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostEvent.NamespaceChange;
import io.fenceline.api.host.HostException;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.OutcomeUnknownException;
import io.fenceline.api.host.RawCommand;
import io.fenceline.api.host.RawResult;
import io.fenceline.api.host.Subsystem;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.HostSubsystem;
import io.fenceline.core.host.engine.SubsystemListener;
import io.fenceline.core.host.engine.controller.ConnectFailure;
import io.fenceline.core.host.engine.controller.ControllerFacts;
import io.fenceline.core.host.engine.controller.HostController;
import io.fenceline.core.host.engine.fence.RecoveryDesk;
import io.fenceline.core.host.engine.fence.Story;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A subsystem as applications see it; drives the engine. */
final class SubsystemRuntime implements Subsystem, SubsystemListener {
    /** The shortest and the longest time between two looks for what takes too long. */
    private static final long MIN_TICK_NS = 5_000_000L;
    private static final long MAX_TICK_NS = 250_000_000L;
    /** Looks per command time-out: a command that is late is noticed within this part of it. */
    private static final int TICKS_PER_TIMEOUT = 16;
    /** How often it is looked whether commands have ended while one leaves. */
    private static final long DRAIN_POLL_NS = 10_000_000L;
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

    private final HostRuntime host;
    private final Nqn nqn;
    private final HostIdentity identity;
    private final HostOptions options;
    private final HostSubsystem engine;
    private final FencingRuntime fencing;
    private final ControlLoop control;
    private final Map<Integer, NamespaceRuntime> namespaces = new ConcurrentSkipListMap<>();
    private final Map<Integer, CompletableFuture<Integer>> pathWaiters = new HashMap<>();
    private final CompletableFuture<Subsystem> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> disconnected = new CompletableFuture<>();
    private final Map<TransportAddress, String> failures = new HashMap<>();
    private volatile String pathSelector;
    private volatile HostView.@Nullable SubsystemView identified;
    private ControlLoop.@Nullable Timer ticker;
    private ControlLoop.@Nullable Timer connectTimer;
    private int nextRank;
    private boolean closing;
    private @Nullable ConnectException notConnected;
    private volatile boolean poked;

    SubsystemRuntime(HostRuntime host, ConnectSpec spec, int lanes, FencingRuntime fencing) {
        this.host = host;
        this.control = host.control();
        nqn = spec.subsystem();
        identity = spec.identity();
        options = spec.options();
        pathSelector = options.pathSelector();
        this.fencing = fencing;
        Supplier<PathSelector> selectors = host.selector(options.pathSelector(), options.selectorOptions());
        engine = new HostSubsystem(nqn, lanes, options.maxRetries(), options.waitingLimit(), selectors, control, this);
    }

    // On the control loop.

    void start(List<TransportAddress> paths) {
        fencing.begin(line -> onAlarm(-1, line));
        for (TransportAddress path : paths) {
            add(path);
        }
        long within = 2 * options.connectTimeout().toNanos();
        connectTimer = control.schedule(
                () -> notConnected("no path was live within " + within / 1_000_000 + " ms, twice the connectTimeout"), within);
        tick();
    }

    HostController add(TransportAddress path) {
        HostController controller = host.newController(path, nextRank++, this, options);
        engine.add(controller);
        controller.start();
        return controller;
    }

    void addMissing(List<TransportAddress> paths) {
        Map<TransportAddress, Integer> wanted = new HashMap<>();
        for (TransportAddress path : paths) {
            wanted.merge(path, 1, Integer::sum);
        }
        for (HostController controller : engine.controllers()) {
            wanted.computeIfPresent(controller.address(), (address, count) -> count == 1 ? null : count - 1);
        }
        wanted.forEach((address, count) -> {
            for (int i = 0; i < count; i++) {
                add(address);
            }
        });
    }

    RecoveryDesk desk() {
        return fencing.desk();
    }

    HostSubsystem engine() {
        return engine;
    }

    CompletableFuture<Subsystem> connected() {
        return connected;
    }

    boolean isClosing() {
        return closing;
    }

    private void notConnected(String why) {
        if (connected.isDone() || closing) {
            return;
        }
        StringBuilder text = new StringBuilder(nqn + ": not connected: " + why);
        failures.forEach((address, failure) -> text.append("; ").append(address).append(": ").append(failure));
        notConnected = new ConnectException(text.toString(), Status.HOST_PATHING_ERROR, HostException.Outcome.NOT_EXECUTED);
        leave(0);
    }

    private void tick() {
        engine.tick();
        long nowNs = control.nowNs();
        for (NamespaceRuntime namespace : namespaces.values()) {
            namespace.tick(nowNs);
        }
        fencing.tick(nowNs);
        ticker = control.schedule(this::tick,
                Math.clamp(options.commandTimeout().toNanos() / TICKS_PER_TIMEOUT, MIN_TICK_NS, MAX_TICK_NS));
    }

    /** Looks soon. Any thread. */
    void poke() {
        if (!poked) {
            poked = true;
            try {
                control.execute(() -> {
                    poked = false;
                    if (!disconnected.isDone()) {
                        engine.tick();
                    }
                });
            } catch (RejectedExecutionException e) {
                poked = false; // the host is closed, and all has ended
            }
        }
    }

    private void leave(long graceNs) {
        if (closing) {
            return;
        }
        closing = true;
        if (connectTimer != null) {
            connectTimer.cancel();
        }
        for (HostController controller : engine.controllers()) {
            controller.drain();
        }
        drain(control.nowNs() + graceNs);
    }

    /** Waits for what runs; new commands already wait, since no path takes them. */
    private void drain(long deadlineNs) {
        boolean busy = engine.controllers().stream().anyMatch(c -> c.queues().stream().anyMatch(q -> q.outstanding() > 0));
        if (busy && control.nowNs() - deadlineNs < 0) {
            control.schedule(() -> drain(deadlineNs), DRAIN_POLL_NS);
            return;
        }
        engine.close();
        for (HostController controller : engine.controllers()) {
            controller.delete();
        }
        if (engine.controllers().stream().noneMatch(c -> c.machine().state() == ControllerState.LIVE)) {
            finish(); // nobody is left to say goodbye to
            return;
        }
        // A controller that does not confirm its shutdown is not waited for: nothing is left here that could write again.
        control.schedule(this::finish, host.departureNs());
    }

    private void finish() {
        if (disconnected.isDone()) {
            return;
        }
        for (HostController controller : engine.controllers()) {
            controller.forsake();
        }
        if (ticker != null) {
            ticker.cancel();
        }
        fencing.close();
        host.forget(this);
        ConnectException failure = notConnected;
        connected.completeExceptionally(failure != null
                ? failure
                : new ConnectException(nqn + ": disconnected before it was connected", Status.ABORTED_BY_HOST,
                        HostException.Outcome.NOT_EXECUTED));
        disconnected.complete(null);
    }

    // What the engine tells.

    @Override
    public void onState(HostController controller, ControllerState from, ControllerState to, String why) {
        host.tell(new HostEvent.StateChanged(control.nowNs(), nqn, controller.number(), controller.address(), from, to, why));
    }

    @Override
    public void onAna(HostController controller, int group, AnaAccess state) {
        host.tell(new HostEvent.AnaChanged(control.nowNs(), nqn, controller.number(), group, state));
    }

    @Override
    public void onNamespace(NamespaceHead head, NamespaceChange change) {
        switch (change) {
            case ADDED -> namespaces.put(head.nsid(), new NamespaceRuntime(this, head, host, options.deadline()));
            case REMOVED, REPLACED -> namespaces.remove(head.nsid());
            case RESIZED -> {
            }
        }
        host.tell(new HostEvent.NamespaceChanged(control.nowNs(), nqn, head.nsid(), change, head.facts().blocks()));
    }

    @Override
    public void onScanned(HostController controller) {
        if (connectTimer != null) {
            connectTimer.cancel();
            connectTimer = null;
        }
        connected.complete(this);
        CompletableFuture<Integer> waiter = pathWaiters.remove(controller.number());
        if (waiter != null) {
            waiter.complete(controller.number());
        }
    }

    @Override
    public void onConnectFailed(HostController controller, ConnectFailure failure) {
        failures.put(controller.address(), failure.text());
    }

    @Override
    public void onReleased(HostController controller, int commands, long heldNs, String how) {
        host.tell(new HostEvent.Released(control.nowNs(), nqn, controller.number(), commands, heldNs, how));
    }

    @Override
    public void onStory(HostController controller, Story story, boolean ended) {
        if (ended) {
            host.tell(new HostEvent.FailedOver(control.nowNs(), story.picture()));
        } else {
            host.story(story);
        }
    }

    @Override
    public void onWideFault(HostController controller, Cause cause, TransportFault fault) {
        control.execute(() -> host.wideFault(controller, cause, fault));
    }

    @Override
    public void onAlarm(int controller, String text) {
        host.tell(new HostEvent.Alarm(control.nowNs(), nqn, controller, text));
    }

    @Override
    public void onGone(HostController controller) {
        CompletableFuture<Integer> waiter = pathWaiters.remove(controller.number());
        if (waiter != null) {
            waiter.completeExceptionally(new ConnectException(nqn + " at " + controller.address() + ": " + controller.lastFault(),
                    Status.HOST_PATHING_ERROR, HostException.Outcome.NOT_EXECUTED));
        }
        if (engine.controllers().isEmpty()) {
            if (closing) {
                finish();
            } else {
                notConnected("every path was refused");
            }
        }
    }

    @Override
    public @Nullable String clash(NamespaceFacts facts) {
        return host.clash(this, facts);
    }

    // The API.

    @Override
    public Nqn nqn() {
        return nqn;
    }

    @Override
    public HostIdentity identity() {
        return identity;
    }

    @Override
    public List<NamespaceHandle> namespaces() {
        return List.copyOf(namespaces.values());
    }

    @Override
    public NamespaceHandle namespace(int nsid) {
        NamespaceHandle found = namespaces.get(nsid);
        if (found == null) {
            throw new NvmeException(NvmeException.Category.RETRY,
                    "namespace " + nsid + " of " + nqn + " is not there: one of " + namespaces.keySet() + " is wanted");
        }
        return found;
    }

    @Override
    public CompletableFuture<Integer> addPath(TransportAddress address) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        host.run(done, () -> {
            if (closing) {
                done.completeExceptionally(new NvmeException(NvmeException.Category.FATAL, nqn + " is being disconnected"));
                return;
            }
            if (engine.controllers().size() >= ConnectSpec.MAX_PATHS) {
                done.completeExceptionally(new NvmeException(NvmeException.Category.FAIL,
                        nqn + " has " + ConnectSpec.MAX_PATHS + " paths: no more are possible"));
                return;
            }
            HostController controller = add(address);
            pathWaiters.put(controller.number(), done);
        });
        return done;
    }

    @Override
    public CompletableFuture<Integer> removePath(TransportAddress address, Duration grace) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        host.run(done, () -> {
            List<HostController> leaving = new ArrayList<>();
            for (HostController controller : engine.controllers()) {
                if (controller.address().equals(address)) {
                    controller.drain();
                    leaving.add(controller);
                }
            }
            removeWhenIdle(leaving, control.nowNs() + grace.toNanos(), done);
        });
        return done;
    }

    private void removeWhenIdle(List<HostController> leaving, long deadlineNs, CompletableFuture<Integer> done) {
        boolean busy = leaving.stream().anyMatch(c -> c.queues().stream().anyMatch(q -> q.outstanding() > 0));
        if (busy && control.nowNs() - deadlineNs < 0) {
            control.schedule(() -> removeWhenIdle(leaving, deadlineNs, done), DRAIN_POLL_NS);
            return;
        }
        leaving.forEach(HostController::delete);
        done.complete(leaving.size());
    }

    @Override
    public CompletableFuture<Void> reset(int number) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        host.run(done, () -> {
            HostController controller = find(number);
            if (controller == null) {
                done.completeExceptionally(unknown(number));
                return;
            }
            controller.reset(why -> {
                if (why == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(new NvmeException(NvmeException.Category.FAIL, why));
                }
            });
        });
        return done;
    }

    private @Nullable HostController find(int number) {
        for (HostController controller : engine.controllers()) {
            if (controller.number() == number
                    || (number < 0 && controller.machine().state() == ControllerState.LIVE)) {
                return controller;
            }
        }
        return null;
    }

    private NvmeException unknown(int number) {
        return new NvmeException(NvmeException.Category.FAIL, number < 0
                ? nqn + ": no controller is live"
                : "controller " + number + " of " + nqn + ": one of "
                        + engine.controllers().stream().map(HostController::number).toList() + " is wanted");
    }

    @Override
    public void pathSelector(String name, Map<String, String> selectorOptions) {
        Supplier<PathSelector> selectors = host.selector(name, selectorOptions);
        pathSelector = name;
        control.execute(() -> engine.selectors(selectors));
    }

    @Override
    public void recovery(String name, Map<String, String> given) {
        if (options.keepAlive().isZero()) {
            var _ = options.change().recovery(name).build(); // refuses those that need a keep alive
        }
        FencingRuntime.Choice chosen = host.recovery("recovery", name, given);
        control.execute(() -> {
            fencing.active(chosen);
            engine.pokeFences();
        });
    }

    @Override
    public void shadowRecovery(String name, Map<String, String> given) {
        FencingRuntime.Choice chosen = name.isEmpty() ? null : host.recovery("shadow recovery", name, given);
        control.execute(() -> fencing.shadow(chosen));
    }

    @Override
    public CompletableFuture<RawResult> admin(int number, RawCommand command, ByteBuffer data) {
        CompletableFuture<RawResult> done = new CompletableFuture<>();
        int bytes = data.remaining();
        boolean sends = (command.opcode() & 1) != 0;
        boolean reads = (command.opcode() & 2) != 0;
        if ((bytes > 0) != (sends || reads)) {
            throw new IllegalArgumentException("opcode " + command.opcode() + " with " + bytes + " bytes of data: "
                    + (sends || reads ? "some" : "none") + " are wanted");
        }
        MemorySegment out = null;
        if (sends) {
            byte[] copy = new byte[bytes];
            data.duplicate().get(copy);
            out = MemorySegment.ofArray(copy);
        }
        MemorySegment sent = out;
        host.run(done, () -> {
            HostController controller = find(number);
            if (controller == null) {
                done.completeExceptionally(unknown(number));
                return;
            }
            AdminCall[] self = new AdminCall[1];
            AdminCall call = new AdminCall("admin command " + Integer.toHexString(command.opcode()) + "h",
                    (sqe, cid) -> encode(sqe, cid, command), sent, reads ? bytes : 0, options.adminTimeout().toNanos(),
                    (status, result, read) -> {
                        if (status == Status.ABORTED_BY_HOST) {
                            done.completeExceptionally(new OutcomeUnknownException("admin command "
                                    + Integer.toHexString(command.opcode()) + "h: the controller was lost", status,
                                    self[0].wasSent() ? HostException.Outcome.UNKNOWN : HostException.Outcome.NOT_EXECUTED));
                            return;
                        }
                        if (reads && status == Status.SUCCESS) {
                            data.put(read.asByteBuffer());
                        }
                        done.complete(new RawResult(status, result));
                    });
            self[0] = call;
            if (!controller.admin(call)) {
                done.completeExceptionally(unknown(-1));
            }
        });
        return done;
    }

    private static void encode(MemorySegment sqe, int cid, RawCommand command) {
        Sqe.clear(sqe, command.opcode(), cid, command.nsid());
        Sqe.putCdw(sqe, 2, command.cdw2());
        Sqe.putCdw(sqe, 3, command.cdw3());
        Sqe.putCdw(sqe, 10, command.cdw10());
        Sqe.putCdw(sqe, 11, command.cdw11());
        Sqe.putCdw(sqe, 12, command.cdw12());
        Sqe.putCdw(sqe, 13, command.cdw13());
        Sqe.putCdw(sqe, 14, command.cdw14());
        Sqe.putCdw(sqe, 15, command.cdw15());
    }

    @Override
    public CompletableFuture<Void> disconnect(Duration grace) {
        host.run(disconnected, () -> leave(grace.toNanos()));
        return disconnected;
    }

    @Override
    public void close() {
        disconnect(DEFAULT_GRACE).join();
    }

    // What is shown. On the control loop.

    HostView.SubsystemView view() {
        String model = "";
        String serial = "";
        String firmware = "";
        List<HostView.ControllerView> controllers = new ArrayList<>();
        for (HostController controller : engine.controllers()) {
            controllers.add(Pictures.of(controller, options, control.nowNs()));
            ControllerFacts facts = controller.facts();
            if (facts != null) {
                model = facts.model();
                serial = facts.serial();
                firmware = facts.firmware();
            }
        }
        HostView.SubsystemView before = identified;
        if (model.isEmpty() && before != null) {
            model = before.model();
            serial = before.serial();
            firmware = before.firmware();
        }
        List<HostView.NamespaceView> heads = new ArrayList<>();
        for (NamespaceHead head : engine.heads()) {
            heads.add(Pictures.of(head, new TreeMap<>(engine.members(head.nsid())), engine.controllers()));
        }
        HostView.SubsystemView now = new HostView.SubsystemView(nqn, identity.nqn(), model, serial, firmware, pathSelector,
                fencing.name(), controllers, heads);
        identified = now;
        return now;
    }
}
