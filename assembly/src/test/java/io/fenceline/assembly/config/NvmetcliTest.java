package io.fenceline.assembly.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.AnaState;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.SubsystemSpec;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Files of the shape that nvmetcli saves. */
final class NvmetcliTest {
    private static final String SAVED = """
            {
              "hosts": [ { "nqn": "nqn.2014-08.org.example:alice" } ],
              "ports": [
                {
                  "addr": { "adrfam": "ipv4", "traddr": "127.0.0.1", "treq": "not specified", "trsvcid": "4420", "trtype": "tcp", "tsas": "none" },
                  "ana_groups": [ { "ana": { "state": "optimized" }, "grpid": 1 }, { "ana": { "state": "inaccessible" }, "grpid": 2 } ],
                  "param": { "inline_data_size": "16384", "pi_enable": "0" },
                  "portid": 3,
                  "referrals": [ { "addr": { "adrfam": "ipv4", "traddr": "192.0.2.9", "treq": "not specified", "trsvcid": "8009", "trtype": "tcp" },
                                   "enable": 1, "name": "other", "portid": 9 } ],
                  "subsystems": [ "nqn.2014-08.org.example:disk" ]
                }
              ],
              "subsystems": [
                {
                  "allowed_hosts": [ "nqn.2014-08.org.example:alice" ],
                  "attr": { "allow_any_host": "0", "cntlid_max": "200", "cntlid_min": "100", "model": "Linux", "pi_enable": "0",
                            "serial": "123456789abcdef", "version": "1.3", "qid_max": "8" },
                  "namespaces": [
                    { "ana_grpid": 2, "device": { "nguid": "00000000-0000-0000-0000-000000000000", "path": "/srv/disk.img",
                      "uuid": "d592cdf3-5d1c-44e0-8412-3fcf7d99df27" }, "enable": 1, "nsid": 1 },
                    { "ana_grpid": 1, "device": { "nguid": "ef90689c-6c46-d44c-89c1-4067801309a8", "path": "/srv/old.img" }, "enable": 0, "nsid": 2 }
                  ],
                  "nqn": "nqn.2014-08.org.example:disk"
                }
              ]
            }
            """;

    private final ConfigLoader loader = new ConfigLoader(Known.INSTALLED);

    @Test
    void whatWasSavedIsServed() {
        Loaded loaded = loader.nvmetcli("config.json", SAVED);
        assertThat(loaded.errors()).isEmpty();
        TargetConfig config = loaded.config().orElseThrow();
        SubsystemSpec subsystem = config.subsystems().getFirst();
        assertThat(subsystem.nqn()).isEqualTo(Nqn.of("nqn.2014-08.org.example:disk"));
        assertThat(subsystem.hosts()).containsExactly(Nqn.of("nqn.2014-08.org.example:alice"));
        assertThat(subsystem.serial()).isEqualTo("123456789abcdef");
        assertThat(subsystem.cntlidMin()).isEqualTo(100);
        assertThat(subsystem.cntlidMax()).isEqualTo(200);
        assertThat(subsystem.maxIoQueues()).isEqualTo(8);
        NamespaceSpec namespace = subsystem.namespaces().getFirst();
        assertThat(namespace.uuid()).isEqualTo(UUID.fromString("d592cdf3-5d1c-44e0-8412-3fcf7d99df27"));
        assertThat(namespace.nguid()).isNull();
        assertThat(namespace.anaGroup()).isEqualTo(2);
        assertThat(namespace.backend()).isEqualTo("file");
        assertThat(namespace.backendOptions()).containsEntry("path", "/srv/disk.img");
        assertThat(config.ports().getFirst().address()).isEqualTo(TransportAddress.tcp("127.0.0.1", 4420));
        assertThat(config.ports().getFirst().id()).isEqualTo(3);
        assertThat(config.ports().getFirst().ana()).containsEntry(2, AnaState.INACCESSIBLE);
        assertThat(config.referrals().getFirst().address()).isEqualTo(TransportAddress.tcp("192.0.2.9", 8009));
    }

