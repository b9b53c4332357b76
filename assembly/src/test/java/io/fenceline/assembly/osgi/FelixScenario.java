package io.fenceline.assembly.osgi;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.config.Loaded;
import io.fenceline.assembly.host.HostAssembly;
import io.fenceline.assembly.host.SubsystemFinder;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.serve.TargetServer;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/**
 * A program that runs the shipped host layout: Felix with the bundles of a folder, a target that serves with them, bundles
 * that stop and start under it. It says "ok" and what, line by line, and ends with 0 when all of it went well.
 */
final class FelixScenario {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String YAML = """
            subsystems:
              - nqn: nqn.2026-01.org.example:felix
                allowAnyHost: true
                namespaces:
                  - {nsid: 1, backend: {type: memory, size: 1MiB}}
                  - {nsid: 2, backend: {type: file, path: '%s', size: 1MiB}}
            ports:
              - {id: 1, address: 127.0.0.1, service: 0}
            """;

    private FelixScenario() {
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
        System.out.println("ok " + what);
    }

    /** Arguments: the folder with bundles, a folder for Felix, a file for a namespace. */
    public static void main(String[] args) throws BundleException {
        Plugins plugins = Plugins.ofModulePath();
        try (FelixHost felix = FelixHost.start(Path.of(args[0]), Path.of(args[1]), plugins)) {
            for (Bundle bundle : felix.bundles()) {
                check(bundle.getState() == Bundle.ACTIVE, "active: " + bundle.getSymbolicName());
            }
            Loaded loaded = new ConfigLoader(plugins.installed()).yaml("felix", YAML.formatted(args[2]));
            check(loaded.errors().isEmpty(), "configuration " + loaded.lines());
            TargetServer server = new TargetServer(plugins, loaded.config().orElseThrow(), "felix", line -> {
                throw new AssertionError(line);
            });
            server.start();
            serve(felix, plugins, server);
            check(server.close(LIMIT).isEmpty(), "closed");
        }
        System.out.println("ok felix has stopped");
        System.exit(0);
    }

    private static void serve(FelixHost felix, Plugins plugins, TargetServer server) throws BundleException {
        check(server.settle(LIMIT), "listening");
        check(discover(plugins, server) > 0, "discovered");
        Bundle transport = bundle(felix, "io.fenceline.transport.tcp");
        WeakReference<ClassLoader> old = new WeakReference<>(transport.adapt(BundleWiring.class).getClassLoader());
        transport.stop();
        check(server.view().ports().isEmpty(), "no port without the transport");
        check(plugins.hostTransports().find("tcp").isEmpty(), "no host transport either");
        transport.update();
        transport.start();
        check(server.view().ports().size() == 1 && server.settle(LIMIT), "listening again");
        check(discover(plugins, server) > 0, "discovered again");
        check(unloaded(old), "the old transport's classes are unloaded");
        Bundle files = bundle(felix, "io.fenceline.backend.file");
        files.stop();
        check(namespaces(server).equals(List.of(1)), "no file namespace without its back end");
        files.start();
        check(namespaces(server).size() == 2, "both namespaces again");
    }

    private static Bundle bundle(FelixHost felix, String name) {
        return felix.bundles().stream().filter(b -> b.getSymbolicName().equals(name)).findFirst().orElseThrow();
    }

    private static List<Integer> namespaces(TargetServer server) {
        return server.view().subsystems().stream().filter(s -> s.nqn().value().endsWith(":felix")).flatMap(s -> s.namespaces().stream())
                .map(n -> n.nsid()).toList();
    }

    private static int discover(Plugins plugins, TargetServer server) {
        TransportAddress address = server.view().ports().getFirst().address();
        DiscoverySpec spec = DiscoverySpec.of(HostIdentity.of(UUID.fromString("6d1f0e9c-4d3c-4a7e-9e5b-0a3f6c1d2b4e")));
        try (Host host = HostAssembly.open(plugins, "scenario")) {
            return SubsystemFinder.await(host.discover(address, spec)).records().size();
        }
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
}
