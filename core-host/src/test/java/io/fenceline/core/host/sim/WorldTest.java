package io.fenceline.core.host.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.testkit.Seed;
import io.fenceline.testkit.sim.World;
import io.fenceline.testkit.sim.World.Outcome;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeded worlds: hosts and targets as they are in production, and a bad day for all of them. */
class WorldTest {
    /** Worlds of every run. */
    private static final int WORLDS = 2_000;
    /** Worlds of a long run. */
    private static final String COUNT = "fenceline.worlds";

    static List<Seed> regressions() {
        return Seed.regression(WorldTest.class, "regression.seeds");
    }

    @ParameterizedTest
    @MethodSource("regressions")
    void whatOnceWentWrongGoesWell(Seed seed) {
        World.run(seed, RealWorld.MAKERS);
    }

    @Test
    void everyWorldKeepsItsWritesAndIsWholeAgainInTheEnd() {
        Long given = Long.getLong(Seed.PROPERTY);
        Outcome sum = (given != null ? LongStream.of(given) : LongStream.rangeClosed(1, WORLDS)).parallel()
                .mapToObj(seed -> World.run(new Seed(seed), RealWorld.MAKERS)).reduce(Outcome.NOTHING, Outcome::plus);
        System.out.println((given != null ? 1 : WORLDS) + " worlds: " + sum);
        if (given == null) {
            assertThat(sum.failovers()).isGreaterThan(WORLDS / 4);
            assertThat(sum.held()).isGreaterThan(WORLDS / 20);
            assertThat(sum.judged()).isGreaterThan(WORLDS * 20L);
        }
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        Seed seed = Seed.or(17);
        assertThat(World.run(seed, RealWorld.MAKERS)).isEqualTo(World.run(seed, RealWorld.MAKERS));
    }

    @Test
    @Tag("long")
    void aMillionWorlds() {
        long worlds = Long.getLong(COUNT, 1_000_000);
        Seed first = Seed.next();
        long begun = System.nanoTime();
        Outcome sum = Outcome.NOTHING;
        for (long i = 0; i < worlds; i++) {
            sum = sum.plus(World.run(first.part(i), RealWorld.MAKERS));
            if ((i + 1) % 10_000 == 0 || i + 1 == worlds) {
                double seconds = (System.nanoTime() - begun) / 1e9;
                System.out.printf(
                        "%d worlds in %.0f s on one core: %.0f virtual failovers/s, %.0f requests/s, %.0f s of virtual time/s; %s%n",
                        i + 1, seconds, sum.failovers() / seconds, sum.operations() / seconds, sum.virtualNs() / 1e9 / seconds, sum);
            }
        }
    }
}
