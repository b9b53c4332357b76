package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.api.target.View;
import io.fenceline.assembly.serve.TargetServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Commands to a running target, a line each: what its controllers are, how associations were lost, and, for tests of hosts, a
 * controller made fatal. A wrong line is answered in one line, and changes nothing.
 */
final class TargetConsole {
    private static final String WANTED = "controllers, subsystems, lost, or fail NQN CNTLID is wanted";
    /** Longer lines are no commands. */
    private static final int MAX_LINE = 1024;

    private final Shell shell;
    private final boolean json;
    private final TargetServer server;

    TargetConsole(Shell shell, boolean json, TargetServer server) {
        this.shell = shell;
        this.json = json;
        this.server = server;
    }

    /** Follows lines until they end, on a thread of its own. */
    void follow(BufferedReader lines) {
        Thread.ofVirtual().name("fenceline-console").start(() -> {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) {
                        obey(line.strip());
                    }
                }
            } catch (IOException e) {
                shell.complain("standard input cannot be read any more: " + e.getMessage());
            }
        });
    }

    /** One command. */
    void obey(String line) {
        String[] words = line.split("\\s+", -1);
        if (line.length() > MAX_LINE) {
            shell.complain("a command of " + line.length() + " characters is not valid; " + WANTED);
        } else if (words.length == 1 && words[0].equals("controllers")) {
            controllers(server.view().controllers());
        } else if (words.length == 1 && words[0].equals("subsystems")) {
            subsystems(server.view().subsystems());
        } else if (words.length == 1 && words[0].equals("lost")) {
            lost(server.associationEnds());
        } else if (words.length == 3 && words[0].equals("fail")) {
            fail(words[1], words[2]);
        } else {
            shell.complain("'" + line + "' is not known; " + WANTED);
        }
    }

    private void fail(String nqn, String cntlid) {
        try {
            int number = OptionText.number("fail: CNTLID", cntlid, 1, 0xFFEF);
            server.fail(Nqn.of(nqn), number);
            say("failed", "controller " + number + " of " + nqn + " is fatal now");
        } catch (IllegalArgumentException | NvmeException e) {
            shell.complain(String.valueOf(e.getMessage()));
        }
    }

    private void say(String event, String text) {
        shell.say(json ? Json.line(out -> {
            out.writeStringField("event", event);
            out.writeStringField("text", text);
        }) : text);
    }

    /** Writes one of a list. */
    private interface One<T> {
        void write(JsonGenerator out, T one) throws IOException;
    }

    private <T> void array(String event, List<T> all, One<T> one) {
        shell.say(Json.line(out -> {
            out.writeStringField("event", event);
            out.writeArrayFieldStart(event);
            for (T each : all) {
                out.writeStartObject();
                one.write(out, each);
                out.writeEndObject();
            }
            out.writeEndArray();
        }));
    }

    private static String cirn(long cirn) {
        return String.format(Locale.ROOT, "%016x", cirn);
    }

    private static String ciu(int ciu) {
        return String.format(Locale.ROOT, "%02x", ciu);
    }

    private void controllers(List<View.ControllerView> all) {
        if (json) {
            array("controllers", all, (out, c) -> {
                out.writeNumberField("cntlid", c.cntlid());
                out.writeStringField("subsystem", c.subsystem().value());
                out.writeStringField("host", c.host().value());
                out.writeStringField("state", c.state());
                out.writeStringField("ciu", ciu(c.ciu()));
                out.writeStringField("cirn", cirn(c.cirn()));
                out.writeNumberField("cqtMs", c.cqtMs());
                out.writeNumberField("katoMs", c.katoMs());
                out.writeNumberField("pendingResets", c.pendingResets());
                out.writeNumberField("outstanding", c.outstanding());
                out.writeNumberField("oldestMs", c.oldestMs());
            });
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("cntlid", "state", "ciu", "cirn", "cqt", "kato", "resets pending", "outstanding", "oldest", "subsystem", "host"));
        for (View.ControllerView c : all) {
            rows.add(List.of(Integer.toString(c.cntlid()), c.state(), ciu(c.ciu()), cirn(c.cirn()), c.cqtMs() + " ms", c.katoMs() + " ms",
                    Integer.toString(c.pendingResets()), Integer.toString(c.outstanding()), c.oldestMs() + " ms", c.subsystem().value(),
                    c.host().value()));
        }
        shell.say(Table.of(rows));
    }

    private void subsystems(List<View.SubsystemView> all) {
        if (json) {
            array("subsystems", all, (out, s) -> {
                out.writeStringField("nqn", s.nqn().value());
                out.writeNumberField("cqtMs", s.cqtMs());
                out.writeNumberField("worstDrainMs", s.worstDrainMs());
                out.writeNumberField("overdueDrains", s.overdueDrains());
            });
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("subsystem", "cqt", "worst drain", "overdue drains"));
        all.forEach(s -> rows
                .add(List.of(s.nqn().value(), s.cqtMs() + " ms", s.worstDrainMs() + " ms", Long.toString(s.overdueDrains()))));
        shell.say(Table.of(rows));
    }

    private void lost(List<AssociationEnd> all) {
        if (json) {
            array("lost", all, (out, e) -> {
                out.writeNumberField("atMs", e.atMs());
                out.writeNumberField("cntlid", e.cntlid());
                out.writeStringField("subsystem", e.subsystem().value());
                out.writeStringField("host", e.host().value());
                out.writeStringField("ciu", ciu(e.ciu()));
                out.writeStringField("cirn", cirn(e.cirn()));
                out.writeStringField("why", e.why());
                out.writeNumberField("running", e.running());
                out.writeNumberField("drainMs", e.drainNs() < 0 ? -1 : e.drainNs() / 1e6);
                out.writeBooleanField("inTime", e.inTime());
                out.writeNumberField("resets", e.resets().size());
            });
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("cntlid", "ciu", "cirn", "running", "silent after", "in time", "resets", "why"));
        all.forEach(e -> rows.add(List.of(Integer.toString(e.cntlid()), ciu(e.ciu()), cirn(e.cirn()), Integer.toString(e.running()),
                e.drainNs() < 0 ? "not yet" : Figures.time(e.drainNs()), e.inTime() ? "yes" : "NO", Integer.toString(e.resets().size()),
                e.why())));
        shell.say(Table.of(rows));
    }
}
