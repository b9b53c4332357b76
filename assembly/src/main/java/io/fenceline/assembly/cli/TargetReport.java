package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.View;
import io.fenceline.assembly.config.TargetConfig;
import io.fenceline.assembly.serve.TargetServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a running target says, to a person or to a machine. Any thread. */
final class TargetReport {
    private final Shell shell;
    private final boolean json;
    private final Map<Integer, String> states = new HashMap<>();
    /** What was said of losses, and whether it was the last word. */
    private Map<String, Boolean> losses = new HashMap<>();

    TargetReport(Shell shell, boolean json) {
        this.shell = shell;
        this.json = json;
    }

    /** Says what is served, and how to reach it. */
    synchronized void ready(View view, TargetConfig config, Duration sinceStart) {
        view.ports().forEach(port -> states.put(port.id(), port.state()));
        if (json) {
            shell.say(Json.line(out -> {
                out.writeStringField("event", "ready");
                out.writeStringField("version", Version.text());
                out.writeNumberField("millis", sinceStart.toMillis());
                picture(out, view);
            }));
            return;
        }
        double seconds = sinceStart.toMillis() / 1000.0;
        shell.say(shell.strong("Fenceline " + Version.text() + " target") + ", ready in " + String.format(Locale.ROOT, "%.1f", seconds)
                + " s");
        shell.say("");
        subsystems(view);
        shell.say("");
        for (View.PortView port : view.ports()) {
            shell.say("  port " + port.id() + "  " + port.address() + "  " + served(port.id(), config) + "  " + state(port));
        }
        commands(view, config);
        shell.say("");
        shell.say(shell.faint("Ctrl-C ends it."));
    }

    private void subsystems(View view) {
        for (View.SubsystemView subsystem : view.subsystems()) {
            if (subsystem.nqn().equals(Nqn.DISCOVERY)) {
                continue;
            }
            String hosts = subsystem.allowAnyHost()
                    ? "any host"
                    : subsystem.hosts().size() + (subsystem.hosts().size() == 1 ? " host" : " hosts");
            shell.say("  " + shell.strong(subsystem.nqn().value()) + "  for " + hosts);
            for (View.NamespaceView namespace : subsystem.namespaces()) {
                shell.say("    namespace " + namespace.nsid() + "  " + bytes(namespace.blocks() * namespace.blockSize()) + "  "
                        + namespace.backend()
                        + "  " + namespace.blockSize() + " B blocks  uuid " + namespace.uuid());
            }
        }
    }

    private static Optional<PortSpec> spec(int id, TargetConfig config) {
        return config.ports().stream().filter(port -> port.id() == id).findFirst();
    }

    private static boolean servesDisks(PortSpec port) {
        return !port.subsystems().equals(Set.of(Nqn.DISCOVERY));
    }

    private static String served(int id, TargetConfig config) {
        Optional<PortSpec> port = spec(id, config);
        boolean disks = port.map(TargetReport::servesDisks).orElse(true);
        boolean discovery = port.map(PortSpec::discovery).orElse(false);
        return disks ? discovery ? "I/O and discovery" : "I/O" : "discovery";
    }

    private String state(View.PortView port) {
        return port.state().equals(TargetServer.LISTENING) ? shell.good(port.state()) : shell.bad(port.state());
    }

