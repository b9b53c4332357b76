package io.fenceline.assembly.cli;

import io.fenceline.assembly.demo.DemoListener;
import io.fenceline.assembly.demo.DemoResult;
import io.fenceline.assembly.demo.DemoSpec;
import io.fenceline.assembly.failovers.Story;
import io.fenceline.testkit.sim.Finding;
import java.util.List;
import java.util.Locale;

/** A play for a machine. */
final class DemoJson implements DemoListener {
    private static final double NS_PER_MS = 1e6;

    private final Shell shell;

    DemoJson(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void begin(DemoSpec spec, List<Path> paths) {
        shell.say(Json.line(out -> {
            out.writeStringField("event", "begin");
            out.writeStringField("recovery", spec.recovery());
            out.writeStringField("fault", spec.fault().name().toLowerCase(Locale.ROOT));
            out.writeStringField("cut", spec.cut().name().toLowerCase(Locale.ROOT));
            out.writeNumberField("katoMs", spec.keepAlive().toMillis());
            out.writeNumberField("cqtMs", spec.quiesce().toMillis());
            out.writeBooleanField("lateWriteGuard", false);
            out.writeArrayFieldStart("paths");
            for (Path path : paths) {
                out.writeStartObject();
                out.writeStringField("name", path.name());
                out.writeStringField("address", path.address().toString());
                out.writeEndObject();
            }
            out.writeEndArray();
        }));
    }

    @Override
    public void line(long atNs, Tone tone, String text) {
        shell.say(Json.line(out -> {
            out.writeStringField("event", "line");
            out.writeNumberField("atMs", atNs / NS_PER_MS);
            out.writeStringField("tone", tone.name().toLowerCase(Locale.ROOT));
            out.writeStringField("text", text);
        }));
    }

    @Override
    public void sample(Sample sample) {
        shell.say(Json.line(out -> {
            out.writeStringField("event", "sample");
            out.writeNumberField("atMs", sample.atNs() / NS_PER_MS);
            out.writeNumberField("commands", sample.commands());
            out.writeArrayFieldStart("paths");
            for (Path path : sample.paths()) {
                out.writeStartObject();
                out.writeStringField("name", path.name());
                out.writeStringField("state", path.state().sysfsName());
                out.writeNumberField("outstanding", path.outstanding());
                out.writeNumberField("held", path.held());
                out.writeBooleanField("dark", path.dark());
                out.writeEndObject();
            }
            out.writeEndArray();
        }));
    }

    @Override
    public void end(DemoResult result) {
        shell.say(Json.line(out -> {
            out.writeStringField("event", "result");
            out.writeStringField("recovery", result.spec().recovery());
            out.writeStringField("outcome", result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            out.writeBooleanField("asItShould", result.isAsItShould());
            out.writeStringField("path", result.path());
            out.writeNumberField("stuckWrite", result.stuck());
            out.writeNumberField("newerWrite", result.newer());
            out.writeBooleanField("acknowledged", result.acknowledged());
            out.writeNumberField("waitedMs", result.waitedNs() / NS_PER_MS);
            out.writeNumberField("longestGapMs", result.gapNs() / NS_PER_MS);
            out.writeNumberField("slowestMs", result.slowestNs() / NS_PER_MS);
            out.writeNumberField("commands", result.commands());
            out.writeNumberField("failures", result.failures());
            out.writeNumberField("found", result.found());
            out.writeArrayFieldStart("findings");
            for (Finding finding : result.findings()) {
                out.writeString(finding.toString());
            }
            out.writeEndArray();
            Story story = result.story();
            if (story != null) {
                out.writeNumberField("recoveryMs", story.host() == null ? -1 : story.host().recoveryNs() / NS_PER_MS);
                TimelineText.json(out, "timeline", story);
            }
            out.writeStringField("trouble", result.trouble());
        }));
    }
}
