package io.fenceline.core.host.sim.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fenceline.core.host.sim.MutatedCode;
import io.fenceline.core.host.sim.Mutation;
import io.fenceline.core.host.sim.RealWorld;
import io.fenceline.testkit.Seed;
import io.fenceline.testkit.sim.Makers;
import io.fenceline.testkit.sim.Plan;
import io.fenceline.testkit.sim.Step;
import io.fenceline.testkit.sim.Step.Kind;
import io.fenceline.testkit.sim.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A hazard of ccr.md 11: goes well with the code as it is, and ends badly with its rule removed, for the reason that is written down. */
final class Hazard {
    /** Worlds that are played of a hazard. */
    private static final int SEEDS = 5;

    /** Searches seeds for the rules that are removed, so many for each, instead of playing the one that is written down. */
    private static final String SEARCH = "fenceline.hazard.search";

    /** What happens. */
    @FunctionalInterface
    interface Story {
        void play(Makers makers, Seed seed);
    }

    private Hazard() {
    }

    /** Plays a story, and plays it again without each of the rules. */
    static void check(String hazard, Story story) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            story.play(RealWorld.MAKERS, Seed.or(seed));
        }
        List<Mutation> rules = Mutation.ofHazards().stream().filter(rule -> rule.hazard().equals(hazard)).toList();
        assertThat(rules).as("rules of %s in hazards.txt", hazard).isNotEmpty();
        rules.forEach(rule -> checkWithout(rule, story));
    }

    private static void checkWithout(Mutation rule, Story story) {
        Makers without = MutatedCode.of(rule, scratch());
        long search = Long.getLong(SEARCH, 0);
        if (search > 0) {
            search(rule, story, without, search);
            return;
        }
        Throwable failure = catchThrowable(() -> story.play(without, new Seed(rule.seed())));
        assertThat(failure).as("%s without its rule: %s", rule.hazard(), rule).isNotNull();
        assertThat(failure.getMessage()).as("%s without its rule: %s", rule.hazard(), rule).contains(rule.says());
    }

    /** For who changes a rule or its test: prints a seed that finds it. */
    private static void search(Mutation rule, Story story, Makers without, long most) {
        String other = "nothing";
        for (long seed = 1; seed <= most; seed++) {
            Seed world = new Seed(seed);
            Throwable failure = catchThrowable(() -> story.play(without, world));
            if (failure != null && failure.getMessage().contains(rule.says())) {
                System.out.println(rule.hazard() + " '" + rule + "': seed " + seed);
                return;
            }
            if (failure != null) {
                other = "seed " + seed + ": " + failure.getMessage().lines().skip(1).findFirst().orElse(failure.toString());
            }
        }
        System.out.println(rule.hazard() + " '" + rule + "': not found in " + most + " worlds; else " + other);
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("hazard");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A story of the small calm world of {@link Plan#pair}. */
    static Story world(Step... steps) {
        return (makers, seed) -> World.run(busy(seed, steps), makers);
    }

    /** The same with the policy that knows times only. */
    static Story timed(Step... steps) {
        return (makers, seed) -> World.run(timed(busy(seed, steps)), makers);
    }

    /** Two nodes, one host, and enough to do that there are always some writes under way. */
    static Plan busy(Seed seed, Step... steps) {
        Plan pair = Plan.pair(seed, List.of(steps));
        return new Plan(seed, pair.nodes(), pair.portsPerNode(), pair.hosts(), pair.blockSize(), pair.blocks(), 8, 600, pair.forMs(),
                pair.cqtMs(), pair.guard(), pair.options(), pair.hostTransport(), pair.targetTransport(), pair.steps());
    }

    static Plan timed(Plan plan) {
        return plan.with(plan.options().change().recovery("time").build());
    }

    /** The next writes are stuck in the disk for as long as it may be. */
    static Step stuck(long atMs) {
        return Step.of(atMs, Kind.STUCK, -1, -1, 8, 500);
    }

    static Step cut(long atMs, int port) {
        return Step.of(atMs, Kind.CUT, 0, port, 0, 0);
    }

    static Step fatal(long atMs, int port) {
        return Step.of(atMs, Kind.FATAL, 0, port, 0, 0);
    }
}
