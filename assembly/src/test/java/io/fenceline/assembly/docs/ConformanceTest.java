package io.fenceline.assembly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of what is conformant names tests, and they are there. */
final class ConformanceTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT|Contract|Group))(?:[.#](\\w+))?`");

    @Test
    void everyRowNamesATestThatExists() throws IOException {
        Map<String, List<Path>> sources = sources();
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        for (String line : Files.readAllLines(ROOT.resolve("docs").resolve("conformance.md"))) {
            if (!line.startsWith("|") || line.startsWith("|--") || line.startsWith("| requirement")) {
                continue;
            }
            rows++;
            String[] cells = line.split("\\|", -1);
            String tests = cells[cells.length - 2];
            boolean scenario = tests.contains(".sh`");
            Matcher named = NAMED.matcher(tests);
            boolean any = scenario;
            while (named.find()) {
                any = true;
                List<Path> files = sources.getOrDefault(named.group(1), List.of());
                if (files.isEmpty()) {
                    wrong.add("there is no " + named.group(1) + ": " + line);
                } else if (named.group(2) != null && !declares(files, named.group(2))) {
                    wrong.add(named.group(1) + " has no " + named.group(2) + ": " + line);
                }
            }
            if (!any) {
                wrong.add("no test is named: " + line);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(rows).isGreaterThan(15);
    }

    private static boolean declares(List<Path> files, String method) throws IOException {
        for (Path file : files) {
            if (Files.readString(file).contains(" " + method + "(")) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, List<Path>> sources() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            // Not what a build has made, in a folder target beside src; packages may be called target.
            return all.filter(p -> p.toString().endsWith(".java") && !p.toString().replaceFirst("/src/.*", "/").contains("/target/"))
                    .collect(Collectors.groupingBy(p -> p.getFileName().toString().replace(".java", "")));
        }
    }
}
