package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Reply;
import io.fenceline.wire.ConnectCommand;
import io.fenceline.wire.ConnectData;
import io.fenceline.wire.ConnectResponse;
import io.fenceline.wire.FabricsCommand;
import io.fenceline.wire.Fid;
import io.fenceline.wire.Id128;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import io.fenceline.wire.TextField;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The Connect command (NVM Express Base 2.1, 6.3): each wrong field gets its own status and place. */
class ConnectTest {
    private static final int INVALID = Status.CONNECT_INVALID_PARAMETERS | Status.DNR;

    /** A Connect command whose every field can be set. */
    private static final class Wish {
        int recfmt;
        int qid;
        int sqsize = 31;
        int cattr;
        final byte[] data = new byte[ConnectData.BYTES];

        Wish() {
            ConnectData.encode(memory(), new Id128(1, 2), ConnectData.CNTLID_DYNAMIC, World.SUBSYSTEM.value(), World.HOST.value());
        }

        MemorySegment memory() {
            return MemorySegment.ofArray(data);
        }

        HostCommand command() {
            return new HostCommand(Sqe.FABRICS).raw(Sqe.NSID, FabricsCommand.CONNECT).cdw(10, recfmt | qid << 16)
                    .cdw(11, sqsize | cattr << 16).data(data);
        }
    }

    private static Reply connect(World world, Wish wish) {
        return world.silent().execute(wish.command());
    }

    private static void refusedInCommand(Reply reply, int offset) {
        assertThat(reply.status()).isEqualTo(INVALID);
        assertThat(ConnectResponse.isInData(reply.result())).isFalse();
        assertThat(ConnectResponse.ipo(reply.result())).isEqualTo(offset);
    }

    /** Without DNR: a Linux host connects anew then, instead of giving up. */
    private static void refusedForNow(Reply reply, int offset) {
        assertThat(reply.status()).isEqualTo(Status.CONNECT_INVALID_PARAMETERS);
        assertThat(ConnectResponse.ipo(reply.result())).isEqualTo(offset);
    }

    private static void refusedInData(Reply reply, int offset) {
        assertThat(reply.status()).isEqualTo(INVALID);
        assertThat(ConnectResponse.isInData(reply.result())).isTrue();
        assertThat(ConnectResponse.ipo(reply.result())).isEqualTo(offset);
    }

    @Test
    void goodConnectGetsAControllerIdentifier() {
        try (World world = World.serving()) {
            Reply reply = connect(world, new Wish()).requireOk();
            assertThat(ConnectResponse.cntlid(reply.result())).isEqualTo(1);
            assertThat(reply.sqHead()).isEqualTo(1);
        }
    }

    @Test
    void flowControlIsSwitchedOffWhenTheHostWantsIt() {
        try (World world = World.serving()) {
            Wish wish = new Wish();
            wish.cattr = ConnectCommand.CATTR_DISABLE_SQ_FLOW_CONTROL;
            HarnessQueue queue = world.silent();
            assertThat(queue.execute(wish.command()).requireOk().sqHead()).isEqualTo(0xFFFF);
            assertThat(queue.execute(HostCommand.propertyGet(0x08, false)).requireOk().sqHead()).isZero();
        }
    }

    @Test
    void headPointerMovesWithEachAnswer() {
        try (World world = World.serving()) {
            HarnessQueue queue = world.silent();
            Wish wish = new Wish();
            wish.sqsize = 3;
            queue.execute(wish.command()).requireOk();
            int[] heads = new int[5];
            for (int i = 0; i < heads.length; i++) {
                heads[i] = queue.execute(HostCommand.propertyGet(0x08, false)).requireOk().sqHead();
            }
            assertThat(heads).containsExactly(2, 3, 0, 1, 2);
        }
    }

    @Test
    void unknownRecordFormatIsIncompatible() {
        try (World world = World.serving()) {
            Wish wish = new Wish();
            wish.recfmt = 1;
            connect(world, wish).requireStatus(Status.CONNECT_INCOMPATIBLE_FORMAT | Status.DNR);
        }
    }

    @Test
    void queueSizeOfZeroAndGreaterThanTheLimitAreRefused() {
        try (World world = World.serving()) {
            for (int sqsize : new int[]{0, 128, 0xFFFF}) {
                Wish wish = new Wish();
                wish.sqsize = sqsize;
                refusedInCommand(connect(world, wish), ConnectCommand.SQSIZE.offset());
            }
        }
    }

    @Test
    void staticControllersAreRefused() {
        try (World world = World.serving()) {
            for (int cntlid : new int[]{1, ConnectData.CNTLID_STATIC_ANY}) {
                Wish wish = new Wish();
                ConnectData.CNTLID.put(wish.memory(), cntlid);
                refusedInData(connect(world, wish), ConnectData.CNTLID.offset());
            }
        }
    }

    @Test
    void hostIdentifierOfZeroIsRefused() {
        try (World world = World.serving()) {
            Wish wish = new Wish();
            ConnectData.HOSTID.put(wish.memory(), Id128.ZERO);
            refusedInData(connect(world, wish), ConnectData.HOSTID.offset());
        }
    }

