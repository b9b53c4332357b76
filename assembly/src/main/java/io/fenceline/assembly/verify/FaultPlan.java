package io.fenceline.assembly.verify;

import io.fenceline.api.Options;
import io.fenceline.testkit.fault.FaultScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which paths are broken, when and how. As text: faults by the clock, and rules of a {@link FaultScript} by the PDU, which hold on all
 * paths from the start:
 *
 * <pre>
 * 2s path 0 : reset                 both ends hear of it
 * 5s for 3s path 1 : blackhole      nothing passes; what was sent passes afterwards, as after retransmission
 * 20s path 1 : half-open            present connections pass nothing any more, new ones do
 * 30s for 5s path * : delay 20ms    each PDU comes later
 * h2c op=01 100 : kill              the hundredth write
 * </pre>
 *
 * @param steps in the order of time
 * @param script what is done by the PDU
 */
public record FaultPlan(List<Step> steps, FaultScript script) {
    /** Longest time from the start. */
    private static final Duration LONGEST = Duration.ofHours(24);
    /** How much time a preset leaves between faults unless told otherwise: a lost controller may be held for KATO and CQT. */
    private static final Duration GAP = Duration.ofSeconds(20);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Pattern STEP = Pattern
            .compile(
                    "(?<at>\\d+\\w+)(?:\\s+for\\s+(?<span>\\d+\\w+))?\\s+path\\s+(?<path>\\d+|\\*)\\s*:\\s*(?<what>[a-z-]+)(?:\\s+(?<by>\\d+\\w+))?");
    private static final Map<String, List<String>> PRESETS = Map.of(
            "reset", List.of("path 0 : reset", "path 1 : reset"),
            "half-open", List.of("path 0 : half-open", "path 1 : half-open"),
            "blackhole", List.of("for 8s path 0 : blackhole", "for 8s path 1 : blackhole"),
            "slow", List.of("for 5s path 0 : delay 20ms", "for 5s path 1 : delay 20ms"),
            "both", List.of("path * : reset", "for 8s path * : blackhole"),
            "all", List.of("path 0 : reset", "for 5s path 1 : delay 20ms", "path 0 : half-open", "for 8s path 1 : blackhole",
                    "path * : reset", "for 8s path * : blackhole"));

    /** Sorts. */
    public FaultPlan {
        steps = steps.stream().sorted(Comparator.comparing(Step::at)).toList();
    }

    /** What is done to a path. */
    public enum Kind {
        /** Connections end, and both ends hear of it. */
        RESET,
        /** Present connections pass nothing any more, and nobody is told; new ones work. */
        HALF_OPEN,
        /** Nothing passes for a time, on new connections neither. */
        BLACKHOLE,
        /** Everything comes later for a time. */
        DELAY;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A fault.
     *
     * @param at from the start
     * @param span how long; zero: it has no end
     * @param path which, from 0; -1: all
     * @param kind what
     * @param by of a delay, how much
     */
    public record Step(Duration at, Duration span, int path, Kind kind, Duration by) {
        @Override
        public String toString() {
            return time(at) + (span.isZero() ? "" : " for " + time(span)) + " path " + (path < 0 ? "*" : path) + " : " + kind.word()
                    + (by.isZero() ? "" : " " + time(by));
        }

        private static String time(Duration time) {
            return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
        }
    }

    /**
     * Names of plans that come with the program.
     *
     * @return in alphabetical order
     */
    public static List<String> presets() {
        return PRESETS.keySet().stream().sorted().toList();
    }

