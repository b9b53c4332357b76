package io.fenceline.bench.suite;

import io.fenceline.bench.rig.RunResult;
import io.fenceline.bench.suite.HostLoad.Loaded;
import io.fenceline.bench.suite.HostMeasurements.Line;
import io.fenceline.bench.suite.Pairs.Spread;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured of the host end, as Markdown that is also readable on a terminal, and as JSON with every single run. */
final class HostReport {
    private final StringBuilder text = new StringBuilder();
    private final Formatter out = new Formatter(text, Locale.ROOT);
    private final List<String> json = new ArrayList<>();

    HostReport(String profile, Instant began, String loadBefore, String loadAfter, Map<HostScenario, Line> lines) {
        out.format("Measured %s, profile %s, Java %s, Linux %s, %s.%n", began, profile, Runtime.version(),
                System.getProperty("os.version"), Report.machine());
        out.format("Load of the machine before: %s, after: %s%n", loadBefore, loadAfter);
        table(lines);
        allocation(lines);
        List<RunResult> all = new ArrayList<>();
        lines.values().forEach(line -> all.addAll(line.host.other()));
        out.format("%nWaited for a core (other work on the machine), share of the measured time, medians: server %.2f, our host %.2f%n",
                Pairs.spread(all, RunResult::serverWaited).median(), Pairs.spread(all, RunResult::rigWaited).median());
        json.add("\"profile\":\"" + profile + "\"");
        json.add("\"began\":\"" + began + "\"");
        json.add("\"loadBefore\":\"" + loadBefore + "\"");
        json.add("\"loadAfter\":\"" + loadAfter + "\"");
        json.add("\"lines\":[" + String.join(",\n", lines.entrySet().stream().map(e -> json(e.getKey(), e.getValue())).toList()) + "]");
    }

    String text() {
        return text.toString();
    }

    String json() {
        return "{" + String.join(",\n", json) + "}\n";
    }

    private void table(Map<HostScenario, Line> lines) {
        out.format(
                "%n| pattern | data | depth | paths | limit IOPS | our host IOPS | **ours / limit** | transport alone / limit | host and target ours, IOPS | / limit "
                        + "| p50 us, limit / ours / both ours | **p50, ours / limit** | p99 us, limit / ours | host us/IO, limit / ours |%n");
        out.format("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|%n");
        for (Map.Entry<HostScenario, Line> entry : lines.entrySet()) {
            HostScenario scenario = entry.getKey();
            Pairs host = entry.getValue().host;
            Pairs both = entry.getValue().both;
            Pairs alone = entry.getValue().transport;
            out.format("| %s | %d KiB | %d | %d | %s | %s | %s | %s | %s | %s | %s / %s / %s | %s | %s / %s | %s / %s |%n",
                    scenario.workload().pattern(), scenario.workload().bytes() / 1024, scenario.workload().depth(), scenario.paths(),
                    Pairs.spread(host.base(), RunResult::iops).thousands(), Pairs.spread(host.other(), RunResult::iops).thousands(),
                    strong(!scenario.isPingPong(), host.ratio().ratio()),
                    alone.count() == 0 ? "" : alone.ratio().ratio(), Pairs.spread(both.other(), RunResult::iops).thousands(),
                    both.ratio().ratio(), Pairs.spread(host.base(), RunResult::p50Us).plain("%.1f"),
                    Pairs.spread(host.other(), RunResult::p50Us).plain("%.1f"), Pairs.spread(both.other(), RunResult::p50Us).plain("%.1f"),
                    strong(scenario.isPingPong(), latencyRatio(host).ratio()), Pairs.spread(host.base(), RunResult::p99Us).plain("%.0f"),
                    Pairs.spread(host.other(), RunResult::p99Us).plain("%.0f"),
                    Pairs.spread(host.base(), RunResult::rigUsPerIo).plain("%.2f"),
                    Pairs.spread(host.other(), RunResult::rigUsPerIo).plain("%.2f"));
        }
        out.format("%nMedian (min-max) of %d pairs; ratios are taken pair by pair.%n", lines.values().iterator().next().host.count());
    }

    private static String strong(boolean counts, String text) {
        return counts ? "**" + text + "**" : text;
    }

    /** Other's median latency divided by base's, pair by pair. */
    private static Spread latencyRatio(Pairs pairs) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < pairs.count(); i++) {
            ratios.add(pairs.other().get(i).p50Us() / pairs.base().get(i).p50Us());
        }
        return Spread.of(ratios);
    }

    private void allocation(Map<HostScenario, Line> lines) {
        out.format("%nAllocated on the heap per command, by the thread that allocates most (median of the runs):%n%n");
        for (Map.Entry<HostScenario, Line> entry : lines.entrySet()) {
            List<Loaded> runs = entry.getValue().loaded;
            out.format("- %s: %.3f B per command (%s)%n", entry.getKey(),
                    Spread.of(runs.stream().map(Loaded::allocatedPerCommand).toList()).median(), runs.getLast().allocator());
        }
    }

    private static String json(HostScenario scenario, Line line) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < line.host.count(); i++) {
            runs.add("[" + line.host.base().get(i).json() + "," + line.host.other().get(i).json() + "," + line.both.other().get(i).json()
                    + (line.transport.count() > i ? "," + line.transport.other().get(i).json() : "") + "]");
        }
        return String.format(Locale.ROOT,
                "{\"pattern\":\"%s\",\"bytes\":%d,\"depth\":%d,\"paths\":%d,\"ratio\":%.3f,\"ratioBoth\":%.3f,\"latencyRatio\":%.3f,"
                        + "\"allocatedPerCommand\":%.4f,\"runs\":[%s]}",
                scenario.workload().pattern(), scenario.workload().bytes(), scenario.workload().depth(), scenario.paths(),
                line.host.ratio().median(), line.both.ratio().median(), latencyRatio(line.host).median(),
                Spread.of(line.loaded.stream().map(Loaded::allocatedPerCommand).toList()).median(), String.join(",\n", runs));
    }
}
