package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.api.host.AnaAccess;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.HostView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A picture of a host, for a person or a machine. */
final class HostPicture {
    private final Shell shell;
    private final HostView view;

    HostPicture(Shell shell, HostView view) {
        this.shell = shell;
        this.view = view;
    }

    static String word(AnaAccess ana) {
        return ana.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String state(ControllerState state) {
        String word = state.sysfsName();
        return state == ControllerState.LIVE ? shell.good(word) : shell.bad(word);
    }

    /** Subsystems, paths, namespaces: what 'nvme list-subsys' and 'nvme list' tell. */
    void brief() {
        for (HostView.SubsystemView subsystem : view.subsystems()) {
            shell.say(shell.strong(subsystem.nqn().value()));
            shell.say("  " + subsystem.model().strip() + "  serial " + subsystem.serial().strip() + "  firmware "
                    + subsystem.firmware().strip()
                    + "  path selector " + subsystem.pathSelector() + "  recovery " + subsystem.recovery());
            for (HostView.ControllerView controller : subsystem.controllers()) {
                shell.say("  ├ " + controller.number() + "  " + controller.address() + "  " + state(controller.state())
                        + (controller.cntlid() < 0 ? "" : "  cntlid " + controller.cntlid()) + doubts(controller));
                if (controller.state() == ControllerState.LIVE) {
                    shell.say("  │    " + shell.faint("if lost now: " + IfLost.of(subsystem, controller).text()));
                }
            }
            for (HostView.NamespaceView namespace : subsystem.namespaces()) {
                shell.say("  └ namespace " + Integer.toUnsignedString(namespace.nsid()) + "  "
                        + Figures.bytes((double) namespace.blocks() * namespace.blockSize()) + "  blocks of " + namespace.blockSize()
                        + (namespace.uuid() == null ? "" : "  uuid " + namespace.uuid()) + "  " + access(namespace));
            }
        }
    }

    /** As Linux writes it in sysfs. */
    static String ciu(HostView.Instance instance) {
        return String.format(Locale.ROOT, "%02x", instance.ciu());
    }

    /** As Linux writes it in sysfs. */
    static String cirn(HostView.Instance instance) {
        return String.format(Locale.ROOT, "%016x", instance.cirn());
    }

    private static String doubts(HostView.ControllerView controller) {
        return (controller.lastFault().isEmpty() ? "" : "  last fault: " + controller.lastFault())
                + (controller.state() == ControllerState.LIVE || controller.nextAction().isEmpty()
                        ? ""
                        : "  next: " + controller.nextAction());
    }

    private static String access(HostView.NamespaceView namespace) {
        List<String> paths = new ArrayList<>();
        for (HostView.PathView path : namespace.paths()) {
            paths.add(path.controller() + ":" + (path.anaGroup() == 0 ? "no ANA" : word(path.ana())));
        }
        return paths.isEmpty() ? "no path" : String.join(" ", paths);
    }

    /** Everything. */
    void full() {
        for (HostView.SubsystemView subsystem : view.subsystems()) {
            shell.say(shell.strong(subsystem.nqn().value()));
            shell.say(Table.of(List.of(List.of("  host", subsystem.hostNqn().value()), List.of("  model", subsystem.model().strip()),
                    List.of("  serial", subsystem.serial().strip()), List.of("  firmware", subsystem.firmware().strip()),
                    List.of("  path selector", subsystem.pathSelector()), List.of("  recovery", subsystem.recovery()))));
            subsystem.controllers().forEach(controller -> controller(subsystem, controller));
            subsystem.namespaces().forEach(this::namespace);
        }
    }

    private void controller(HostView.SubsystemView subsystem, HostView.ControllerView c) {
        shell.say("");
        shell.say("  " + shell.strong("controller " + c.number()) + "  " + c.address() + "  " + state(c.state()) + " for "
                + Figures.time(view.atNs() - c.sinceNs()) + "  cntlid " + (c.cntlid() < 0 ? "–" : Integer.toString(c.cntlid())));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("    last fault", c.lastFault().isEmpty() ? "none" : c.lastFault()));
        rows.add(List.of("    next action", c.nextAction().isEmpty()
                ? "none"
                : c.nextAction() + (c.nextActionNs() == 0 ? "" : ", in " + Figures.time(Math.max(0, c.nextActionNs() - view.atNs())))));
        rows.add(List.of("    attempts", Integer.toString(c.attempts())));
        rows.add(List.of("    I/O queues", c.ioQueues() + " of " + c.queueSize()));
        rows.add(List.of("    outstanding",
                c.outstanding() + (c.outstanding() == 0 ? "" : ", the oldest for " + Figures.time(c.oldestNs()))));
        rows.add(List.of("    held", Integer.toString(c.held())));
        rows.add(List.of("    if lost now", IfLost.of(subsystem, c).text()));
        HostView.Instance instance = c.instance();
        rows.add(List.of("    instance", instance.ciu() == 0
                ? "not reported: cannot be reset through others"
                : "CIU " + ciu(instance) + " CIRN " + cirn(instance)));
        rows.add(List.of("    CQT", instance.cqtMs() == 0
                ? "not reported, " + c.timers().getOrDefault("quiesceTime", 0L) + " ms are assumed"
                : instance.cqtMs() + " ms"));
        rows.add(List.of("    CCRL", instance.ccrl() + ", resets pending " + instance.resetsPending()));
        rows.add(List.of("    KATO", c.katoMs() + " ms, least margin "
                + (c.keepAliveMarginNs() < 0 ? "not known yet" : Figures.time(c.keepAliveMarginNs()))
                + (instance.trafficBasedKeepAlive() ? ", traffic based" : "")));
        new TreeMap<>(c.timers()).forEach((key, ms) -> rows.add(List.of("    timer " + key, ms < 0 ? "never" : Figures.time(ms * 1e6))));
        new TreeMap<>(c.counters()).forEach((key, count) -> rows.add(List.of("    " + key, Figures.count(count))));
        shell.say(Table.of(rows));
    }

