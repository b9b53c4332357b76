package io.fenceline.testkit.fault;

import io.fenceline.spi.backend.BackendContext;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A list of faults, written down or drawn from a seed. Immutable; each {@link #run} counts for itself. The same script on the
 * same load in virtual time does the same each time.
 *
 * @param rules what happens; of several rules for an event the first is taken
 */
public record FaultScript(List<FaultRule> rules) {
    /** Copies the list. */
    public FaultScript {
        rules = List.copyOf(rules);
    }

    /**
     * Reads a script.
     *
     * @param text a rule in each line, see {@link FaultRule}; {@code #} begins a comment
     * @return the script
     * @throws IllegalArgumentException that names the line and what would be right
     */
    public static FaultScript parse(String text) {
        List<FaultRule> rules = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int comment = line.indexOf('#');
            String rule = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!rule.isEmpty()) {
                rules.add(FaultRule.parse(rule));
            }
        }
        return new FaultScript(rules);
    }

    /**
     * Draws a script.
     *
     * @param seed the same seed, the same script
     * @param rules how many
     * @param points where faults may be
     * @return the script
     */
    public static FaultScript draw(Seed seed, int rules, List<FaultPoint> points) {
        Gen gen = seed.gen();
        return new FaultScript(gen.list(rules, g -> FaultRule.draw(g, points)));
    }

    /**
     * Begins to count.
     *
     * @param timer what delays are measured by: virtual time, or a real timer
     * @return what wraps transports
     */
    public FaultRun run(BackendContext.Timer timer) {
        return new FaultRun(this, timer);
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        return rules.stream().map(FaultRule::toString).collect(Collectors.joining("\n"));
    }
}
