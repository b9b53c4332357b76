package io.fenceline.assembly.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.packaged.Distribution.Result;
import io.fenceline.assembly.packaged.Distribution.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second world: the same classes as bundles, on the module path that is shipped. */
final class FelixIT {
    private final Distribution distribution = Distribution.packaged();

    @TempDir
    private Path folder;

    private Result scenario(String name, String... args) throws IOException, InterruptedException {
        return scenario(distribution, folder, name, args);
    }

    /** Runs one of the programs beside this test, inside the host's module. */
    static Result scenario(Distribution distribution, Path folder, String name, String... args) throws IOException, InterruptedException {
        Path home = distribution.home();
        List<String> command = new ArrayList<>(List.of(Distribution.java().toString(), "@" + home.resolve("conf/jvm.options"),
                "--enable-native-access=io.netty.common,ALL-UNNAMED", "-p",
                home.resolve("lib").toString(), "--add-modules", "ALL-MODULE-PATH", "--patch-module",
                "io.fenceline.assembly=" + Path.of("target/test-classes").toAbsolutePath(), "-m",
                "io.fenceline.assembly/io.fenceline.assembly.osgi." + name));
        command.addAll(List.of(args));
        return distribution.execute(command, folder);
    }

    @Test
    void theShippedLayoutServesAndBundlesStopAndStartUnderIt() throws IOException, InterruptedException {
        Result result = scenario("FelixScenario", distribution.home().resolve("bundles").toString(), folder.resolve("felix").toString(),
                folder.resolve("namespace.img").toString());
        System.out.print(result.out());
        assertThat(result.exit()).as("%s%n%s", result.out(), result.err()).isZero();
        assertThat(result.out()).contains("ok active: io.fenceline.transport.tcp", "ok active: io.fenceline.backend.file",
                "ok discovered again",
                "ok both namespaces again");
    }

    @Test
    void everyModuleOfOursIsABundleThatStartsAmongBundles() throws IOException, InterruptedException {
        Path home = distribution.home();
        Result result = scenario("AllBundlesScenario", folder.resolve("felix").toString(), home.resolve("lib").toString(),
                home.resolve("bundles/system").toString(), home.resolve("bundles").toString(),
                Path.of("target/test-bundles").toAbsolutePath().toString());
        System.out.print(result.out());
        assertThat(result.exit()).as("%s%n%s", result.out(), result.err()).isZero();
        assertThat(result.out()).contains("ok active: io.fenceline.api", "ok active: io.fenceline.spi.transport",
                "ok active: io.fenceline.spi.backend",
                "ok active: io.fenceline.core.target", "ok active: io.fenceline.transport.tcp", "ok active: io.fenceline.backend.file",
                "ok active: io.fenceline.assembly", "ok active: io.fenceline.testkit", "ok active: io.fenceline.tck");
        assertThat(result.out()).contains("services of spi.transport.TargetTransportProvider: 1",
                "services of spi.transport.HostTransportProvider: 1", "services of spi.backend.BackendProvider: 4");
    }

    @Test
    void theCommandServesFromBundles() throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("felix.yaml"), "ports: [{id: 1, address: 127.0.0.1, service: 0}]\n");
        try (Running target = distribution.start("target", "--felix", "--json", config.toString())) {
            assertThat(target.event("ready")).contains("\"state\":\"listening\"");
            assertThat(target.terminate()).isZero();
        }
    }
}