    private void namespace(HostView.NamespaceView n) {
        shell.say("");
        shell.say("  " + shell.strong("namespace " + Integer.toUnsignedString(n.nsid())) + "  "
                + Figures.bytes((double) n.blocks() * n.blockSize()) + "  " + Figures.count(n.blocks()) + " blocks of " + n.blockSize());
        List<List<String>> ids = new ArrayList<>();
        ids.add(List.of("    uuid", n.uuid() == null ? "none" : n.uuid().toString()));
        ids.add(List.of("    nguid", n.nguid().isEmpty() ? "none" : n.nguid()));
        ids.add(List.of("    eui64", n.eui64().isEmpty() ? "none" : n.eui64()));
        ids.add(List.of("    waiting", Integer.toString(n.waiting())));
        new TreeMap<>(n.counters()).forEach((key, count) -> ids.add(List.of("    " + key, Figures.count(count))));
        shell.say(Table.of(ids));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("    path", "ANA group", "ANA state", "in flight", "latency", "commands"));
        for (HostView.PathView p : n.paths()) {
            rows.add(List.of("    controller " + p.controller(), p.anaGroup() == 0 ? "none" : Integer.toString(p.anaGroup()),
                    p.anaGroup() == 0 ? "–" : word(p.ana()), Integer.toString(p.inFlight()),
                    p.latencyNs() == 0 ? "–" : Figures.time(p.latencyNs()), Figures.count(p.commands())));
        }
        shell.say(Table.of(rows));
    }

    /** All of it as one object's members. */
    void json(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("subsystems");
        for (HostView.SubsystemView s : view.subsystems()) {
            out.writeStartObject();
            out.writeStringField("nqn", s.nqn().value());
            out.writeStringField("hostNqn", s.hostNqn().value());
            out.writeStringField("model", s.model().strip());
            out.writeStringField("serial", s.serial().strip());
            out.writeStringField("firmware", s.firmware().strip());
            out.writeStringField("pathSelector", s.pathSelector());
            out.writeStringField("recovery", s.recovery());
            out.writeArrayFieldStart("controllers");
            for (HostView.ControllerView c : s.controllers()) {
                out.writeStartObject();
                json(out, c);
                IfLost lost = IfLost.of(s, c);
                out.writeArrayFieldStart("resetThrough");
                for (int number : lost.resetThrough()) {
                    out.writeNumber(number);
                }
                out.writeEndArray();
                out.writeNumberField("holdMs", lost.holdMs());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("namespaces");
            for (HostView.NamespaceView n : s.namespaces()) {
                out.writeStartObject();
                json(out, n);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void json(JsonGenerator out, HostView.ControllerView c) throws IOException {
        out.writeNumberField("number", c.number());
        out.writeStringField("address", c.address().toString());
        out.writeNumberField("cntlid", c.cntlid());
        out.writeStringField("state", c.state().sysfsName());
        out.writeNumberField("sinceMs", (view.atNs() - c.sinceNs()) / 1e6);
        out.writeStringField("lastFault", c.lastFault());
        out.writeStringField("nextAction", c.nextAction());
        out.writeNumberField("nextActionInMs", c.nextActionNs() == 0 ? -1 : Math.max(0, (c.nextActionNs() - view.atNs()) / 1e6));
        out.writeNumberField("attempts", c.attempts());
        out.writeNumberField("ioQueues", c.ioQueues());
        out.writeNumberField("queueSize", c.queueSize());
        out.writeNumberField("outstanding", c.outstanding());
        out.writeNumberField("oldestMs", c.oldestNs() / 1e6);
        out.writeNumberField("held", c.held());
        out.writeNumberField("katoMs", c.katoMs());
        out.writeNumberField("keepAliveMarginMs", c.keepAliveMarginNs() < 0 ? -1 : c.keepAliveMarginNs() / 1e6);
        out.writeStringField("ciu", ciu(c.instance()));
        out.writeStringField("cirn", cirn(c.instance()));
        out.writeNumberField("cqtMs", c.instance().cqtMs());
        out.writeNumberField("ccrl", c.instance().ccrl());
        out.writeBooleanField("trafficBasedKeepAlive", c.instance().trafficBasedKeepAlive());
        out.writeNumberField("resetsPending", c.instance().resetsPending());
        numbers(out, "timersMs", c.timers());
        numbers(out, "counters", c.counters());
    }

    private static void json(JsonGenerator out, HostView.NamespaceView n) throws IOException {
        out.writeNumberField("nsid", Integer.toUnsignedLong(n.nsid()));
        out.writeStringField("uuid", Objects.toString(n.uuid(), ""));
        out.writeStringField("nguid", n.nguid());
        out.writeStringField("eui64", n.eui64());
        out.writeNumberField("blockSize", n.blockSize());
        out.writeNumberField("blocks", n.blocks());
        out.writeNumberField("waiting", n.waiting());
        numbers(out, "counters", n.counters());
        out.writeArrayFieldStart("paths");
        for (HostView.PathView p : n.paths()) {
            out.writeStartObject();
            out.writeNumberField("controller", p.controller());
            out.writeNumberField("anaGroup", p.anaGroup());
            out.writeStringField("ana", word(p.ana()));
            out.writeNumberField("inFlight", p.inFlight());
            out.writeNumberField("latencyNs", p.latencyNs());
            out.writeNumberField("commands", p.commands());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void numbers(JsonGenerator out, String name, Map<String, Long> values) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> value : new TreeMap<>(values).entrySet()) {
            out.writeNumberField(value.getKey(), value.getValue());
        }
        out.writeEndObject();
    }
}
