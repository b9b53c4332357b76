package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** bench, verify and copy against a real target over real TCP, in this process. */
@Timeout(180)
final class WorkloadCommandsTest {
    /** Recovery in little more than a second. */
    private static final String[] QUICK = {"--keep-alive", "500ms", "--quiesce-time", "100ms", "--reconnect-delay", "50ms"};

    private static Served served;

    @TempDir
    private Path folder;

    @BeforeAll
    static void serve() {
        served = Served.memory(2);
    }

    @AfterAll
    static void end() {
        served.close();
    }

    @BeforeEach
    void forget() {
        served.out();
        served.err();
    }

    private static String last(String lines) {
        return lines.lines().reduce((a, b) -> b).orElse("");
    }

    private static int run(String... args) {
        return served.run(args);
    }

    private static String[] verify(String... more) {
        String[] args = new String[5 + QUICK.length + more.length];
        System.arraycopy(new String[]{"verify", served.port(0), served.port(1), "--nqn", Served.NQN}, 0, args, 0, 5);
        System.arraycopy(QUICK, 0, args, 5, QUICK.length);
        System.arraycopy(more, 0, args, 5 + QUICK.length, more.length);
        return args;
    }

    @Test
    void benchTellsPersonsWithAPlot() {
        assertThat(run("bench", served.port(0), "--nqn", Served.NQN, "--rw", "randmix", "--write", "--jobs", "2", "-d", "4", "--duration",
                "200ms", "--warm-up", "0")).isZero();
        assertThat(served.out()).contains("randmix of 4 KiB, 2 × queue depth 4", "IOPS", "p99.99", "read ", "write ", "│█", " %")
                .doesNotContain("\u001b");
        assertThat(served.err()).isEmpty();
    }

    @Test
    void benchTellsMachinesAndWritesItsHistogram() throws IOException {
        Path hdr = folder.resolve("latency.hdr");
        assertThat(run("bench", served.port(0), "--nqn", Served.NQN, "--rate", "500", "--duration", "300ms", "--warm-up", "0", "--json",
                "--hdr",
                hdr.toString())).isZero();
        String json = served.out();
        HostCommandsTest.assertJson(json);
        assertThat(last(json)).contains("\"event\":\"result\"", "\"rate\":500", "\"behind\":", "\"hdrHistogram\":\"", "\"p99.9\":");
        assertThat(hdr).content().contains("Percentile", "#[Mean");
    }

    @Test
    void benchRefusesWhatDoesNotFitTheNamespace() {
        assertThat(run("bench", served.port(0), "--nqn", Served.NQN, "--block-size", "512", "--duration", "10ms")).isEqualTo(Exit.FAILED);
        assertThat(served.err().strip())
                .isEqualTo("fenceline: --block-size: '512' is not valid; a multiple of 4096 bytes from 4096 to 16777216"
                        + " is wanted, such as 4KiB or 1MiB");
        assertThat(run("bench", served.port(0), "--nqn", Served.NQN, "--offset", "8MiB", "--duration", "10ms")).isEqualTo(Exit.FAILED);
        assertThat(served.err()).contains("--offset: '8MiB' is not valid; a multiple of 4096 bytes from 0 to 8384512");
    }

    @Test
    void verifyFindsNothingWrongHere() throws IOException {
        assertThat(run(verify("--duration", "500ms", "--size", "1MiB", "--json"))).isZero();
        String json = served.out();
        HostCommandsTest.assertJson(json);
        assertThat(last(json)).contains("\"event\":\"result\"", "\"verdict\":\"ok\"", "\"findings\":[]", "\"errors\":0", "\"readAll\":true",
                "\"events\":[{\"event\":\"state\"");
    }