    @Test
    void whatHasNoCounterpartIsNotedWithItsPlace() {
        assertThat(loader.nvmetcli("config.json", SAVED).lines()).containsExactly(
                "config.json:7: note: ports[0].param.inline_data_size: has no counterpart and is left out",
                "config.json:22: note: subsystems[0].namespaces[1].enable: '0' has no counterpart; a namespace that is not enabled is left out");
    }

    @Test
    void whatIsImportedCanBeWrittenAsYamlAndReadAgain() {
        Loaded loaded = loader.nvmetcli("config.json", SAVED);
        Loaded again = loader.yaml("fenceline.yaml", loaded.yaml());
        assertThat(again.lines()).isEmpty();
        assertThat(again.config()).isEqualTo(loaded.config());
    }

    @Test
    void aProtectionThatWouldBeLostIsAnError() {
        String text = SAVED.replace("{ \"nqn\": \"nqn.2014-08.org.example:alice\" }",
                "{ \"dhchap_key\": \"DHHC-1:00:x:\", \"nqn\": \"nqn.2014-08.org.example:alice\" }")
                .replace("\"treq\": \"not specified\", \"trsvcid\": \"4420\"", "\"treq\": \"required\", \"trsvcid\": \"4420\"")
                .replace("\"tsas\": \"none\"", "\"tsas\": \"tls1.3\"");
        assertThat(loader.nvmetcli("c", text).errors().stream().map(p -> p.line("c"))).containsExactly(
                "c:2: hosts[0].dhchap_key: has no counterpart: authentication is not offered, and the host would be let in without it; "
                        + "remove the key to accept that",
                "c:5: ports[0].addr.treq: 'required' has no counterpart; a secure channel is not offered; 'not required' would be accepted",
                "c:5: ports[0].addr.tsas: 'tls1.3' has no counterpart; TLS is not offered; 'none' would be accepted");
    }

    @Test
    void errorsNameThePlaceInTheOriginal() {
        String text = SAVED.replace("\"trtype\": \"tcp\", \"tsas\"", "\"trtype\": \"rdma\", \"tsas\"").replace("\"nsid\": 1", "\"nsid\": 0")
                .replace("\"path\": \"/srv/disk.img\",", "").replace("\"nqn\": \"nqn.2014-08.org.example:disk\"", "\"nqn\": \"disk\"");
        assertThat(loader.nvmetcli("c", text).errors().stream().map(p -> p.place().line() + " " + p.place().path())).containsExactly(
                "5 ports[0].addr.trtype", "11 ports[0].subsystems[0]", "20 subsystems[0].namespaces[0].device",
                "21 subsystems[0].namespaces[0].nsid", "24 subsystems[0].nqn");
    }

    @Test
    void aBlockDeviceThatIsNotHereIsTakenWithSmallBlocks() {
        Loaded loaded = loader.nvmetcli("c", SAVED.replace("/srv/disk.img", "/dev/no-such-device"));
        assertThat(loaded.config().orElseThrow().subsystems().getFirst().namespaces().getFirst().blockSize()).isEqualTo(512);
        assertThat(loaded.lines()).anyMatch(line -> line.endsWith("note: subsystems[0].namespaces[0].device.path: "
                + "the block size of '/dev/no-such-device' is not known, since the device is not here; 512 is taken"));
    }

    @Test
    void whatIsNoJsonIsSaidWithItsLine() {
        assertThat(loader.nvmetcli("c", "{\n  \"ports\": [\n").lines()).singleElement().asString().startsWith("c:3: is no JSON at column");
        assertThat(loader.nvmetcli("c", "").lines()).singleElement().asString().contains("is empty");
        assertThat(loader.nvmetcli("c", "[]").lines()).singleElement().asString()
                .contains("an object with hosts, ports and subsystems is wanted");
        assertThat(loader.nvmetcli("c", "{} {}").lines()).singleElement().asString().contains("goes on after the end");
        assertThat(loader.nvmetcli("c", "[".repeat(100)).lines()).singleElement().asString().contains("is no JSON");
        assertThat(loader.nvmetcli("c", "{\"ports\": {}, \"subsystems\": [3], \"hosts\": \"x\"}").errors()).hasSize(4);
    }
}
