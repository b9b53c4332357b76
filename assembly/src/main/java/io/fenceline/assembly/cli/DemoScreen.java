package io.fenceline.assembly.cli;

import io.fenceline.api.host.ControllerState;
import io.fenceline.assembly.demo.DemoListener;
import io.fenceline.assembly.demo.DemoResult;
import io.fenceline.assembly.demo.DemoSpec;
import io.fenceline.assembly.failovers.Story;
import io.fenceline.testkit.sim.Finding;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** A play for a person: lines that stay and, at a terminal, a few below them that change. */
final class DemoScreen implements DemoListener {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    /** With it no changing line is longer than 80 characters: one that wraps would not be wiped. */
    private static final int WIDTH = 32;
    private static final double NS_PER_S = 1e9;

    private final Shell shell;
    private final PrintWriter out;
    private final Deque<Long> rates = new ArrayDeque<>();
    private final List<Long> all = new ArrayList<>();
    private List<String> foot = List.of();
    private int shown;
    private long storySinceNs;
    private String story = "";

    DemoScreen(Shell shell) {
        this.shell = shell;
        out = shell.out();
    }

    static String title(DemoSpec spec) {
        return switch (spec.recovery()) {
            case "none" -> "as a host without recovery: what was lost is sent again at once";
            case "time" -> "what was lost is held for 3 keep alives and CQT, "
                    + Figures.time((3 * spec.keepAlive().toNanos()) + spec.quiesce().toNanos()) + " after the last byte";
            case "ccr" -> "another controller resets the lost one: a proof instead of a wait";
            case "ccr-then-time" -> "another controller resets the lost one, and time helps where none can";
            default -> "a policy that is plugged in";
        };
    }

    @Override
    public void begin(DemoSpec spec, List<Path> paths) {
        shell.say("");
        shell.say(shell.strong("recovery " + spec.recovery()) + "  " + title(spec));
        for (Path path : paths) {
            shell.say(shell.faint("  path " + path.name() + " is " + path.address()));
        }
    }

    @Override
    public void line(long atNs, Tone tone, String text) {
        wipe();
        out.println(String.format(Locale.ROOT, "  %6.2f s  ", atNs / NS_PER_S) + painted(tone, text));
        draw();
        out.flush();
    }

    private String painted(Tone tone, String text) {
        return switch (tone) {
            case PLAIN -> text;
            case FAULT -> shell.odd(text);
            case GOOD -> shell.good(text);
            case BAD -> shell.bad(text);
        };
    }

    @Override
    public void sample(Sample sample) {
        rates.addLast(sample.commands());
        all.add(sample.commands());
        if (rates.size() > WIDTH) {
            rates.removeFirst();
        }
        if (!sample.story().equals(story)) {
            story = sample.story();
            storySinceNs = sample.atNs();
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        for (Path path : sample.paths()) {
            String state = String.format(Locale.ROOT, "%-10s", path.state() == ControllerState.LIVE
                    ? path.state().sysfsName()
                    : path.state().sysfsName().toUpperCase(Locale.ROOT));
            lines.add("  path " + path.name() + "  " + (path.state() == ControllerState.LIVE ? shell.good(state) : shell.bad(state))
                    + String.format(Locale.ROOT, "  %3d under way  %3d held  ", path.outstanding(), path.held())
                    + (path.dark() ? shell.odd("dark") : ""));
        }
        lines.add("  " + shell.good(spark(rates)) + " ".repeat(WIDTH - rates.size()) + "  " + Figures.count(10 * sample.commands())
                + " IOPS"
                + (story.isEmpty()
                        ? ""
                        : shell.odd("  " + story + String.format(Locale.ROOT, " %.1f s", (sample.atNs() - storySinceNs) / NS_PER_S))));
        wipe();
        foot = lines;
        draw();
        out.flush();
    }

    /** One character for each rate. */
    static String spark(Iterable<Long> rates) {
        long most = 1;
        for (long rate : rates) {
            most = Math.max(most, rate);
        }
        StringBuilder line = new StringBuilder();
        for (long rate : rates) {
            line.append(LEVELS.charAt((int) Math.min(LEVELS.length() - 1, rate * LEVELS.length() / (most + 1))));
        }
        return line.toString();
    }

    private void wipe() {
        if (shown > 0) {
            out.print("\u001b[" + shown + "A\r\u001b[J");
            shown = 0;
        }
    }

    private void draw() {
        if (shell.colours() && !foot.isEmpty()) {
            foot.forEach(out::println);
            shown = foot.size();
        }
    }

    @Override
    public void end(DemoResult result) {
        wipe();
        foot = List.of();
        shell.say("");
        shell.say("  " + shell.faint("IOPS, a tenth of a second each") + "  " + shell.good(spark(all)));
        Story failover = result.story();
        if (failover != null) {
            shell.say("");
            shell.say("  " + shell.faint("failover of path " + result.path() + ", from the moment the host noticed"));
            TimelineText.lines(shell, failover).forEach(line -> shell.say("  " + line));
        }
        shell.say("");
        for (Finding finding : result.findings().stream().limit(1).toList()) {
            shell.say("  " + shell.faint("the oracle: " + finding));
        }
        String verdict = "  " + verdict(result);
        shell.say(result.isAsItShould() && !result.spec().losesWrites() ? shell.good(verdict) : shell.bad(verdict));
    }

    /** One sentence. */
    static String verdict(DemoResult result) {
        return switch (result.outcome()) {
            case NOT_PLAYED -> "not played to its end: " + result.trouble();
            case LOST ->
                "LOST: write " + result.newer() + ", acknowledged and read back, was overwritten by the older write " + result.stuck()
                        + " that was stuck behind path " + result.path() + ".";
            case NOTHING_LOST -> "NOTHING LOST: " + Figures.count(result.commands()) + " commands, "
                    + (result.acknowledged()
                            ? "the stuck write took " + Figures.time(result.waitedNs()) + recovered(result)
                            : "the stuck write ended with an unknown outcome")
                    + ".";
        };
    }

    private static String recovered(DemoResult result) {
        Story failover = result.story();
        return failover == null || failover.host() == null || failover.host().recoveryNs() < 0
                ? ""
                : ", of which " + Figures.time(failover.host().recoveryNs()) + " from noticing the loss to sending it again";
    }
}
