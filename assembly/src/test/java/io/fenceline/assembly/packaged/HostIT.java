package io.fenceline.assembly.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.packaged.Distribution.Result;
import io.fenceline.assembly.packaged.Distribution.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a host as processes, as they are shipped: exit codes, signals, streams, Felix. */
final class HostIT {
    private static final String NQN = "nqn.2026-01.org.example:host-it";
    /** A disconnect may take its grace and five seconds. */
    private static final long END_MS = 8_000;

    private final Distribution distribution = Distribution.packaged();
    private Running target;
    private String address;

    @TempDir
    private Path folder;

    @BeforeEach
    void serve() throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("it.yaml"), """
                subsystems:
                  - nqn: %s
                    allowAnyHost: true
                    namespaces:
                      - nsid: 1
                        backend: {type: memory, size: 64MiB}
                ports:
                  - {id: 1, address: 127.0.0.1, service: 0}
                """.formatted(NQN));
        target = distribution.start("target", "--json", config.toString());
        Matcher port = Pattern.compile("\"service\":\"(\\d+)\"").matcher(target.event("ready"));
        assertThat(port.find()).isTrue();
        address = "127.0.0.1:" + port.group(1);
    }

    @AfterEach
    void end() throws InterruptedException {
        assertThat(target.terminate()).isZero();
        target.close();
    }

    private void ok(Result result, String... said) {
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).as(result.out()).isZero();
        assertThat(result.out()).contains(said);
    }

    @Test
    void whatDiscoveryNamesIsListedFromModulesAndFromBundles() throws IOException, InterruptedException {
        ok(distribution.run("host", "list", address, "--json"), "\"nqn\":\"" + NQN + "\"", "\"state\":\"live\"");
        ok(distribution.run("host", "list", address, "--json", "--felix"), "\"nqn\":\"" + NQN + "\"", "\"state\":\"live\"");
    }

    @Test
    void aSignalEndsAConnectionInOrderAndInTime() throws IOException, InterruptedException {
        try (Running host = distribution.start("host", "connect", address, "--json")) {
            host.event("connected");
            long from = System.nanoTime();
            assertThat(host.terminate()).isZero();
            assertThat((System.nanoTime() - from) / 1_000_000).isLessThan(END_MS);
            host.event("closed");
        }
    }

    @Test
    void aSignalEndsAMeasurementWithWhatWasMeasured() throws IOException, InterruptedException {
        try (Running bench = distribution.start("bench", address, "--duration", "10m", "--warm-up", "0", "--json")) {
            bench.event("interval");
            assertThat(bench.terminate()).isZero();
            assertThat(bench.event("result")).contains("\"failure\":\"\"");
        }
    }

    @Test
    void aSignalEndsAVerificationWithItsVerdict() throws IOException, InterruptedException {
        try (Running verify = distribution.start("verify", address, "--duration", "10m", "--json")) {
            verify.event("interval");
            assertThat(verify.terminate()).isZero();
            assertThat(verify.event("result")).contains("\"verdict\":\"ok\"", "\"readAll\":false");
        }
    }

    @Test
    void aSignalWhileNobodyAnswersEndsAtOnce() throws IOException, InterruptedException {
        try (java.net.ServerSocket silent = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                Running host = distribution.start("host", "connect", "127.0.0.1:" + silent.getLocalPort(), "--nqn", NQN, "--json",
                        "--connect-timeout", "1m")) {
            silent.accept().getInputStream().read();
            long from = System.nanoTime();
            assertThat(host.terminate()).isEqualTo(130);
            assertThat((System.nanoTime() - from) / 1_000_000).isLessThan(END_MS);
        }
    }

    @Test
    void copyIsAFilter() throws IOException, InterruptedException {
        byte[] data = new byte[5_000_003];
        new Random(3).nextBytes(data);
        Path in = Files.write(folder.resolve("in"), data);
        Path out = folder.resolve("out");
        String fenceline = distribution.home().resolve("bin/fenceline").toString();
        String place = "tcp://" + address + "/" + NQN + "/1";
        Result there = distribution.execute(List.of("sh", "-c", "'" + fenceline + "' copy - " + place + " < '" + in + "'"), folder);
        assertThat(there.exit()).as(there.err()).isZero();
        assertThat(there.out()).startsWith("5,000,003 bytes copied");
        Result back = distribution.execute(
                List.of("sh", "-c", "'" + fenceline + "' copy " + place + " - --count 5000003 > '" + out + "'"), folder);
        assertThat(back.exit()).as(back.err()).isZero();
        assertThat(out).hasBinaryContent(data);
    }

    @Test
    void whatIsWrongEndsWithOneLineAndItsCode() throws IOException, InterruptedException {
        Result wrong = distribution.run("bench", address, "--rw", "write");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err().lines()).singleElement().asString().contains("--write allows it");
        Result nobody = distribution.run("verify", "127.0.0.1:1", "--nqn", NQN, "--connect-timeout", "500ms");
        assertThat(nobody.exit()).isEqualTo(3);
        assertThat(nobody.err().lines()).singleElement().asString().startsWith("fenceline: ");
        Result none = distribution.run("bench", address, "--nsid", "9");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err().lines()).singleElement().asString().contains("there is no namespace 9; there are 1");
    }
}
