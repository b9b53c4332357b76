package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostException;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.load.LoadSample;
import io.fenceline.assembly.load.LoadSpec;
import io.fenceline.wire.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a measurement says, to a person or to a machine. */
final class LoadReport {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private final Shell shell;
    private final boolean json;
    private final Host host;
    private final Progress progress;
    private double elapsed;
    private LoadSpec spec = new LoadSpec(LoadSpec.Pattern.READ, 100, 1, 1, 1, 0, 0, 1, false, 0);

    LoadReport(Shell shell, boolean json, Host host) {
        this.shell = shell;
        this.json = json;
        this.host = host;
        progress = new Progress(shell, !json);
    }

    void begin(Subsystem subsystem, NamespaceHandle namespace, LoadSpec load) {
        spec = load;
        if (!json) {
            shell.say(shell.strong(subsystem.nqn() + " namespace " + Integer.toUnsignedString(namespace.nsid())) + ", "
                    + Figures.bytes(namespace.bytes()) + " in blocks of " + namespace.blockSize());
            shell.say(load.pattern().word() + " of " + Figures.bytes(load.blockBytes()) + ", " + load.jobs() + " × queue depth "
                    + load.queueDepth() + (load.rate() == 0 ? "" : ", " + Figures.count(load.rate()) + " a second"));
        }
    }

    void interval(LoadSample sample, boolean warmingUp) {
        elapsed += sample.seconds();
        Histogram both = sample.both();
        if (json) {
            shell.say(Json.line(out -> {
                out.writeStringField("event", "interval");
                out.writeBooleanField("warmUp", warmingUp);
                out.writeNumberField("seconds", sample.seconds());
                out.writeNumberField("iops", sample.iops());
                out.writeNumberField("mebibytesPerSecond", sample.mebibytes());
                latency(out, "latencyNs", both);
            }));
            return;
        }
        progress.show(String.format(java.util.Locale.ROOT, "%5.0f s  %11s IOPS  %8s MiB/s  p50 %s  p99 %s  p99.9 %s  %s%s", elapsed,
                Figures.count(sample.iops()), Figures.digits(sample.mebibytes()), at(both, 50), at(both, 99), at(both, 99.9), paths(),
                warmingUp ? "  warming up" : ""));
    }

    private static String at(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? "–" : Figures.time(histogram.getValueAtPercentile(percentile));
    }

    private String paths() {
        List<HostView.ControllerView> all = host.view().subsystems().stream().flatMap(s -> s.controllers().stream()).toList();
        long live = all.stream().filter(c -> c.state() == ControllerState.LIVE).count();
        String text = "paths " + live + "/" + all.size();
        return live == all.size() ? text : shell.bad(text);
    }

    void end(LoadSample result, long behind, @Nullable HostException failure, int left) {
        progress.clear();
        if (failure != null) {
            shell.complain("a command failed, which ended the run: " + failure.getMessage() + " (" + Status.name(failure.status()) + ")");
        }
        if (left > 0) {
            shell.complain(left + " commands did not end");
        }
        if (json) {
            shell.say(Json.line(out -> json(out, result, behind, failure)));
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "IOPS", "MiB/s", "mean", "p50", "p90", "p99", "p99.9", "p99.99", "max"));
        row(rows, "read", result, result.reads());
        row(rows, "write", result, result.writes());
        if (spec.rate() > 0) {
            row(rows, "unqueued", result, result.service());
        }
        shell.say("");
        shell.say(Table.of(rows));
        if (spec.rate() > 0) {
            shell.say(shell.faint("read and write count from when a command was due, unqueued from when it was submitted"));
        }
        if (behind > 0) {
            shell.say(shell.bad("the rate was missed: " + Figures.count(behind) + " commands were due and never submitted"));
        }
        if (result.commands() > 0) {
            shell.say("");
            LatencyPlot.of(result.both()).forEach(shell::say);
        }
    }

    private static void row(List<List<String>> rows, String name, LoadSample all, Histogram one) {
        if (one.getTotalCount() == 0) {
            return;
        }
        double iops = one.getTotalCount() / all.seconds();
        List<String> row = new ArrayList<>(List.of(name, Figures.count(iops), Figures.digits(iops * all.blockBytes() / (1 << 20)),
                Figures.time(one.getMean())));
        for (double percentile : PERCENTILES) {
            row.add(Figures.time(one.getValueAtPercentile(percentile)));
        }
        row.add(Figures.time(one.getMaxValue()));
        rows.add(row);
    }

    private void json(JsonGenerator out, LoadSample result, long behind, @Nullable HostException failure) throws IOException {
        out.writeStringField("event", "result");
        out.writeStringField("pattern", spec.pattern().word());
        out.writeNumberField("blockBytes", spec.blockBytes());
        out.writeNumberField("queueDepth", spec.queueDepth());
        out.writeNumberField("jobs", spec.jobs());
        out.writeNumberField("rate", spec.rate());
        out.writeNumberField("seconds", result.seconds());
        out.writeNumberField("commands", result.commands());
        out.writeNumberField("iops", result.iops());
        out.writeNumberField("mebibytesPerSecond", result.mebibytes());
        out.writeNumberField("behind", behind);
        out.writeStringField("failure", failure == null ? "" : String.valueOf(failure.getMessage()));
        latency(out, "readLatencyNs", result.reads());
        latency(out, "writeLatencyNs", result.writes());
        latency(out, "serviceLatencyNs", result.service());
        out.writeStringField("hdrHistogram", encoded(result.both()));
    }

    private static void latency(JsonGenerator out, String name, Histogram histogram) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeNumberField("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            out.writeNumberField("mean", histogram.getMean());
            for (double percentile : PERCENTILES) {
                out.writeNumberField("p" + (percentile == Math.rint(percentile) ? Long.toString((long) percentile) : percentile),
                        histogram.getValueAtPercentile(percentile));
            }
            out.writeNumberField("max", histogram.getMaxValue());
        }
        out.writeEndObject();
    }

    /** As HdrHistogram's own tools read it. */
    private static String encoded(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(buffer.array(), length));
    }
}
