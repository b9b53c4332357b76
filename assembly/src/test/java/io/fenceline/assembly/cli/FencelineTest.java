package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.TransportAddress;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.core.target.backend.MemoryBackendProvider;
import io.fenceline.testkit.ThreadLoops;
import io.fenceline.testkit.memory.MemoryTransport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line inside this process. */
final class FencelineTest {
    private static final String RIGHT = "ports: [{id: 1, transport: memory, address: here, service: ''}]\n";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... args) {
        Plugins plugins = new Plugins();
        MemoryTransport fabric = new MemoryTransport(new ThreadLoops());
        plugins.targetTransports().add(fabric.targetProvider());
        plugins.hostTransports().add(fabric.hostProvider());
        plugins.backends().add(new MemoryBackendProvider());
        return Fenceline.run(new Shell(new PrintWriter(out), new PrintWriter(err), false, () -> plugins), args);
    }

    private Path file(String text) throws IOException {
        Path file = folder.resolve("a file.yaml");
        Files.writeString(file, text);
        return file;
    }

    @Test
    void helpTeachesWithExamplesAndExitCodes() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("Examples:", "fenceline target", "fenceline check", "fenceline discover", "Exit codes:")
                .doesNotContain("rehearse", "\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"target", "check", "discover", "export", "version"})
    void everyCommandHasHelpWithExamples(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: fenceline " + command, "Examples:");
        assertThat(run("help", command)).isZero();
    }

    @Test
    void theVersionIsToldToPersonsAndMachines() {
        assertThat(run("--version")).isZero();
        assertThat(run("version", "--json")).isZero();
        assertThat(out.toString()).startsWith("fenceline ").contains("\"targetTransports\":[\"memory\"]", "\"backends\":[\"memory\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            chek | fenceline: Unmatched argument at index 0: 'chek'; see 'fenceline --help'
            check --jsn x.yaml | fenceline: Unknown option: '--jsn'; see 'fenceline check --help'
            check | fenceline: either CONFIG or --nvmetcli FILE is wanted; see 'fenceline check --help'
            check a --nvmetcli b | fenceline: either CONFIG or --nvmetcli FILE is wanted; see 'fenceline check --help'
            check --explain ports.prot | fenceline: --explain: 'ports.prot' is no key; see 'fenceline check --explain' for all
            target a --nvmetcli b | fenceline: CONFIG and --nvmetcli cannot both be given; see 'fenceline target --help'
            target --watch | fenceline: --watch wants a CONFIG; see 'fenceline target --help'
            discover | fenceline: Missing required parameter: 'ADDRESS'; see 'fenceline discover --help'
            discover 127.0.0.1:x -t memory | fenceline: ADDRESS: '127.0.0.1:x' is not valid; such as 127.0.0.1, 192.0.2.7:4420 or [::1]:8009 is wanted; see 'fenceline discover --help'
            discover here -t rdma | fenceline: --transport: 'rdma' is not installed; there are memory; see 'fenceline discover --help'
            discover here -t memory --timeout 5 | fenceline: --timeout: '5' is not valid; a time is wanted, such as 500ms or 5s; see 'fenceline discover --help'
            discover here -t memory --timeout 1h | fenceline: --timeout: '1h' is not valid; 1ms to 10m is wanted; see 'fenceline discover --help'
            discover here -t memory -q me | fenceline: 'me' is no NQN: it must begin with 'nqn.', such as nqn.2014-08.org.example:disk1; see 'fenceline discover --help'
            """)
    void aWrongCommandLineIsOneLine(String line, String message) {
        assertThat(run(line.split(" "))).isEqualTo(Exit.USAGE);
        assertThat(err.toString().strip()).isEqualTo(message);
    }

    @Test
    void checkTellsAllErrorsAndFails() throws IOException {
        Path file = file("ports: [{id: 0, adress: x}]\n");
        assertThat(run("check", file.toString())).isEqualTo(Exit.FAILED);
        assertThat(err.toString().lines()).hasSize(4).allMatch(line -> line.startsWith(file + ":1: ports[0]."));
        assertThat(out.toString().strip()).isEqualTo(file + ": 4 errors");
    }

    @Test
    void checkTellsMachinesToo() throws IOException {
        Path file = file("ports: [{id: 0, transport: memory, address: x}]\n");
        assertThat(run("check", "--json", file.toString())).isEqualTo(Exit.FAILED);
        assertThat(out.toString().strip())
                .isEqualTo("{\"file\":\"" + file + "\",\"right\":false,\"problems\":[{\"severity\":\"error\",\"line\":1,"
                        + "\"key\":\"ports[0].id\",\"message\":\"'0' is not valid; a whole number from 1 to 65535 is wanted\"}]}");
    }

    @Test
    void checkPraisesWhatIsRight() throws IOException {
        assertThat(run("check", file(RIGHT).toString())).isZero();
        assertThat(out.toString()).contains(": right, 0 subsystems, 0 namespaces, 1 port");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aWrongFileIsNotServed() throws IOException {
        assertThat(run("target", file("ports: []\n").toString())).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("ports: is empty; at least one port is wanted", "is wrong, and nothing is served");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,127.0.0.1,8009", "host:4420,host,4420", "[::1]:4420,::1,4420", "[::1],::1,8009", "::1,::1,8009",
            "tcp://10.0.0.1:1,10.0.0.1,1", "fe80::1%eth0,fe80::1%eth0,8009"})
    void addressesAreReadAsPersonsWriteThem(String text, String address, int port) {
        assertThat(DiscoverCommand.parse(text)).isEqualTo(TransportAddress.tcp(address, port));
    }
}
