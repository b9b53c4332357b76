package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.testkit.host.Reply;
import io.fenceline.wire.Cap;
import io.fenceline.wire.Cc;
import io.fenceline.wire.Crto;
import io.fenceline.wire.Csts;
import io.fenceline.wire.ErrorInformation;
import io.fenceline.wire.Lid;
import io.fenceline.wire.Property;
import io.fenceline.wire.Status;
import io.fenceline.wire.Version;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties, enable, reset and shutdown (NVM Express Base 2.1, 3.1.4, 3.5, 3.6, 3.7). */
class PropertyTest {
    private static int csts(HostHarness host) {
        return (int) host.propertyGet(Property.CSTS, false);
    }

    private static void refused(Reply reply, int status) {
        assertThat(reply.status()).isEqualTo(status | Status.DNR | Status.MORE);
    }

    @Test
    void propertiesTellWhatTheControllerCanDo() {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            long cap = host.propertyGet(Property.CAP, true);
            assertThat(Cap.mqes(cap)).isEqualTo(127);
            assertThat(cap & Cap.CQR).isNotZero();
            assertThat(Cap.to(cap)).isEqualTo(30);
            assertThat(Cap.css(cap)).isEqualTo(0x41);
            assertThat(Cap.crwms(cap)).isTrue();
            assertThat(Cap.crims(cap)).isFalse();
            assertThat(Cap.nssrs(cap)).isFalse();
            assertThat(Cap.mpsmin(cap)).isZero();
            assertThat(host.propertyGet(Property.VS, false)).isEqualTo(Version.V2_1);
            assertThat(Crto.crwmt((int) host.propertyGet(Property.CRTO, false))).isEqualTo(30);
            assertThat(csts(host)).isZero();
            assertThat(host.propertyGet(Property.CC, false)).isZero();
        }
    }

    @Test
    void eightBytePropertyCanBeReadInHalves() {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            long cap = host.propertyGet(Property.CAP, true);
            assertThat(host.propertyGet(Property.CAP, false)).isEqualTo(cap & 0xFFFF_FFFFL);
            assertThat(host.propertyGet(Property.CAP + 4, false)).isEqualTo(cap >>> 32);
        }
    }

    @Test
    void propertiesThatAreNotThereOrOfAnotherSizeAreRefused() {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            refused(host.admin(HostCommand.propertyGet(Property.VS, true)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.propertyGet(Property.NSSR, false)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.propertyGet(0x1000, false)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.propertyGet(Property.VS, false).raw(40, 2)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.propertySet(Property.CSTS, 1)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.propertySet(Property.CC, 0).raw(40, 1)), Status.INVALID_FIELD);
        }
    }

    @Test
    void controllerIsReadyOnceEnabled() {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            host.propertySet(Property.CC, Cc.enable(Cc.CSS_NVM) & ~Cc.EN);
            assertThat(csts(host)).isZero();
            host.propertySet(Property.CC, Cc.enable(Cc.CSS_IOCSS));
            assertThat(csts(host)).isEqualTo(Csts.RDY);
            assertThat(host.propertyGet(Property.CC, false)).isEqualTo(Cc.enable(Cc.CSS_IOCSS));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 7, 1 << 11, 2 << 4, 1 << 24, 1 << 14, 1 << 16, 1 << 20})
    void configurationThatIsNotSupportedIsRefusedAndTheControllerStaysDisabled(int bit) {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            refused(host.admin(HostCommand.propertySet(Property.CC, Cc.enable(Cc.CSS_NVM) ^ bit)), Status.INVALID_FIELD);
            assertThat(csts(host)).isZero();
            host.enable();
            Reply log = host.admin(HostCommand.getLog(Lid.ERROR_INFORMATION, 0, 0, 64, false)).requireOk();
            assertThat(ErrorInformation.PEL.getInt(log.memory())).isEqualTo(48);
        }
    }

    @Test
    void fieldsOfAnEnabledControllerCannotBeChanged() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            refused(host.admin(HostCommand.propertySet(Property.CC, Cc.enable(Cc.CSS_NVM) | 1 << 7)), Status.INVALID_FIELD);
            assertThat(csts(host)).isEqualTo(Csts.RDY);
        }
    }

    @Test
    void onlyFabricsCommandsAndKeepAliveAreTakenBeforeTheControllerIsReady() {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            refused(host.admin(HostCommand.identify(1, 0)), Status.COMMAND_SEQUENCE_ERROR);
            refused(host.admin(HostCommand.asyncEvent()), Status.COMMAND_SEQUENCE_ERROR);
            host.admin(HostCommand.keepAlive()).requireOk();
        }
    }

    @Test
    void resetEndsIoQueuesAbortsEventRequestsAndForgetsFeatures() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            host.admin(HostCommand.setFeatures(0x06, 0)).requireOk();
            Pending event = world.asyncEvent(host);
            host.disable();
            assertThat(event.await().status()).isEqualTo(Status.ABORTED_SQ_DELETION);
            queue.awaitQuiesced();
            assertThat(world.controller().state()).isEqualTo("disabled");
            host.enable();
            host.openIoQueue(1, 16);
            assertThat(host.admin(HostCommand.getFeatures(0x06)).requireOk().result()).isEqualTo(1);
        }
    }

    @Test
    void resetWaitsForWhatRunsInTheBackEnd() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            backend.cancellable = false;
            Pending write = queue.submit(HostCommand.write(1, 0, 1, new byte[4096]));
            world.run();
            host.propertySet(Property.CC, Cc.enable(Cc.CSS_NVM) & ~Cc.EN);
            world.advance(Duration.ofSeconds(1));
            assertThat(csts(host)).isEqualTo(Csts.RDY);
            assertThat(world.controller().state()).isEqualTo("resetting");
            assertThat(queue.alive()).isTrue();
            refused(host.admin(HostCommand.propertySet(Property.CC, Cc.enable(Cc.CSS_NVM))), Status.COMMAND_SEQUENCE_ERROR);
            backend.release(Status.SUCCESS);
            world.run();
            assertThat(csts(host)).isZero();
            assertThat(write.answered()).isFalse();
        }
    }

    @Test
    void resetThatTakesLongerThanTheReadyTimeoutIsFatalAndThenEndsTheAssociationOnceSilent() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ZERO);
            HarnessQueue queue = host.openIoQueue(1, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            backend.cancellable = false;
            Pending event = world.asyncEvent(host);
            queue.submit(HostCommand.write(1, 0, 1, new byte[4096]));
            world.run();
            host.propertySet(Property.CC, Cc.enable(Cc.CSS_NVM) & ~Cc.EN);
            world.advance(Duration.ofSeconds(15));
            assertThat(csts(host) & Csts.CFS).isNotZero();
            assertThat(world.controller().state()).isEqualTo("fatal");
            assertThat(event.await().result()).isEqualTo(0x01_0300);
            world.advance(Duration.ofSeconds(31));
            assertThat(world.controller().state()).isEqualTo("quiescing");
            assertThat(queue.alive()).isTrue();
            assertThat(world.controller().oldestMs()).isGreaterThanOrEqualTo(46_000);
            backend.release(Status.SUCCESS);
            world.run();
            assertThat(world.view().controllers()).isEmpty();
        }
    }

    @Test
    void shutdownEndsIoQueuesAndIsComplete() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            host.shutdown();
            assertThat(Csts.shst(csts(host))).isEqualTo(Csts.SHST_COMPLETE);
            queue.awaitQuiesced();
            host.admin(HostCommand.identify(1, 0)).requireStatus(Status.COMMAND_SEQUENCE_ERROR | Status.MORE);
        }
    }

    @Test
    void controllerCanBeEnabledAgainAfterShutdownAndReset() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            host.shutdown();
            host.disable();
            assertThat(csts(host)).isZero();
            host.enable();
            host.openIoQueue(1, 16);
        }
    }

    @Test
    void disabledControllerCanBeShutDownToo() {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            host.propertySet(Property.CC, Cc.withShn(0, Cc.SHN_NORMAL));
            assertThat(Csts.shst(csts(host))).isEqualTo(Csts.SHST_COMPLETE);
            host.propertySet(Property.CC, 0);
            assertThat(csts(host)).isZero();
            host.enable();
        }
    }

    @Test
    void authenticationIsRefusedWhenItIsOff() {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            refused(host.admin(new HostCommand(0x7F).raw(4, 0x05).data(new byte[64])), Status.INVALID_OPCODE);
            refused(host.admin(new HostCommand(0x7F).raw(4, 0x06).expect(64)), Status.INVALID_OPCODE);
            refused(host.admin(new HostCommand(0x7F).raw(4, 0x7C)), Status.INVALID_OPCODE);
        }
    }

    @Test
    void disconnectEndsAnIoQueueAndIsRefusedOnTheAdminQueue() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            refused(host.admin(HostCommand.disconnect()), Status.DISCONNECT_INVALID_QUEUE_TYPE);
            HarnessQueue queue = host.openIoQueue(1, 16);
            queue.execute(HostCommand.disconnect()).requireOk();
            queue.awaitQuiesced();
            world.run();
            assertThat(world.controller().ioQueues()).isZero();
            assertThat(world.controller().state()).isEqualTo("ready");
            host.openIoQueue(1, 16);
        }
    }
}
