package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.NvmeException;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.api.target.View;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.wire.Status;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a lost association promises, and what is remembered of it. */
class LossTest {
    private static World promising(int cqtMs) {
        World world = new World();
        world.done(world.target.addPort(World.port(1, World.ADDRESS)));
        world.done(world.target.addSubsystem(World.subsystem().withQuiesce(cqtMs, true)));
        return world;
    }

    private static View.SubsystemView subsystem(World world) {
        return world.view().subsystems().getFirst();
    }

    private static void cut(HostHarness host) {
        host.admin().abandon(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
    }

    // ---- CQT ----

    @Test
    void promiseThatIsKeptIsMeasuredAndNothingIsSaid() {
        try (World world = promising(3000)) {
            HostHarness host = world.connect(Duration.ZERO);
            Resets.stick(world, host, 0);
            cut(host);
            world.advance(Duration.ofMillis(2999));
            world.backends.only().release(Status.SUCCESS);
            world.run();
            assertThat(subsystem(world).worstDrainMs()).isEqualTo(2999);
            assertThat(subsystem(world).overdueDrains()).isZero();
            assertThat(subsystem(world).cqtMs()).isEqualTo(3000);
            assertThat(world.alarms).isEmpty();
            assertThat(world.target.associationEnds().getFirst().inTime()).isTrue();
        }
    }

    @Test
    void promiseThatIsBrokenIsAnAlarmAndFailsTheResets() {
        try (World world = promising(3000)) {
            HostHarness source = world.connect(Duration.ZERO);
            HostHarness host = world.connect(Duration.ZERO);
            Resets.listen(source);
            Pending event = world.asyncEvent(source);
            Resets.Identity identity = Resets.identity(host);
            Resets.stick(world, host, 0);
            cut(host);
            world.advance(Duration.ofMillis(1000));
            Resets.send(source, identity).requireOk();
            world.advance(Duration.ofMillis(1999));
            assertThat(event.answered()).isFalse();
            assertThat(world.alarms).isEmpty();
            world.advance(Duration.ofMillis(1));
            assertThat(event.await().requireOk().result()).isEqualTo(0x1EF402);
            assertThat(Resets.state(Resets.page(source, true, false), 0)).isEqualTo(Resets.FAILED);
            assertThat(world.alarms).singleElement().asString().contains("3000 ms", "queue 1 with 1 commands");
            assertThat(subsystem(world).overdueDrains()).isEqualTo(1);
            assertThat(world.target.associationEnds().getFirst().inTime()).isFalse();
            // Failed is the end of that reset, not of the hope: the same source may ask again, and gets as long again.
            Pending next = world.asyncEvent(source);
            Resets.send(source, identity).requireOk();
            world.advance(Duration.ofMillis(2999));
            assertThat(next.answered()).isFalse();
            world.backends.only().release(Status.SUCCESS);
            world.run();
            assertThat(next.answered()).isTrue();
            assertThat(Resets.state(Resets.page(source, true, false), 0)).isEqualTo(Resets.SUCCESS);
            assertThat(subsystem(world).worstDrainMs()).isEqualTo(5999);
            assertThat(subsystem(world).overdueDrains()).as("one loss, one broken promise").isEqualTo(1);
            assertThat(world.alarms).hasSize(1);
            AssociationEnd end = world.target.associationEnds().getFirst();
            assertThat(end.resets()).extracting(AssociationEnd.Reset::success).containsExactly(false, true);
            assertThat(end.drainNs()).isEqualTo(5_999_000_000L);
        }
    }

    @Test
    void backEndThatNeverReturnsFailsEveryResetInItsTurn() {
        try (World world = promising(500)) {
            HostHarness source = world.connect(Duration.ZERO);
            HostHarness host = world.connect(Duration.ZERO);
            Resets.Identity identity = Resets.identity(host);
            Resets.stick(world, host, 0);
            for (int i = 0; i < 200; i++) {
                Resets.send(source, identity).requireOk();
                world.advance(Duration.ofMillis(500));
                assertThat(Resets.state(Resets.page(source, true, false), 0)).isEqualTo(Resets.FAILED);
            }
            assertThat(world.view().controllers()).extracting("state").containsExactly("ready", "quiescing");
            assertThat(world.target.associationEnds().getFirst().resets().size()).isLessThanOrEqualTo(65);
            assertThat(world.target.associationEnds().getFirst().silentNs()).isEqualTo(-1);
        }
    }

    @Test
    void whereNothingIsPromisedResetsStillEndAfterAMinute() {
        try (World world = promising(0)) {
            HostHarness source = world.connect(Duration.ZERO);
            HostHarness host = world.connect(Duration.ZERO);
            Resets.Identity identity = Resets.identity(host);
            Resets.stick(world, host, 0);
            Resets.send(source, identity).requireOk();
            world.advance(Duration.ofMillis(59_999));
            assertThat(Resets.state(Resets.page(source, true, false), 0)).isEqualTo(Resets.IN_PROGRESS);
            world.advance(Duration.ofMillis(1));
            assertThat(Resets.state(Resets.page(source, true, false), 0)).isEqualTo(Resets.FAILED);
            assertThat(world.alarms).isEmpty();
            assertThat(subsystem(world).overdueDrains()).isZero();
        }
    }

    // ---- the late write guard, as hosts see it ----

    @Test
    void writeThroughAnotherControllerWaitsForOneThatIsStuck() {
        for (boolean guard : new boolean[]{true, false}) {
            try (World world = new World()) {
                world.done(world.target.addPort(World.port(1, World.ADDRESS)));
                world.done(world.target.addSubsystem(World.subsystem().withQuiesce(10_000, guard)));
                HostHarness host = world.connect(Duration.ZERO);
                Resets.stick(world, host, 0);
                HarnessQueue other = world.connect(Duration.ZERO).openIoQueue(1, 16);
                // Nobody has lost anything, and nobody was asked: time alone makes the write late.
                world.advance(Duration.ofMillis(800));
                Pending newer = other.submit(HostCommand.write(1, 0, 1, new byte[4096]));
                other.execute(HostCommand.read(1, 0, 1, 4096)).requireOk();
                other.execute(HostCommand.write(1, 1, 1, new byte[4096])).requireOk();
                world.run();
                assertThat(newer.answered()).isEqualTo(!guard);
                world.backends.only().release(Status.SUCCESS);
                newer.await().requireOk();
            }
        }
    }

    // ---- failing on purpose ----

    @Test
    void controllerThatIsMadeToFailSaysSoAndLosesItsAssociation() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ZERO);
            Pending event = world.asyncEvent(host);
            Resets.stick(world, host, 0);
            world.done(world.target.fail(World.SUBSYSTEM, host.cntlid()));
            world.run();
            assertThat(event.answered()).isTrue();
            assertThat(world.controller().state()).isEqualTo("quiescing");
            world.backends.only().release(Status.SUCCESS);
            world.run();
            assertThat(world.view().controllers()).isEmpty();
            assertThat(world.failure(world.target.fail(World.SUBSYSTEM, 99))).isInstanceOf(NvmeException.class)
                    .hasMessageContaining("controller 99 of " + World.SUBSYSTEM + " is not there");
        }
    }

    // ---- what is remembered ----

    @Test
    void lossIsRememberedWithWhatRanAndWhoAsked() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            HostHarness host = world.connect(Duration.ZERO);
            Resets.Identity identity = Resets.identity(host);
            Resets.stick(world, host, 0);
            long atNs = world.time.nowNs();
            Resets.send(source, identity).requireOk();
            world.advance(Duration.ofMillis(20));
            AssociationEnd now = world.target.associationEnds().getFirst();
            assertThat(now.silentNs()).isEqualTo(-1);
            assertThat(now.running()).isEqualTo(1);
            world.backends.only().release(Status.SUCCESS);
            world.run();
            AssociationEnd end = world.target.associationEnds().getFirst();
            assertThat(end.cntlid()).isEqualTo(identity.cntlid());
            assertThat(end.ciu()).isEqualTo(identity.ciu());
            assertThat(end.cirn()).isEqualTo(identity.cirn());
            assertThat(end.host()).isEqualTo(World.HOST);
            assertThat(end.subsystem()).isEqualTo(World.SUBSYSTEM);
            assertThat(end.why()).isEqualTo("reset through controller " + source.cntlid());
            assertThat(end.lostNs()).isEqualTo(atNs);
            assertThat(end.atMs()).isEqualTo(atNs / 1_000_000);
            assertThat(end.drainNs()).isEqualTo(20_000_000);
            assertThat(end.cqtMs()).isEqualTo(10_000);
            assertThat(end.resets()).containsExactly(new AssociationEnd.Reset(source.cntlid(), atNs, atNs + 20_000_000, true));
        }
    }

    @Test
    void hostThatLeavesInGoodOrderWasNotLost() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ZERO);
            host.write(1, 0, new byte[4096]);
            host.shutdown();
            host.close();
            world.connect(World.HOST, io.fenceline.api.Nqn.DISCOVERY, Duration.ZERO).close();
            world.run();
            assertThat(world.target.associationEnds()).isEmpty();
            HostHarness rude = world.connect(Duration.ZERO);
            rude.admin(HostCommand.keepAlive());
            cut(rude);
            world.run();
            assertThat(world.target.associationEnds()).singleElement().extracting(AssociationEnd::cntlid).isEqualTo(rude.cntlid());
        }
    }

    @Test
    void oldestOfMoreThan256IsForgotten() {
        try (World world = World.serving()) {
            for (int i = 0; i < 258; i++) {
                cut(world.connect(Duration.ZERO));
                world.run();
            }
            assertThat(world.target.associationEnds()).hasSize(256);
            assertThat(world.target.associationEnds().getFirst().cntlid()).isEqualTo(3);
        }
    }

    @Test
    void changeThatWaitedForItsTurnIsRefusedWhenTheTargetIsClosedMeanwhile() {
        try (World world = promising(3000)) {
            HostHarness host = world.connect(Duration.ZERO);
            Resets.stick(world, host, 0);
            world.target.removePort(1); // waits for the command
            CompletionStage<Void> added = world.target.addPort(World.port(1, World.ADDRESS));
            CompletionStage<Void> closed = world.target.close(Duration.ofSeconds(5));
            world.run();
            world.backends.only().release(Status.SUCCESS);
            world.done(closed);
            assertThat(world.failure(added)).hasMessageContaining("the target is closed");
            assertThat(world.view().ports()).isEmpty();
        }
    }
}
