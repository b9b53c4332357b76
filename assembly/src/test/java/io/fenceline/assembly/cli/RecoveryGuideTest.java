package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.target.SubsystemSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the guide of recovery shows is true: its tables are the code's, its commands work. */
@Timeout(180)
final class RecoveryGuideTest {
    private static final Path GUIDE = Path.of("../docs/recovery.md");

    private static Served served;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void serve() {
        served = Served.named("nqn.2026-01.io.fenceline:default", 2, "backend: {type: memory, size: 8MiB}");
    }

    @AfterAll
    static void end() {
        served.close();
    }

    private static List<List<String>> table(String heading) throws IOException {
        String text = Files.readString(GUIDE);
        assertThat(text).contains(heading);
        return text.substring(text.indexOf(heading)).lines().dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2).map(line -> Arrays.stream(line.substring(1).split("\\|")).map(cell -> cell.replace("`", "").strip()).toList())
                .toList();
    }

    private static RecoveryTimes times() {
        Duration patience = served.plugins().recoveryPolicies().find(HostOptions.DEFAULTS.recovery())
                .map(policy -> RecoveryTimes.patience(policy.options())).orElseThrow();
        int cqtMs = SubsystemSpec.of(Nqn.of("nqn.2026-01.org.example:a")).cqtMs();
        return new RecoveryTimes(HostOptions.DEFAULTS, Duration.ofMillis(cqtMs), true, patience);
    }

    @Test
    void theTableOfTimersIsComputedByTheCode() throws IOException {
        List<List<String>> computed = times().rows().stream().map(row -> List.of(row.what(), row.when(), row.from(), row.then())).toList();
        StringBuilder wanted = new StringBuilder();
        computed.forEach(row -> wanted.append("| ").append(String.join(" | ", row)).append(" |\n"));
        assertThat(table("## Which timer fires when")).as("wanted:\n%s", wanted).isEqualTo(computed);
    }

    @Test
    void theHoldIsThatOfTheSpecification() {
        assertThat(times().holdMs()).isEqualTo(3 * 5_000 + 10_000);
        HostOptions options = HostOptions.DEFAULTS;
        assertThat(new RecoveryTimes(options, Duration.ofSeconds(30), true, Duration.ZERO).holdMs()).isEqualTo(45_000);
        assertThat(new RecoveryTimes(options, Duration.ofSeconds(5), false, Duration.ZERO).holdMs()).isEqualTo(15_000);
        assertThat(new RecoveryTimes(options, Duration.ZERO, true, Duration.ZERO).holdMs())
                .isEqualTo(15_000 + options.quiesceTime().toMillis());
        HostOptions without = options.change().recovery("ccr").keepAlive(Duration.ZERO).build();
        assertThat(new RecoveryTimes(without, Duration.ofSeconds(5), true, Duration.ZERO).holdMs()).isEqualTo(-1);
    }

    @Test
    void theTableOfPoliciesHasThoseThatAreInstalledWithTheirOptions() throws IOException {
        Map<String, List<String>> written = new HashMap<>();
        table("## Policies").forEach(row -> written.put(row.get(0), row.get(2).isEmpty() ? List.of() : List.of(row.get(2).split(", "))));
        Map<String, List<String>> there = new HashMap<>();
        served.plugins().recoveryPolicies().all()
                .forEach(p -> there.put(p.name(), p.options().options().stream().map(o -> o.key()).toList()));
        assertThat(written).isEqualTo(there);
    }

    @Test
    void theTableOfStepsHasEveryStepThereIs() throws IOException {
        assertThat(table("## What was it this time?")).extracting(row -> row.get(0))
                .containsExactly(Arrays.stream(Failover.Kind.values()).map(Failover.Kind::label).toArray(String[]::new));
    }

    /** The command as it stands there, only quicker. */
    private static List<String> quick(String line) {
        List<String> words = new ArrayList<>(
                Arrays.stream(line.replaceAll("\\s+#.*", "").replaceAll("\\s{3,}.*", "").replace("127.0.0.1:4420",
                        served.port(0)).replace("127.0.0.2:4420", served.port(1)).strip().split("\\s+")).skip(1).toList());
        words.replaceAll(word -> word.equals("all") ? "reset:200ms" : word);
        switch (words.getFirst()) {
            case "demo" -> words.addAll(List.of("--keep-alive", "600ms", "--quiesce-time", "200ms", "--warm-up", "100ms", "--failovers",
                    folder.resolve("f.jsonl").toString()));
            case "verify" -> words.addAll(List.of("--duration", "700ms", "--failovers", "none"));
            case "failovers" -> words.add(1, folder.resolve("f.jsonl").toString());
            default -> {
                // quick enough
            }
        }
        return words;
    }

    @TestFactory
    List<DynamicTest> theCommandsWork() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Matcher block = Pattern.compile("(?ms)^```sh\\n(.*?)^```").matcher(Files.readString(GUIDE));
        while (block.find()) {
            for (String line : block.group(1).lines().toList()) {
                assertThat(line).startsWith("./fenceline ");
                tests.add(DynamicTest.dynamicTest(line, () -> {
                    served.err();
                    int code = served.run(quick(line).toArray(String[]::new));
                    assertThat(code).as(served.err() + served.out()).isZero();
                    served.out();
                }));
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(9);
        return tests;
    }
}
