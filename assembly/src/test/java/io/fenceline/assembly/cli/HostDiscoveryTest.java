package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a person need not say, since discovery knows it. */
@Timeout(120)
final class HostDiscoveryTest {
    private Served served;

    @BeforeEach
    void serve() {
        served = Served.with(2, "backend: {type: memory, size: 8MiB}", "blockSize: 512, backend: {type: memory, size: 1MiB}");
    }

    @AfterEach
    void end() {
        served.close();
    }

    @Test
    void listShowsWhatDiscoveryNamesWithAllItsPaths() {
        assertThat(served.run("host", "list", served.port(0))).as(served.err()).isZero();
        assertThat(served.out()).contains(Served.NQN, "path selector queue-depth", "recovery ccr-then-time", "  ├ ", served.port(0),
                served.port(1),
                "live", "namespace 1  8 MiB  blocks of 4096", "namespace 2  1 MiB  blocks of 512");
        assertThat(served.err()).isEmpty();
    }

    @Test
    void listTellsMachines() throws IOException {
        assertThat(served.run("host", "list", served.port(0), "--json")).isZero();
        String json = served.out();
        HostCommandsTest.assertJson(json);
        assertThat(json).contains("\"nqn\":\"" + Served.NQN + "\"", "\"state\":\"live\"", "\"blockSize\":4096", "\"failures\":[]");
    }

    @Test
    void aNamespaceIsToBeNamedWhereThereAreSeveral() {
        assertThat(served.run("bench", served.port(0), "--duration", "10ms")).isEqualTo(Exit.FAILED);
        assertThat(served.err().strip())
                .isEqualTo("fenceline: " + Served.NQN + ": there are namespaces 1, 2; --nsid with one of them is wanted");
        assertThat(served.run("bench", served.port(0), "--nsid", "2", "--duration", "10ms", "--warm-up", "0", "-b", "512")).isZero();
    }

    @Test
    void aHostThatIsNotAllowedIsToldWhatToDo() {
        assertThat(served.run("bench", served.port(0), "--nsid", "3", "--duration", "10ms")).isEqualTo(Exit.FAILED);
        assertThat(served.err()).contains("there is no namespace 3; there are 1, 2");
    }

    @Test
    void whereNobodyAnswersIsSaid() {
        assertThat(served.run("host", "list", "127.0.0.1:1")).isEqualTo(Exit.UNREACHABLE);
        assertThat(served.err().lines()).singleElement().asString().contains("127.0.0.1:1");
    }
}