    /**
     * A plan that comes with the program.
     *
     * @param text a name, or {@code name:TIME} with the time from one fault to the next
     * @param paths how many there are; steps for others are left out
     * @return the plan
     * @throws IllegalArgumentException when the name is not known, or the time is wrong
     */
    public static FaultPlan preset(String text, int paths) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        List<String> lines = PRESETS.get(name);
        if (lines == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not valid; a file, or one of " + String.join(", ", presets())
                            + ", with :TIME or without, is wanted");
        }
        Duration gap = colon < 0 ? GAP : time(text, text.substring(colon + 1));
        Duration at = FIRST;
        List<Step> steps = new ArrayList<>();
        for (String line : lines) {
            Step step = step(at.toMillis() + "ms " + line);
            if (step.path() < paths) {
                steps.add(step);
                at = at.plus(gap).plus(step.span());
            }
        }
        return new FaultPlan(steps, new FaultScript(List.of()));
    }

    /**
     * Reads a plan.
     *
     * @param text lines as above; {@code #} begins a comment
     * @return the plan
     * @throws IllegalArgumentException that names the line and what would be right
     */
    public static FaultPlan parse(String text) {
        List<Step> steps = new ArrayList<>();
        StringBuilder rules = new StringBuilder();
        int number = 0;
        for (String whole : text.lines().toList()) {
            number++;
            int comment = whole.indexOf('#');
            String line = (comment < 0 ? whole : whole.substring(0, comment)).strip();
            try {
                if (line.isEmpty()) {
                    continue;
                }
                if (Character.isDigit(line.charAt(0))) {
                    steps.add(step(line));
                } else {
                    rules.append(FaultScript.parse(line)).append('\n');
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        if (steps.isEmpty() && rules.isEmpty()) {
            throw new IllegalArgumentException("there is no fault in it; a line such as '2s path 0 : reset' is wanted");
        }
        return new FaultPlan(steps, FaultScript.parse(rules.toString()));
    }

    private static Step step(String line) {
        Matcher matcher = STEP.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + line + "' is not valid; such as '5s for 3s path 0 : blackhole' is wanted");
        }
        Kind kind = List.of(Kind.values()).stream().filter(k -> k.word().equals(matcher.group("what"))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + matcher.group("what") + "' is not known; reset, half-open, blackhole or delay is wanted"));
        Duration span = matcher.group("span") == null ? Duration.ZERO : time(line, matcher.group("span"));
        Duration by = matcher.group("by") == null ? Duration.ZERO : time(line, matcher.group("by"));
        boolean lasts = kind == Kind.BLACKHOLE || kind == Kind.DELAY;
        if (lasts == span.isZero()) {
            throw new IllegalArgumentException("'" + line + "': " + kind.word()
                    + (lasts
                            ? " takes a time, such as '5s for 3s path 0 : " + kind.word()
                            : " takes no 'for', such as '5s path 0 : " + kind.word())
                    + (kind == Kind.DELAY ? " 20ms'" : "'") + " is wanted");
        }
        if ((kind == Kind.DELAY) == by.isZero()) {
            throw new IllegalArgumentException("'" + line + "': "
                    + (kind == Kind.DELAY ? "how much later is not said, such as 'delay 20ms'" : kind.word() + " takes no time after it"));
        }
        String path = matcher.group("path");
        return new Step(time(line, matcher.group("at")), span, path.equals("*") ? -1 : Integer.parseInt(path), kind, by);
    }

    private static Duration time(String line, String text) {
        try {
            Duration time = Duration.ofMillis(Options.parseMillis(text));
            if (time.compareTo(LONGEST) <= 0) {
                return time;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + line + "': '" + text + "' is no time; such as 500ms or 5s is wanted", e);
        }
        throw new IllegalArgumentException("'" + line + "': '" + text + "' is too long; at most 24h is wanted");
    }

    /**
     * The greatest path that is named.
     *
     * @return -1: none is
     */
    public int highestPath() {
        return steps.stream().mapToInt(Step::path).max().orElse(-1);
    }

    /**
     * How long it takes, with time to recover after the last fault.
     *
     * @return from the start
     */
    public Duration length() {
        return steps.stream().map(step -> step.at().plus(step.span())).max(Comparator.naturalOrder()).orElse(Duration.ofSeconds(10))
                .plus(GAP);
    }
}
