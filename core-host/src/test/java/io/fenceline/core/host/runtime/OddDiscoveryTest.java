package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.Discovery;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.core.host.engine.discovery.ServiceTree;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.testkit.memory.MemoryTransport;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Discovery controllers that do what no real one does. */
final class OddDiscoveryTest {
    private static final TransportAddress HERE = TransportAddress.memory("here");
    private static final DiscoverySpec SPEC = DiscoverySpec
            .of(HostIdentity.of(UUID.fromString("7b3f5a60-3a5f-4cf5-9c2d-9a4b6a8c1d11")));

    private final VirtualTime time = new VirtualTime();
    private final MemoryTransport fabric = new MemoryTransport(time);
    private final PlayedController peer = new PlayedController(fabric, HERE);
    private final HostRuntime host = new HostRuntime(HostSettings.of("host", List.of(fabric.hostProvider())), new VirtualConductor(time),
            new SplittableRandom(7)::nextLong);

    @AfterEach
    void everythingIsClosed() {
        CompletableFuture<Void> closed = host.close(Duration.ofSeconds(1));
        await(closed::isDone);
        peer.close();
        fabric.ledger().requireAllBack();
    }

    private void await(BooleanSupplier condition) {
        assertThat(time.runUntil(condition, Duration.ofMinutes(5).toNanos())).as("it happened within 5 minutes").isTrue();
    }

    private DiscoveryLog log() {
        CompletableFuture<DiscoveryLog> log = host.discover(HERE, SPEC);
        await(log::isDone);
        return log.join();
    }

    private void fails(NvmeException.Category category, String text) {
        CompletableFuture<DiscoveryLog> log = host.discover(HERE, SPEC);
        await(log::isDone);
        assertThat(log.exceptionNow()).isInstanceOf(NvmeException.class).hasMessageContaining(text)
                .hasMessageStartingWith("memory://here: ")
                .extracting(e -> ((NvmeException) e).category()).isEqualTo(category);
    }

    @Test
    void oneThatNeverAnswersIsGivenUp() {
        peer.silent = true;
        fails(NvmeException.Category.RETRY, "no answer in time");
    }

    @Test
    void aLogThatChangesWhileItIsReadIsReadAgain() {
        peer.records = 4;
        peer.changes = 3;
        DiscoveryLog log = log();
        assertThat(log.generation()).isEqualTo(4);
        assertThat(log.records()).hasSize(4);
    }

    @Test
    void aLogThatNeverRestsIsGivenUpForNow() {
        peer.records = 1;
        peer.changes = Integer.MAX_VALUE;
        fails(NvmeException.Category.RETRY, "changed 10 times");
    }

    @Test
    void aClaimThatNobodyCanMeanIsRefused() {
        peer.records = -1;
        fails(NvmeException.Category.FAIL, "claims 18446744073709551615 records");
    }

    @Test
    void textOfThePeerCannotSteerATerminal() {
        peer.records = 1;
        peer.nqn = "nqn.\u001b[2Jevil";
        assertThat(log().records().getFirst().subsystem()).hasToString("nqn.?[2Jevil");
    }

    @Test
    void oneThatFailsOrIsNeverReadyIsTold() {
        peer.csts = 2;
        fails(NvmeException.Category.RETRY, "CSTS.CFS");
        peer.csts = 0;
        fails(NvmeException.Category.RETRY, "no");
    }

    @Test
    void oneThatReportsNoKeepAliveSupportIsKeptAliveAllTheSame() {
        try (Discovery discovery = host.follow(HERE, SPEC)) {
            await(() -> discovery.log().generation() > 0);
            time.advance(Duration.ofMinutes(10).toNanos());
            assertThat(peer.keepAlives).as("every 15 s").isBetween(35, 45);
            assertThat(discovery.log().problems()).isEmpty();
        }
    }

    @Test
    void oneThatDoesNotKnowKeepAliveIsLeftInPeace() {
        peer.knowsKeepAlive = false;
        try (Discovery discovery = host.follow(HERE, SPEC)) {
            await(() -> discovery.log().generation() > 0);
            time.advance(Duration.ofMinutes(10).toNanos());
            assertThat(peer.keepAlives).isOne();
            assertThat(discovery.log().problems()).isEmpty();
        }
    }

    @Test
    void oneThatForgetsItsNoticesIsReadNowAndThen() {
        peer.notices = true;
        try (Discovery discovery = host.follow(HERE, SPEC)) {
            await(() -> discovery.log().generation() > 0);
            peer.records = 1;
            peer.changes = 1;
            time.advance(2 * ServiceTree.POLL_NS);
            assertThat(discovery.log().records()).hasSize(1);
        }
    }
}
