package io.fenceline.assembly.serve;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.Options;
import io.fenceline.api.TransportType;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.api.target.View;
import io.fenceline.assembly.config.TargetConfig;
import io.fenceline.assembly.plugin.PluginRegistry;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.core.conductor.DisruptorConductor;
import io.fenceline.core.target.runtime.TargetRuntime;
import io.fenceline.core.target.runtime.TargetSettings;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TargetTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A target that serves what a configuration says with the plug-ins there are: when a transport or back end goes, what
 * needs it goes with it, and comes back when the plug-in does. Any thread.
 */
public final class TargetServer {
    /** How much later than the grace a close gives up for good. */
    private static final Duration MARGIN = Duration.ofMillis(150);
    /** State of a port that listens, as {@link View.PortView} says. */
    public static final String LISTENING = "listening";
    private static final String RETRYING = "retrying";
    private static final long SETTLE_POLL_NS = 2_000_000;
    private static final Duration FAIL_LIMIT = Duration.ofSeconds(10);
    private static final Duration TRANSPORT_GRACE = Duration.ofMillis(200);

    private final Plugins plugins;
    private final Consumer<String> log;
    private final DisruptorConductor conductor;
    private final Map<TransportType, TargetTransport> transports = new ConcurrentHashMap<>();
    private final Map<String, BackendProvider> backends = new ConcurrentHashMap<>();
    private final TargetRuntime target;
    private final Reconciler reconciler;
    private final ReentrantLock lock = new ReentrantLock();
    private TargetConfig wish;
    private boolean closing;

    private final PluginRegistry.Listener<TargetTransportProvider> transportFeed = new PluginRegistry.Listener<>() {
        @Override
        public void added(String type, TargetTransportProvider plugin) {
            locked(() -> {
                Options options = Options.of(plugin.options(), wish.transports().getOrDefault(type, Map.of()));
                transports.put(plugin.type(), plugin.open(TransportContext.system("target-" + type), options));
                reconcile();
            });
        }

        @Override
        public void removed(String type, TargetTransportProvider plugin) {
            locked(() -> {
                reconciler.withoutTransport(type).forEach(log);
                TargetTransport transport = transports.remove(plugin.type());
                if (transport != null) {
                    transport.close(TRANSPORT_GRACE);
                }
            });
        }
    };

    private final PluginRegistry.Listener<BackendProvider> backendFeed = new PluginRegistry.Listener<>() {
        @Override
        public void added(String type, BackendProvider plugin) {
            locked(() -> {
                backends.put(type, plugin);
                reconcile();
            });
        }

        @Override
        public void removed(String type, BackendProvider plugin) {
            locked(() -> {
                reconciler.withoutBackend(type).forEach(log);
                backends.remove(type);
            });
        }
    };

    /** Whether changes are made yet; before, plug-ins only gather. */
    private boolean started;

    /**
     * Makes a server; nothing is opened yet but a thread.
     *
     * @param plugins what plugs in
     * @param config what to serve
     * @param version of the software
     * @param log takes a line when something goes wrong later
     */
    public TargetServer(Plugins plugins, TargetConfig config, String version, Consumer<String> log) {
        this.plugins = plugins;
        this.wish = config;
        this.log = log;
        conductor = new DisruptorConductor("fenceline-target");
        // A generation and identifiers that follow the clock stay ahead of those of a former life without a file that remembers.
        long now = System.currentTimeMillis();
        target = new TargetRuntime(conductor, backends, transports,
                TargetSettings.defaults().withIdentity(config.discoveryNqn(), now, now, version));
        reconciler = new Reconciler(target);
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            if (!closing) {
                change.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private void reconcile() {
        if (started) {
            changes().forEach(log);
        }
    }

    private List<String> changes() {
        return reconciler.reconcile(wish, type -> transports.keySet().stream().anyMatch(known -> known.name().equals(type)),
                backends::containsKey);
    }

    /**
     * Starts to serve. Listeners that cannot bind yet do not keep it from starting; {@link #view} shows them.
     *
     * @throws NvmeException (FAIL) with all that could not be made; everything is closed again then
     */
    public void start() {
        List<String> failures = new ArrayList<>();
        try {
            plugins.backends().listen(backendFeed);
            plugins.targetTransports().listen(transportFeed);
            locked(() -> {
                started = true;
                failures.addAll(changes());
            });
        } catch (NvmeException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
        if (!failures.isEmpty()) {
            close(Duration.ZERO);
            throw new NvmeException(NvmeException.Category.FAIL, String.join("\n", failures));
        }
    }

    /**
     * Waits until every listener listens or has failed once.
     *
     * @param limit how long at most
     * @return whether all of them listen
     */
    public boolean settle(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            List<String> states = view().ports().stream().map(View.PortView::state).toList();
            boolean all = states.stream().allMatch(LISTENING::equals);
            boolean settled = states.stream().allMatch(state -> state.equals(LISTENING) || state.startsWith(RETRYING));
            if (settled || System.nanoTime() - until >= 0) {
                return all;
            }
            LockSupport.parkNanos(SETTLE_POLL_NS);
        }
    }

    /**
     * Serves something else from now on, with the fewest changes. Options of transports and what {@code target} says hold
     * from the next start on.
     *
     * @param config the new wish
     * @return what could not be done
     */
    public List<String> apply(TargetConfig config) {
        List<String> failures = new ArrayList<>();
        locked(() -> {
            wish = config;
            failures.addAll(changes());
        });
        return failures;
    }

    /**
     * What there is now.
     *
     * @return a picture
     */
    public View view() {
        return target.view();
    }

    /**
     * How associations were lost.
     *
     * @return the last ones
     */
    public List<AssociationEnd> associationEnds() {
        return target.associationEnds();
    }

    /**
     * Makes a controller fatal, for tests of hosts.
     *
     * @param subsystem of which subsystem
     * @param cntlid which
     * @throws NvmeException when it is not there, or it does not happen in time
     */
    public void fail(Nqn subsystem, int cntlid) {
        try {
            target.fail(subsystem, cntlid).toCompletableFuture().orTimeout(FAIL_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof NvmeException cause
                    ? cause
                    : new NvmeException(NvmeException.Category.FAIL, "controller " + cntlid + " of " + subsystem + ": " + e.getCause(), e);
        }
    }

    /**
     * Ends all of it: back ends are flushed and closed, connections ended. Takes little longer than the grace, whatever
     * happens; a second call does nothing.
     *
     * @param grace how long running commands may take
     * @return what could not be ended; empty when all went well
     */
    public List<String> close(Duration grace) {
        List<String> left = new ArrayList<>();
        lock.lock();
        try {
            if (closing) {
                return left;
            }
            closing = true;
        } finally {
            lock.unlock();
        }
        plugins.targetTransports().mute(transportFeed);
        plugins.backends().mute(backendFeed);
        try {
            target.close(grace).toCompletableFuture().get(grace.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            left.add("the target could not be closed within " + grace.toMillis() + " ms: a back end does not answer");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            left.add(cause.getMessage() == null ? cause.toString() : cause.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            left.add("interrupted while closing");
        }
        transports.values().forEach(transport -> transport.close(TRANSPORT_GRACE));
        if (left.isEmpty()) {
            conductor.close();
        }
        return left;
    }
}
