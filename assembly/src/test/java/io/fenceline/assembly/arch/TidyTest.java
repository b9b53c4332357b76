package io.fenceline.assembly.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Style as a test: what the formatter and the compiler do not see. */
final class TidyTest {
    /** Longer files have more than one subject. */
    private static final int MAX_LINES = 700;

    @Test
    void filesHaveOneSubject() {
        List<String> long_ = new ArrayList<>();
        for (Path file : Rooms.sources(".java")) {
            long lines = Rooms.text(file).lines().count();
            if (lines > MAX_LINES) {
                long_.add(name(file) + ": " + lines + " lines");
            }
        }
        assertThat(long_).isEmpty();
    }

    @Test
    void nothingPromisesLaterWork() {
        assertThat(matches(".java", Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b"))).isEmpty();
    }

    @Test
    void noTestIsSwitchedOffAndNoneWaitsByTheClock() {
        assertThat(matches(".java", Pattern.compile("@Dis" + "abled\\b|Thread\\.sl" + "eep\\(|TimeUnit\\.[A-Z]+\\.sl" + "eep\\(")))
                .isEmpty();
    }

    @Test
    void noErrorIsSwallowed() {
        assertThat(matches(".java", Pattern.compile("catch *\\([^)]*\\) *\\{ *\\}"))).isEmpty();
    }

    @Test
    void roomsAndPackagesTellWhatIsInside() {
        assertThat(Rooms.sources(".java").stream().map(TidyTest::name)
                .filter(n -> n.matches(".*/(util|utils|common|misc|helper|helpers)/.*"))).isEmpty();
    }

    @Test
    void everyPackageOfTheProductIsNullMarkedAndSaysWhatItIs() {
        List<String> bare = new ArrayList<>();
        for (Path file : Rooms.sources(".java")) {
            if (file.toString().contains("/src/main/java/") && !file.endsWith("module-info.java")) {
                Path info = file.resolveSibling("package-info.java");
                if (!Files.exists(info) || !Rooms.text(info).contains("@NullMarked")) {
                    bare.add(name(file.getParent()));
                }
            }
        }
        assertThat(bare).isEmpty();
    }

    @Test
    void whatAModuleExportsItsBundleExportsWithAVersion() {
        Pattern exports = Pattern.compile("(?m)^\\s*exports ([a-z0-9_.]+);");
        for (String room : Rooms.NAMES) {
            Path module = Rooms.root().resolve(room).resolve("src/main/java/module-info.java");
            String bnd = Rooms.text(Rooms.root().resolve(room).resolve("bnd.bnd"));
            Matcher matcher = exports.matcher(Rooms.text(module));
            while (matcher.find()) {
                assertThat(bnd).as(room + "/bnd.bnd").containsPattern(Pattern.quote(matcher.group(1)) + ";version=");
            }
        }
    }

    private static List<String> matches(String ending, Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (Path file : Rooms.sources(ending)) {
            if (file.endsWith("TidyTest.java")) {
                continue;
            }
            int number = 0;
            for (String line : Rooms.text(file).lines().toList()) {
                number++;
                if (pattern.matcher(line).find()) {
                    found.add(name(file) + ":" + number + ": " + line.strip());
                }
            }
        }
        return found;
    }

    private static String name(Path file) {
        return Rooms.root().relativize(file).toString();
    }
}
