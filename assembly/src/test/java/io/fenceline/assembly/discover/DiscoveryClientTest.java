package io.fenceline.assembly.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.serve.TargetServer;
import io.fenceline.core.target.backend.MemoryBackendProvider;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.testkit.ThreadLoops;
import io.fenceline.testkit.memory.MemoryTransport;
import io.fenceline.wire.DiscoveryEntry;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real target over the memory transport; what no real target does is played by {@link PlayedController}. */
final class DiscoveryClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final TransportAddress HERE = TransportAddress.memory("here");
    private static final UUID HOST_ID = UUID.fromString("6d1f0e9c-4d3c-4a7e-9e5b-0a3f6c1d2b4e");

    private final ThreadLoops loops = new ThreadLoops();
    private final MemoryTransport fabric = new MemoryTransport(loops);
    private final HostTransport transport = fabric.openHost(Map.of());
    private final DiscoveryClient client = new DiscoveryClient(transport, System::nanoTime);

    @AfterEach
    void everythingIsClosed() {
        transport.close(Duration.ofSeconds(5));
        loops.close();
    }

    private static DiscoveryClient.Question question(String host, Nqn subsystem, Duration limit) {
        return new DiscoveryClient.Question(HERE, subsystem, Nqn.of(host), HOST_ID, limit);
    }

    private static void fails(ThrowingCallable call, NvmeException.Category category, String text) {
        assertThatThrownBy(call).isInstanceOf(NvmeException.class).hasMessageContaining(text)
                .extracting(e -> ((NvmeException) e).category()).isEqualTo(category);
    }

    private TargetServer serve(String yaml) {
        Plugins plugins = new Plugins();
        plugins.targetTransports().add(fabric.targetProvider());
        plugins.backends().add(new MemoryBackendProvider());
        TargetServer server = new TargetServer(plugins,
                new ConfigLoader(plugins.installed()).yaml("test", yaml).config().orElseThrow(), "test", line -> {
                    throw new AssertionError(line);
                });
        server.start();
        assertThat(server.settle(LIMIT)).isTrue();
        return server;
    }

    private static String yaml(int subsystems) {
        StringBuilder yaml = new StringBuilder("ports: [{id: 7, transport: memory, address: here, service: ''}]\n"
                + "referrals: [{address: 192.0.2.1, portId: 3}]\nsubsystems:\n");
        for (int i = 1; i <= subsystems; i++) {
            yaml.append("  - {nqn: 'nqn.a:").append(i).append("', hosts: [nqn.h:alice]}\n");
        }
        return yaml.toString();
    }

    @Test
    void readsAllEntriesWhateverTheirNumber() {
        for (int subsystems : new int[]{1, 3, 4, 5, 17}) {
            TargetServer server = serve(yaml(subsystems));
            DiscoveryLogPage page = client.ask(question("nqn.h:alice", Nqn.DISCOVERY, LIMIT));
            assertThat(page.records()).filteredOn(e -> e.subtype() == DiscoveryEntry.SUBTYPE_NVM).hasSize(subsystems)
                    .allSatisfy(e -> assertThat(e.portId()).isEqualTo(7)).extracting(DiscoveryLogPage.Entry::nqn)
                    .contains("nqn.a:" + subsystems);
            assertThat(page.records()).filteredOn(e -> e.subtype() == DiscoveryEntry.SUBTYPE_REFERRAL).singleElement()
                    .satisfies(e -> assertThat(e.address()).isEqualTo("192.0.2.1"));
            assertThat(server.close(Duration.ofSeconds(5))).isEmpty();
        }
    }

    @Test
    void aHostSeesOnlyWhatItMayConnectTo() {
        TargetServer server = serve(yaml(2));
        DiscoveryLogPage page = client.ask(question("nqn.h:mallory", Nqn.DISCOVERY, LIMIT));
        assertThat(page.records()).noneMatch(e -> e.subtype() == DiscoveryEntry.SUBTYPE_NVM);
        server.close(Duration.ofSeconds(5));
    }

    @Test
    void aRefusedConnectIsTold() {
        TargetServer server = serve(yaml(1));
        fails(() -> client.ask(question("nqn.h:alice", Nqn.of("nqn.a:none"), LIMIT)), NvmeException.Category.FAIL,
                "Connect of nqn.h:alice to nqn.a:none was refused");
        server.close(Duration.ofSeconds(5));
    }

    @Test
    void whereNobodyListensIsTold() {
        fails(() -> client.ask(question("nqn.h:alice", Nqn.DISCOVERY, LIMIT)), NvmeException.Category.RETRY, "memory://here");
    }

    @Test
    void aPeerThatDoesNotAnswerIsGivenUpAtTheDeadline() {
        PlayedController peer = new PlayedController(fabric, HERE);
        peer.silent = true;
        fails(() -> client.ask(question("nqn.h:alice", Nqn.DISCOVERY, Duration.ofMillis(100))), NvmeException.Category.RETRY,
                "no answer to Connect in time");
        peer.close();
    }

    @Test
    void aLogPageThatChangesWhileItIsReadIsReadAgain() {
        PlayedController peer = new PlayedController(fabric, HERE);
        peer.records = 4;
        peer.changes = 3;
        DiscoveryLogPage page = client.ask(question("nqn.h:alice", Nqn.DISCOVERY, LIMIT));
        assertThat(page.generation()).isEqualTo(4);
        assertThat(page.records()).hasSize(4);
        peer.close();
    }

    @Test
    void aLogPageThatNeverRestsIsGivenUp() {
        PlayedController peer = new PlayedController(fabric, HERE);
        peer.records = 1;
        peer.changes = Integer.MAX_VALUE;
        fails(() -> client.ask(question("nqn.h:alice", Nqn.DISCOVERY, LIMIT)), NvmeException.Category.RETRY, "changed 10 times");
        peer.close();
    }

    @Test
    void aClaimThatNobodyCanMeanIsRefused() {
        PlayedController peer = new PlayedController(fabric, HERE);
        peer.records = -1;
        fails(() -> client.ask(question("nqn.h:alice", Nqn.DISCOVERY, LIMIT)), NvmeException.Category.FAIL,
                "claims 18446744073709551615 records");
        peer.close();
    }

    @Test
    void textOfThePeerCannotSteerATerminal() {
        PlayedController peer = new PlayedController(fabric, HERE);
        peer.records = 1;
        peer.nqn = "nqn.\u001b[2Jevil";
        assertThat(client.ask(question("nqn.h:alice", Nqn.DISCOVERY, LIMIT)).records().getFirst().nqn()).isEqualTo("nqn.?[2Jevil");
        peer.close();
    }

    @Test
    void aControllerThatFailsOrIsNeverReadyIsTold() {
        PlayedController peer = new PlayedController(fabric, HERE);
        peer.csts = 2;
        fails(() -> client.ask(question("nqn.h:alice", Nqn.DISCOVERY, LIMIT)), NvmeException.Category.FAIL, "CSTS.CFS");
        peer.csts = 0;
        fails(() -> client.ask(question("nqn.h:alice", Nqn.DISCOVERY, LIMIT)), NvmeException.Category.RETRY,
                "did not become ready in time");
        peer.close();
    }
}
