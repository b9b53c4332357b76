package io.fenceline.bench.suite;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.bench.rig.RunResult;
import io.fenceline.bench.suite.HostLoad.Loaded;
import io.fenceline.spi.transport.HostTransport;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * All scenarios of the host end, round after round, one right after the other: the limit of a host, our host and our
 * transport alone against the limit server, and our host against our target.
 */
final class HostMeasurements {
    private static final long CONNECT_S = 30;
    private static final int QUEUE_SIZE = 512;

    private final LimitHost limit;
    private final Server limitServer;
    private final Server target;
    private final Host host;
    private final HostTransport transport;
    private final Duration warmUp;
    private final Duration measured;
    private final PrintStream progress;
    private final Map<HostScenario, Line> lines = new LinkedHashMap<>();

    /** Runs of a scenario. */
    static final class Line {
        /** The limit of a host and our host, both against the limit server. */
        final Pairs host = new Pairs();
        /** The limit against itself, and our host against our target. */
        final Pairs both = new Pairs();
        /** The limit again, and our transport without the core of our host; empty where there are several paths. */
        final Pairs transport = new Pairs();
        /** What our host allocated for a command. */
        final List<Loaded> loaded = new ArrayList<>();
    }

    HostMeasurements(LimitHost limit, Server limitServer, Server target, Host host, HostTransport transport, Duration warmUp,
            Duration measured, PrintStream progress) {
        this.limit = limit;
        this.limitServer = limitServer;
        this.target = target;
        this.host = host;
        this.transport = transport;
        this.warmUp = warmUp;
        this.measured = measured;
        this.progress = progress;
    }

    Map<HostScenario, Line> lines() {
        return lines;
    }

    /** Loads both long enough that the compilers of our host and of our target are done. */
    void heat(List<HostScenario> scenarios, Duration each) throws IOException, InterruptedException {
        for (HostScenario scenario : scenarios) {
            ours(limitServer, scenario, each, Duration.ofMillis(1));
            ours(target, scenario, each, Duration.ofMillis(1));
            if (scenario.paths() == 1) {
                TransportLoad.run(transport, limitServer, scenario.workload(), each.dividedBy(2), Duration.ofMillis(1));
            }
        }
        progress.println("bench: warm");
    }

    /** One round over everything; every other round the other way round, so that a drift cancels out. */
    void round(int number, List<HostScenario> scenarios) throws IOException, InterruptedException {
        for (HostScenario scenario : scenarios) {
            Line line = lines.computeIfAbsent(scenario, made -> new Line());
            RunResult ofLimit;
            Loaded ofOurs;
            Loaded ofBoth;
            if (number % 2 == 0) {
                ofLimit = limit.run(scenario, warmUp, measured);
                ofOurs = ours(limitServer, scenario, warmUp, measured);
                ofBoth = ours(target, scenario, warmUp, measured);
            } else {
                ofBoth = ours(target, scenario, warmUp, measured);
                ofOurs = ours(limitServer, scenario, warmUp, measured);
                ofLimit = limit.run(scenario, warmUp, measured);
            }
            line.host.add(ofLimit, ofOurs.run());
            line.both.add(ofLimit, ofBoth.run());
            line.loaded.add(ofOurs);
            if (scenario.paths() == 1) {
                line.transport.add(ofLimit, TransportLoad.run(transport, limitServer, scenario.workload(), warmUp, measured));
            }
        }
        progress.println("bench: round " + (number + 1) + " done");
    }

    /** Connects, so many paths to one address, loads, and disconnects: nothing of it is left in the next run. */
    private Loaded ours(Server server, HostScenario scenario, Duration before, Duration counted) throws IOException, InterruptedException {
        List<TransportAddress> paths = new ArrayList<>();
        for (int i = 0; i < scenario.paths(); i++) {
            paths.add(TransportAddress.tcp("127.0.0.1", server.address().getPort()));
        }
        HostOptions options = HostOptions.DEFAULTS.change().ioQueues(1).queueSize(QUEUE_SIZE).build();
        ConnectSpec spec = new ConnectSpec(Nqn.of(TargetFile.NQN), HostIdentity.of(UUID.randomUUID()), paths, options);
        try (Subsystem subsystem = host.connect(spec).get(CONNECT_S, TimeUnit.SECONDS)) {
            NamespaceHandle namespace = subsystem.namespace(TargetFile.MEMORY);
            awaitPaths(subsystem, scenario.paths());
            return HostLoad.run(namespace, scenario.workload(), before, counted, server.pid());
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("our host cannot connect to " + server.address(), e);
        }
    }

    /** Connecting ends with the first path that is live. */
    private void awaitPaths(Subsystem subsystem, int wanted) throws IOException, InterruptedException {
        long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONNECT_S);
        while (host.view().subsystems().stream().filter(view -> view.hostNqn().equals(subsystem.identity().nqn()))
                .flatMap(view -> view.namespaces().stream()).filter(view -> view.nsid() == TargetFile.MEMORY)
                .mapToLong(view -> view.paths().size()).sum() < wanted) {
            if (System.nanoTime() - giveUpNs > 0) {
                throw new IOException("not all of " + wanted + " paths came up");
            }
            Window.pass(Duration.ofMillis(5));
        }
    }
}
