package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.verify.FaultStage;
import io.fenceline.assembly.verify.VerifyRun;
import io.fenceline.assembly.verify.VerifySpec;
import io.fenceline.testkit.sim.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a verification says, to a person or to a machine. One thread. */
final class VerifyReport {
    private final Shell shell;
    private final boolean json;
    private final Host host;
    private final EventTail events;
    private final Progress progress;
    private final long startNs = System.nanoTime();
    private final List<FaultStage.Happening> faults = new ArrayList<>();
    /** What the application saw before the first fault, and after each. */
    private final List<VerifyRun.Stall> stalls = new ArrayList<>();
    private VerifyRun.@Nullable Count last;
    private long seed;

    /**
     * How it ended.
     *
     * @param left commands that did not end
     * @param whole whether every block of the region was read at the end
     * @param hurried whether Ctrl-C came
     * @param allowErrors whether failed commands count
     */
    record End(int left, boolean whole, boolean hurried, boolean allowErrors) {
    }

    VerifyReport(Shell shell, boolean json, Host host, EventTail events) {
        this.shell = shell;
        this.json = json;
        this.host = host;
        this.events = events;
        progress = new Progress(shell, !json);
    }

    private double seconds() {
        return (System.nanoTime() - startNs) / 1e9;
    }

    void begin(Subsystem subsystem, NamespaceHandle namespace, VerifySpec spec) {
        seed = spec.seed();
        if (!json) {
            shell.say(shell.strong(subsystem.nqn() + " namespace " + Integer.toUnsignedString(namespace.nsid())) + ", "
                    + Figures.bytes((double) spec.blocks() * namespace.blockSize()) + " from block " + spec.firstBlock() + ", "
                    + spec.workers() + " commands at a time, --seed " + spec.seed());
        }
    }

    void interval(VerifyRun run) {
        VerifyRun.Count now = run.count();
        VerifyRun.Count before = last == null ? new VerifyRun.Count(0, 0, 0, 0, 0, 0, 0, 0) : last;
        last = now;
        if (json) {
            shell.say(Json.line(out -> {
                out.writeStringField("event", "interval");
                out.writeNumberField("seconds", seconds());
                counts(out, now);
            }));
            return;
        }
        List<HostView.ControllerView> all = host.view().subsystems().stream().flatMap(s -> s.controllers().stream()).toList();
        long live = all.stream().filter(c -> c.state() == ControllerState.LIVE).count();
        progress.show(String.format(Locale.ROOT, "%5.0f s  %9s writes/s  %9s reads/s  %s blocks judged  %d failed  paths %d/%d", seconds(),
                Figures.count(now.writes() - before.writes()), Figures.count(now.reads() - before.reads()), Figures.count(now.judged()),
                now.failed(), live, all.size()));
    }

    /** A fault has been made; the stall is of the time before it. */
    void fault(FaultStage.Happening happening, VerifyRun.Stall before) {
        told(before);
        faults.add(happening);
        progress.clear();
        if (json) {
            shell.say(Json.line(out -> {
                out.writeStringField("event", "fault");
                out.writeNumberField("atMs", (happening.atNs() - startNs) / 1e6);
                out.writeStringField("fault", happening.step().toString());
            }));
        } else {
            shell.say(String.format(Locale.ROOT, "%5.1f s  %s", (happening.atNs() - startNs) / 1e9, happening.step()));
        }
    }

    private void told(VerifyRun.Stall stall) {
        stalls.add(stall);
        if (!faults.isEmpty() && !json) {
            progress.clear();
            shell.say("         the application saw: nothing ended for " + Figures.time(stall.gapNs()) + ", the slowest command took "
                    + Figures.time(stall.slowestNs()));
        }
    }

