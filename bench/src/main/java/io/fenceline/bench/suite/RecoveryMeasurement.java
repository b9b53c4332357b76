package io.fenceline.bench.suite;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.testkit.fault.FaultScript;
import io.fenceline.testkit.fault.TcpFaultProxy;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Loses paths under load, again and again, on real sockets. The first path of each subsystem leads through a proxy. Before a
 * loss the proxy stops to pass anything on, in both directions: what was under way has been carried out without an answer, or
 * never arrives, and the host cannot know which. Then the host's connections are reset, while the target's stay open: it
 * hears of the loss by a Cross-Controller Reset or not at all. Nothing is stuck in a back end.
 */
final class RecoveryMeasurement {
    private static final long CONNECT_S = 60;
    private static final long STORY_S = 120;
    private static final Duration STEADY = Duration.ofMillis(30);

    private final RecoveryScenario scenario;
    private final List<Failover> stories = new ArrayList<>();
    private final List<RecoveryLoad.Stall> stalls = new ArrayList<>();
    private double firstMs;

    private RecoveryMeasurement(RecoveryScenario scenario) {
        this.scenario = scenario;
    }

    RecoveryScenario scenario() {
        return scenario;
    }

    /** Of each controller in each round, what the host has told. */
    List<Failover> stories() {
        return stories;
    }

    /** Of each round, what the application saw. */
    List<RecoveryLoad.Stall> stalls() {
        return stalls;
    }

    /** Of the very first round, nothing of which was compiled: until the first held write was repeated, at the worst controller. */
    double firstMs() {
        return firstMs;
    }

    /** Collects the stories that have ended. */
    private static final class Stories implements Flow.Subscriber<HostEvent> {
        final BlockingQueue<Failover> ended = new LinkedBlockingQueue<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(HostEvent event) {
            if (event instanceof HostEvent.FailedOver over) {
                ended.add(over.failover());
            }
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onComplete() {
            // The host is closed; nobody waits for a story any more.
        }
    }

    /**
     * Measures.
     *
     * @param scenario what
     * @param fenceline the distribution's command
     * @param cores where
     * @param out for the target's configuration and log
     */
    static RecoveryMeasurement run(RecoveryScenario scenario, Path fenceline, Cores cores, Path out)
            throws IOException, InterruptedException {
        int first = Server.freePort();
        int second = Server.freePort();
        List<String> command = cores.server();
        command.addAll(List.of(fenceline.toString(), "target", RecoveryTarget.write(out, scenario, first, second).toString()));
        RecoveryMeasurement measurement = new RecoveryMeasurement(scenario);
        TcpFaultProxy proxy = new TcpFaultProxy(FaultScript.parse("").run((task, delayNs) -> {
            throw new IllegalStateException("a proxy uses no timer");
        }), TransportAddress.tcp("127.0.0.1", first));
        try (Server target = Server.target(command, first, out.resolve("target.log"));
                proxy;
                Host host = Host.open();
                Arena arena = Arena.ofShared()) {
            Stories stories = new Stories();
            host.events().subscribe(stories);
            List<NamespaceHandle> namespaces = measurement.connect(host, proxy.address(), TransportAddress.tcp("127.0.0.1", second));
            measurement.rounds(host, proxy, stories, new RecoveryLoad(namespaces, scenario.writes(), scenario.reads(), arena));
            if (!target.isAlive()) {
                throw new IOException("the target has ended");
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("our host cannot connect", e);
        }
        return measurement;
    }

    private List<NamespaceHandle> connect(Host host, TransportAddress first, TransportAddress second)
            throws InterruptedException, ExecutionException, TimeoutException {
        HostIdentity identity = new HostIdentity(Nqn.of("nqn.2026-01.io.fenceline:bench"), new UUID(0, 1));
        List<CompletableFuture<Subsystem>> connecting = new ArrayList<>();
        for (int i = 0; i < scenario.subsystems(); i++) {
            connecting.add(host.connect(
                    ConnectSpec.of(Nqn.of(RecoveryTarget.nqn(i)), identity, first, second).with(scenario.options())));
        }
        List<NamespaceHandle> namespaces = new ArrayList<>();
        for (CompletableFuture<Subsystem> one : connecting) {
            namespaces.addAll(one.get(CONNECT_S, TimeUnit.SECONDS).namespaces());
        }
        long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONNECT_S);
        while (host.view().subsystems().stream().flatMap(subsystem -> subsystem.controllers().stream())
                .filter(controller -> controller.state() == ControllerState.LIVE)
                .count() < 2L * scenario.subsystems()) {
            if (System.nanoTime() > giveUpNs) {
                throw new TimeoutException("not all paths are live");
            }
            Window.pass(STEADY);
        }
        return namespaces;
    }

    /** Waits until the load goes over the first path of every subsystem again, which a host takes when it knows its ANA state. */
    private void awaitFlow(Host host, TransportAddress first) throws IOException {
        int wanted = scenario.namespaces() * (scenario.writes() + scenario.reads()) / 2;
        long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONNECT_S);
        while (!host.view().subsystems().stream().allMatch(subsystem -> underWay(subsystem, first) >= wanted)) {
            if (System.nanoTime() > giveUpNs) {
                throw new IOException("the load does not come back to the first path");
            }
            Window.pass(Duration.ofMillis(5));
        }
    }

    private static int underWay(HostView.SubsystemView subsystem, TransportAddress address) {
        Set<Integer> controllers = new HashSet<>();
        for (HostView.ControllerView controller : subsystem.controllers()) {
            if (controller.address().equals(address) && controller.state() == ControllerState.LIVE) {
                controllers.add(controller.number());
            }
        }
        return subsystem.namespaces().stream().flatMap(namespace -> namespace.paths().stream())
                .filter(path -> controllers.contains(path.controller())).mapToInt(HostView.PathView::inFlight).sum();
    }

    private void rounds(Host host, TcpFaultProxy proxy, Stories ended, RecoveryLoad load) throws IOException, InterruptedException {
        load.begin();
        for (int round = -scenario.warmUp(); round < scenario.rounds(); round++) {
            awaitFlow(host, proxy.address());
            Window.pass(STEADY);
            proxy.halfOpenAll();
            load.awaitStill();
            load.lost();
            proxy.abandonAll();
            RecoveryLoad.Stall stall = load.awaitAnswers();
            List<Failover> ofRound = new ArrayList<>();
            for (int i = 0; i < scenario.failoversPerRound(); i++) {
                Failover story = ended.ended.poll(STORY_S, TimeUnit.SECONDS);
                if (story == null) {
                    throw new IOException("the paths do not come back");
                }
                ofRound.add(story);
            }
            if (round == -scenario.warmUp()) {
                firstMs = ofRound.stream().mapToLong(Failover::recoveryNs).max().orElseThrow() / 1e6;
            }
            if (round >= 0) {
                stories.addAll(ofRound);
                stalls.add(stall);
            }
        }
        load.end();
    }
}