    @Test
    void namesWithoutTerminationOrFormAreRefused() {
        try (World world = World.serving()) {
            for (var field : new TextField[]{ConnectData.SUBNQN, ConnectData.HOSTNQN}) {
                Wish unterminated = new Wish();
                Arrays.fill(unterminated.data, field.offset(), field.offset() + 256, (byte) 'a');
                refusedInData(connect(world, unterminated), field.offset());
                Wish empty = new Wish();
                Arrays.fill(empty.data, field.offset(), field.offset() + 256, (byte) 0);
                refusedInData(connect(world, empty), field.offset());
                Wish strange = new Wish();
                field.put(strange.memory(), "iqn.1998-01.com.example:disk");
                refusedInData(connect(world, strange), field.offset());
            }
        }
    }

    @Test
    void subsystemThatIsNotThereOrNotAtThisPortIsRefused() {
        try (World world = new World()) {
            world.done(world.target.addPort(
                    new PortSpec(1, World.ADDRESS, Set.of(Nqn.of("nqn.2024-01.io.fenceline:others")), true, Map.of())));
            world.done(world.target.addPort(World.port(2, TransportAddress.memory("b"))));
            refusedInData(connect(world, new Wish()), ConnectData.SUBNQN.offset());
            world.done(world.target.addSubsystem(World.subsystem()));
            refusedInData(connect(world, new Wish()), ConnectData.SUBNQN.offset());
        }
    }

    @Test
    void hostThatIsNotAllowedIsAnInvalidHost() {
        try (World world = new World()) {
            world.done(world.target.addPort(World.port(1, World.ADDRESS)));
            world.done(world.target.addSubsystem(World.subsystem().withAnyHost(false)));
            Reply reply = connect(world, new Wish());
            assertThat(reply.status()).isEqualTo(Status.CONNECT_INVALID_HOST | Status.DNR);
            assertThat(ConnectResponse.isInData(reply.result())).isTrue();
            assertThat(ConnectResponse.ipo(reply.result())).isEqualTo(ConnectData.HOSTNQN.offset());
            world.done(world.target.allowHost(World.SUBSYSTEM, World.HOST));
            connect(world, new Wish()).requireOk();
        }
    }

    @Test
    void dataOfAWrongLengthIsRefused() {
        try (World world = World.serving()) {
            HostCommand command = new Wish().command().data(new byte[1020]);
            world.silent().execute(command).requireStatus(Status.DATA_SGL_LENGTH_INVALID | Status.DNR);
        }
    }

    @Test
    void dataThatDoesNotComeInTheCapsuleIsFetched() {
        try (World world = World.serving()) {
            HarnessQueue queue = world.silent();
            queue.inCapsuleLimit(0);
            queue.execute(new Wish().command()).requireOk();
        }
    }

    @Test
    void hostMayTryAgainOnTheSameConnection() {
        try (World world = World.serving()) {
            HarnessQueue queue = world.silent();
            Wish wish = new Wish();
            wish.sqsize = 0;
            refusedInCommand(queue.execute(wish.command()), ConnectCommand.SQSIZE.offset());
            queue.execute(new Wish().command()).requireOk();
        }
    }

    @Test
    void secondConnectOnAConnectedQueueIsASequenceError() {
        try (World world = World.serving()) {
            HarnessQueue queue = world.silent();
            queue.execute(new Wish().command()).requireOk();
            Reply reply = queue.execute(new Wish().command());
            assertThat(Status.plain(reply.status())).isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
            assertThat(Status.dnr(reply.status())).isTrue();
        }
    }

    @Test
    void everyOtherCommandBeforeConnectIsASequenceError() {
        try (World world = World.serving()) {
            HarnessQueue queue = world.silent();
            queue.execute(HostCommand.identify(1, 0)).requireStatus(Status.COMMAND_SEQUENCE_ERROR | Status.DNR);
            queue.execute(HostCommand.propertyGet(0, true)).requireStatus(Status.COMMAND_SEQUENCE_ERROR | Status.DNR);
            queue.execute(HostCommand.keepAlive()).requireStatus(Status.COMMAND_SEQUENCE_ERROR | Status.DNR);
            assertThat(world.view().controllers()).isEmpty();
        }
    }

    // I/O queues.

    private static Wish ioWish(HostHarness host, int qid) {
        Wish wish = new Wish();
        UUID id = UUID.nameUUIDFromBytes(World.HOST.value().getBytes(StandardCharsets.UTF_8));
        ConnectData.encode(wish.memory(), Id128.of(id), host.cntlid(), World.SUBSYSTEM.value(), World.HOST.value());
        wish.qid = qid;
        return wish;
    }

