package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.api.host.Failover;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.assembly.failovers.Story;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Failovers as a table, as timelines, as latencies by their cause. */
final class FailoverList {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final double NS_PER_MS = 1e6;
    private static final long MOST_NS = 3_600_000_000_000L;
    private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0);
    /** Fewer make no picture. */
    private static final int PLOTTED = 5;

    private final Shell shell;
    private final List<Story> stories;
    private final int from;
    private final int to;

    /** Those from one index to before another are told; latencies are of all. */
    FailoverList(Shell shell, List<Story> stories, int from, int to) {
        this.shell = shell;
        this.stories = stories;
        this.from = from;
        this.to = to;
    }

    private static String when(Story story) {
        return TIME.format(Instant.ofEpochMilli(story.atMs()).atZone(ZoneId.systemDefault()));
    }

    private static String time(long ns) {
        return ns < 0 ? "–" : Figures.time(ns);
    }

    void text(boolean timelines) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("#", "when", "path", "cause", "held", "proof", "held for", "sent again", "at the target", "subsystem"));
        for (int i = from; i < to; i++) {
            rows.add(row(i + 1, stories.get(i)));
        }
        shell.say(Table.of(rows));
        if (timelines) {
            for (int i = from; i < to; i++) {
                timeline(i + 1, stories.get(i));
            }
        }
        if (to - from == 1 && stories.size() > 1) {
            return; // one was asked for
        }
        histograms().forEach((cause, histogram) -> {
            shell.say("");
            shell.say(
                    shell.strong(cause) + "  " + (histogram.getTotalCount() == 1 ? "1 failover" : histogram.getTotalCount() + " failovers")
                            + ", from noticing the loss to sending the first held command again, or to the end of the hold:");
            StringBuilder line = new StringBuilder(" ");
            for (double percentile : PERCENTILES) {
                line.append(" p").append((int) percentile).append(' ').append(Figures.time(histogram.getValueAtPercentile(percentile)))
                        .append(' ');
            }
            shell.say(line + " max " + Figures.time(histogram.getMaxValue()));
            if (histogram.getTotalCount() >= PLOTTED) {
                LatencyPlot.of(histogram).forEach(shell::say);
            }
        });
    }

    private static List<String> row(int number, Story story) {
        Failover host = story.host();
        AssociationEnd target = story.target();
        String there = target == null
                ? "–"
                : target.running() + " running, silent after " + time(target.drainNs()) + (target.inTime() ? "" : " LATE");
        if (host == null) {
            return List.of(Integer.toString(number), when(story), "–", "–", "–", "–", "–", "–", there,
                    target == null ? "–" : target.subsystem().value());
        }
        Failover.Proof proof = host.proof();
        return List.of(Integer.toString(number), when(story), host.address().toString(), host.cause().label(),
                Integer.toString(host.held()),
                proof == null ? "none yet" : proof.label(), time(story.heldNs()),
                host.at(Failover.Kind.FIRST_RETRY) < 0 ? "–" : time(host.recoveryNs()), there, host.subsystem().value());
    }

    private void timeline(int number, Story story) {
        shell.say("");
        Failover host = story.host();
        AssociationEnd target = story.target();
        shell.say(shell.strong("#" + number) + "  " + when(story) + "  " + (host != null
                ? "controller " + host.controller() + " at " + host.address() + ", CNTLID " + host.cntlid() + ", policy " + host.policy()
                        + (host.failed() == 0 ? "" : ", " + host.failed() + " ended with an unknown outcome")
                        + (host.refused() == 0 ? "" : ", " + host.refused() + " proposals refused")
                : target != null ? "CNTLID " + target.cntlid() + ": only the target's half is known" : ""));
        TimelineText.lines(shell, story).forEach(shell::say);
    }

    private Map<String, Histogram> histograms() {
        Map<String, Histogram> byCause = new TreeMap<>();
        for (Story story : stories) {
            Failover host = story.host();
            if (host != null && host.recoveryNs() >= 0) {
                Failover.Proof proof = host.proof();
                String key = host.cause().label() + (proof == null ? "" : ", proof " + proof.label());
                byCause.computeIfAbsent(key, cause -> new Histogram(1, MOST_NS, 3))
                        .recordValue(Math.min(MOST_NS, host.recoveryNs()));
            }
        }
        return byCause;
    }

    void json() {
        for (int i = from; i < to; i++) {
            int number = i + 1;
            Story story = stories.get(i);
            shell.say(Json.line(out -> {
                out.writeStringField("event", "failover");
                out.writeNumberField("number", number);
                out.writeNumberField("atMs", story.atMs());
                json(out, story);
                TimelineText.json(out, "timeline", story);
            }));
        }
        shell.say(Json.line(out -> {
            out.writeStringField("event", "summary");
            out.writeNumberField("failovers", stories.size());
            out.writeArrayFieldStart("causes");
            for (Map.Entry<String, Histogram> cause : histograms().entrySet()) {
                Histogram histogram = cause.getValue();
                out.writeStartObject();
                out.writeStringField("cause", cause.getKey());
                out.writeNumberField("count", histogram.getTotalCount());
                for (double percentile : PERCENTILES) {
                    out.writeNumberField("p" + (int) percentile + "Ms", histogram.getValueAtPercentile(percentile) / NS_PER_MS);
                }
                out.writeNumberField("maxMs", histogram.getMaxValue() / NS_PER_MS);
                out.writeEndObject();
            }
            out.writeEndArray();
        }));
    }

    private static void millis(JsonGenerator out, String name, long ns) throws IOException {
        out.writeNumberField(name, ns < 0 ? -1 : ns / NS_PER_MS);
    }

    private static void json(JsonGenerator out, Story story) throws IOException {
        Failover host = story.host();
        AssociationEnd target = story.target();
        if (host != null) {
            out.writeStringField("subsystem", host.subsystem().value());
            out.writeStringField("host", host.host().value());
            instance(out, host.cntlid(), host.ciu(), host.cirn());
            out.writeNumberField("controller", host.controller());
            out.writeStringField("address", host.address().toString());
            out.writeStringField("cause", host.cause().label());
            out.writeStringField("detail", host.detail());
            out.writeStringField("policy", host.policy());
            Failover.Proof proof = host.proof();
            out.writeStringField("proof", proof == null ? "" : proof.label());
            out.writeNumberField("held", host.held());
            out.writeNumberField("heldWrites", host.heldWrites());
            out.writeNumberField("failed", host.failed());
            out.writeNumberField("refused", host.refused());
            millis(out, "noticedAfterMs", story.noticedAfterNs());
            millis(out, "recoveryMs", host.recoveryNs());
            millis(out, "heldMs", story.heldNs());
        } else if (target != null) {
            out.writeStringField("subsystem", target.subsystem().value());
            out.writeStringField("host", target.host().value());
            instance(out, target.cntlid(), target.ciu(), target.cirn());
        }
        if (target != null) {
            out.writeObjectFieldStart("target");
            out.writeStringField("why", target.why());
            out.writeNumberField("running", target.running());
            millis(out, "drainMs", target.drainNs());
            out.writeNumberField("cqtMs", target.cqtMs());
            out.writeBooleanField("inTime", target.inTime());
            out.writeNumberField("resets", target.resets().size());
            out.writeEndObject();
        }
        out.writeBooleanField("oneClock", story.oneClock());
    }

    private static void instance(JsonGenerator out, int cntlid, int ciu, long cirn) throws IOException {
        out.writeNumberField("cntlid", cntlid);
        out.writeStringField("ciu", String.format(Locale.ROOT, "%02x", ciu));
        out.writeStringField("cirn", String.format(Locale.ROOT, "%016x", cirn));
    }
}
