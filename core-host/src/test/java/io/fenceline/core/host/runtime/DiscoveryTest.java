package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.NvmeException;
import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.ConnectException;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.DeadlineException;
import io.fenceline.api.host.Discovery;
import io.fenceline.api.host.Discovery.Change;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.ReferralSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.core.target.backend.MemoryBackendProvider;
import io.fenceline.core.target.runtime.TargetRuntime;
import io.fenceline.core.target.runtime.TargetSettings;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.testkit.memory.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Discovery services of real targets, read and followed by a real host, on virtual time. */
final class DiscoveryTest {
    private static final Nqn DISKS = Nqn.of("nqn.2024-01.io.fenceline:disks");
    private static final Nqn TAPES = Nqn.of("nqn.2024-01.io.fenceline:tapes");
    private static final Nqn FAR = Nqn.of("nqn.2024-01.io.fenceline:far");
    private static final TransportAddress ONE = TransportAddress.memory("one");
    private static final TransportAddress TWO = TransportAddress.memory("two");
    private static final TransportAddress THREE = TransportAddress.memory("three");
    private static final TransportAddress NOBODY = TransportAddress.memory("nobody");
    private static final HostIdentity ALICE = HostIdentity.of(UUID.fromString("7b3f5a60-3a5f-4cf5-9c2d-9a4b6a8c1d11"));
    private static final HostIdentity BOB = HostIdentity.of(UUID.fromString("0c1d2e3f-3a5f-4cf5-9c2d-9a4b6a8c1d11"));
    private static final DiscoverySpec SPEC = DiscoverySpec.of(ALICE);

    private final VirtualTime time = new VirtualTime();
    private final MemoryTransport fabric = new MemoryTransport(time);
    private final TargetRuntime near = target();
    private final TargetRuntime far = target();
    private final HostRuntime host = new HostRuntime(HostSettings.of("host", List.of(fabric.hostProvider())), new VirtualConductor(time),
            new SplittableRandom(7)::nextLong);

    DiscoveryTest() {
        done(near.addPort(new PortSpec(1, ONE, Set.of(), true, Map.of())));
        done(near.addPort(new PortSpec(2, TWO, Set.of(), true, Map.of())));
        done(near.addSubsystem(subsystem(DISKS)));
        done(far.addPort(new PortSpec(3, THREE, Set.of(), true, Map.of())));
        done(far.addSubsystem(subsystem(FAR)));
    }

    private TargetRuntime target() {
        return new TargetRuntime(new VirtualConductor(time), Map.of("memory", new MemoryBackendProvider()),
                Map.of(TransportType.MEMORY, fabric.openTarget(Map.of())), TargetSettings.defaults());
    }

    private static SubsystemSpec subsystem(Nqn nqn) {
        return SubsystemSpec.of(nqn).withAnyHost(true)
                .withNamespaces(List.of(new NamespaceSpec(1, null, null, null, 512, 1, false, "memory", Map.of("size", "1MiB"))));
    }

    @AfterEach
    void everythingIsClosed() {
        CompletableFuture<Void> closed = host.close(Duration.ofSeconds(1));
        await(closed::isDone);
        done(near.close(Duration.ofSeconds(1)));
        done(far.close(Duration.ofSeconds(1)));
        fabric.ledger().requireAllBack();
    }

    private void await(BooleanSupplier condition) {
        if (!time.runUntil(condition, Duration.ofMinutes(5).toNanos())) {
            throw new AssertionError("it did not happen within 5 minutes; " + host.view());
        }
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        await(future::isDone);
        return future.join();
    }

    private Throwable failure(CompletableFuture<?> future) {
        await(future::isDone);
        return future.exceptionNow();
    }

    private static List<String> nvm(DiscoveryLog log) {
        return log.records().stream().filter(e -> e.kind() == DiscoveryLog.Kind.NVM).map(e -> e.subsystem() + " at " + e.address())
                .toList();
    }

    private static List<String> lines(List<Change> changes) {
        return changes.stream().map(Change::toString).toList();
    }

