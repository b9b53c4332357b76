package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.plugin.Plugins;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fenceline demo} and what {@code fenceline failovers} tells of it. */
@Timeout(120)
final class DemoCommandTest {
    private static final Plugins PLUGINS = Plugins.ofModulePath();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(boolean colours, String... args) {
        return Fenceline.run(new Shell(new PrintWriter(out), new PrintWriter(err), colours, () -> PLUGINS), args);
    }

    private String[] quick(String... more) {
        List<String> args = new ArrayList<>(List.of("demo", "--keep-alive", "800ms", "--quiesce-time", "300ms", "--warm-up", "300ms",
                "--failovers", folder.resolve("f.jsonl").toString()));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    @Test
    void theWholeStoryLosesOneWriteWithoutRecoveryAndNoneWithIt() throws IOException {
        int code = run(false, quick());
        String told = out.toString();
        assertThat(code).as(told + err).isEqualTo(Exit.OK);
        assertThat(told.lines().filter(l -> l.startsWith("recovery ")).map(l -> l.split(" ")[1])).containsExactly("none", "time", "ccr");
        assertThat(told).contains("GHOST WRITE: block 7", "  LOST: write ", "  NOTHING LOST: ", "late write guard is off")
                .doesNotContain("\u001b");
        assertThat(told).containsPattern("(?m)^ *[+−][0-9,.]+ ms  host ▸     Cross-Controller Reset sent")
                .containsPattern("(?m)^ *[+−][0-9,.]+ ms    ◂ target  reset done");
        assertThat(told.lines().reduce((a, b) -> b)).hasValueSatisfying(l -> assertThat(l).startsWith("As it should be: "));

        sampleIsLike(told);

        out.getBuffer().setLength(0);
        assertThat(run(false, "failovers", folder.resolve("f.jsonl").toString(), "--timeline")).isZero();
        assertThat(out.toString()).contains("command-timeout, proof cross-controller-reset  1 failover", "command-timeout, proof time",
                "command-timeout, proof none", "#3  ", "reset log read");
        assertThat(err.toString()).isEmpty();
    }

    /** Each line of the sample in README is one of those that were told now, but for numbers, units, and which of the paths it was. */
    private static void sampleIsLike(String told) throws IOException {
        Matcher block = Pattern.compile("(?ms)^```text\\n(.*?)^```").matcher(Files.readString(Path.of("../README.md")));
        assertThat(block.find()).isTrue();
        Set<String> now = told.lines().map(DemoCommandTest::form).collect(Collectors.toSet());
        // Whether a read was under way is a matter of luck, and so is in which queue the write was.
        assertThat(
                block.group(1).lines().filter(l -> !l.equals("[…]") && !l.contains("reads go to other paths")).map(DemoCommandTest::form))
                .hasSizeGreaterThan(20).isSubsetOf(now);
    }

    private static String form(String line) {
        return line.replaceAll("[+−]?[0-9][0-9,.]*", "#").replaceAll("# (ms|µs|s|ns)\\b", "# time").replaceAll("\\bpath [AB]\\b", "path X")
                .replaceAll("tcp://[^ ]*", "address").replaceAll(" +", " ").strip();
    }

    @Test
    void withoutRecoveryAloneTheExitCodeTellsTheLoss() {
        assertThat(run(false, quick("--recovery", "none", "--json"))).as(out.toString()).isEqualTo(Exit.FAILED);
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).allMatch(l -> l.startsWith("{\"event\":\""));
        assertThat(lines.getFirst()).startsWith("{\"event\":\"begin\",\"recovery\":\"none\"").contains("\"lateWriteGuard\":false");
        assertThat(lines.getLast()).startsWith("{\"event\":\"result\",\"recovery\":\"none\",\"outcome\":\"lost\",\"asItShould\":true")
                .contains("\"timeline\":[{\"offsetMs\":");
    }

    @Test
    void aTerminalSeesItLive() {
        assertThat(run(true, quick("--recovery", "time", "--fault", "stuck", "--cut", "reset"))).as(out.toString()).isZero();
        assertThat(out.toString()).contains("\u001b[J", "\u001b[31mFENCING", "\u001b[33mdark", " held  ", " IOPS");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            demo --recovery fast | --recovery: 'fast' is not valid; one of
            demo --fault late | --fault: 'late' is not valid; stalled or stuck is wanted
            demo --cut it | --cut: 'it' is not valid; silence or reset is wanted
            demo --keep-alive 1ms | --keep-alive: '1ms' is not valid; a time from 400ms to 1m is wanted
            demo --quiesce-time 0 | --quiesce-time: '0' is not valid; a time from 100ms to 1m is wanted
            failovers --number 0 | --number: '0' is not valid; a whole number from 1 to
            failovers --last x | --last: 'x' is not valid; a whole number from 1 to
            """)
    void whatIsWrongIsSaidInOneLine(String line, String message) {
        assertThat(run(false, line.split(" "))).isEqualTo(Exit.USAGE);
        assertThat(err.toString().strip()).startsWith("fenceline: " + message).endsWith("--help'").doesNotContain("\n");
    }

    @Test
    void aFileThatIsNotThereIsSaid() throws IOException {
        String none = folder.resolve("none").toString();
        assertThat(run(false, "failovers", none)).isEqualTo(Exit.FAILED);
        assertThat(err.toString().strip()).isEqualTo("fenceline: " + none + ": is not there");
        Path damaged = Files.writeString(folder.resolve("damaged"), "{\n");
        assertThat(run(false, "failovers", damaged.toString())).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("No failover is known.");
        assertThat(err.toString()).contains(damaged + ": 1 line is damaged and left out; line 1: ");
        assertThat(run(false, "failovers", damaged.toString(), "--number", "1")).isEqualTo(Exit.FAILED);
    }
}
