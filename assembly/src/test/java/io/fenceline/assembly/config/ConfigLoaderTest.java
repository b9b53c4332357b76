package io.fenceline.assembly.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.target.AnaState;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {
    private final ConfigLoader loader = new ConfigLoader(Known.INSTALLED);

    @TempDir
    private Path folder;

    private TargetConfig right(String text) {
        Loaded loaded = loader.yaml("test.yaml", text);
        assertThat(loaded.errors()).isEmpty();
        return loaded.config().orElseThrow();
    }

    @Test
    void everyKeyReachesTheWishes() {
        TargetConfig config = right(Known.RIGHT);
        assertThat(config.discoveryNqn()).isEqualTo(Nqn.of("nqn.2026-01.org.example:discovery"));
        assertThat(config.closeGrace()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.transports()).containsEntry("tcp", Map.of("inCapsuleData", "16KiB", "headerDigest", "false", "linger", "1s"));
        SubsystemSpec one = config.subsystems().getFirst();
        NamespaceSpec namespace = new NamespaceSpec(1, UUID.fromString("6d1f0e9c-4d3c-4a7e-9e5b-0a3f6c1d2b4e"),
                "00112233445566778899aabbccddeeff", "0011223344556677", 512, 2, true, "memory", Map.of("size", "1MiB"));
        assertThat(one).isEqualTo(new SubsystemSpec(Nqn.of("nqn.2026-01.org.example:one"), "0001", "Fenceline", false,
                Set.of(Nqn.of("nqn.2026-01.org.example:alice"), Nqn.of("nqn.2026-01.org.example:bob")), 10, 20, 128, 128, 1024, 16, 5, 1500,
                true,
                java.util.List.of(namespace)));
        assertThat(config.subsystems().get(1).allowAnyHost()).isTrue();
        assertThat(config.subsystems().get(1).namespaces().getFirst().backendOptions()).containsEntry("path", "two.img");
        assertThat(config.ports()).containsExactly(
                new PortSpec(1, TransportAddress.tcp("127.0.0.1", 4420), Set.of(one.nqn()), true,
                        Map.of(1, AnaState.OPTIMIZED, 2, AnaState.INACCESSIBLE)),
                new PortSpec(2, TransportAddress.tcp("::1", 4421), Set.of(), false, Map.of()),
                new PortSpec(3, TransportAddress.tcp("127.0.0.1", 8009), Set.of(Nqn.DISCOVERY), true, Map.of()));
        assertThat(config.referrals().getFirst().portId()).isEqualTo(4);
        assertThat(config.referrals().getFirst().nqn()).isEqualTo(Nqn.DISCOVERY);
        assertThat(config.referrals().get(1).address().type()).isEqualTo(TransportType.RDMA);
    }

    @Test
    void oneAnchorMayBeUsedAgain() {
        TargetConfig config = right("""
                subsystems:
                  - nqn: nqn.a:1
                    hosts: &who [nqn.h:1]
                  - nqn: nqn.a:2
                    hosts: *who
                ports:
                  - {id: 1, address: localhost}
                """);
        assertThat(config.subsystems()).allSatisfy(s -> assertThat(s.hosts()).containsExactly(Nqn.of("nqn.h:1")));
    }

    @Test
    void aFileIsReadAndNamedInItsProblems() throws IOException {
        Path file = folder.resolve("my target.yaml");
        Files.writeString(file, "ports: 5\n");
        assertThat(loader.yaml(file).lines()).containsExactly(file + ":1: ports: '5' is not valid; a list of ports is wanted");
    }

    @Test
    void whatCannotBeReadIsSaidInOneLine() throws IOException {
        assertThat(loader.yaml(folder.resolve("none.yaml")).lines()).singleElement().asString().contains("none.yaml: is not there");
        assertThat(loader.yaml(folder).lines()).singleElement().asString().contains("is a directory; a file is wanted");
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, new byte[]{'a', ':', ' ', (byte) 0xE4, '\n'});
        assertThat(loader.yaml(latin).lines()).singleElement().asString().contains("is not UTF-8 text");
    }

    @Test
    void tooMuchTextIsNotRead() {
        Loaded loaded = loader.yaml("big.yaml", "#".repeat(YamlReader.MAX_CHARACTERS + 1));
        assertThat(loaded.lines()).singleElement().asString().contains("at most " + YamlReader.MAX_CHARACTERS + " are read");
    }

    @Test
    void notesDoNotStandInTheWay() {
        Loaded loaded = loader.yaml("test.yaml", """
                subsystems:
                  - nqn: nqn.a:closed
                  - nqn: nqn.a:open
                    allowAnyHost: true
                  - nqn: nqn.a:nowhere
                    allowAnyHost: true
                ports:
                  - id: 1
                    address: 0.0.0.0
                    discovery: false
                    subsystems: [nqn.a:closed, nqn.a:open]
                """);
        assertThat(loaded.config()).isPresent();
        assertThat(loaded.lines()).containsExactly(
                "test.yaml:2: note: subsystems[0].nqn: no host may connect; name some under 'hosts', or say allowAnyHost: true",
                "test.yaml:5: note: subsystems[2].nqn: is served at no port; name it under 'subsystems' of one",
                "test.yaml:7: note: ports: no port has discovery: true, so hosts cannot discover",
                "test.yaml:9: note: ports[0].address: everyone who reaches 0.0.0.0 can read and write nqn.a:open, which has allowAnyHost: true");
    }
}
