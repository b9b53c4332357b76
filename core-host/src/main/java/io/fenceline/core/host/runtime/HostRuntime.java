package io.fenceline.core.host.runtime;

import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.Discovery;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.Subsystem;
import io.fenceline.core.conductor.Conductor;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.conductor.DisruptorConductor;
import io.fenceline.core.host.engine.controller.Attempts;
import io.fenceline.core.host.engine.controller.ControllerSettings;
import io.fenceline.core.host.engine.controller.HostController;
import io.fenceline.core.host.engine.fence.Story;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.policy.ConnectBudget;
import io.fenceline.core.host.policy.ReconnectDelay;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.DiscoveryEntry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A host: one control thread, and the transports' loops. */
public final class HostRuntime implements Host {
    /** How long controllers may take to confirm that they are shut down, when the host leaves them. */
    private static final Duration DEPARTURE = Duration.ofSeconds(3);
    /** How long transports may take to close. */
    private static final Duration TRANSPORT_GRACE = Duration.ofSeconds(1);

    private record Key(Nqn subsystem, Nqn host) {
    }

    private record TransportKey(TransportType type, Map<String, String> options) {
    }

    private final HostSettings settings;
    private final Conductor conductor;
    private final LongSupplier random;
    /** Milliseconds since 1970, for stories only; 0 in virtual time. */
    private final LongSupplier wallClockMs;
    private final Worker.Maker workers;
    /** For agents and providers of others, one thread per task. Nobody waits for these threads: they may be deaf to interrupts. */
    private final Executor foreign;
    private final Stories stories = new Stories();
    private final EventHub events;
    private final Bounces bounces = new Bounces();
    private final Map<TransportKey, HostTransport> transports = new HashMap<>();
    private final Map<Key, SubsystemRuntime> subsystems = new LinkedHashMap<>();
    private final Attempts attempts;
    private final Set<DiscoveryOnce> readings = new HashSet<>();
    private final Set<FollowedDiscovery> followed = new HashSet<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private int nextController;
    private int services;
    private boolean closing;
    private boolean transportsClosing;

    /**
     * A host with a control thread of its own.
     *
     * @param settings what it is put together from
     */
    public HostRuntime(HostSettings settings) {
        this(settings, new DisruptorConductor(settings.name()), new SecureRandom()::nextLong, System::currentTimeMillis, Worker::thread,
                task -> Thread.ofVirtual().name("fenceline-foreign").start(task));
    }

    /**
     * A host on somebody's control loop, such as one of virtual time.
     *
     * @param settings what it is put together from
     * @param conductor becomes the host's own
     * @param random gives 64 random bits
     */
    public HostRuntime(HostSettings settings, Conductor conductor, LongSupplier random) {
        this(settings, conductor, random, () -> 0, name -> Worker.of(conductor.blocking()), conductor.blocking());
    }

    private HostRuntime(HostSettings settings, Conductor conductor, LongSupplier random, LongSupplier wallClockMs,
            Worker.Maker workers, Executor foreign) {
        this.settings = settings;
        this.wallClockMs = wallClockMs;
        this.workers = workers;
        this.foreign = foreign;
        this.conductor = conductor;
        this.random = random;
        events = new EventHub(conductor.blocking(), conductor::nowNs);
        ConnectBudget budget = new ConnectBudget();
        attempts = new Attempts() {
            @Override
            public long tryTake(long nowNs) {
                return budget.tryTake(nowNs);
            }

            @Override
            public long delayNs(int attempt, long baseNs, long maxNs) {
                return ReconnectDelay.delayNs(attempt, baseNs, maxNs, random.getAsLong());
            }
        };
    }

    // For the other classes of the runtime.

    ControlLoop control() {
        return conductor;
    }

    long nowNs() {
        return conductor.nowNs();
    }

    Bounces bounces() {
        return bounces;
    }

    long departureNs() {
        return DEPARTURE.toNanos();
    }

    void tell(HostEvent event) {
        events.tell(event);
    }