    /** Says the verdict; gives the exit code. */
    int end(VerifyRun run, @Nullable FaultStage stage, End end) {
        told(run.takeStall());
        progress.clear();
        VerifyRun.Count count = run.count();
        // Who ends it early leaves commands under way, or held: that is no fault of theirs.
        boolean right = count.found() == 0 && (end.whole() || end.hurried()) && (count.failed() == 0 || end.allowErrors());
        if (json) {
            shell.say(Json.line(out -> json(out, run, stage, end, right)));
            return right ? Exit.OK : Exit.FAILED;
        }
        for (Finding finding : run.findings()) {
            shell.say(shell.bad(finding.toString()));
        }
        new TreeMap<>(run.errors()).forEach((text, times) -> shell.say(shell.bad(times + " × " + text)));
        if (end.left() > 0) {
            shell.say(end.hurried()
                    ? shell.faint(end.left() + " commands were under way, or held, when it was ended")
                    : shell.bad(end.left() + " commands have not ended"));
        }
        shell.say(Figures.count(count.writes()) + " writes, " + Figures.count(count.reads()) + " reads, " + Figures.count(count.flushes())
                + " flushes, " + Figures.count(count.judged()) + " blocks judged" + (count.unjudged() == 0
                        ? ""
                        : ", "
                                + Figures.count(count.unjudged()) + " could not be judged")
                + ", " + count.failed() + " failed, longest stall " + Figures.time(run.worst().gapNs()) + ", slowest command "
                + Figures.time(run.worst().slowestNs()));
        host.failovers().forEach(failover -> shell.say(EventTail.text(failover)));
        if (!end.whole()) {
            shell.say(shell.faint("the last reading of the whole region was left out"));
        }
        shell.say(right
                ? shell.good("Right: nothing is lost, torn or stale.")
                : shell.bad(count.found() > 0
                        ? "WRONG: " + count.found() + (count.found() == 1 ? " block is" : " blocks are")
                                + " not what was written."
                        : "Failed: commands failed, or did not end; what was read is right."));
        return right ? Exit.OK : Exit.FAILED;
    }

    private static void counts(JsonGenerator out, VerifyRun.Count count) throws IOException {
        out.writeNumberField("writes", count.writes());
        out.writeNumberField("reads", count.reads());
        out.writeNumberField("flushes", count.flushes());
        out.writeNumberField("errors", count.failed());
        out.writeNumberField("unknown", count.unknown());
        out.writeNumberField("judged", count.judged());
        out.writeNumberField("unjudged", count.unjudged());
        out.writeNumberField("found", count.found());
    }

    private void json(JsonGenerator out, VerifyRun run, @Nullable FaultStage stage, End end, boolean right) throws IOException {
        out.writeStringField("event", "result");
        out.writeStringField("verdict", right ? "ok" : "failed");
        out.writeNumberField("seconds", seconds());
        out.writeNumberField("seed", seed);
        counts(out, run.count());
        out.writeNumberField("notEnded", end.left());
        out.writeBooleanField("readAll", end.whole());
        out.writeNumberField("longestStallMs", run.worst().gapNs() / 1e6);
        out.writeNumberField("maxLatencyMs", run.worst().slowestNs() / 1e6);
        out.writeArrayFieldStart("findings");
        for (Finding finding : run.findings()) {
            out.writeStartObject();
            out.writeStringField("kind", finding.kind().name().toLowerCase(Locale.ROOT));
            out.writeNumberField("block", finding.lba());
            out.writeStringField("text", finding.text());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeObjectFieldStart("errorTexts");
        for (Map.Entry<String, Long> error : new TreeMap<>(run.errors()).entrySet()) {
            out.writeNumberField(error.getKey(), error.getValue());
        }
        out.writeEndObject();
        out.writeArrayFieldStart("faults");
        for (int i = 0; i < faults.size(); i++) {
            out.writeStartObject();
            out.writeStringField("fault", faults.get(i).step().toString());
            out.writeNumberField("atMs", (faults.get(i).atNs() - startNs) / 1e6);
            out.writeNumberField("stallMs", stalls.get(i + 1).gapNs() / 1e6);
            out.writeNumberField("slowestMs", stalls.get(i + 1).slowestNs() / 1e6);
            out.writeEndObject();
        }
        for (String fired : stage == null ? List.<String>of() : stage.fired()) {
            out.writeStartObject();
            out.writeStringField("fault", fired);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("failovers");
        for (Failover failover : host.failovers()) {
            out.writeStartObject();
            EventTail.json(out, failover);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("events");
        for (HostEvent event : events.events()) {
            out.writeStartObject();
            events.json(out, event);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