    /** A size as a person writes it. */
    static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        String text = String.format(Locale.ROOT, "%.1f", value);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " " + units[unit];
    }

    /** The lines to type at a Linux host. */
    private void commands(View view, TargetConfig config) {
        List<String> lines = new ArrayList<>();
        view.ports().stream().filter(port -> spec(port.id(), config).map(PortSpec::discovery).orElse(false))
                .min((a, b) -> Boolean.compare(servesDisks(spec(a.id(), config).orElseThrow()),
                        servesDisks(spec(b.id(), config).orElseThrow())))
                .ifPresent(port -> lines.add("nvme discover" + options(port.address())));
        for (View.SubsystemView subsystem : view.subsystems()) {
            view.ports().stream().filter(port -> spec(port.id(), config)
                    .map(spec -> spec.subsystems().isEmpty() || spec.subsystems().contains(subsystem.nqn())).orElse(false))
                    .filter(port -> !subsystem.nqn().equals(Nqn.DISCOVERY)).findFirst()
                    .ifPresent(port -> lines.add("nvme connect " + options(port.address()) + " -n " + subsystem.nqn()));
        }
        if (!lines.isEmpty()) {
            shell.say("");
            shell.say("On a Linux host, as root:");
            lines.forEach(line -> shell.say("  " + line));
        }
    }

    private static String options(TransportAddress address) {
        return " -t " + address.type() + " -a " + address.address() + (address.service().isEmpty() ? "" : " -s " + address.service());
    }

    /** Says which ports are in another state than before. */
    synchronized void ports(View view) {
        for (View.PortView port : view.ports()) {
            if (!port.state().equals(states.put(port.id(), port.state()))) {
                if (json) {
                    shell.say(Json.line(out -> {
                        out.writeStringField("event", "port");
                        port(out, port);
                    }));
                } else {
                    shell.say("port " + port.id() + "  " + port.address() + "  " + state(port));
                }
            }
        }
    }

    /** Says which associations were lost since the last look, and which of those have become silent. */
    synchronized void losses(List<AssociationEnd> ends) {
        Map<String, Boolean> now = new HashMap<>();
        for (AssociationEnd end : ends) {
            String key = end.cntlid() + " " + end.cirn() + " " + end.subsystem();
            boolean silent = end.silentNs() >= 0;
            now.put(key, silent);
            Boolean before = losses.get(key);
            if (before == null || before != silent) {
                lost(end);
            }
        }
        losses = now;
    }

    private void lost(AssociationEnd end) {
        if (json) {
            shell.say(Json.line(out -> {
                out.writeStringField("event", "loss");
                LossPicture.members(out, end);
            }));
        } else {
            shell.say(LossPicture.line(end));
        }
    }

    /** Says that a changed file is in force. */
    synchronized void changed(View view, String file, boolean whole) {
        if (json) {
            shell.say(Json.line(out -> {
                out.writeStringField("event", "changed");
                out.writeBooleanField("whole", whole);
                picture(out, view);
            }));
        } else {
            shell.say(file + " is in force" + (whole ? "" : ", but for what could not be done"));
        }
    }

    /** Says one line that a person should know. */
    synchronized void note(String line) {
        if (json) {
            shell.say(Json.line(out -> {
                out.writeStringField("event", "note");
                out.writeStringField("text", line);
            }));
        } else {
            shell.complain(line);
        }
    }

    /** Says how it ended. */
    synchronized void closed(List<String> left, Duration took) {
        if (json) {
            shell.say(Json.line(out -> {
                out.writeStringField("event", "closed");
                out.writeNumberField("millis", took.toMillis());
                out.writeArrayFieldStart("left");
                for (String line : left) {
                    out.writeString(line);
                }
                out.writeEndArray();
            }));
            return;
        }
        left.forEach(shell::complain);
        shell.say(left.isEmpty() ? "Ended in " + took.toMillis() + " ms; everything is flushed." : "Ended in " + took.toMillis() + " ms.");
    }

    private static void picture(JsonGenerator out, View view) throws IOException {
        out.writeArrayFieldStart("subsystems");
        for (View.SubsystemView subsystem : view.subsystems()) {
            out.writeStartObject();
            out.writeStringField("nqn", subsystem.nqn().value());
            out.writeStringField("serial", subsystem.serial());
            out.writeBooleanField("allowAnyHost", subsystem.allowAnyHost());
            out.writeNumberField("cqtMs", subsystem.cqtMs());
            out.writeArrayFieldStart("namespaces");
            for (View.NamespaceView namespace : subsystem.namespaces()) {
                out.writeStartObject();
                out.writeNumberField("nsid", namespace.nsid());
                out.writeStringField("uuid", namespace.uuid().toString());
                out.writeStringField("nguid", namespace.nguid());
                out.writeStringField("eui64", namespace.eui64());
                out.writeNumberField("blockSize", namespace.blockSize());
                out.writeNumberField("blocks", namespace.blocks());
                out.writeStringField("backend", namespace.backend());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("ports");
        for (View.PortView port : view.ports()) {
            out.writeStartObject();
            port(out, port);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void port(JsonGenerator out, View.PortView port) throws IOException {
        out.writeNumberField("id", port.id());
        out.writeStringField("transport", port.address().type().name());
        out.writeStringField("address", port.address().address());
        out.writeStringField("service", port.address().service());
        out.writeStringField("state", port.state());
    }
}
