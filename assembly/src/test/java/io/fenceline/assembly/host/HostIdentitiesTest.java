package io.fenceline.assembly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.host.HostIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host is the same one in each run. */
final class HostIdentitiesTest {
    private static final UUID ID = UUID.fromString("8d2b8f7e-2a0b-4b8e-9e3a-5f1d0c6b7a11");

    @TempDir
    private Path folder;

    private Path system;
    private HostIdentities identities;

    @BeforeEach
    void places() throws IOException {
        system = Files.createDirectory(folder.resolve("nvme"));
        identities = new HostIdentities(system, folder.resolve("state/fenceline"));
    }

    @Test
    void whatNvmeCliUsesCountsFirst() throws IOException {
        Files.writeString(system.resolve("hostnqn"), "nqn.2014-08.org.example:alice\n");
        Files.writeString(system.resolve("hostid"), ID + "\n");
        assertThat(identities.identity(null, null)).isEqualTo(new HostIdentity(Nqn.of("nqn.2014-08.org.example:alice"), ID));
    }

    @Test
    void anNqnMadeOfAnIdentifierTellsTheIdentifier() throws IOException {
        Files.writeString(system.resolve("hostnqn"), "nqn.2014-08.org.nvmexpress:uuid:" + ID + "\n");
        assertThat(identities.identity(null, null)).isEqualTo(HostIdentity.of(ID));
        assertThat(identities.identity(null, new UUID(1, 1))).isEqualTo(HostIdentity.of(new UUID(1, 1)));
    }

    @Test
    void anotherNqnHasAlwaysTheSameIdentifier() {
        HostIdentity one = identities.identity(Nqn.of("nqn.2014-08.org.example:bob"), null);
        assertThat(identities.identity(Nqn.of("nqn.2014-08.org.example:bob"), null)).isEqualTo(one);
        assertThat(identities.identity(Nqn.of("nqn.2014-08.org.example:bob"), ID).id()).isEqualTo(ID);
    }

    @Test
    void withoutAnyAnIdentifierIsMadeOnceAndKept() {
        HostIdentity made = identities.identity(null, null);
        assertThat(new HostIdentities(system, folder.resolve("state/fenceline")).identity(null, null)).isEqualTo(made);
        assertThat(folder.resolve("state/fenceline")).isDirectoryContaining(f -> f.endsWith("hostid"))
                .isDirectoryNotContaining(f -> !f.endsWith("hostid"));
    }

    @Test
    void allWhoComeAtTheSameTimeGetTheSame() {
        Set<HostIdentity> got = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 64).parallel().forEach(i -> got.add(identities.identity(null, null)));
        assertThat(got).hasSize(1);
    }

    @Test
    void wrongFilesAreNamed() throws IOException {
        Files.writeString(system.resolve("hostnqn"), "alice\n");
        assertThatThrownBy(() -> identities.identity(null, null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(system.resolve("hostnqn") + ": 'alice' is no NQN");
        Files.writeString(system.resolve("hostnqn"), "nqn.2014-08.org.example:alice\n");
        Files.writeString(system.resolve("hostid"), "1\n");
        assertThatThrownBy(() -> identities.identity(null, null)).hasMessageStartingWith(system.resolve("hostid") + ": '1' is not valid");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new HostIdentities(system, file).identity(null, null)).isInstanceOf(NvmeException.class)
                .hasMessageContaining("--host-id UUID would do without");
    }
}
