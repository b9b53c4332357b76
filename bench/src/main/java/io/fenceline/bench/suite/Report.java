package io.fenceline.bench.suite;

import io.fenceline.bench.rig.RunResult;
import io.fenceline.bench.suite.Footprint.Allocation;
import io.fenceline.bench.suite.Footprint.Idle;
import io.fenceline.bench.suite.Measurements.Line;
import io.fenceline.bench.suite.Pairs.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What was measured, as Markdown that is also readable on a terminal, and as JSON with every single run. */
final class Report {
    private final Instant began;
    private final StringBuilder text = new StringBuilder();
    private final Formatter out = new Formatter(text, Locale.ROOT);
    private final List<String> json = new ArrayList<>();

    Report(String profile, Instant began) {
        this.began = began;
        json.add("\"profile\":\"" + profile + "\"");
        json.add("\"began\":\"" + began + "\"");
        out.format("Measured %s, profile %s, Java %s, Linux %s, %s.%n", began, profile, Runtime.version(),
                System.getProperty("os.version"), machine());
    }

    /** Cores and their kind. */
    static String machine() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            List<String> models = lines.filter(line -> line.startsWith("model name")).toList();
            return models.size() + " cores, " + (models.isEmpty() ? "unknown" : models.getFirst().replaceFirst(".*: ", ""));
        } catch (IOException e) {
            return "unknown machine: " + e.getMessage();
        }
    }

    Instant began() {
        return began;
    }

    String text() {
        return text.toString();
    }

    String json() {
        return "{" + String.join(",\n", json) + "}\n";
    }

    void loadBefore(String load) {
        json.add("\"loadBefore\":\"" + load + "\"");
        out.format("Load of the machine before: %s%n", load);
    }

    void loadAfter(String load) {
        json.add("\"loadAfter\":\"" + load + "\"");
        out.format("%nLoad of the machine after: %s%n", load);
    }

    void load(Measurements measurements) {
        out.format("%n| pattern | data | depth in all | connections | namespace | limit IOPS | ours IOPS | ours MiB/s | **ours / limit** "
                + "| p50 us, limit / ours | p99 us, limit / ours | server us/IO, limit / ours |%n");
        out.format("|---|---|---|---|---|---|---|---|---|---|---|---|%n");
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<Line, Pairs> entry : measurements.lines().entrySet()) {
            line(entry.getKey(), entry.getValue());
            pairs.add(json(entry.getKey().scenario(), entry.getKey().nsid(), entry.getValue()));
        }
        out.format("%nMedian (min-max) of %d pairs; ratios are taken pair by pair.%n",
                measurements.lines().values().iterator().next().count());
        List<String> noise = new ArrayList<>();
        for (Map.Entry<Scenario, Pairs> entry : measurements.noise().entrySet()) {
            out.format("Noise: the limit against itself, %s: %s%n", entry.getKey(), entry.getValue().ratio().ratio());
            noise.add(json(entry.getKey(), 0, entry.getValue()));
        }
        out.format("Waited for a core (other work on the machine), share of the measured time, medians: limit %.2f, ours %.2f, rig %.2f%n",
                median(measurements, true, RunResult::serverWaited), median(measurements, false, RunResult::serverWaited),
                median(measurements, false, RunResult::rigWaited));
        json.add("\"pairs\":[" + String.join(",\n", pairs) + "]");
        json.add("\"noise\":[" + String.join(",\n", noise) + "]");
    }

    private static double median(Measurements measurements, boolean base, ToDoubleFunction<RunResult> what) {
        List<RunResult> all = new ArrayList<>();
        measurements.lines().values().forEach(pairs -> all.addAll(base ? pairs.base() : pairs.other()));
        return Pairs.spread(all, what).median();
    }

    private void line(Line line, Pairs pairs) {
        Scenario scenario = line.scenario();
        Spread limit = Pairs.spread(pairs.base(), RunResult::iops);
        Spread ours = Pairs.spread(pairs.other(), RunResult::iops);
        out.format("| %s%s | %s | %d | %d | %s | %s | %s | %s | **%s** | %s / %s | %s / %s | %s / %s |%n", scenario.workload().pattern(),
                scenario.digests() ? ", digests" : "", scenario.size(), scenario.totalDepth(), scenario.connections(),
                line.nsid() == TargetFile.NULL ? "null" : "memory", limit.thousands(), ours.thousands(),
                Pairs.spread(pairs.other(), RunResult::mibPerSecond).plain("%.0f"), pairs.ratio().ratio(),
                Pairs.spread(pairs.base(), RunResult::p50Us).plain("%.1f"), Pairs.spread(pairs.other(), RunResult::p50Us).plain("%.1f"),
                Pairs.spread(pairs.base(), RunResult::p99Us).plain("%.0f"), Pairs.spread(pairs.other(), RunResult::p99Us).plain("%.0f"),
                Pairs.spread(pairs.base(), RunResult::serverUsPerIo).plain("%.2f"),
                Pairs.spread(pairs.other(), RunResult::serverUsPerIo).plain("%.2f"));
    }

    private static String json(Scenario scenario, int nsid, Pairs pairs) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < pairs.count(); i++) {
            runs.add("[" + pairs.base().get(i).json() + "," + pairs.other().get(i).json() + "]");
        }
        return String.format(Locale.ROOT,
                "{\"pattern\":\"%s\",\"bytes\":%d,\"depthPerConnection\":%d,\"connections\":%d,\"digests\":%b,\"nsid\":%d,"
                        + "\"ratio\":%.3f,\"runs\":[%s]}",
                scenario.workload().pattern(), scenario.workload().bytes(), scenario.workload().depth(), scenario.connections(),
                scenario.digests(), nsid, pairs.ratio().median(), String.join(",\n", runs));
    }

    void footprint(List<Allocation> allocations, Idle idle) {
        out.format("%nAllocated on the heap per command, by the thread that allocates most:%n%n");
        List<String> items = new ArrayList<>();
        for (Allocation a : allocations) {
            out.format("- %s %d KiB: %.2f B per command (%s, %d commands)%n", a.pattern(), a.bytes() / 1024, a.bytesPerCommand(),
                    a.thread(),
                    a.commands());
            items.add(String.format(Locale.ROOT,
                    "{\"pattern\":\"%s\",\"bytes\":%d,\"commands\":%d,\"bytesPerCommand\":%.3f,\"thread\":\"%s\"}",
                    a.pattern(), a.bytes(), a.commands(), a.bytesPerCommand(), a.thread()));
        }
        out.format("%nIdle: %d open controllers use %.2f %% of a core; heap after a collection %.1f MiB (without them %.1f MiB)%n",
                idle.controllers(), idle.coreShare() * 100, mib(idle.heapBytes()), mib(idle.heapBytesBefore()));
        json.add("\"allocation\":[" + String.join(",", items) + "]");
        json.add(String.format(Locale.ROOT, "\"idle\":{\"controllers\":%d,\"coreShare\":%.5f,\"heapBytes\":%d,\"heapBytesBefore\":%d}",
                idle.controllers(), idle.coreShare(), idle.heapBytes(), idle.heapBytesBefore()));
    }

    private static double mib(long bytes) {
        return bytes / 1048576.0;
    }

    void start(List<Double> ms) {
        Spread spread = Spread.of(ms);
        out.format("%nStart to first accepted connection: median %.0f ms (%.0f-%.0f) of %d starts%n", spread.median(), spread.min(),
                spread.max(),
                ms.size());
        json.add(String.format(Locale.ROOT, "\"startMs\":{\"median\":%.0f,\"min\":%.0f,\"max\":%.0f,\"starts\":%d}", spread.median(),
                spread.min(), spread.max(), ms.size()));
    }
}
