package io.fenceline.assembly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each wrong file, and exactly what is said about it. */
final class ConfigErrorsTest {
    private static final String PORT = "ports: [{id: 1, address: 127.0.0.1}]\n";
    private static final String NQN_WANTED = "an NVMe qualified name of at most 223 bytes without blanks, such as "
            + "nqn.2014-08.org.example:disk1 is wanted";

    private static String subsystem(String line) {
        return PORT + "subsystems:\n  - nqn: nqn.a:1\n    hosts: [nqn.h:1]\n    " + line + "\n";
    }

    private static String namespace(String line) {
        return PORT + "subsystems:\n  - nqn: nqn.a:1\n    hosts: [nqn.h:1]\n    namespaces:\n      - nsid: 1\n"
                + "        backend: {type: memory, size: 1MiB}\n        " + line + "\n";
    }

    private static String backend(String text) {
        return PORT + "subsystems:\n  - nqn: nqn.a:1\n    hosts: [nqn.h:1]\n    namespaces:\n      - nsid: 1\n        backend: " + text
                + "\n";
    }

    private static String port(String line) {
        return "ports:\n  - id: 1\n    " + line + "\n";
    }

    static Stream<Arguments> wrong() {
        return Stream.of(arguments("", "f: ports: is missing; a list of ports is wanted: where the target listens"),
                arguments("ports:\n", "f:1: ports: has no value; a list of ports is wanted"),
                arguments("ports: []\n", "f:1: ports: is empty; at least one port is wanted"),
                arguments("ports: {id: 1}\n", "f:1: ports: a group of keys is not valid; a list of ports is wanted"),
                arguments("ports: [1]\n", "f:1: ports[0]: '1' is not valid; a port (id, address and so on) is wanted"),
                arguments("- a\n",
                        "f: a list is not valid; a group of keys (target, transports, hosts, subsystems, ports, referrals) is wanted"),
                arguments(PORT + "prots: []\n", "f:2: prots: is not known here; did you mean ports? "
                        + "known are target, transports, hosts, subsystems, ports, referrals"),
                arguments(PORT + PORT, "f:2: ports: is there twice, first in line 1; once is wanted"),
                arguments(PORT + "target: {closeGrace: 5}\n",
                        "f:2: target.closeGrace: '5' is not valid; a time from 0ms to 1m, such as 250ms or 5s is wanted"),
                arguments(PORT + "target: {closeGrace: 99999999999999h}\n",
                        "f:2: target.closeGrace: '99999999999999h' is not valid; a time from 0ms to 1m, such as 250ms or 5s is wanted"),
                arguments(PORT + "target: {discoveryNqn: disc}\n", "f:2: target.discoveryNqn: 'disc' is not valid; " + NQN_WANTED),
                arguments(PORT + "transports: {tpc: {}}\n", "f:2: transports.tpc: is not known here; did you mean tcp? known are tcp"),
                arguments(PORT + "transports: {tcp: {inCapsuleData: 3MiB}}\n",
                        "f:2: transports.tcp.inCapsuleData: '3MiB' is not valid; a size from 0 bytes to 1MiB, such as 64KiB or 1GiB is wanted"),
                arguments(PORT + "transports: {tcp: {headerDigest: yes}}\n",
                        "f:2: transports.tcp.headerDigest: 'yes' is not valid; true or false is wanted"),
                arguments(PORT + "hosts: [nqn.h:1]\n", "f:2: hosts: a list is not valid; a table of names with NQNs of hosts is wanted"),
                arguments(PORT + "hosts: {alice: alice}\n", "f:2: hosts.alice: 'alice' is not valid; " + NQN_WANTED),
                arguments(PORT + "subsystems: [{}]\n", "f:2: subsystems[0].nqn: is missing; an NVMe qualified name of at most 223 bytes "
                        + "without blanks, such as nqn.2014-08.org.example:disk1 is wanted: the subsystem's name"),
                arguments(PORT + "subsystems: [{nqn: nqn." + "x".repeat(220) + ", allowAnyHost: true}]\n",
                        "f:2: subsystems[0].nqn: 'nqn." + "x".repeat(96) + "…' is not valid; " + NQN_WANTED),
                arguments(PORT + "subsystems: [{nqn: nqn.2014-08.org.nvmexpress.discovery, allowAnyHost: true}]\n",
                        "f:2: subsystems[0].nqn: 'nqn.2014-08.org.nvmexpress.discovery' is the name of the discovery subsystem, which is there "
                                + "by itself; another name is wanted, such as nqn.2014-08.org.example:disk1"),
                arguments(subsystem("serial: 123456789012345678901"),
                        "f:5: subsystems[0].serial: '123456789012345678901' is not valid; text of 1 to 20 ASCII characters is wanted"),
                arguments(subsystem("model: Zürich"),
                        "f:5: subsystems[0].model: 'Zürich' is not valid; text of 1 to 40 ASCII characters is wanted"),
                arguments(subsystem("cntlidMin: 65520"),
                        "f:5: subsystems[0].cntlidMin: '65520' is not valid; a whole number from 1 to 65519 is wanted"),
                arguments(subsystem("cntlidMin: 20\n    cntlidMax: 10"),
                        "f:5: subsystems[0].cntlidMin: '20' is greater than cntlidMax, which is 10; at most 10 is wanted"),
                arguments(subsystem("maxIoQueues: 0.5"),
                        "f:5: subsystems[0].maxIoQueues: '0.5' is not valid; a whole number from 1 to 128 is wanted"),
                arguments(subsystem("anaGroups: [1]"),
                        "f:5: subsystems[0].anaGroups: a list is not valid; a whole number from 1 to 128 is wanted"),
                arguments(subsystem("allowAnyhost: true"),
                        "f:5: subsystems[0].allowAnyhost: is not known here; did you mean allowAnyHost? known are nqn, serial, model, allowAnyHost, "
                                + "hosts, cntlidMin, cntlidMax, maxIoQueues, maxQueueSize, maxNamespaces, anaGroups, anatt, cqt, lateWriteGuard, "
                                + "namespaces"),
                arguments(PORT + "hosts: {carol: nqn.h:3, bob: nqn.h:2}\nsubsystems:\n  - nqn: nqn.a:1\n    hosts: [bop]\n",
                        "f:5: subsystems[0].hosts[0]: 'bop' is neither an NQN nor a name from 'hosts'; known are bob, carol"),
                arguments(PORT + "subsystems:\n  - nqn: nqn.a:1\n    hosts: [bop]\n",
                        "f:4: subsystems[0].hosts[0]: 'bop' is neither an NQN nor a name from 'hosts'; an NQN is wanted, since 'hosts' names none"),
                arguments(PORT + "subsystems: [{nqn: nqn.a:1, allowAnyHost: true}, {nqn: nqn.a:1, allowAnyHost: true}]\n",
                        "f:2: subsystems[1].nqn: 'nqn.a:1' is taken by subsystems[0].nqn (line 2); a name of its own is wanted"),
                arguments(namespace("uuid: 6d1f"), "f:8: subsystems[0].namespaces[0].uuid: '6d1f' is not valid; "
                        + "a UUID such as 6d1f0e9c-4d3c-4a7e-9e5b-0a3f6c1d2b4e is wanted"),
                arguments(namespace("uuid: 00000000-0000-0000-0000-000000000000"),
                        "f:8: subsystems[0].namespaces[0].uuid: '00000000-0000-0000-0000-000000000000' means that there is none; "
                                + "another value is wanted, or no such key"),
                arguments(namespace("nguid: 12"),
                        "f:8: subsystems[0].namespaces[0].nguid: '12' is not valid; a row of 32 hexadecimal digits is wanted"),
                arguments(namespace("eui64: 001122334455667g"),
                        "f:8: subsystems[0].namespaces[0].eui64: '001122334455667g' is not valid; a row of 16 hexadecimal digits is wanted"),
                arguments(namespace("blockSize: 1024"),
                        "f:8: subsystems[0].namespaces[0].blockSize: '1024' is not valid; one of 4096, 512 is wanted"),
                arguments(namespace("anaGroup: 17"),
                        "f:8: subsystems[0].namespaces[0].anaGroup: '17' is greater than anaGroups of the subsystem, "
                                + "which is 16; 1 to 16 is wanted"),
                arguments(namespace("readOnly: maybe"),
                        "f:8: subsystems[0].namespaces[0].readOnly: 'maybe' is not valid; true or false is wanted"),
                arguments(backend(""), "f:7: subsystems[0].namespaces[0].backend: has no value; "
                        + "a back end (type, and the options of that type) is wanted"),
                arguments(backend("{size: 1MiB}"),
                        "f:7: subsystems[0].namespaces[0].backend.type: is missing; one of file, memory is wanted"),
                arguments(backend("{type: memroy, size: 1MiB}"),
                        "f:7: subsystems[0].namespaces[0].backend.type: 'memroy' is no back end; did you mean memory? one of file, memory is wanted"),
                arguments(backend("{type: memory}"), "f:7: subsystems[0].namespaces[0].backend.size: is missing; a size from 4KiB to 1TiB, "
                        + "such as 64KiB or 1GiB is wanted: Its size."),
                arguments(backend("{type: memory, size: lots}"), "f:7: subsystems[0].namespaces[0].backend.size: 'lots' is not valid; "
                        + "a size from 4KiB to 1TiB, such as 64KiB or 1GiB is wanted"),
                arguments(backend("{type: memory, size: 5000}"),
                        "f:7: subsystems[0].namespaces[0].backend.size: '5000' is no multiple of the block "
                                + "size, which is 4096; 8192 would be one"),
                arguments(backend("{type: memory, size: 1MiB, path: /x}"),
                        "f:7: subsystems[0].namespaces[0].backend.path: is not known here; known are size"),
                arguments(backend("{type: file, path: /x, depth: 0}"),
                        "f:7: subsystems[0].namespaces[0].backend.depth: '0' is not valid; a whole number from 1 to 1024 is wanted"),
                arguments(backend("{type: file, path: /x, sync: none}"),
                        "f:7: subsystems[0].namespaces[0].backend.sync: 'none' is not valid; one of data, all is wanted"),
                arguments(subsystem("cqt: 500ms\n    namespaces: [{nsid: 1, backend: {type: file, path: /x}}]"),
                        "f:5: subsystems[0].cqt: '500ms' is less than a back end of type file may need to end its requests; "
                                + "2000ms or more is wanted, or 0ms for no promise"),
                arguments(subsystem("maxNamespaces: 4\n    namespaces: [{nsid: 5, backend: {type: memory, size: 1MiB}}]"),
                        "f:6: subsystems[0].namespaces[0].nsid: '5' is greater than maxNamespaces of the subsystem, which is 4; 1 to 4 is wanted"),
                arguments(subsystem("namespaces:\n    - {nsid: 1, backend: {type: memory, size: 1MiB}}\n    "
                        + "- {nsid: 1, backend: {type: memory, size: 1MiB}}"),
                        "f:7: subsystems[0].namespaces[1].nsid: '1' is taken by subsystems[0].namespaces[0].nsid (line 6); "
                                + "a number of its own is wanted"),
                arguments(subsystem("namespaces:\n    - {nsid: 1, eui64: 00aa11bb22cc33dd, backend: {type: memory, size: 1MiB}}\n    "
                        + "- {nsid: 2, eui64: 00AA11BB22CC33DD, backend: {type: memory, size: 1MiB}}"),
                        "f:7: subsystems[0].namespaces[1].eui64: '00AA11BB22CC33DD' is taken by subsystems[0].namespaces[0].eui64 (line 6); "
                                + "a value of its own is wanted"),
                arguments(subsystem("namespaces:\n    - {nsid: 1, backend: {type: file, path: /a/b.img}}\n    "
                        + "- {nsid: 2, backend: {type: file, path: /a/../a/b.img}}"),
                        "f:7: subsystems[0].namespaces[1].backend.path: '/a/../a/b.img' is taken by subsystems[0].namespaces[0].backend.path (line 6); "
                                + "a file for each namespace is wanted"),
                arguments(port(""), "f:2: ports[0].address: is missing; text of 1 to 256 characters is wanted: "
                        + "where to listen, such as 127.0.0.1, 0.0.0.0 or ::"),
                arguments("ports: [{id: 0, address: localhost}]\n",
                        "f:1: ports[0].id: '0' is not valid; a whole number from 1 to 65535 is wanted"),
                arguments(port("address: localhost\n    transport: rdma"),
                        "f:4: ports[0].transport: 'rdma' is not valid; one of tcp is wanted"),
                arguments(port("address: localhost\n    service: http"), "f:4: ports[0].service: 'http' is not valid; "
                        + "a port number from 0 to 65535 is wanted, usually 4420 or 8009"),
                arguments(port("address: localhost\n    service: 65536"), "f:4: ports[0].service: '65536' is not valid; "
                        + "a port number from 0 to 65535 is wanted, usually 4420 or 8009"),
                arguments(port("address: 127.0.0.1:4420"), "f:3: ports[0].address: '127.0.0.1:4420' has a port in it; "
                        + "the address alone is wanted here, and the port under 'service'"),
                arguments(port("address: '[::1]'"),
                        "f:3: ports[0].address: '[::1]' is no address; an IPv4 or IPv6 address or a host name is wanted, "
                                + "without brackets and port, such as 127.0.0.1, ::1 or 0.0.0.0"),
                arguments(port("address: 192.0.2.256"), "f:3: ports[0].address: '192.0.2.256' is no IPv4 address; "
                        + "four numbers from 0 to 255 are wanted, such as 192.0.2.10"),
                arguments(port("address: localhost\n    subsystems: [nqn.a:2]"),
                        "f:4: ports[0].subsystems[0]: 'nqn.a:2' is no subsystem of this file; there is none under 'subsystems'"),
                arguments(
                        "subsystems: [{nqn: nqn.a:1, allowAnyHost: true}]\n"
                                + port("address: localhost\n    subsystems: [nqn.a:1, nqn.a:2]"),
                        "f:5: ports[0].subsystems[1]: 'nqn.a:2' is no subsystem of this file; there are nqn.a:1"),
                arguments(
                        "subsystems: [{nqn: nqn.a:1, allowAnyHost: true}]\n"
                                + port("address: localhost\n    subsystems: [nqn.a:1, nqn.a:1]"),
                        "f:5: ports[0].subsystems[1]: 'nqn.a:1' is there twice; once is wanted"),
                arguments(port("address: localhost\n    ana: {0: optimized}"),
                        "f:4: ports[0].ana.0: '0' is no ANA group; a whole number from 1 to 128 is wanted"),
                arguments(port("address: localhost\n    ana: {1: good}"), "f:4: ports[0].ana.1: 'good' is not valid; "
                        + "one of optimized, non-optimized, inaccessible, persistent-loss, change is wanted"),
                arguments("subsystems: [{nqn: nqn.a:1, allowAnyHost: true}]\n" + port("address: localhost\n    ana: {17: optimized}"),
                        "f:5: ports[0].ana.17: '17' is greater than anaGroups of every subsystem served here, at most 16; 1 to 16 is wanted"),
                arguments("ports: [{id: 1, address: localhost}, {id: 1, address: localhost, service: 4421}]\n",
                        "f:1: ports[1].id: '1' is taken by ports[0].id (line 1); a number of its own is wanted"),
                arguments("ports: [{id: 1, address: localhost}, {id: 2, address: localhost}]\n",
                        "f:1: ports[1].address: 'localhost' with service 4420 is taken by ports[0].address (line 1); "
                                + "another address or service is wanted"),
                arguments("ports: [{id: 1, address: 127.0.0.1}, {id: 2, address: 0.0.0.0}]\n",
                        "f:1: ports[1].address: '0.0.0.0' with service 4420 overlaps with ports[0].address (line 1), since one of them is every "
                                + "address; another service is wanted"),
                arguments(PORT + "referrals: [{}]\n",
                        "f:2: referrals[0].address: is missing; text of 1 to 256 characters is wanted: where it listens"),
                arguments(PORT + "referrals: [{address: a, transport: quic}]\n",
                        "f:2: referrals[0].transport: 'quic' is not valid; one of tcp, rdma, fc is wanted"));
    }

