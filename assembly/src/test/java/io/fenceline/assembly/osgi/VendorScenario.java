package io.fenceline.assembly.osgi;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.FencingOptions;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.View;
import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.config.Loaded;
import io.fenceline.assembly.host.HostAssembly;
import io.fenceline.assembly.host.SubsystemFinder;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.serve.TargetServer;
import io.fenceline.testkit.fault.FaultScript;
import io.fenceline.testkit.fault.TcpFaultProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/**
 * A program into which a vendor's bundle with a recovery policy and a fencing agent comes while it runs: Felix, a target with two ports,
 * a host with a path to each, and commands all the time. The policy is chosen by name under these commands, decides about a path that
 * is lost, and goes again. Says "ok" and what, line by line, and ends with 0 when all of it went well.
 */
final class VendorScenario {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Nqn SUBSYSTEM = Nqn.of("nqn.2026-01.org.example:vendor");
    private static final HostIdentity IDENTITY = HostIdentity.of(UUID.fromString("5b0c7a52-7f0e-4f6c-8a55-1d6c3b2e9f01"));
    private static final String POLICY = "vendor-two-at-once";
    private static final int BLOCK = 4096;
    /** Writes to this block are stuck in the back end for a while, whatever cancels them. */
    private static final int STUCK_LBA = 8;
    private static final String YAML = """
            subsystems:
              - nqn: %s
                allowAnyHost: true
                namespaces:
                  - {nsid: 1, blockSize: 4096, backend: {type: fault, underOptions: size=1MiB, rules: write lba=8 stuck=1500ms}}
            ports:
              - {id: 1, address: 127.0.0.1, service: 0}
              - {id: 2, address: 127.0.0.2, service: 0}
            """;

    private final Plugins plugins;
    private final FelixHost felix;
    private final Path jar;
    private final List<TcpFaultProxy> proxies;
    private final TargetServer server;
    private final Host host;
    private volatile TcpFaultProxy lost;

    private VendorScenario(Plugins plugins, FelixHost felix, Path jar, List<TcpFaultProxy> proxies, TargetServer server, Host host) {
        this.plugins = plugins;
        this.felix = felix;
        this.jar = jar;
        this.proxies = proxies;
        this.server = server;
        this.host = host;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
        System.out.println("ok " + what);
    }

    private static void await(BooleanSupplier condition, String what) {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        check(condition.getAsBoolean(), what);
    }

    /** Arguments: the folder with bundles, a folder for Felix, the vendor's jar. */
    public static void main(String[] args) throws Exception {
        Plugins plugins = Plugins.ofModulePath();
        try (FelixHost felix = FelixHost.start(Path.of(args[0]), Path.of(args[1]), plugins)) {
            Loaded loaded = new ConfigLoader(plugins.installed()).yaml("vendor", YAML.formatted(SUBSYSTEM.value()));
            check(loaded.errors().isEmpty(), "configuration " + loaded.lines());
            TargetServer server = new TargetServer(plugins, loaded.config().orElseThrow(), "vendor", System.out::println);
            server.start();
            check(server.settle(LIMIT), "listening");
            List<TcpFaultProxy> proxies = new ArrayList<>();
            for (View.PortView port : server.view().ports()) {
                proxies.add(new TcpFaultProxy(FaultScript.parse("").run((task, delayNs) -> {
                    throw new IllegalStateException("no rule delays anything");
                }), port.address()));
            }
            try (Host host = HostAssembly.open(plugins, "vendor")) {
                VendorScenario scenario = new VendorScenario(plugins, felix, Path.of(args[2]), proxies, server, host);
                scenario.policyComesAndGoesUnderCommands();
                scenario.agentIsAsked();
            }
            proxies.forEach(TcpFaultProxy::close);
            check(server.close(LIMIT).isEmpty(), "closed");
        }
        System.out.println("ok felix has stopped");
        System.exit(0);
    }

    private Bundle install() throws BundleException {
        Bundle bundle = felix.bundles().getFirst().getBundleContext().installBundle(jar.toUri().toString());
        bundle.start();
        check(bundle.getState() == Bundle.ACTIVE, "active: " + bundle.getSymbolicName());
        check(plugins.recoveryPolicies().find(POLICY).isPresent(), "there is a policy " + POLICY);
        check(plugins.fencingAgents().find("vendor-array").isPresent(), "there is an agent vendor-array");
        return bundle;
    }

    private Subsystem connect(HostOptions options) {
        Subsystem subsystem = SubsystemFinder.await(host.connect(
                new ConnectSpec(SUBSYSTEM, IDENTITY, proxies.stream().map(TcpFaultProxy::address).toList(), options)));
        await(() -> view().controllers().stream().filter(c -> c.ioQueues() > 0).count() == 2, "two paths");
        return subsystem;
    }

    private HostView.SubsystemView view() {
        return host.view().subsystems().getFirst();
    }