    private List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (HostView.SubsystemView subsystem : host.view().subsystems()) {
            subsystem.controllers().forEach(c -> paths.add(subsystem.nqn() + " at " + c.address()));
        }
        return paths.stream().sorted().toList();
    }

    private void refer(TargetRuntime from, TransportAddress... to) {
        List<ReferralSpec> referrals = new ArrayList<>();
        for (TransportAddress address : to) {
            referrals.add(new ReferralSpec(address, 9, Nqn.DISCOVERY));
        }
        done(from.setReferrals(referrals));
    }

    private int controllers(TargetRuntime target) {
        return target.view().controllers().size();
    }

    @Test
    void aServiceIsReadOnceAndLeft() {
        DiscoveryLog log = done(host.discover(ONE, SPEC));
        assertThat(nvm(log)).containsExactly(DISKS + " at " + ONE, DISKS + " at " + TWO);
        assertThat(log.problems()).isEmpty();
        time.advance(Duration.ofSeconds(2).toNanos());
        assertThat(controllers(near)).as("the controller is shut down and gone").isZero();
        assertThat(host.view().subsystems()).as("nothing is connected").isEmpty();
    }

    @Test
    void referralsThatLeadInACircleAreReadOnce() {
        refer(near, THREE);
        refer(far, ONE, TWO, NOBODY);
        DiscoveryLog log = done(host.discover(ONE, SPEC));
        assertThat(nvm(log)).containsExactly(DISKS + " at " + ONE, DISKS + " at " + TWO, FAR + " at " + THREE);
        assertThat(log.problems()).singleElement().asString().startsWith("memory://nobody: ");
    }

    @Test
    void whoDoesNotAnswerIsGivenUpAtTheDeadline() {
        fabric.holdConnects(true);
        long begin = time.nowNs();
        DiscoverySpec hurried = new DiscoverySpec(ALICE, SPEC.options(), Nqn.DISCOVERY, Duration.ofSeconds(2), 4);
        CompletableFuture<DiscoveryLog> asked = host.discover(ONE, hurried);
        assertThat(failure(asked)).isInstanceOf(DeadlineException.class).hasMessage("memory://one: no answer in time");
        assertThat(time.nowNs() - begin).isEqualTo(Duration.ofSeconds(2).toNanos());
        fabric.holdConnects(false);
    }

    @Test
    void whereNobodyListensIsTold() {
        assertThat(failure(host.discover(NOBODY, SPEC))).isInstanceOf(ConnectException.class).hasMessageStartingWith("memory://nobody: ");
    }

    @Test
    void aRefusalIsToldAsOne() {
        DiscoverySpec wrong = new DiscoverySpec(ALICE, SPEC.options(), Nqn.of("nqn.2024-01.io.fenceline:none"), SPEC.timeout(), 4);
        assertThat(failure(host.discover(ONE, wrong))).isInstanceOf(NvmeException.class)
                .hasMessage("memory://one: Connect: no subsystem nqn.2024-01.io.fenceline:none at memory://one")
                .extracting(e -> ((NvmeException) e).category()).isEqualTo(NvmeException.Category.FAIL);
    }

    @Test
    void aTransportThatIsNotInstalledIsNamed() {
        assertThat(failure(host.discover(TransportAddress.tcp("192.0.2.1", 8009), SPEC))).hasMessageContaining("transport tcp");
    }

    @Test
    void cancellingEndsTheConnection() {
        fabric.holdConnects(true);
        CompletableFuture<DiscoveryLog> asked = host.discover(ONE, SPEC);
        time.runDue();
        asked.cancel(true);
        fabric.holdConnects(false);
        time.advance(Duration.ofSeconds(5).toNanos());
        assertThat(controllers(near)).isZero();
    }

    @Test
    void aDryRunConnectsNothingAndApplyDoesWhatItSaid() {
        try (Discovery discovery = host.follow(ONE, SPEC)) {
            await(() -> discovery.log().generation() > 0);
            assertThat(lines(discovery.plan())).containsExactly("connect " + DISKS + " at memory://one",
                    "connect " + DISKS + " at memory://two");
            assertThat(host.view().subsystems()).isEmpty();
            assertThat(lines(done(discovery.apply()))).containsExactly("connect " + DISKS + " at memory://one",
                    "connect " + DISKS + " at memory://two");
            assertThat(paths()).containsExactly(DISKS + " at memory://one", DISKS + " at memory://two");
            assertThat(discovery.plan()).isEmpty();
            assertThat(done(discovery.apply())).isEmpty();
        }
    }

    @Test
    void changesAreNoticedAndWithAutomaticApplied() {
        try (Discovery discovery = host.follow(ONE, SPEC)) {
            discovery.automatic(true);
            await(() -> paths().size() == 2);
            done(near.addSubsystem(subsystem(TAPES)));
            await(() -> paths().size() == 4);
            assertThat(paths()).contains(TAPES + " at memory://one", TAPES + " at memory://two");
            done(near.removePort(2));
            await(() -> paths().size() == 2);
            assertThat(paths()).containsExactly(DISKS + " at memory://one", TAPES + " at memory://one");
            done(near.removeSubsystem(TAPES));
            await(() -> paths().size() == 1);
            assertThat(host.view().subsystems()).as("without a path there is no subsystem").hasSize(1);
        }
    }

    @Test
    void aNoticeArrivesAtOnceAndNotWithThePolling() {
        try (Discovery discovery = host.follow(ONE, SPEC)) {
            await(() -> discovery.log().generation() > 0);
            time.advance(Duration.ofSeconds(10).toNanos());
            long changed = time.nowNs();
            done(near.addSubsystem(subsystem(TAPES)));
            await(() -> nvm(discovery.log()).size() == 4);
            assertThat(time.nowNs() - changed).isLessThan(Duration.ofSeconds(1).toNanos());
        }
    }

    @Test
    void whatTheUserHasConnectedIsNeitherConnectedAgainNorRemoved() {
        Subsystem mine = done(host.connect(ConnectSpec.of(DISKS, ALICE, ONE)));
        try (Discovery discovery = host.follow(TWO, SPEC)) {
            discovery.automatic(true);
            await(() -> paths().size() == 2);
            done(near.removePort(1));
            await(() -> nvm(discovery.log()).size() == 1);
            time.advance(Duration.ofMinutes(2).toNanos());
            assertThat(paths()).as("the user's path waits for its port").containsExactly(DISKS + " at memory://one",
                    DISKS + " at memory://two");
        }
        assertThat(host.subsystems()).containsExactly(mine);
    }

    @Test
    void otherIdentitiesAreNobodysBusiness() {
        done(host.connect(ConnectSpec.of(DISKS, BOB, ONE, TWO)));
        try (Discovery discovery = host.follow(ONE, SPEC)) {
            await(() -> discovery.log().generation() > 0);
            assertThat(discovery.plan()).as("Alice is not connected").hasSize(2);
        }
    }

    @Test
    void aConnectionThatIsLostIsMadeAgainAndWhatChangedMeanwhileIsSeen() {
        try (Discovery discovery = host.follow(ONE, SPEC)) {
            await(() -> nvm(discovery.log()).size() == 2);
            fabric.holdConnects(true);
            fabric.cutAll();
            await(() -> controllers(near) == 0);
            done(near.addSubsystem(subsystem(TAPES)));
            time.advance(Duration.ofMinutes(2).toNanos());
            assertThat(nvm(discovery.log())).as("what is out of sight stays").hasSize(2);
            fabric.holdConnects(false);
            await(() -> nvm(discovery.log()).size() == 4);
            assertThat(discovery.log().problems()).isEmpty();
        }
    }

    @Test
    void theConnectionIsKeptAliveForDays() {
        try (Discovery discovery = host.follow(ONE, SPEC)) {
            await(() -> discovery.log().generation() > 0);
            assertThat(controllers(near)).isOne();
            int before = near.view().controllers().getFirst().cntlid();
            time.advance(Duration.ofDays(1).toNanos());
            assertThat(near.view().controllers()).as("the same controller").singleElement().extracting(c -> c.cntlid()).isEqualTo(before);
        }
    }

    @Test
    void changesBehindAReferralAreNoticedToo() {
        refer(near, THREE);
        try (Discovery discovery = host.follow(ONE, SPEC)) {
            await(() -> nvm(discovery.log()).size() == 3);
            done(far.addSubsystem(subsystem(TAPES)));
            await(() -> nvm(discovery.log()).contains(TAPES + " at " + THREE));
            refer(near);
            await(() -> nvm(discovery.log()).size() == 2);
            await(() -> controllers(far) == 0);
        }
    }

    @Test
    void whatCannotBeConnectedIsToldAndTriedAgain() {
        HostOptions quick = HostOptions.DEFAULTS.change().connectTimeout(Duration.ofSeconds(1)).build();
        DiscoverySpec spec = new DiscoverySpec(ALICE, SPEC.options(), quick, Nqn.DISCOVERY, SPEC.timeout(), 4);
        try (Discovery discovery = host.follow(ONE, spec)) {
            await(() -> discovery.log().generation() > 0);
            fabric.holdConnects(true);
            assertThat(done(discovery.apply())).isEmpty();
            await(() -> paths().isEmpty());
            discovery.automatic(true);
            time.advance(Duration.ofSeconds(10).toNanos());
            fabric.holdConnects(false);
            await(() -> paths().size() == 2);
        }
    }

    @Test
    void afterCloseNothingIsFollowedAndWhatIsConnectedStays() {
        Discovery discovery = host.follow(ONE, SPEC);
        discovery.automatic(true);
        await(() -> paths().size() == 2);
        discovery.close();
        time.advance(Duration.ofSeconds(5).toNanos());
        done(near.addSubsystem(subsystem(TAPES)));
        time.advance(Duration.ofMinutes(3).toNanos());
        assertThat(paths()).containsExactly(DISKS + " at memory://one", DISKS + " at memory://two");
        assertThat(done(discovery.apply())).isEmpty();
    }

    @Test
    void aHostThatIsClosedDiscoversNothing() {
        done(host.close(Duration.ofSeconds(1)));
        assertThat(failure(host.discover(ONE, SPEC))).hasMessage("the host is closed");
        assertThatThrownBy(() -> host.follow(ONE, SPEC)).hasMessage("the host is closed");
    }
}