    @ParameterizedTest(name = "[{index}] {1}")
    @MethodSource("wrong")
    void saysWhereWhatAndWhatWouldBeRight(String text, String line) {
        Loaded loaded = new ConfigLoader(Known.INSTALLED).yaml("f", text);
        assertThat(loaded.errors().stream().map(problem -> problem.line("f"))).containsExactly(line);
        assertThat(loaded.config()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("noYaml")
    void whatIsNoYamlIsSaidWithItsLine(String text, int line) {
        Loaded loaded = new ConfigLoader(Known.INSTALLED).yaml("f", text);
        assertThat(loaded.errors()).singleElement().satisfies(problem -> {
            assertThat(problem.place().line()).isEqualTo(line);
            assertThat(problem.message()).startsWith("is no YAML").doesNotContain("\n");
        });
        assertThat(loaded.config()).isEmpty();
    }

    static Stream<Arguments> noYaml() {
        return Stream.of(arguments("ports:\n\t- id: 1\n", 2), arguments("ports: [\n", 2), arguments("a: b: c\n", 1),
                arguments("a: 1\n---\nb: 2\n", 2),
                arguments("a: 'x\n", 2), arguments("ports: *nobody\n", 1), arguments("a: \u0000\n", 0),
                arguments("%YAML 9.9\n---\na: 1\n", 0));
    }

    @Test
    void allErrorsAreToldAtOnce() {
        Loaded loaded = new ConfigLoader(Known.INSTALLED).yaml("f", """
                target: {closeGrase: 5s}
                subsystems:
                  - nqn: disk
                    namespaces:
                      - nsid: 0
                        uuid: abc
                        backend: {type: memroy}
                      - nsid: 1
                        nsid: 2
                        backend: {type: memory, size: 1}
                  - name: foo
                ports:
                  - id: 1
                    address: 1.2.3.4:4420
                    subsystems: [nqn.x:y]
                    ana: {0: good}
                  - id: 1
                    address:
                """);
        assertThat(loaded.errors().stream().map(problem -> problem.place().path())).containsExactly("target.closeGrase",
                "subsystems[0].nqn",
                "subsystems[0].namespaces[0].nsid", "subsystems[0].namespaces[0].uuid", "subsystems[0].namespaces[0].backend.type",
                "subsystems[0].namespaces[1].nsid", "subsystems[0].namespaces[1].backend.size", "subsystems[1].nqn", "subsystems[1].name",
                "ports[0].address", "ports[0].subsystems[0]", "ports[0].ana.0", "ports[1].id", "ports[1].address");
    }

    @Test
    void aTextThatUnfoldsForEverIsRefused() {
        StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (char c = 'b'; c < 'm'; c++) {
            bomb.append(c).append(": &").append(c).append(" [").append(("*" + (char) (c - 1) + ",").repeat(9)).append("]\n");
        }
        List<Problem> errors = new ConfigLoader(Known.INSTALLED).yaml("f", bomb.toString()).errors();
        assertThat(errors).isNotEmpty();
        assertThat(new ConfigLoader(Known.INSTALLED).yaml("f", "a: &a [*a]\n").errors()).isNotEmpty();
        assertThat(new ConfigLoader(Known.INSTALLED).yaml("f", "[".repeat(5000)).errors()).isNotEmpty();
    }
}
