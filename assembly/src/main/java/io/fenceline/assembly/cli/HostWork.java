package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostView;
import io.fenceline.assembly.failovers.HostRecorder;
import io.fenceline.assembly.host.HostAssembly;
import io.fenceline.assembly.plugin.Plugins;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that works with a host: checks what it was told, opens a host, works, and ends in order whatever happens. */
abstract class HostWork implements Callable<Integer> {
    /** How long running commands may take when the work is over. */
    static final Duration GRACE = Duration.ofSeconds(1);
    /** A close takes no longer than its grace and five seconds; what does is cut off. */
    private static final Duration END_LIMIT = GRACE.plusSeconds(6);
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final long SETTLE_POLL_NS = 2_000_000;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Mixin
    private FelixOption felix = new FelixOption();

    @Mixin
    private FailoversOption failovers = new FailoversOption();

    @Option(names = "--json", description = "JSON for machines, one object to a line.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Shell shell;

    HostWork(Shell shell) {
        this.shell = shell;
    }

    final Shell shell() {
        return shell;
    }

    final boolean json() {
        return json;
    }

    /** A command that is under way. */
    record Session(Host host, Plugins plugins, Ending ending) {
        /** Gives the other paths of a subsystem a moment to be live, or to have failed once, so that what is shown is the whole. */
        void settle(ConnectSpec spec) {
            long until = System.nanoTime() + Math.min(SETTLE.toNanos(), spec.options().connectTimeout().toNanos());
            while (System.nanoTime() - until < 0 && !settled(spec) && !ending.isWanted()) {
                LockSupport.parkNanos(SETTLE_POLL_NS);
            }
        }

        private boolean settled(ConnectSpec spec) {
            List<HostView.ControllerView> controllers = host.view().subsystems().stream().filter(s -> s.nqn().equals(spec.subsystem()))
                    .flatMap(s -> s.controllers().stream()).toList();
            return controllers.size() >= spec.paths().size()
                    && controllers.stream().allMatch(c -> c.state() == ControllerState.LIVE || !c.lastFault().isEmpty());
        }
    }

    /**
     * Checks what can be checked without a network.
     *
     * @throws IllegalArgumentException one line with option, value and what would be right
     */
    abstract void check(Plugins plugins);

    /**
     * Does it.
     *
     * @return one of {@link Exit}
     * @throws NvmeException when it cannot go on
     */
    abstract int work(Session session);

    @Override
    public final Integer call() {
        Plugins plugins = shell.plugins().get();
        felix.start(plugins);
        try {
            check(plugins);
            failovers.check();
        } catch (IllegalArgumentException e) {
            felix.clean();
            shell.complain(e.getMessage() + "; see '" + (spec == null ? "fenceline" : spec.qualifiedName()) + " --help'");
            return Exit.USAGE;
        }
        Ending ending = new Ending(END_LIMIT);
        int code = Exit.FAILED;
        try {
            code = opened(plugins, ending);
        } finally {
            felix.clean();
            ending.ended(code);
        }
        return code;
    }

    private int opened(Plugins plugins, Ending ending) {
        Host host = HostAssembly.open(plugins, "host");
        Optional<HostRecorder> recorder = failovers.follow(host, shell);
        try {
            return work(new Session(host, plugins, ending));
        } catch (Ending.Interrupted e) {
            return Exit.INTERRUPTED;
        } catch (NvmeException e) {
            shell.complain(String.valueOf(e.getMessage()));
            return e.category() == NvmeException.Category.RETRY ? Exit.UNREACHABLE : Exit.FAILED;
        } finally {
            close(host);
            recorder.ifPresent(HostRecorder::close);
        }
    }

    final void close(Host host) {
        finish(host.close(GRACE), "the host");
    }

    /** Waits for the end of something that promises to end in time. */
    final void finish(CompletableFuture<Void> end, String what) {
        try {
            end.orTimeout(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            shell.complain(what + " could not be closed in order: " + e.getCause());
        }
    }
}
