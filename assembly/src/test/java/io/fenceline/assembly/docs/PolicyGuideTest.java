package io.fenceline.assembly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code in the guide to policies and agents is that of the vendor's project, which is compiled and run by another test. */
final class PolicyGuideTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```");

    @Test
    void everyPieceOfCodeIsInTheVendorsProject() throws IOException {
        String project;
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples/vendor-policy/src"))) {
            project = files.filter(file -> file.toString().endsWith(".java")).sorted().map(PolicyGuideTest::read)
                    .collect(Collectors.joining("\n"));
        }
        Matcher block = JAVA.matcher(Files.readString(ROOT.resolve("docs/guide/policy.md")));
        int found = 0;
        while (block.find()) {
            found++;
            assertThat(project).contains(block.group(1).stripTrailing());
        }
        assertThat(found).isGreaterThanOrEqualTo(4);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
