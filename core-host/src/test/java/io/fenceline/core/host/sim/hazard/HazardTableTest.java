package io.fenceline.core.host.sim.hazard;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.core.host.sim.Mutation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What docs/hazards.md says is so. */
class HazardTableTest {
    private static final Path ROOT = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");
    private static final Path TESTS = Path.of("core-host/src/test/java/io/fenceline/core/host/sim/hazard");

    private record Row(String test, List<String> mutations) {
    }

    private static Map<Integer, Row> rows() throws IOException {
        Map<Integer, Row> rows = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| H(\\d+): [^|]+\\| [^|]+\\| `([\\w.]+)` \\| ([^|]+) \\|$")
                .matcher(Files.readString(ROOT.resolve("docs/hazards.md")));
        while (row.find()) {
            assertThat(rows.put(Integer.valueOf(row.group(1)), new Row(row.group(2), List.of(row.group(3).split("; "))))).isNull();
        }
        return rows;
    }

    @Test
    void everyHazardHasARow() throws IOException {
        assertThat(rows().keySet()).containsExactlyElementsOf(IntStream.rangeClosed(1, 24).boxed().toList());
    }

    @Test
    void everyRowNamesATestThatPlaysThisHazard() throws IOException {
        for (Map.Entry<Integer, Row> row : rows().entrySet()) {
            String[] name = row.getValue().test().split("\\.");
            String source = Files.readString(ROOT.resolve(TESTS).resolve(name[0] + ".java"));
            assertThat(source).contains("void " + name[1] + "()").contains("Hazard.check(\"H" + row.getKey() + "\"");
        }
    }

    @Test
    void everyRowNamesTheRulesThatItsTestRemoves() throws IOException {
        for (Map.Entry<Integer, Row> row : rows().entrySet()) {
            List<String> removed = Mutation.ofHazards().stream().filter(rule -> rule.hazard().equals("H" + row.getKey()))
                    .map(Mutation::name)
                    .toList();
            assertThat(row.getValue().mutations()).as("H" + row.getKey()).containsExactlyElementsOf(removed);
        }
    }
}
