package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Fid;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Lost Host Communication (NVM Express Base 2.3, 5.2.12.3.2): a host hears through one controller that another has lost it. */
class LostHostTest {
    private static final Nqn OTHER = Nqn.of("nqn.2024-01.io.fenceline:other");
    private static final int LID = 0x1F;

    private static void listen(HostHarness host) {
        host.admin(HostCommand.setFeatures(Fid.ASYNC_EVENT_CONFIGURATION, 1 << 21)).requireOk();
    }

    private static MemorySegment page(HostHarness host) {
        return host.admin(HostCommand.getLog(LID, -1, 0, 4096, false)).requireOk().memory();
    }

    private static void cut(World world, HostHarness host) {
        host.admin().abandon(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
        world.run();
    }

    @Test
    void hostHearsThroughItsOtherControllerOfTheSubsystem() {
        try (World world = World.serving()) {
            HostHarness a = world.connect(Duration.ZERO);
            HostHarness b = world.connect(Duration.ZERO);
            HostHarness foreign = world.connect(OTHER, World.SUBSYSTEM, Duration.ZERO);
            assertThat(Bytes.i32(a.identifyController().memory(), 92) & 1 << 21).as("OAES.LHCN").isNotZero();
            listen(a);
            listen(foreign);
            Pending event = world.asyncEvent(a);
            Pending none = world.asyncEvent(foreign);
            int ciu = Resets.identity(b).ciu();
            cut(world, b);
            assertThat(event.await().requireOk().result()).isEqualTo(0x1FF502);
            MemorySegment page = page(a);
            assertThat(Bytes.u16(page, 0)).isEqualTo(1);
            assertThat(Bytes.u16(page, 8)).isEqualTo(b.cntlid());
            assertThat(Bytes.u8(page, 10)).as("loss count").isEqualTo(1);
            assertThat(Bytes.u8(page, 11)).isEqualTo(ciu);
            assertThat(Bytes.i32(page, 12)).isZero();
            assertThat(none.answered()).isFalse();
            assertThat(Bytes.u16(page(foreign), 0)).as("another host's losses").isZero();
        }
    }

    @Test
    void keepAliveLossIsToldBeforeBackEndsAreSilent() {
        try (World world = World.serving()) {
            HostHarness a = world.connect(Duration.ZERO);
            HostHarness b = world.connect(Duration.ofSeconds(1));
            listen(a);
            Pending event = world.asyncEvent(a);
            Resets.stick(world, b, 0);
            world.advance(Duration.ofMillis(1400));
            assertThat(event.answered()).isTrue();
            assertThat(world.view().controllers()).extracting("state").contains("quiescing");
        }
    }

    @Test
    void orderlyEndsAndResetsThatTheHostAskedForAreNoLosses() {
        try (World world = World.serving()) {
            HostHarness a = world.connect(Duration.ZERO);
            listen(a);
            Pending event = world.asyncEvent(a);
            HostHarness b = world.connect(Duration.ZERO);
            b.shutdown();
            b.close();
            HostHarness c = world.connect(Duration.ZERO);
            Resets.send(a, Resets.identity(c)).requireOk();
            world.run();
            assertThat(event.answered()).isFalse();
            assertThat(Bytes.u16(page(a), 0)).isZero();
        }
    }

    @Test
    void hostThatDidNotAskForTheEventGetsNoneAndCanReadTheLog() {
        try (World world = World.serving()) {
            HostHarness a = world.connect(Duration.ZERO);
            Pending event = world.asyncEvent(a);
            HostHarness b = world.connect(Duration.ZERO);
            cut(world, b);
            assertThat(event.answered()).isFalse();
            assertThat(Bytes.u16(page(a), 0)).isEqualTo(1);
            assertThat(Bytes.u16(page(world.connect(Duration.ZERO)), 0)).as("through any of its controllers").isEqualTo(1);
        }
    }

    @Test
    void logBelongsToAHostThatIsHereAndHoldsTheLast511() {
        try (World world = World.serving()) {
            HostHarness a = world.connect(Duration.ZERO);
            int first = 0;
            for (int i = 0; i < 513; i++) {
                HostHarness b = world.connect(Duration.ZERO);
                first = i == 2 ? b.cntlid() : first;
                cut(world, b);
            }
            MemorySegment page = page(a);
            assertThat(Bytes.u16(page, 0)).isEqualTo(511);
            assertThat(Bytes.u16(page, 8)).isEqualTo(first);
            cut(world, a);
            assertThat(Bytes.u16(page(world.connect(Duration.ZERO)), 0)).as("nobody of that host was left").isZero();
        }
    }

    @Test
    void lossesOfTheSameIdentifierAreCountedFrom255OnFromOne() {
        try (World world = new World()) {
            world.done(world.target.addPort(World.port(1, World.ADDRESS)));
            var s = World.subsystem();
            world.done(world.target.addSubsystem(new io.fenceline.api.target.SubsystemSpec(s.nqn(), "", s.model(), true, s.hosts(), 5, 6, 4,
                    32, 8, 4, 10, 500, true, s.namespaces())));
            HostHarness a = world.connect(Duration.ZERO);
            for (int i = 1; i <= 256; i++) {
                cut(world, world.connect(Duration.ZERO));
                assertThat(Bytes.u8(page(a), 10)).isEqualTo(i > 255 ? i - 255 : i);
            }
        }
    }

    @Test
    void discoveryControllersHaveNoSuchPage() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(World.HOST, Nqn.DISCOVERY, World.KATO);
            host.admin(HostCommand.getLog(LID, 0, 0, 4096, false))
                    .requireStatus(Status.INVALID_LOG_PAGE | Status.DNR | Status.MORE);
            host.admin(HostCommand.setFeatures(Fid.ASYNC_EVENT_CONFIGURATION, 1 << 21))
                    .requireStatus(Status.INVALID_FIELD | Status.DNR | Status.MORE);
        }
    }
}