    @Test
    void verifyWatchesWhilePathsAreBroken() throws IOException {
        Path plan = Files.writeString(folder.resolve("plan"), """
                100ms path 0 : reset
                1500ms for 300ms path 1 : delay 5ms
                2s path 1 : half-open
                3500ms for 1s path 0 : blackhole
                5500ms for 800ms path * : blackhole
                """);
        int code = run(verify("--faults", plan.toString(), "--duration", "8s", "--size", "1MiB", "--json"));
        String json = served.out();
        assertThat(code).as(served.err() + last(json)).isZero();
        HostCommandsTest.assertJson(json);
        assertThat(json.lines().filter(line -> line.startsWith("{\"event\":\"fault\""))).hasSize(5);
        assertThat(last(json)).contains("\"verdict\":\"ok\"", "\"fault\":\"100ms path 0 : reset\"",
                "\"fault\":\"5500ms for 800ms path * : blackhole\"",
                "\"stallMs\":", "\"to\":\"fencing\"", "\"event\":\"released\"");
    }

    @Test
    void verifyCountsFaultsByThePdu() throws IOException {
        Path plan = Files.writeString(folder.resolve("rules"), "h2c op=01 50 : kill\n");
        assertThat(run(verify("--faults", plan.toString(), "--duration", "2s", "--size", "1MiB", "--json"))).isZero();
        assertThat(last(served.out())).contains("h2c op=01 50 : kill hit h2c 50", "\"verdict\":\"ok\"");
    }

    @Test
    void aPlanForMorePathsThanThereAreIsRefused() throws IOException {
        Path plan = Files.writeString(folder.resolve("plan"), "1s path 2 : reset\n");
        assertThat(run(verify("--faults", plan.toString()))).isEqualTo(Exit.FAILED);
        assertThat(served.err().strip()).isEqualTo("fenceline: --faults: path 2 is not there; 0 to 1 is wanted");
    }

    @Test
    void copyBringsAFileInAndOutOverTwoPaths() throws IOException {
        byte[] data = new byte[3_000_001];
        new Random(1).nextBytes(data);
        java.util.Arrays.fill(data, 500_000, 2_000_000, (byte) 0);
        Path in = Files.write(folder.resolve("in"), data);
        Path out = folder.resolve("out");
        String place = "tcp://" + served.port(0) + "," + served.port(1) + "/" + Served.NQN + "/1";
        assertThat(run("copy", in.toString(), place, "--seek", "4096", "--json")).as(served.err()).isZero();
        String json = served.out();
        HostCommandsTest.assertJson(json);
        assertThat(json).contains("\"bytes\":3000001", "\"complete\":true").doesNotContain("\"zeroBytes\":0");
        assertThat(run("copy", place, out.toString(), "--skip", "4096", "--count", "3000001")).isZero();
        assertThat(out).hasBinaryContent(data);
        assertThat(served.out()).contains("3,000,001 bytes copied");
    }

    /** Both have the same NQN and identifiers, as two targets with the default configuration have: they must not be taken for one. */
    @Test
    void copyGoesFromNamespaceToNamespace() throws IOException {
        byte[] data = new byte[1 << 20];
        new Random(2).nextBytes(data);
        Path in = Files.write(folder.resolve("in"), data);
        Path out = folder.resolve("out");
        try (Served other = Served.memory(1)) {
            String here = "tcp://" + served.port(0) + "/" + Served.NQN;
            assertThat(run("copy", in.toString(), here)).isZero();
            assertThat(run("copy", here, "tcp://" + other.port(0), "--count", "1MiB")).as(served.err()).isZero();
            assertThat(run("copy", "tcp://" + other.port(0), out.toString(), "--count", "1MiB")).isZero();
            assertThat(out).hasBinaryContent(data);
        }
    }

    @Test
    void copySaysWhatIsNotThere() {
        assertThat(run("copy", folder.resolve("none").toString(), "tcp://" + served.port(0) + "/" + Served.NQN)).isEqualTo(Exit.FAILED);
        assertThat(served.err().strip()).isEqualTo("fenceline: " + folder.resolve("none") + ": is not there");
    }
}
