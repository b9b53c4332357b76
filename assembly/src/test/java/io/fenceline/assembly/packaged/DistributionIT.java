package io.fenceline.assembly.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.packaged.Distribution.Result;
import io.fenceline.assembly.packaged.Distribution.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped, run as it is run by those to whom it is shipped. */
final class DistributionIT {
    private static final String NQN = "nqn.2026-01.org.example:it";
    /** Ctrl-C promises a second; this leaves room for a machine that does other work, too. */
    private static final long END_MS = 3_000;

    private final Distribution distribution = Distribution.packaged();

    @TempDir
    private Path folder;

    private Path config(int port, String more) throws IOException {
        return Files.writeString(folder.resolve("it.yaml"), """
                subsystems:
                  - nqn: %s
                    allowAnyHost: true
                    namespaces:
                      - nsid: 1
                        backend: {type: memory, size: 64MiB}
                %sports:
                  - id: 1
                    address: 127.0.0.1
                    service: %d
                """.formatted(NQN, more, port));
    }

    private static long number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\":\"?(\\d+)").matcher(json);
        assertThat(matcher.find()).as("%s in %s", key, json).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void aTargetServesIsDiscoveredAndEndsWithinASecond() throws IOException, InterruptedException {
        try (Running target = distribution.start("target", "--json", config(0, "").toString())) {
            String ready = target.event("ready");
            System.out.println("start to listening, cold: " + number(ready, "millis") + " ms");
            Result answer = distribution.run("discover", "--json", "--timeout", "60s", "127.0.0.1:" + number(ready, "service"));
            assertThat(answer.err()).isEmpty();
            assertThat(answer.exit()).isZero();
            assertThat(answer.out()).contains("\"subnqn\":\"" + NQN + "\"", "\"trtype\":\"tcp\"");
            assertThat(target.terminate()).isZero();
            String closed = target.event("closed");
            assertThat(closed).contains("\"left\":[]");
            System.out.println("SIGTERM to closed: " + number(closed, "millis") + " ms");
            assertThat(number(closed, "millis")).isLessThan(END_MS);
        }
    }

    @Test
    void aPersonIsToldWhatToType() throws IOException, InterruptedException {
        try (Running target = distribution.start("target", config(0, "").toString())) {
            target.line("ready", line -> line.matches("Fenceline \\S+ target, ready in [0-9.]+ s"));
            target.line("discover", line -> line.matches("  nvme discover -t tcp -a 127\\.0\\.0\\.1 -s [1-9]\\d*"));
            target.line("connect", line -> line.matches("  nvme connect  -t tcp -a 127\\.0\\.0\\.1 -s [1-9]\\d* -n " + NQN));
            assertThat(target.terminate()).isZero();
            target.line("the end", line -> line.matches("Ended in \\d+ ms; everything is flushed\\."));
        }
    }

    @Test
    void aListenerThatCannotBindIsShownAndTriedAgain() throws IOException, InterruptedException {
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (Running target = distribution.start("target", "--json", config(taken.getLocalPort(), "").toString())) {
            assertThat(target.event("ready")).contains("\"state\":\"retrying");
            taken.close();
            target.line("listening", line -> line.contains("\"state\":\"listening\""));
            assertThat(target.terminate()).isZero();
        } finally {
            taken.close();
        }
    }

    @Test
    void aWatchedFileIsFollowedAndAWrongOneChangesNothing() throws IOException, InterruptedException {
        try (Running target = distribution.start("target", "--json", "--watch", config(0, "").toString())) {
            target.event("ready");
            config(0, "      - nsid: 2\n        backend: {type: memory, size: 1MiB}\n");
            assertThat(target.event("changed")).contains("\"nsid\":2");
            config(0, "      - nsid: 0\n");
            target.line("that it is wrong", line -> line.contains("is wrong, and nothing is changed"));
            assertThat(target.terminate()).isZero();
        }
    }

    @Test
    void whatIsWrongEndsWithOneLineAndItsCode() throws IOException, InterruptedException {
        Result nobody = distribution.run("discover", "127.0.0.1:1", "--timeout", "3s");
        assertThat(nobody.exit()).isEqualTo(3);
        assertThat(nobody.err().lines()).singleElement().asString().startsWith("fenceline: tcp://127.0.0.1:1: ");
        Result wrong = distribution.run("target", folder.resolve("none.yaml").toString());
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("none.yaml: is not there").doesNotContain("\tat ");
        assertThat(distribution.run("tarjet").exit()).isEqualTo(2);
    }

    @Test
    void itRunsFromAFolderWithBlanksThroughALinkAndWarm() throws IOException, InterruptedException {
        Distribution copy = Distribution.copied(folder.resolve("a folder with blanks"));
        Path link = Files.createSymbolicLink(folder.resolve("fl"), copy.home().resolve("bin/fenceline"));
        Result version = copy.execute(List.of(link.toString(), "version"), Path.of("/"));
        assertThat(version.err()).isEmpty();
        assertThat(version.exit()).isZero();
        assertThat(version.out()).contains("target transports  tcp", "host transports    tcp", "fault, file, memory, null");
        Result warm = copy.run("warm-up");
        assertThat(warm.err()).isEmpty();
        assertThat(warm.exit()).isZero();
        assertThat(copy.home().resolve("cache/fenceline.aot")).exists();
        try (Running target = copy.start("target", "--json", config(0, "").toString())) {
            System.out.println("start to listening, warm: " + number(target.event("ready"), "millis") + " ms");
            assertThat(target.terminate()).isZero();
        }
    }

    @Test
    void theSchemaOfTheDocumentsIsThatOfTheCheck() throws IOException, InterruptedException {
        String schema = distribution.run("check", "--schema").out();
        assertThat(Files.readString(Distribution.repository().resolve("docs/fenceline.schema.json")))
                .as("docs/fenceline.schema.json; make it again: ./fenceline check --schema > docs/fenceline.schema.json").isEqualTo(schema);
    }

    @Test
    void theExampleIsRight() throws IOException, InterruptedException {
        String yaml = distribution.run("check", "--example").out();
        Result result = distribution.run("check", Files.writeString(folder.resolve("shown.yaml"), yaml).toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("2 subsystems, 2 namespaces, 2 ports");
    }
}