    @Test
    void ioQueueOfAControllerThatIsNotEnabledIsRefused() {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            refusedForNow(connect(world, ioWish(host, 1)), ConnectCommand.QID.offset());
            host.enable();
            connect(world, ioWish(host, 1)).requireOk();
        }
    }

    @Test
    void ioQueueOfAnUnknownControllerIsRefused() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            Wish wish = ioWish(host, 1);
            ConnectData.CNTLID.put(wish.memory(), host.cntlid() + 1);
            refusedForNow(connect(world, wish), ConnectData.CNTLID.offset());
        }
    }

    @Test
    void ioQueueOfAnotherHostIsRefused() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            Wish otherName = ioWish(host, 1);
            ConnectData.HOSTNQN.put(otherName.memory(), "nqn.2024-01.io.fenceline:other");
            refusedInData(connect(world, otherName), ConnectData.HOSTNQN.offset());
            Wish otherId = ioWish(host, 1);
            ConnectData.HOSTID.put(otherId.memory(), new Id128(3, 4));
            refusedInData(connect(world, otherId), ConnectData.HOSTID.offset());
        }
    }

    @Test
    void queueIdentifierIsBoundedByWhatWasGranted() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            refusedInCommand(connect(world, ioWish(host, 129)), ConnectCommand.QID.offset());
            host.admin(HostCommand.setFeatures(Fid.NUMBER_OF_QUEUES, 1 | 1 << 16)).requireOk();
            refusedInCommand(connect(world, ioWish(host, 3)), ConnectCommand.QID.offset());
            connect(world, ioWish(host, 2)).requireOk();
        }
    }

    @Test
    void queueIdentifierInUseIsASequenceErrorUntilItsQueueIsGone() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            connect(world, ioWish(host, 1)).requireStatus(Status.COMMAND_SEQUENCE_ERROR);
            queue.disconnect();
            world.run();
            connect(world, ioWish(host, 1)).requireOk();
        }
    }

    @Test
    void ioQueueSizeIsBoundedByTheController() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            Wish wish = ioWish(host, 1);
            wish.sqsize = 128;
            refusedInCommand(connect(world, wish), ConnectCommand.SQSIZE.offset());
            wish.sqsize = 127;
            connect(world, wish).requireOk();
        }
    }

    @Test
    void ioQueueThroughAnotherPortIsRefused() {
        try (World world = World.serving()) {
            TransportAddress other = TransportAddress.memory("b");
            world.done(world.target.addPort(World.port(2, other)));
            HostHarness host = world.connect();
            HostHarness.Settings at = world.hostSettings(World.HOST, World.SUBSYSTEM, World.KATO, true);
            HarnessQueue queue = HostHarness
                    .openAdmin(new HostHarness.Settings(at.loops(), at.transport(), other, at.hostNqn(), at.hostId(),
                            at.subsystem(), at.kato(), true, at.limit()));
            refusedInData(queue.execute(ioWish(host, 1).command()), ConnectData.CNTLID.offset());
        }
    }

    @Test
    void discoveryControllerHasNoIoQueues() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(World.HOST, Nqn.DISCOVERY, Duration.ZERO);
            Wish wish = ioWish(host, 1);
            ConnectData.SUBNQN.put(wish.memory(), Nqn.DISCOVERY.value());
            refusedInCommand(connect(world, wish), ConnectCommand.QID.offset());
        }
    }

    @Test
    void sameHostMayHaveSeveralControllers() {
        try (World world = World.serving()) {
            assertThat(world.connect().cntlid()).isEqualTo(1);
            assertThat(world.connect().cntlid()).isEqualTo(2);
            assertThat(world.view().controllers()).hasSize(2);
        }
    }

    @Test
    void controllersAreLimitedPerHostAndPerSubsystemAndTheHostMayTryAgain() {
        TargetSettings settings = TargetSettings.defaults().withAdmission(Duration.ofSeconds(10), 100, 3, 2);
        try (World world = new World(settings)) {
            world.serve();
            connect(world, new Wish()).requireOk();
            connect(world, new Wish()).requireOk();
            connect(world, new Wish()).requireStatus(Status.CONNECT_CONTROLLER_BUSY);
            Wish other = new Wish();
            ConnectData.HOSTNQN.put(other.memory(), "nqn.2024-01.io.fenceline:b");
            connect(world, other).requireOk();
            ConnectData.HOSTNQN.put(other.memory(), "nqn.2024-01.io.fenceline:c");
            connect(world, other).requireStatus(Status.CONNECT_CONTROLLER_BUSY);
        }
    }

    @Test
    void controllerIdentifiersRunOutAndComeBack() {
        try (World world = new World()) {
            world.done(world.target.addPort(World.port(1, World.ADDRESS)));
            SubsystemSpec s = World.subsystem();
            world.done(world.target.addSubsystem(new SubsystemSpec(s.nqn(), "", s.model(), true, Set.of(), 7, 8, 4,
                    32, 8, 4, 10, 0, true, s.namespaces())));
            HostHarness first = world.connect();
            assertThat(first.cntlid()).isEqualTo(7);
            assertThat(world.connect().cntlid()).isEqualTo(8);
            connect(world, new Wish()).requireStatus(Status.CONNECT_CONTROLLER_BUSY);
            first.close();
            world.run();
            assertThat(world.connect().cntlid()).isEqualTo(7);
        }
    }
}
