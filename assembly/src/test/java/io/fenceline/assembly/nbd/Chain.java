package io.fenceline.assembly.nbd;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.View;
import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.config.Loaded;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.serve.TargetServer;
import io.fenceline.core.host.runtime.HostRuntime;
import io.fenceline.core.host.runtime.HostSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** All of it in one process: a target on free ports of the loopback, a host connected to it by TCP, an NBD server in front. */
final class Chain implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NQN = "nqn.2026-01.io.fenceline.test:nbd";

    private final Plugins plugins = Plugins.ofModulePath();
    private final TargetServer target;
    private final HostRuntime host;
    private final Subsystem subsystem;
    private final NbdServer server;
    private final NbdAddress address;

    Chain(int paths, int mebibytes, NbdAddress listen) throws Exception {
        StringBuilder yaml = new StringBuilder("subsystems:\n  - nqn: " + NQN + "\n    allowAnyHost: true\n    namespaces:\n");
        yaml.append("      - {nsid: 1, blockSize: 4096, backend: {type: memory, size: ").append(mebibytes).append("MiB}}\n");
        yaml.append("      - {nsid: 2, blockSize: 512, backend: {type: memory, size: ").append(mebibytes).append("MiB}}\n");
        yaml.append("ports:\n");
        for (int i = 1; i <= paths; i++) {
            yaml.append("  - {id: ").append(i).append(", address: 127.0.0.").append(i).append(", service: 0}\n");
        }
        Loaded loaded = new ConfigLoader(plugins.installed()).yaml("test", yaml.toString());
        target = new TargetServer(plugins,
                loaded.config().orElseThrow(() -> new IllegalStateException(String.join("; ", loaded.lines()))), "test",
                System.out::println);
        target.start();
        if (!target.settle(LIMIT)) {
            throw new IllegalStateException("does not listen: " + target.view().ports());
        }
        host = new HostRuntime(HostSettings.of("nbd-test", plugins.hostTransports().all()));
        List<TransportAddress> ports = target.view().ports().stream().map(View.PortView::address).toList();
        subsystem = host.connect(new ConnectSpec(io.fenceline.api.Nqn.of(NQN), HostIdentity.of(UUID.randomUUID()), ports,
                HostOptions.DEFAULTS)).get(30, TimeUnit.SECONDS);
        server = new NbdServer(NbdSettings.at(listen), new SubsystemExports(subsystem, 0, null, false));
        address = server.start();
    }

    static NbdAddress loopback() {
        return new NbdAddress.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    NbdAddress address() {
        return address;
    }

    String uri(int nsid) {
        return address.uri(Integer.toString(nsid));
    }

    NbdServer server() {
        return server;
    }

    Subsystem subsystem() {
        return subsystem;
    }

    @Override
    public void close() {
        server.close(Duration.ofSeconds(2));
        host.close(Duration.ofSeconds(1)).join();
        target.close(Duration.ofSeconds(2));
    }
}
