package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.testkit.host.Reply;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Lid;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Cross-Controller Reset at the target (NVM Express Base 2.3, 5.4.3 and 5.2.12.3.1). */
class CrossControllerResetTest {
    private static final int IRS = 1;
    /** Parameter error location of byte 40, ICID, in the entry of the error log. */
    private static final int AT_ICID = 40;
    private static final Nqn OTHER = Nqn.of("nqn.2024-01.io.fenceline:other");

    private static int location(HostHarness host) {
        return Bytes.u16(host.admin(HostCommand.getLog(Lid.ERROR_INFORMATION, 0, 0, 64, false)).requireOk().memory(), 14);
    }

    private static void refused(HostHarness host, Reply reply, int status, int location) {
        assertThat(reply.status() & ~Status.MORE).isEqualTo(status);
        assertThat(location(host)).isEqualTo(location);
    }

    // ---- identity ----

    @Test
    void identifyTellsWhoTheControllerIsAndWhatItPromises() {
        try (World world = World.serving()) {
            MemorySegment data = world.connect().identifyController().memory();
            assertThat(Bytes.u8(data, 135)).as("CIU").isNotZero().isEqualTo(world.controller().ciu());
            assertThat(Bytes.i64(data, 136)).as("CIRN").isNotZero().isEqualTo(world.controller().cirn());
            assertThat(Bytes.u16(data, 386)).as("CQT").isEqualTo(10_000).isEqualTo(world.controller().cqtMs());
            assertThat(Bytes.u8(data, 1807)).as("CCRL").isEqualTo(4);
            assertThat(Bytes.i32(data, 96) & 1 << 6).as("TBKAS").isNotZero();
            assertThat(Bytes.i32(data, 92) & 1 << 20).as("OAES.CCRCN").isNotZero();
        }
    }

