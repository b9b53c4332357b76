package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Options;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.HostOptions;
import io.fenceline.spi.policy.FailureFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What README and the guide of the host show is true: their Java compiles and runs, their commands work, their tables are the code's. */
@Timeout(240)
final class HostGuideTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path GUIDE = ROOT.resolve("docs/host.md");
    private static final Path README = ROOT.resolve("README.md");
    private static final long LIMIT_S = 120;

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

    private static List<String> blocks(Path page, String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```").matcher(Files.readString(page));
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    private static String here(String text) {
        return text.replace("127.0.0.1:4420", served.port(0)).replace("127.0.0.2:4420", served.port(1))
                .replace("\"127.0.0.1\", 4420", "\"127.0.0.1\", " + served.addresses().get(0).port())
                .replace("\"127.0.0.2\", 4420", "\"127.0.0.2\", " + served.addresses().get(1).port());
    }

    private static String run(String name, String source) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve(name), here(source));
        Path out = folder.resolve(name + ".out");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        String modules = System.getProperty("jdk.module.path", "");
        if (modules.isEmpty()) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        } else {
            command.addAll(
                    List.of("-p", modules, "--add-modules", "ALL-MODULE-PATH", "--enable-native-access=ALL-UNNAMED,io.netty.common"));
        }
        command.add(file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).as("ends: %s", name).isTrue();
            assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    @Test
    void theJavaOfTheReadmeCompilesAndRuns() throws IOException, InterruptedException {
        List<String> blocks = blocks(README, "java");
        assertThat(blocks).hasSize(1);
        assertThat(run("Readme.java", blocks.getFirst())).contains("hello, disk");
    }

    @Test
    void theJavaOfTheGuideCompilesAndRuns() throws IOException, InterruptedException {
        List<String> blocks = blocks(GUIDE, "java");
        assertThat(blocks).hasSize(2);
        assertThat(run("Guide.java", blocks.get(0))).contains("swapped true, 2 paths");
        assertThat(run("Request.java", blocks.get(1))).contains("read a thousand blocks");
    }

    /** The command as it stands there, only quicker. */
    private static List<String> quick(String line) throws IOException {
        List<String> words = new ArrayList<>(Arrays.stream(here(line.replaceAll("\\s+#.*", "")).strip().split("\\s+")).skip(1).toList());
        words.replaceAll(word -> word.endsWith(".img") ? folder.resolve(word).toString() : word.equals("all") ? "reset:200ms" : word);
        if (List.of("bench", "verify").contains(words.getFirst())) {
            int at = words.indexOf("--duration");
            if (at >= 0) {
                words.subList(at, at + 2).clear();
            }
            words.addAll(List.of("--duration", "700ms", "--keep-alive", "200ms", "--quiesce-time", "0"));
        }
        if (words.contains("connect")) {
            words.addAll(List.of("--for", "100ms"));
        }
        if (!Files.exists(folder.resolve("disk.img"))) {
            Files.write(folder.resolve("disk.img"), new byte[123_456]);
        }
        return words;
    }

    @TestFactory
    List<DynamicTest> theCommandsWork() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : List.of(GUIDE, README)) {
            for (String block : blocks(page, "sh")) {
                for (String line : block.lines().filter(l -> l.matches("\\./fenceline (host|bench|verify|copy) .*")).toList()) {
                    tests.add(DynamicTest.dynamicTest(line, () -> {
                        served.err();
                        int code = served.run(quick(line).toArray(String[]::new));
                        assertThat(code).as(served.err() + served.out()).isZero();
                    }));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(14);
        return tests;
    }

    /** Rows of the table under a heading, without the first two; cells without back quotes. */
    private static List<List<String>> table(String heading) throws IOException {
        String text = Files.readString(GUIDE);
        String part = text.substring(text.indexOf(heading));
        return part.lines().dropWhile(line -> !line.startsWith("|")).takeWhile(line -> line.startsWith("|")).skip(2)
                .map(line -> Arrays.stream(line.substring(1).split("\\|")).map(cell -> cell.replace("`", "").strip()).toList()).toList();
    }

    @Test
    void theTableOfStatesIsThatOfTheCode() throws IOException {
        Map<String, String> written = new HashMap<>();
        table("## States and their exits").forEach(row -> written.put(row.get(0), row.get(1)));
        Map<String, String> coded = new HashMap<>();
        for (ControllerState state : ControllerState.values()) {
            String from = Arrays.stream(ControllerState.values()).filter(before -> before.mayBecome(state)).map(Enum::name)
                    .collect(Collectors.joining(", "));
            coded.put(state.name(), from.isEmpty() ? "–" : from);
        }
        assertThat(written).isEqualTo(coded);
    }

    @Test
    void theTableOfTimersHasTheDefaultsOfTheCode() throws IOException {
        Map<String, String> written = new HashMap<>();
        table("## Which timer fires when").forEach(row -> written.put(row.get(0), row.get(3)));
        HostOptions d = HostOptions.DEFAULTS;
        Map<String, Duration> coded = new HashMap<>(Map.of("keepAlive", d.keepAlive(), "commandTimeout", d.commandTimeout(), "abortTimeout",
                d.abortTimeout(), "adminTimeout", d.adminTimeout(), "connectTimeout", d.connectTimeout(), "reconnectDelay",
                d.reconnectDelay(),
                "reconnectDelayMax", d.reconnectDelayMax(), "deadline", d.deadline(), "quiesceTime", d.quiesceTime()));
        coded.put("controllerLossTimeout", d.controllerLossTimeout());
        coded.put("fastIoFailTimeout", d.fastIoFailTimeout());
        assertThat(written.keySet()).isEqualTo(coded.keySet());
        coded.forEach((option, time) -> assertThat(written.get(option)).as(option)
                .isEqualTo(time == null ? "never" : time.toSeconds() > 60 ? time.toMinutes() + " min" : time.toSeconds() + " s"));
    }

    @Test
    void theTimesOfAFailoverAreThoseOfThePolicy() throws IOException {
        List<List<String>> rows = table("### How long a failover takes");
        assertThat(rows).hasSizeGreaterThan(3);
        for (List<String> row : rows) {
            FailureFacts facts = new FailureFacts(0, 1, "connection", 0, 0, millis(row.get(0)) * 1_000_000, row.get(1).equals("yes"),
                    millis(row.get(2)) * 1_000_000, true, 1, false, List.of(), List.of(), List.of());
            assertThat(facts.silentNs() / 1_000_000).as(row.toString()).isEqualTo(millis(row.get(3)));
        }
    }

    private static long millis(String text) {
        return Options.parseMillis(text.toLowerCase(Locale.ROOT).replace(" ", ""));
    }

    @Test
    void theSelectorsAndTheirOptionsAreThoseThatAreInstalled() throws IOException {
        Map<String, List<String>> written = new HashMap<>();
        table("## Which path a command takes").forEach(row -> written.put(row.get(0),
                row.size() < 3 || row.get(2).isEmpty() ? List.of() : List.of(row.get(2).split(", "))));
        Map<String, List<String>> there = new HashMap<>();
        served.plugins().pathSelectors().all().forEach(p -> there.put(p.name(), p.options().options().stream().map(o -> o.key()).toList()));
        assertThat(written).isEqualTo(there);
    }
}
