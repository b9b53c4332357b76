package io.fenceline.core.host.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.testkit.Seed;
import io.fenceline.testkit.sim.Makers;
import io.fenceline.testkit.sim.Plan;
import io.fenceline.testkit.sim.World;
import io.fenceline.testkit.sim.WorldFailure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bugs made on purpose: the simulated world must find each of them. */
class MutationTest {
    /** Within how many worlds a bug must be found. */
    private static final int SEEDS = 10_000;

    @TempDir
    Path scratch;

    static List<Mutation> mutations() {
        return Mutation.all();
    }

    @Test
    void thereAreAtLeastTen() {
        assertThat(mutations()).hasSizeGreaterThanOrEqualTo(10).allMatch(mutation -> mutation.seed() > 0 && mutation.seed() <= SEEDS);
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void theWorldOfItsSeedCatchesTheBug(Mutation mutation) {
        Seed seed = new Seed(mutation.seed());
        Makers mutated = MutatedCode.of(mutation, scratch);
        assertThatThrownBy(() -> World.run(Plan.draw(seed), mutated)).as("mutation '%s'", mutation).isInstanceOf(WorldFailure.class);
        World.run(Plan.draw(seed), RealWorld.MAKERS);
    }

    @ParameterizedTest
    @MethodSource("mutations")
    @Tag("long")
    void theBugIsFoundWithinTenThousandWorlds(Mutation mutation) {
        Makers mutated = MutatedCode.of(mutation, scratch);
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                World.run(Plan.draw(new Seed(seed)), mutated);
            } catch (WorldFailure caught) {
                System.out.println("mutation '" + mutation + "': seed " + seed + ": " + caught.troubles().getFirst());
                return;
            }
        }
        throw new AssertionError("mutation '" + mutation + "' is not found by " + SEEDS + " worlds");
    }

    @Test
    void aTextThatIsGoneIsNamed() {
        Mutation gone = Mutation.parse("= gone\nsource X.java\nseed 1\n- not there\n+ nothing\n").getFirst();
        assertThatThrownBy(() -> gone.apply("class X {\n}\n")).isInstanceOf(AssertionError.class)
                .hasMessage(
                        "mutation 'gone': its text is not found in X.java any more; change its list to fit the source: [not there]");
    }
}