    private void policyComesAndGoesUnderCommands() throws BundleException {
        Subsystem subsystem = connect(HostOptions.DEFAULTS);
        try (Load load = new Load(subsystem.namespace(1))) {
            Bundle bundle = install();
            WeakReference<ClassLoader> classes = new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
            load.goesOn("commands while the bundle comes");
            subsystem.recovery(POLICY, Map.of("atOnce", "1"));
            await(() -> view().recovery().equals(POLICY), "chosen by name under commands");
            Failover failover = loseAPath(subsystem);
            check(failover.policy().equals(POLICY), "it has decided: " + failover.policy());
            check(failover.proof() == Failover.Proof.CROSS_CONTROLLER_RESET, "proof: " + failover.proof());
            load.goesOn("commands after the loss of a path");
            bundle.uninstall();
            await(() -> view().recovery().equals("ccr-then-time"), "the built-in policy decides when the bundle has gone");
            load.goesOn("commands after the bundle has gone");
            check(unloaded(classes), "the vendor's classes are unloaded");
        }
        SubsystemFinder.await(subsystem.disconnect(Duration.ofSeconds(5)));
    }

    private void agentIsAsked() throws BundleException, IOException {
        Bundle bundle = install();
        try (Management management = new Management()) {
            Map<String, Map<String, String>> agents = new LinkedHashMap<>();
            agents.put("vendor-array", Map.of("port", Integer.toString(management.port())));
            Subsystem subsystem = connect(
                    HostOptions.DEFAULTS.change().recovery(POLICY).fencing(FencingOptions.DEFAULTS.withAgents(agents)).build());
            Failover failover = loseAPath(subsystem);
            check(failover.steps().stream().anyMatch(s -> s.kind() == Failover.Kind.AGENT_ASKED && s.note().contains("vendor-array")),
                    "the agent was asked");
            check(management.asked.get() > 0, "the array was asked");
            check(failover.proof() == Failover.Proof.AGENT || failover.proof() == Failover.Proof.CROSS_CONTROLLER_RESET,
                    "proof: " + failover.proof());
            SubsystemFinder.await(subsystem.disconnect(Duration.ofSeconds(5)));
        }
        bundle.uninstall();
    }

    /** A write is stuck behind one path, and that path breaks for the host while the target knows of nothing. */
    private Failover loseAPath(Subsystem subsystem) {
        int before = host.failovers().size();
        long fromNs = System.nanoTime();
        CompletableFuture<Void> write = subsystem.namespace(1).write(STUCK_LBA, ByteBuffer.allocate(BLOCK), IoOptions.DEFAULTS);
        HostView.ControllerView[] stuck = new HostView.ControllerView[1];
        await(() -> {
            stuck[0] = view().controllers().stream().filter(c -> c.oldestNs() > 300_000_000L).findFirst().orElse(null);
            return stuck[0] != null;
        }, "a write is stuck");
        lost = proxies.stream().filter(p -> p.address().equals(stuck[0].address())).findFirst().orElseThrow();
        lost.abandonAll();
        await(() -> host.failovers().stream().skip(before).anyMatch(story -> story.proof() != null), "fenced");
        SubsystemFinder.await(write);
        System.out.println("ok the write ended after " + (System.nanoTime() - fromNs) / 1_000_000 + " ms");
        return host.failovers().stream().skip(before).filter(story -> story.heldWrites() > 0).findFirst().orElseThrow();
    }

    /** Whether nothing holds a class loader any more, once the collector has looked often enough. */
    private static boolean unloaded(WeakReference<ClassLoader> loader) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (loader.get() != null && System.nanoTime() - until < 0) {
            System.gc();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return loader.get() == null;
    }

    /** Small writes, one after the other, all the time. */
    private static final class Load implements AutoCloseable {
        private final AtomicInteger done = new AtomicInteger();
        private final Thread thread;
        private volatile boolean ending;

        Load(NamespaceHandle namespace) {
            thread = Thread.ofVirtual().start(() -> {
                for (int i = 0; !ending; i++) {
                    SubsystemFinder.await(namespace.write(i % STUCK_LBA, ByteBuffer.allocate(BLOCK), IoOptions.DEFAULTS));
                    done.incrementAndGet();
                }
            });
        }

        void goesOn(String what) {
            int before = done.get();
            await(() -> done.get() > before + 10, what);
        }

        @Override
        public void close() {
            ending = true;
            try {
                check(thread.join(LIMIT), "the commands have ended");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The management of the array: cuts what is left of the association, and says SILENT when the target has forgotten it. */
    private final class Management implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
        private final AtomicInteger asked = new AtomicInteger();

        Management() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try (Socket client = socket.accept();
                            BufferedReader lines = new BufferedReader(
                                    new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
                        String line = lines.readLine();
                        asked.incrementAndGet();
                        int cntlid = Integer.parseInt(line.split(" ")[3]);
                        lost.killAll();
                        await(() -> server.view().controllers().stream()
                                .noneMatch(c -> c.cntlid() == cntlid), "the target has forgotten controller " + cntlid);
                        client.getOutputStream().write("SILENT dropped\n".getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        if (!socket.isClosed()) {
                            throw new UncheckedIOException(e);
                        }
                    }
                }
            });
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
