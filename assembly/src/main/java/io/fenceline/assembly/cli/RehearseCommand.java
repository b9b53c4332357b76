package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.config.TargetConfig;
import io.fenceline.assembly.demo.DemoPlay;
import io.fenceline.assembly.demo.DemoResult;
import io.fenceline.assembly.demo.DemoSpec;
import io.fenceline.assembly.host.HostAssembly;
import io.fenceline.assembly.host.SubsystemFinder;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.serve.TargetServer;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts what {@code target} starts, at ports that the system chooses, asks it once over the network, plays a failover, and ends: what
 * 'fenceline warm-up' records for the JVM's ahead-of-time cache.
 */
@Command(name = "rehearse", hidden = true, description = "Starts a target, asks it once, and ends.")
final class RehearseCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration KATO = Duration.ofMillis(800);
    private static final Duration CQT = Duration.ofMillis(200);

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    private final Shell shell;

    RehearseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Plugins plugins = shell.plugins().get();
        String yaml = ConfigSource.embedded("default.yaml").replaceAll("(?s)  - id: 2.*", "").replace("service: 4420", "service: 0");
        TargetConfig config = new ConfigLoader(plugins.installed()).yaml("the default", yaml).config().orElseThrow();
        TargetServer server = new TargetServer(plugins, config, Version.text(), shell::complain);
        server.start();
        try {
            if (!server.settle(LIMIT)) {
                throw new NvmeException(NvmeException.Category.RETRY, "the target does not listen: " + server.view().ports());
            }
            int records = ask(plugins, server.view().ports().getFirst().address());
            new TargetReport(new Shell(new PrintWriter(Writer.nullWriter()), shell.err(), false, shell.plugins()), false)
                    .ready(server.view(), config, Duration.ZERO);
            DemoResult play = play(plugins);
            shell.say("rehearsed: " + records + " records, a play that ended with: " + DemoScreen.verdict(play));
            return Exit.OK;
        } finally {
            server.close(GRACE).forEach(shell::complain);
        }
    }

    /** A failover too: what a host loads and compiles only then is there when it is first needed in earnest. */
    private DemoResult play(Plugins plugins) {
        DemoSpec spec = new DemoSpec("ccr-then-time", false, DemoSpec.Fault.STALLED, DemoSpec.Cut.SILENCE, KATO, CQT, CQT, CQT, CQT);
        Shell nobody = new Shell(new PrintWriter(Writer.nullWriter()), shell.err(), false, shell.plugins());
        return new DemoPlay(plugins, spec, new DemoScreen(nobody), RehearseCommand::waited, half -> {
        }).play();
    }

    private static boolean waited(Duration time) {
        LockSupport.parkNanos(time.toNanos());
        return false;
    }

    private static int ask(Plugins plugins, TransportAddress address) {
        DiscoverySpec spec = DiscoverySpec.of(HostIdentity.of(UUID.randomUUID()));
        try (Host host = HostAssembly.open(plugins, "rehearse")) {
            return SubsystemFinder.await(host.discover(address, spec)).records().size();
        }
    }
}