    @Test
    void discoveryControllersHaveNoInstanceAndTakeNoReset() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(World.HOST, Nqn.DISCOVERY, World.KATO);
            MemorySegment data = host.identifyController().memory();
            assertThat(Bytes.u8(data, 135)).isZero();
            assertThat(Bytes.i64(data, 136)).isZero();
            assertThat(Bytes.u16(data, 386)).isZero();
            assertThat(Bytes.u8(data, 1807)).isZero();
            host.admin(Resets.reset(1, 1, 1)).requireStatus(Status.INVALID_OPCODE | Status.DNR | Status.MORE);
            host.admin(Resets.log(0, 4096, false, false)).requireStatus(Status.INVALID_LOG_PAGE | Status.DNR | Status.MORE);
            assertThat(world.controller().ciu()).isZero();
        }
    }

    @Test
    void everyEnableMakesAnotherInstance() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ZERO);
            Resets.Identity before = Resets.identity(host);
            for (int i = 0; i < 300; i++) {
                host.disable();
                host.enable();
                Resets.Identity now = Resets.identity(host);
                assertThat(now.ciu()).isEqualTo(before.ciu() == 255 ? 1 : before.ciu() + 1);
                assertThat(now.cirn()).isNotZero().isNotEqualTo(before.cirn());
                before = now;
            }
        }
    }

    // ---- the way of a reset ----

    @Test
    void resetOfAControllerWithNothingInABackEndEndsAtOnceAndIsToldByAnEvent() {
        try (World world = World.serving()) {
            HostHarness source = world.connect();
            HostHarness impacted = world.connect();
            Resets.listen(source);
            Pending event = world.asyncEvent(source);
            Resets.Identity identity = Resets.identity(impacted);
            Reply reply = Resets.send(source, identity).requireOk();
            assertThat(reply.result()).as("begun, not done").isZero();
            assertThat(event.await().requireOk().result()).isEqualTo(0x1EF402);
            byte[] page = Resets.page(source, true, false);
            assertThat(Resets.entries(page)).isEqualTo(1);
            assertThat(Resets.entry(page, 0)).isEqualTo(identity.cntlid() | identity.ciu() << 16);
            assertThat(Resets.state(page, 0)).isEqualTo(Resets.SUCCESS);
            assertThat(world.view().controllers()).extracting("cntlid").containsExactly(source.cntlid());
            assertThat(impacted.admin().alive()).isFalse();
        }
    }

    @Test
    void resetEndsWhenTheLastBackEndCommandOfAllQueuesIsDoneAndNotBefore() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            HostHarness impacted = world.connect(Duration.ZERO);
            Resets.listen(source);
            Pending event = world.asyncEvent(source);
            HeldBackend backend = world.backends.only();
            Resets.stick(world, impacted, 0);
            backend.hold = true;
            impacted.openIoQueue(2, 16).submit(HostCommand.write(1, 1, 1, new byte[4096]));
            world.run();
            Resets.Identity identity = Resets.identity(impacted);
            assertThat(Resets.send(source, identity).requireOk().result()).isZero();
            world.advance(Duration.ofSeconds(4));
            assertThat(event.answered()).isFalse();
            assertThat(Resets.state(Resets.page(source, true, false), 0)).isEqualTo(Resets.IN_PROGRESS);
            backend.held.removeFirst().complete(Status.SUCCESS);
            world.advance(Duration.ofSeconds(1));
            assertThat(event.answered()).isFalse();
            assertThat(world.view().controllers().getFirst().pendingResets()).isEqualTo(1);
            backend.held.removeFirst().complete(Status.INTERNAL_ERROR);
            world.run();
            assertThat(event.answered()).isTrue();
            assertThat(Resets.state(Resets.page(source, false, false), 0)).isEqualTo(Resets.SUCCESS);
            assertThat(world.view().controllers().getFirst().pendingResets()).isZero();
            // Ended, and not removed: it is shown once more, and by the read that removes it, and then no more.
            assertThat(Resets.entries(Resets.page(source, true, false))).isEqualTo(1);
            assertThat(Resets.entries(Resets.page(source, true, false))).isZero();
        }
    }

    @Test
    void silentInstanceIsAnsweredAsResetAtOnce() {
        try (World world = World.serving()) {
            HostHarness source = world.connect();
            HostHarness impacted = world.connect();
            Resets.Identity identity = Resets.identity(impacted);
            impacted.disable();
            impacted.enable();
            assertThat(Resets.send(source, identity).requireOk().result()).as("a former life").isEqualTo(IRS);
            assertThat(world.view().controllers()).hasSize(2);
            Resets.Identity now = Resets.identity(impacted);
            assertThat(source.admin(Resets.reset(now.cntlid(), now.ciu(), now.cirn() ^ 1)).requireOk().result()).isEqualTo(IRS);
            assertThat(source.admin(Resets.reset(now.cntlid(), now.ciu() ^ 1 | 2, now.cirn())).requireOk().result()).isEqualTo(IRS);
            assertThat(source.admin(Resets.reset(now.cntlid() + 100, now.ciu(), now.cirn())).requireOk().result()).isEqualTo(IRS);
            assertThat(world.view().controllers()).as("nobody was hit").hasSize(2);
            assertThat(Resets.entries(Resets.page(source, false, false))).isZero();
            impacted.close();
            world.run();
            assertThat(Resets.send(source, now).requireOk().result()).as("gone").isEqualTo(IRS);
        }
    }

    @Test
    void controllerThatIsLostAlreadyIsWaitedForAndNotTornDownTwice() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            HostHarness impacted = world.connect(Duration.ofSeconds(1));
            Resets.listen(source);
            Pending event = world.asyncEvent(source);
            Resets.Identity identity = Resets.identity(impacted);
            Resets.stick(world, impacted, 0);
            world.advance(Duration.ofSeconds(3));
            assertThat(world.view().controllers()).extracting("state").containsExactly("ready", "quiescing");
            assertThat(Resets.send(source, identity).requireOk().result()).isZero();
            world.advance(Duration.ofSeconds(1));
            assertThat(event.answered()).isFalse();
            world.backends.only().release(Status.SUCCESS);
            assertThat(event.await().requireOk().result()).isEqualTo(0x1EF402);
            assertThat(Resets.state(Resets.page(source, true, false), 0)).isEqualTo(Resets.SUCCESS);
        }
    }

    @Test
    void instanceOfAFormerLifeOfTheProcessIsCalledResetOnlyWhenItsQuiesceTimeIsOver() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            Resets.Identity mine = Resets.identity(world.connect(Duration.ZERO));
            // The process that gave this number is dead, but what it had handed to a disk or a network may not be.
            Resets.Identity former = new Resets.Identity(mine.cntlid(), mine.ciu(), mine.cirn() ^ 1L << 63);
            assertThat(Resets.send(source, former).status() & ~Status.MORE).isEqualTo(Status.COMMAND_INTERRUPTED);
            world.advance(Duration.ofMillis(9_990));
            assertThat(Resets.send(source, former).status() & ~Status.MORE).isEqualTo(Status.COMMAND_INTERRUPTED);
            world.advance(Duration.ofMillis(10));
            assertThat(Resets.send(source, former).requireOk().result()).isEqualTo(IRS);
            assertThat(world.view().controllers()).hasSize(2);
        }
    }

    // ---- what is refused ----

    @Test
    void controllerDoesNotResetItself() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            refused(host, Resets.send(host, Resets.identity(host)), Status.INVALID_FIELD | Status.DNR, AT_ICID);
            assertThat(world.controller().state()).isEqualTo("ready");
        }
    }

    @Test
    void identityThatWasNeverReadIsNoIdentity() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            refused(host, host.admin(Resets.reset(77, 0, 5)), Status.INVALID_FIELD | Status.DNR, 42);
            refused(host, host.admin(Resets.reset(77, 5, 0)), Status.INVALID_FIELD | Status.DNR, 48);
        }
    }

    @Test
    void anotherHostsControllerIsNeverResetAndNeverCalledReset() {
        try (World world = World.serving()) {
            HostHarness source = world.connect();
            HostHarness foreign = world.connect(OTHER, World.SUBSYSTEM, World.KATO);
            refused(source, Resets.send(source, Resets.identity(foreign)), Status.OPERATION_DENIED | Status.DNR, AT_ICID);
            // The same name with another identifier is another host.
            HostHarness.Settings s = world.hostSettings(World.HOST, World.SUBSYSTEM, World.KATO, false);
            HostHarness twin = HostHarness.connectAdmin(new HostHarness.Settings(s.loops(), s.transport(), s.address(), s.hostNqn(),
                    new UUID(9, 9), s.subsystem(), s.kato(), false, s.limit()));
            twin.enable();
            refused(source, Resets.send(source, Resets.identity(twin)), Status.OPERATION_DENIED | Status.DNR, AT_ICID);
            assertThat(world.view().controllers()).extracting("state").containsOnly("ready");
        }
    }

    @Test
    void ofAnotherNodesControllersNothingIsSaid() {
        try (World world = new World()) {
            world.done(world.target.addPort(World.port(1, World.ADDRESS)));
            SubsystemSpec s = World.subsystem();
            world.done(world.target.addSubsystem(new SubsystemSpec(s.nqn(), "", s.model(), true, Set.of(), 100, 199, 4, 32, 8, 4, 10, 500,
                    true, s.namespaces())));
            HostHarness host = world.connect();
            world.advance(Duration.ofMillis(500));
            for (int foreign : new int[]{0, 1, 99, 200, 0xFFFF}) {
                refused(host, host.admin(Resets.reset(foreign, 5, 5)), Status.INVALID_FIELD | Status.DNR, AT_ICID);
            }
            assertThat(host.admin(Resets.reset(199, 5, 5)).requireOk().result()).isEqualTo(IRS);
        }
    }

    @Test
    void sourceThatIsNotReadyTakesNoReset() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            Resets.Identity identity = Resets.identity(world.connect());
            source.disable();
            source.admin(identity.command()).requireStatus(Status.COMMAND_SEQUENCE_ERROR | Status.DNR | Status.MORE);
        }
    }

    @Test
    void secondResetOfTheSamePairIsInProgress() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            HostHarness other = world.connect(Duration.ZERO);
            HostHarness impacted = world.connect(Duration.ZERO);
            Resets.Identity identity = Resets.identity(impacted);
            Resets.stick(world, impacted, 0);
            Resets.send(source, identity).requireOk();
            Reply again = Resets.send(source, identity);
            assertThat(again.status() & ~Status.MORE).isEqualTo(0x413F);
            // Another source may ask for the same; both hear of the end.
            assertThat(Resets.send(other, identity).requireOk().result()).isZero();
            world.backends.only().release(Status.SUCCESS);
            world.run();
            assertThat(Resets.state(Resets.page(source, false, false), 0)).isEqualTo(Resets.SUCCESS);
            assertThat(Resets.state(Resets.page(other, false, false), 0)).isEqualTo(Resets.SUCCESS);
        }
    }

    @Test
    void fifthResetInProgressIsOneTooMany() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            Resets.Identity last = null;
            for (int i = 0; i < 5; i++) {
                HostHarness impacted = world.connect(Duration.ZERO);
                last = Resets.identity(impacted);
                Resets.stick(world, impacted, i);
                if (i < 4) {
                    assertThat(Resets.send(source, last).requireOk().result()).isZero();
                }
            }
            assertThat(Resets.send(source, last).status() & ~Status.MORE).isEqualTo(0x0141);
            world.backends.only().held.removeFirst().complete(Status.SUCCESS);
            world.run();
            assertThat(Resets.send(source, last).requireOk().result()).as("an ended one does not count").isZero();
        }
    }

    @Test
    void logOf511EndedResetsIsFullUntilItIsRead() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            for (int i = 0; i < 511; i++) {
                HostHarness impacted = world.connect(Duration.ZERO);
                assertThat(Resets.send(source, Resets.identity(impacted)).requireOk().result()).isZero();
                world.run();
            }
            Resets.Identity one = Resets.identity(world.connect(Duration.ZERO));
            assertThat(Resets.send(source, one).status() & ~Status.MORE).isEqualTo(0x0140);
            assertThat(world.view().controllers()).hasSize(2);
            byte[] page = Resets.page(source, true, false);
            assertThat(Resets.entries(page)).isEqualTo(511);
            assertThat(Resets.state(page, 510)).isEqualTo(Resets.SUCCESS);
            assertThat(Resets.send(source, one).requireOk().result()).isZero();
            world.run();
            assertThat(Resets.entries(Resets.page(source, true, false))).isEqualTo(1);
        }
    }

    // ---- the log page ----

    @Test
    void pageIsReadInPartsAndARemovalTakesOnlyWhatWasShown() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            for (int i = 0; i < 3; i++) {
                Resets.send(source, Resets.identity(world.connect(Duration.ZERO))).requireOk();
                world.run();
            }
            byte[] whole = Resets.page(source, false, true);
            byte[] part = source.admin(Resets.log(16, 8, false, true)).requireOk().data();
            assertThat(part).isEqualTo(Arrays.copyOfRange(whole, 16, 24));
            // Twenty bytes: the header, the first entry, and half of the second.
            part = source.admin(Resets.log(0, 20, true, true)).requireOk().data();
            assertThat(part).isEqualTo(Arrays.copyOf(whole, 20));
            byte[] rest = Resets.page(source, false, true);
            assertThat(Resets.entries(rest)).isEqualTo(2);
            assertThat(Resets.entry(rest, 0)).isEqualTo(Resets.entry(whole, 1));
            source.admin(Resets.log(4100, 4, false, true)).requireStatus(Status.INVALID_FIELD | Status.DNR | Status.MORE);
            source.admin(Resets.log(2, 4, false, true)).requireStatus(Status.INVALID_FIELD | Status.DNR | Status.MORE);
        }
    }

    @Test
    void removalWithoutRetainUnmasksAndRetainKeepsTheMask() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            Resets.listen(source);
            Pending first = world.asyncEvent(source);
            Pending second = world.asyncEvent(source);
            Resets.send(source, Resets.identity(world.connect(Duration.ZERO))).requireOk();
            world.run();
            assertThat(first.answered()).isTrue();
            // RMC with RAE: removed, and still masked.
            assertThat(Resets.entries(Resets.page(source, true, true))).isEqualTo(1);
            assertThat(Resets.entries(Resets.page(source, true, true))).isZero();
            Resets.send(source, Resets.identity(world.connect(Duration.ZERO))).requireOk();
            world.run();
            assertThat(second.answered()).as("masked").isFalse();
            // A whole page that shows the second end: nothing is left to be told.
            assertThat(Resets.entries(Resets.page(source, false, false))).isEqualTo(1);
            world.run();
            assertThat(second.answered()).isFalse();
            Resets.send(source, Resets.identity(world.connect(Duration.ZERO))).requireOk();
            world.run();
            assertThat(second.answered()).isTrue();
        }
    }

    @Test
    void endThatAPageDoesNotShowIsToldByAnEventHoweverTheTwoFall() {
        // The end comes before, with, and after the read that unmasks: never is a finished entry both unseen and untold.
        for (int order = 0; order < 2; order++) {
            try (World world = World.serving()) {
                HostHarness source = world.connect(Duration.ZERO);
                Resets.listen(source);
                Pending first = world.asyncEvent(source);
                Pending second = world.asyncEvent(source);
                Resets.send(source, Resets.identity(world.connect(Duration.ZERO))).requireOk();
                HostHarness impacted = world.connect(Duration.ZERO);
                Resets.Identity identity = Resets.identity(impacted);
                Resets.stick(world, impacted, 0);
                Resets.send(source, identity).requireOk();
                world.run();
                assertThat(first.answered()).isTrue();
                Pending read;
                if (order == 0) {
                    read = source.admin().submit(Resets.log(0, 4096, true, false));
                    world.backends.only().release(Status.SUCCESS);
                } else {
                    world.backends.only().release(Status.SUCCESS);
                    read = source.admin().submit(Resets.log(0, 4096, true, false));
                }
                byte[] page = read.await().requireOk().data();
                world.run();
                boolean shown = Arrays.equals(Resets.state(page, 1), Resets.SUCCESS);
                assertThat(shown || second.answered()).as("order " + order).isTrue();
                if (!shown) {
                    page = Resets.page(source, true, false);
                    assertThat(Resets.entries(page)).isEqualTo(1);
                    assertThat(Resets.state(page, 0)).isEqualTo(Resets.SUCCESS);
                }
            }
        }
    }

    @Test
    void hostThatDidNotAskForTheEventGetsNone() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            Pending event = world.asyncEvent(source);
            Resets.send(source, Resets.identity(world.connect(Duration.ZERO))).requireOk();
            world.run();
            assertThat(event.answered()).isFalse();
            assertThat(Resets.state(Resets.page(source, false, false), 0)).isEqualTo(Resets.SUCCESS);
        }
    }

    // ---- the source's own life ----

    @Test
    void sourceThatIsReadyAgainHasForgottenWhatHasEndedAndKeepsWhatHasNot() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            Resets.send(source, Resets.identity(world.connect(Duration.ZERO))).requireOk();
            world.run();
            HostHarness impacted = world.connect(Duration.ZERO);
            Resets.Identity identity = Resets.identity(impacted);
            Resets.stick(world, impacted, 0);
            Resets.send(source, identity).requireOk();
            source.disable();
            source.enable();
            byte[] page = Resets.page(source, false, false);
            assertThat(Resets.entries(page)).isEqualTo(1);
            assertThat(Resets.entry(page, 0)).isEqualTo(identity.cntlid() | identity.ciu() << 16);
            Resets.listen(source);
            Pending event = world.asyncEvent(source);
            world.backends.only().release(Status.SUCCESS);
            assertThat(event.await().requireOk().result()).isEqualTo(0x1EF402);
        }
    }

    @Test
    void sourceThatDiesAfterTheAcceptLeavesTheResetGoingAndNobodyWaiting() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            HostHarness impacted = world.connect(Duration.ZERO);
            Resets.Identity identity = Resets.identity(impacted);
            Resets.stick(world, impacted, 0);
            Resets.send(source, identity).requireOk();
            source.close();
            world.run();
            assertThat(world.view().controllers()).extracting("state").containsExactly("quiescing");
            // A second source joins, and hears of the end.
            HostHarness second = world.connect(Duration.ZERO);
            assertThat(Resets.entries(Resets.page(second, false, false))).isZero();
            assertThat(Resets.send(second, identity).requireOk().result()).isZero();
            world.backends.only().release(Status.SUCCESS);
            world.run();
            assertThat(Resets.state(Resets.page(second, false, false), 0)).isEqualTo(Resets.SUCCESS);
        }
    }

    @Test
    void sourceThatIsLostHasNoResetsAnyMoreThoughItLingers() {
        try (World world = World.serving()) {
            HostHarness source = world.connect(Duration.ZERO);
            HostHarness impacted = world.connect(Duration.ZERO);
            Resets.Identity identity = Resets.identity(impacted);
            Resets.stick(world, impacted, 0);
            Resets.stick(world, source, 1);
            Resets.send(source, identity).requireOk();
            assertThat(world.view().controllers().getFirst().pendingResets()).isEqualTo(1);
            source.admin().abandon(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
            world.run();
            assertThat(world.view().controllers()).extracting("state").containsExactly("quiescing", "quiescing");
            assertThat(world.view().controllers().getFirst().pendingResets()).isZero();
        }
    }

    @Test
    void ofTwoControllersThatResetEachOtherTheFirstWins() {
        try (World world = World.serving()) {
            HostHarness a = world.connect(Duration.ZERO);
            HostHarness b = world.connect(Duration.ZERO);
            Resets.Identity ofA = Resets.identity(a);
            Resets.Identity ofB = Resets.identity(b);
            Pending first = a.admin().submit(ofB.command());
            Pending second = b.admin().submit(ofA.command());
            world.advance(Duration.ofSeconds(1));
            assertThat(first.await().requireOk().result()).isZero();
            // The one that was reset first takes no command any more, so that its reset of the other never began.
            assertThat(second.await().status() & ~Status.MORE).isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
            assertThat(Resets.state(Resets.page(a, true, false), 0)).isEqualTo(Resets.SUCCESS);
            assertThat(world.view().controllers()).extracting("cntlid").containsExactly(a.cntlid());
        }
    }

    @Test
    void resetThatIsPendingEndsThoughItsSourceIsResetThroughAThirdMeanwhile() {
        try (World world = World.serving()) {
            HostHarness a = world.connect(Duration.ZERO);
            HostHarness b = world.connect(Duration.ZERO);
            HostHarness c = world.connect(Duration.ZERO);
            Resets.Identity ofA = Resets.identity(a);
            Resets.Identity ofB = Resets.identity(b);
            Resets.stick(world, b, 0);
            Resets.send(a, ofB).requireOk();
            Resets.send(c, ofA).requireOk();
            Resets.send(c, ofB).requireOk();
            world.run();
            byte[] page = Resets.page(c, false, false);
            assertThat(Resets.state(page, 0)).isEqualTo(Resets.SUCCESS);
            assertThat(Resets.state(page, 1)).isEqualTo(Resets.IN_PROGRESS);
            world.backends.only().release(Status.SUCCESS);
            world.run();
            assertThat(Resets.state(Resets.page(c, true, false), 1)).isEqualTo(Resets.SUCCESS);
            assertThat(world.view().controllers()).extracting("cntlid").containsExactly(c.cntlid());
        }
    }
}
