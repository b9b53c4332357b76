package io.fenceline.bench.suite;

import io.fenceline.api.host.Failover;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** How long recoveries took, as Markdown that is also readable on a terminal, and as JSON with every single failover. */
final class RecoveryReport {
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;

    private final StringBuilder text = new StringBuilder();
    private final Formatter out = new Formatter(text, Locale.ROOT);
    private final List<String> json = new ArrayList<>();

    RecoveryReport(String profile, Instant began, String loadBefore, String loadAfter, List<RecoveryMeasurement> all) {
        out.format("Measured %s, profile %s, Java %s, Linux %s, %s.%n", began, profile, Runtime.version(),
                System.getProperty("os.version"), Report.machine());
        out.format("Load of the machine before: %s, after: %s%n%n", loadBefore, loadAfter);
        out.format("| lost at once | recovery | failovers | held writes of a failover | detection to first repeated write, ms: "
                + "**median** / **p99** / most | reads given to other paths after, ms | application: loss to first held write answered, ms "
                + "| to the last | to the last held read | ended by | first of all, ms |%n");
        out.format("|---|---|---|---|---|---|---|---|---|---|---|%n");
        for (RecoveryMeasurement one : all) {
            line(one);
        }
        out.format("%nWhere two figures stand, they are median / p99. KATO %d ms and CQT %d ms for `time`, a hold of %d ms; KATO 5 s and "
                + "CQT %d ms for the others, where `time` would hold for %d ms.%n",
                RecoveryScenario.SHORT_KATO.toMillis(), RecoveryScenario.SHORT_CQT_MS,
                3 * RecoveryScenario.SHORT_KATO.toMillis() + RecoveryScenario.SHORT_CQT_MS, RecoveryScenario.CQT_MS,
                15_000 + RecoveryScenario.CQT_MS);
        json.add("\"profile\":\"" + profile + "\"");
        json.add("\"began\":\"" + began + "\"");
        json.add("\"loadBefore\":\"" + loadBefore + "\"");
        json.add("\"loadAfter\":\"" + loadAfter + "\"");
        json.add("\"scenarios\":[" + String.join(",\n", all.stream().map(RecoveryReport::json).toList()) + "]");
    }

    String text() {
        return text.toString();
    }

    String json() {
        return "{" + String.join(",\n", json) + "}\n";
    }

    private void line(RecoveryMeasurement one) {
        double[] recovery = sorted(one.stories().stream().mapToLong(Failover::recoveryNs));
        double[] reads = sorted(one.stories().stream().filter(story -> story.at(Failover.Kind.READS_RELEASED) >= 0)
                .mapToLong(story -> story.at(Failover.Kind.READS_RELEASED) - story.at(Failover.Kind.DETECTED)));
        Map<String, Integer> proofs = new TreeMap<>();
        for (Failover story : one.stories()) {
            proofs.merge(story.proof() == null ? "?" : story.proof().label(), 1, Integer::sum);
        }
        long least = one.stories().stream().mapToInt(Failover::heldWrites).min().orElse(0);
        long most = one.stories().stream().mapToInt(Failover::heldWrites).max().orElse(0);
        out.format("| %s | `%s` | %d | %s | **%.2f** / **%.2f** / %.2f | %s | %s | %s | %s | %s | %.1f |%n", one.scenario().what(),
                one.scenario().policy(), one.stories().size(), least == most ? Long.toString(least) : least + " to " + most,
                at(recovery, MEDIAN), at(recovery, P99), recovery[recovery.length - 1], reads.length == 0 ? "" : both(reads),
                both(sorted(one.stalls().stream().mapToLong(RecoveryLoad.Stall::firstWriteNs))),
                both(sorted(one.stalls().stream().mapToLong(RecoveryLoad.Stall::lastWriteNs))),
                both(sorted(one.stalls().stream().mapToLong(RecoveryLoad.Stall::lastReadNs))), String.join(", ", proofs.keySet()),
                one.firstMs());
    }

    /** In milliseconds. */
    private static double[] sorted(LongStream ns) {
        return ns.mapToDouble(value -> value / 1e6).sorted().toArray();
    }

    /** The smallest value that is not exceeded by such a part of all. */
    static double at(double[] sorted, double part) {
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }

    private static String both(double[] sorted) {
        return String.format(Locale.ROOT, "%.2f / %.2f", at(sorted, MEDIAN), at(sorted, P99));
    }

    private static String json(RecoveryMeasurement one) {
        List<String> stories = new ArrayList<>();
        for (Failover story : one.stories()) {
            List<String> steps = new ArrayList<>();
            for (Failover.Step step : story.steps()) {
                steps.add("[\"" + step.kind().label() + "\"," + (step.atNs() - story.at(Failover.Kind.DETECTED)) + "]");
            }
            stories.add(String.format(Locale.ROOT,
                    "{\"recoveryNs\":%d,\"heldWrites\":%d,\"held\":%d,\"proof\":\"%s\",\"cause\":\"%s\",\"steps\":[%s]}",
                    story.recoveryNs(), story.heldWrites(), story.held(), story.proof() == null ? "" : story.proof().label(),
                    story.cause().label(), String.join(",", steps)));
        }
        List<String> stalls = new ArrayList<>();
        for (RecoveryLoad.Stall stall : one.stalls()) {
            stalls.add("[" + stall.firstWriteNs() + "," + stall.lastWriteNs() + "," + stall.lastReadNs() + "]");
        }
        return String.format(Locale.ROOT, "{\"what\":\"%s\",\"policy\":\"%s\",\"firstMs\":%.3f,\"failovers\":[%s],\"stallsNs\":[%s]}",
                one.scenario().what(), one.scenario().policy(), one.firstMs(), String.join(",", stories), String.join(",", stalls));
    }
}
