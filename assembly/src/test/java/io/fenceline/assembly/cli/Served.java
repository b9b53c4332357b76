package io.fenceline.assembly.cli;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.View;
import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.serve.TargetServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;

/** A target on free ports of the loopback, and command lines run against it in this process. */
final class Served implements AutoCloseable {
    static final String NQN = "nqn.2026-01.io.fenceline.test:served";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Plugins plugins = Plugins.ofModulePath();
    private final TargetServer server;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Served(String yaml) {
        server = new TargetServer(plugins, new ConfigLoader(plugins.installed()).yaml("test", yaml).config().orElseThrow(), "test",
                System.out::println);
        server.start();
        if (!server.settle(LIMIT)) {
            throw new IllegalStateException("does not listen: " + server.view().ports());
        }
    }

    /** One subsystem with these namespaces, one port for each path, at an address of its own. */
    static Served with(int ports, String... namespaces) {
        return named(NQN, ports, namespaces);
    }

    /** The same under another name. */
    static Served named(String nqn, int ports, String... namespaces) {
        StringBuilder yaml = new StringBuilder("subsystems:\n  - nqn: " + nqn + "\n    allowAnyHost: true\n    namespaces:\n");
        for (int i = 0; i < namespaces.length; i++) {
            yaml.append("      - {nsid: ").append(i + 1).append(", ").append(namespaces[i]).append("}\n");
        }
        yaml.append("ports:\n");
        for (int i = 1; i <= ports; i++) {
            yaml.append("  - {id: ").append(i).append(", address: 127.0.0.").append(i).append(", service: 0}\n");
        }
        return new Served(yaml.toString());
    }

    static Served memory(int ports) {
        return with(ports, "backend: {type: memory, size: 8MiB}");
    }

    List<TransportAddress> addresses() {
        return server.view().ports().stream().map(View.PortView::address).toList();
    }

    String port(int path) {
        return addresses().get(path).address() + ":" + addresses().get(path).port();
    }

    Plugins plugins() {
        return plugins;
    }

    TargetServer server() {
        return server;
    }

    View view() {
        return server.view();
    }

    /** What was said for results since the last call. */
    String out() {
        return taken(out);
    }

    /** What was said to be wrong since the last call. */
    String err() {
        return taken(err);
    }

    private static String taken(StringWriter writer) {
        synchronized (writer.getBuffer()) {
            String text = writer.toString();
            writer.getBuffer().setLength(0);
            return text;
        }
    }

    /** Runs a command line to its end; gives the exit code. */
    int run(String... args) {
        return Fenceline.run(new Shell(new PrintWriter(out), new PrintWriter(err), false, () -> plugins), args);
    }

    @Override
    public void close() {
        server.close(Duration.ofSeconds(2));
    }
}
