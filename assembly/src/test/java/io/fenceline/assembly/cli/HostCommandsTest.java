package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of a host against a real target over real TCP, in this process. */
@Timeout(120)
final class HostCommandsTest {
    private static Served served;

    @BeforeAll
    static void serve() {
        served = Served.with(2, "backend: {type: memory, size: 8MiB}");
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

    /** Every line is one JSON object, and nothing else. */
    static void assertJson(String lines) throws IOException {
        assertThat(lines).isNotBlank();
        for (String line : lines.lines().toList()) {
            try (JsonParser parser = new JsonFactory().createParser(line)) {
                assertThat(parser.nextToken()).as(line).isEqualTo(JsonToken.START_OBJECT);
                int depth = 1;
                while (depth > 0) {
                    JsonToken token = parser.nextToken();
                    assertThat(token).as(line).isNotNull();
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                }
                assertThat(parser.nextToken()).as(line).isNull();
            }
        }
    }

    @Test
    void showTellsEveryTimerInForce() throws IOException {
        assertThat(served.run("host", "show", served.port(0), "--nqn", Served.NQN, "--keep-alive", "7s", "--json")).isZero();
        String json = served.out();
        assertJson(json);
        assertThat(json).contains("\"katoMs\":7000", "\"timersMs\":{", "\"commandTimeout\":30000", "\"reconnect_count\":",
                "\"multipath_failover_count\":0");
        assertThat(served.run("host", "show", served.port(0), served.port(1), "--nqn", Served.NQN)).isZero();
        assertThat(served.out()).contains("timer commandTimeout", "next action", "last fault", "least margin", "ANA state", "in flight");
    }

    @Test
    void connectTellsEachChangeAndEndsInTime() throws IOException {
        assertThat(served.run("host", "connect", served.port(0), "--nqn", Served.NQN, "--for", "300ms", "--json")).isZero();
        String json = served.out();
        assertJson(json);
        assertThat(json).contains("\"event\":\"connected\"", "\"event\":\"state\"", "\"to\":\"live\"", "\"event\":\"closed\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host list", "host connect", "host show", "bench", "verify", "copy"})
    void everyCommandHasHelpWithExamplesAndExitCodes(String command) {
        String[] words = (command + " --help").split(" ");
        assertThat(served.run(words)).isZero();
        assertThat(served.out()).contains("Usage: fenceline " + command, "Examples:", "Exit codes:", "--keep-alive", "--json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            host show HERE --keep-alive 5 | fenceline: --keep-alive: '5' is not valid; 0, or a time from 1ms to 1h is wanted, such as 250ms or 5s; see 'fenceline host show --help'
            host show HERE --watch 1ms | fenceline: --watch: '1ms' is not valid; a time from 100ms to 1h is wanted, such as 250ms or 5s; see 'fenceline host show --help'
            host connect HERE --for 0 | fenceline: --for: '0' is not valid; a time from 1ms to 8760h is wanted, such as 250ms or 5s; see 'fenceline host connect --help'
            host list | fenceline: an ADDRESS is wanted, such as 127.0.0.1 or 192.0.2.7:4420; see 'fenceline host list --help'
            bench HERE --rw erase | fenceline: --rw: 'erase' is not valid; one of read, write, mix, randread, randwrite, randmix is wanted; see 'fenceline bench --help'
            bench HERE --rw randwrite | fenceline: --rw: 'randwrite' is not valid; it destroys what is on the namespace; --write allows it; see 'fenceline bench --help'
            bench HERE --block-size 1000 | fenceline: --block-size: '1000' is not valid; a multiple of 512 bytes from 512 to 16777216 is wanted, such as 4KiB or 1MiB; see 'fenceline bench --help'
            bench HERE --queue-depth 0 | fenceline: --queue-depth: '0' is not valid; a whole number from 1 to 4096 is wanted; see 'fenceline bench --help'
            bench HERE --rate 0 | fenceline: --rate: '0' is not valid; a whole number from 1 to 10000000 is wanted; see 'fenceline bench --help'
            bench HERE --duration 5 | fenceline: --duration: '5' is not valid; a time from 1ms to 168h is wanted, such as 250ms or 5s; see 'fenceline bench --help'
            bench HERE -b 16MiB -d 65 | fenceline: --queue-depth: '65' is not valid; at most 1 GiB for --jobs × --queue-depth × --block-size is wanted; see 'fenceline bench --help'
            verify HERE --faults storm | fenceline: --faults: 'storm' is not valid; a file, or one of all, blackhole, both, half-open, reset, slow, with :TIME or without, is wanted; see 'fenceline verify --help'
            verify HERE --read-percent 101 | fenceline: --read-percent: '101' is not valid; a whole number from 0 to 100 is wanted; see 'fenceline verify --help'
            copy a b | fenceline: FROM: 'a' and TO: 'b' are both no namespace; one that begins with tcp:// is wanted; see 'fenceline copy --help'
            copy tcp://HERE - --seek 4096 | fenceline: --seek: '4096' is not valid; standard output has no places; nothing is wanted there; see 'fenceline copy --help'
            copy a tcp://HERE -b 100 | fenceline: --block-size: '100' is not valid; a multiple of 512 bytes from 512 to 67108864 is wanted, such as 4KiB or 1MiB; see 'fenceline copy --help'
            """)
    void aWrongCommandLineIsOneLine(String line, String message) {
        assertThat(served.run(line.replace("HERE", served.port(0)).split(" "))).isEqualTo(Exit.USAGE);
        assertThat(served.err().strip()).isEqualTo(message);
        assertThat(served.out()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIs() {
        assertThat(served.run("bench", served.port(0), "--nqn", Served.NQN, "--nsid", "7", "--duration", "10ms")).isEqualTo(Exit.FAILED);
        assertThat(served.err().strip()).isEqualTo("fenceline: " + Served.NQN + ": there is no namespace 7; there are 1");
        assertThat(served.run("host", "show", served.port(0), "--nqn", "nqn.2026-01.org.example:other")).isNotZero();
        assertThat(served.err().lines()).singleElement().asString().contains("nqn.2026-01.org.example:other");
    }

    @Test
    void nobodyThereIsSaidSo() {
        assertThat(served.run("host", "show", "127.0.0.1:1", "--nqn", Served.NQN, "--connect-timeout", "200ms"))
                .isEqualTo(Exit.UNREACHABLE);
        assertThat(served.err().lines()).singleElement().asString().contains("127.0.0.1:1");
    }
}