    /** Runs a task on the control loop; what it throws becomes the future's. */
    void run(CompletableFuture<?> done, Runnable task) {
        try {
            conductor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new NvmeException(NvmeException.Category.FATAL, "the host is closed", e));
        }
    }

    /** Runs a task on the control loop; when the host is closed there is nothing to be done. */
    void runOrIgnore(Runnable task) {
        run(new CompletableFuture<>(), task);
    }

    Attempts attempts() {
        return attempts;
    }

    long random() {
        return random.getAsLong();
    }

    /** The transport that a TRTYPE stands for: an installed one, or one that has a name at least. */
    TransportType typeOf(int trtype) {
        for (HostTransportProvider provider : settings.transports().get()) {
            if (provider.type().trtype() == trtype) {
                return provider.type();
            }
        }
        return switch (trtype) {
            case DiscoveryEntry.TRTYPE_RDMA -> TransportType.RDMA;
            case DiscoveryEntry.TRTYPE_FC -> TransportType.FC;
            case DiscoveryEntry.TRTYPE_TCP -> TransportType.TCP;
            case DiscoveryEntry.TRTYPE_LOOP -> TransportType.MEMORY;
            default -> new TransportType("type" + trtype, trtype);
        };
    }

    boolean hasTransport(TransportType type) {
        return settings.transports().get().stream().anyMatch(p -> p.type().equals(type));
    }

    void forget(FollowedDiscovery discovery) {
        followed.remove(discovery);
    }

    Supplier<PathSelector> selector(String name, Map<String, String> given) {
        PathSelectorProvider provider = find("pathSelector", name, settings.selectors().get(), PathSelectorProvider::name);
        Options options = Options.of(provider.options(), given);
        return () -> provider.open(options);
    }

    /** Opens a recovery policy. Not on the control loop, since it may be somebody else's. */
    FencingRuntime.Choice recovery(String key, String name, Map<String, String> given) {
        return FencingRuntime.choose(settings, key, name, given);
    }

    /** A remote port or a transport is gone: whatever was reached through it is lost with it. */
    void wideFault(HostController first, Cause cause, TransportFault fault) {
        for (SubsystemRuntime subsystem : List.copyOf(subsystems.values())) {
            for (HostController controller : subsystem.engine().controllers()) {
                boolean concerned = fault.scope() == TransportFault.Scope.TRANSPORT
                        ? controller.address().type().equals(first.address().type())
                        : controller.address().equals(first.address());
                if (concerned && controller.number() != first.number()) {
                    controller.lose(cause, TransportFault.of(fault.kind(), fault.detail()));
                }
            }
        }
    }

    void story(Story story) {
        story.atMs(wallClockMs.getAsLong());
        stories.add(story);
    }

    static <P> P find(String key, String name, Collection<P> all, Function<P, String> nameOf) {
        for (P provider : all) {
            if (nameOf.apply(provider).equals(name)) {
                return provider;
            }
        }
        throw new IllegalArgumentException(
                key + " " + name + ": one of " + all.stream().map(nameOf).sorted().toList() + " is wanted");
    }

    HostTransport transport(TransportType type, Map<String, String> given) {
        TransportKey key = new TransportKey(type, given);
        synchronized (transports) {
            HostTransport known = transports.get(key);
            if (known != null) {
                return known;
            }
            HostTransportProvider provider = find("transport", type.name(), settings.transports().get(), p -> p.type().name());
            OptionSchema schema = provider.options();
            HostTransport opened = provider.open(new TransportContext(settings.name(), conductor::nowNs), Options.of(schema, given));
            transports.put(key, opened);
            return opened;
        }
    }

    HostController newController(TransportAddress address, int rank, SubsystemRuntime subsystem, HostOptions options) {
        HostTransport transport = transport(address.type(), options.transportOptions());
        int queues = options.ioQueues() == 0 ? transport.loops() : options.ioQueues();
        ControllerSettings engine = engineSettings(subsystem.nqn(), subsystem.identity(), options, queues);
        int number = nextController++;
        return new HostController(number, address, rank, conductor, transport, engine, attempts, subsystem.desk(),
                () -> subsystem.engine().sources(number), subsystem.engine().clock(), subsystem.engine());
    }

    static ControllerSettings engineSettings(Nqn subsystem, io.fenceline.api.host.HostIdentity identity, HostOptions options, int queues) {
        return new ControllerSettings(subsystem, identity.nqn(), identity.id(), options.keepAlive().toNanos(), queues,
                options.queueSize(), options.flowControl(), options.commandTimeout().toNanos(), options.adminTimeout().toNanos(),
                options.abortTimeout().toNanos(), options.connectTimeout().toNanos(), options.reconnectDelay().toNanos(),
                options.reconnectDelayMax().toNanos(), nanos(options.controllerLossTimeout()), nanos(options.fastIoFailTimeout()),
                options.quiesceTime().toNanos());
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? Long.MAX_VALUE : duration.toNanos();
    }

    @Nullable
    String clash(SubsystemRuntime self, NamespaceFacts facts) {
        for (SubsystemRuntime other : subsystems.values()) {
            if (other == self) {
                continue;
            }
            for (NamespaceHead head : other.engine().heads()) {
                boolean same = other.nqn().equals(self.nqn()) && head.nsid() == facts.nsid();
                if (!same && head.facts().clashesWith(facts)) {
                    return "namespace " + head.nsid() + " of " + other.nqn();
                }
            }
        }
        return null;
    }

    void forget(SubsystemRuntime subsystem) {
        subsystems.values().remove(subsystem);
        closeIfIdle();
    }

    // The API.

    @Override
    public CompletableFuture<Subsystem> connect(ConnectSpec spec) {
        CompletableFuture<Subsystem> done = new CompletableFuture<>();
        open(spec.options(), done, fencing -> {
            // Whatever becomes of it: what was opened and is not used is closed again.
            var _ = done.whenComplete((connected, failure) -> fencing.abandon());
            run(done, () -> connect(spec, fencing, done));
        });
        return done;
    }

    /** Opens what decides about lost controllers: here, unless foreign code would run on the control loop. */
    private void open(HostOptions options, CompletableFuture<?> done, Consumer<FencingRuntime> then) {
        Runnable task = () -> {
            FencingRuntime fencing;
            try {
                fencing = FencingRuntime.open(settings, options, conductor, foreign, workers);
            } catch (RuntimeException | LinkageError e) {
                done.completeExceptionally(e);
                return;
            }
            then.accept(fencing);
        };
        if (conductor.inConductor() && FencingRuntime.isForeign(settings, options)) {
            try {
                foreign.execute(task);
            } catch (RejectedExecutionException e) {
                done.completeExceptionally(new NvmeException(NvmeException.Category.FATAL, "the host is closed", e));
            }
        } else {
            task.run();
        }
    }

    private void connect(ConnectSpec spec, FencingRuntime fencing, CompletableFuture<Subsystem> done) {
        if (closing) {
            done.completeExceptionally(new NvmeException(NvmeException.Category.FATAL, "the host is closed"));
            return;
        }
        Key key = new Key(spec.subsystem(), spec.identity().nqn());
        SubsystemRuntime known = subsystems.get(key);
        if (known != null && !known.isClosing()) {
            known.addMissing(spec.paths());
            follow(known, done);
            return;
        }
        if (known != null) {
            // It is on its way out: connect anew as soon as it is gone.
            var _ = known.disconnect(Duration.ZERO).whenComplete((none, failure) -> forward(connect(spec), done));
            return;
        }
        int lanes = 1;
        for (TransportAddress path : spec.paths()) {
            lanes = Math.max(lanes, transport(path.type(), spec.options().transportOptions()).loops());
        }
        if (!fencing.claim()) {
            return; // the caller has cancelled it
        }
        SubsystemRuntime subsystem = new SubsystemRuntime(this, spec, lanes, fencing);
        subsystems.put(key, subsystem);
        follow(subsystem, done);
        subsystem.start(spec.paths());
    }

    private static void forward(CompletableFuture<Subsystem> from, CompletableFuture<Subsystem> to) {
        var _ = from.whenComplete((connected, failure) -> {
            if (failure != null) {
                to.completeExceptionally(failure);
            } else {
                to.complete(connected);
            }
        });
    }

    private void follow(SubsystemRuntime subsystem, CompletableFuture<Subsystem> done) {
        forward(subsystem.connected(), done);
        var _ = done.whenComplete((connected, failure) -> {
            if (done.isCancelled() && !subsystem.connected().isDone()) {
                var _ = subsystem.disconnect(Duration.ZERO);
            }
        });
    }

    @Override
    public List<Subsystem> subsystems() {
        return ask(() -> new ArrayList<Subsystem>(subsystems.values()));
    }

    @Override
    public List<Failover> failovers() {
        return ask(stories::pictures);
    }

    @Override
    public HostView view() {
        return ask(() -> new HostView(nowNs(), subsystems.values().stream().map(SubsystemRuntime::view).toList()));
    }

    /** Asks on the control loop and waits; the loop never waits for anybody, so that is soon. */
    <T> T ask(Supplier<T> question) {
        if (conductor.inConductor()) {
            return question.get();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(answer, () -> answer.complete(question.get()));
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public CompletableFuture<DiscoveryLog> discover(TransportAddress address, DiscoverySpec spec) {
        CompletableFuture<DiscoveryLog> done = new CompletableFuture<>();
        run(done, () -> {
            if (closing) {
                done.completeExceptionally(new NvmeException(NvmeException.Category.FATAL, "the host is closed"));
                return;
            }
            DiscoveryOnce[] self = new DiscoveryOnce[1];
            DiscoveryOnce once = new DiscoveryOnce(this, address, spec, done, () -> readings.remove(self[0]));
            self[0] = once;
            readings.add(once);
            once.start();
            var _ = done.whenComplete((log, failure) -> {
                if (done.isCancelled()) {
                    runOrIgnore(once::giveUp);
                }
            });
        });
        return done;
    }

    @Override
    public Discovery follow(TransportAddress address, DiscoverySpec spec) {
        FollowedDiscovery discovery = new FollowedDiscovery(this, address, spec);
        return ask(() -> {
            if (closing) {
                throw new NvmeException(NvmeException.Category.FATAL, "the host is closed");
            }
            followed.add(discovery);
            discovery.start();
            return discovery;
        });
    }

    @Override
    public Flow.Publisher<HostEvent> events() {
        return events;
    }

    @Override
    public CompletableFuture<Void> close(Duration grace) {
        run(closed, () -> {
            if (closing) {
                return;
            }
            closing = true;
            List.copyOf(readings).forEach(DiscoveryOnce::giveUp);
            List.copyOf(followed).forEach(FollowedDiscovery::close);
            for (SubsystemRuntime subsystem : List.copyOf(subsystems.values())) {
                var _ = subsystem.disconnect(grace);
            }
            // A discovery controller that does not confirm its shutdown is not waited for.
            conductor.schedule(() -> {
                services = 0;
                closeIfIdle();
            }, departureNs());
            closeIfIdle();
        });
        return closed;
    }

    /** A connection to a discovery service is being made. */
    void serviceOpened() {
        services++;
    }

    /** Nothing of one leaves this end any more. */
    void serviceGone() {
        services = Math.max(0, services - 1);
        closeIfIdle();
    }

    private void closeIfIdle() {
        if (closing && !transportsClosing && subsystems.isEmpty() && services == 0) {
            transportsClosing = true;
            closeTransports();
        }
    }

    private void closeTransports() {
        List<HostTransport> open;
        synchronized (transports) {
            open = List.copyOf(transports.values());
            transports.clear();
        }
        conductor.blocking().execute(() -> {
            for (HostTransport transport : open) {
                transport.close(TRANSPORT_GRACE);
            }
            events.close();
            closed.complete(null);
        });
    }

    @Override
    public void close() {
        try {
            close(Duration.ofSeconds(5)).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new NvmeException(NvmeException.Category.FATAL, "the host did not close: " + e.getMessage(), e);
        } finally {
            conductor.close();
        }
    }
}
