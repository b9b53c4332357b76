package io.fenceline.core.host.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.testkit.Seed;
import io.fenceline.testkit.sim.Makers;
import io.fenceline.testkit.sim.Plan;
import io.fenceline.testkit.sim.Step;
import io.fenceline.testkit.sim.Step.Kind;
import io.fenceline.testkit.sim.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/simulation.md says can be done. */
class SimulationGuideTest {
    private static final Path ROOT = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");

    private static String guide() throws IOException {
        return Files.readString(ROOT.resolve("docs/simulation.md"));
    }

    @Test
    void theExampleOfTheGuideIsThisOne() throws IOException {
        Makers makers = RealWorld.MAKERS;
        // guide
        Plan plan = Plan.pair(new Seed(7), List.of(
                Step.of(2_000, Kind.STUCK, -1, -1, 4, 500),
                Step.of(2_100, Kind.CUT, 0, 0, 0, 0)));
        World.Outcome outcome = World.run(plan, makers);
        System.out.println(outcome.failovers() + " failovers, " + outcome.judged() + " blocks judged");
        // end
        assertThat(outcome.failovers()).isEqualTo(1);
        String here = Files.readString(ROOT.resolve("core-host/src/test/java/io/fenceline/core/host/sim/SimulationGuideTest.java"));
        String example = here.substring(here.indexOf("// guide\n") + 9, here.indexOf("        // end\n")).stripTrailing().stripIndent()
                + "\n";
        assertThat(guide()).contains("```java\n" + example + "```");
    }

    @Test
    void theTestsAndFilesOfTheGuideAreThere() throws IOException {
        Matcher named = Pattern.compile("-Dtest=(\\w+)|\\]\\(\\.\\./([^)]+)\\)").matcher(guide());
        int found = 0;
        while (named.find()) {
            Path file = named.group(1) != null
                    ? Path.of("core-host/src/test/java/io/fenceline/core/host/sim", named.group(1) + ".java")
                    : Path.of(named.group(2));
            assertThat(ROOT.resolve(file)).exists();
            found++;
        }
        assertThat(found).isGreaterThan(5);
    }
}
