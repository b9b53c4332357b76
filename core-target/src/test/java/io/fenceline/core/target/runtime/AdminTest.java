package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.target.AnaState;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.testkit.host.Reply;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.AnaGroup;
import io.fenceline.wire.AnaLog;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Cns;
import io.fenceline.wire.CommandEffects;
import io.fenceline.wire.Ctratt;
import io.fenceline.wire.ErrorInformation;
import io.fenceline.wire.FeaturesSupportedAndEffects;
import io.fenceline.wire.Fid;
import io.fenceline.wire.FirmwareSlotLog;
import io.fenceline.wire.IdentifierList;
import io.fenceline.wire.IdentifyController;
import io.fenceline.wire.IdentifyNamespace;
import io.fenceline.wire.IndependentNamespace;
import io.fenceline.wire.IoCommandSets;
import io.fenceline.wire.Lid;
import io.fenceline.wire.NamespaceDescriptor;
import io.fenceline.wire.NsidList;
import io.fenceline.wire.NvmController;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.SmartLog;
import io.fenceline.wire.Status;
import io.fenceline.wire.SupportedLogPages;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Identify, Get Log Page, Get and Set Features, Abort (NVM Express Base 2.1, 5.1). */
class AdminTest {
    private static void refused(Reply reply, int status) {
        assertThat(reply.status()).isEqualTo(status | Status.DNR | Status.MORE);
    }

    private static MemorySegment identify(HostHarness host, int cns, int nsid) {
        return host.admin(HostCommand.identify(cns, nsid)).requireOk().memory();
    }

    private static MemorySegment log(HostHarness host, int lid, int bytes) {
        return host.admin(HostCommand.getLog(lid, 0, 0, bytes, false)).requireOk().memory();
    }

    private static Reply identifyWith(HostHarness host, int cns, int nsid, int cntid, int csi) {
        return host.admin(HostCommand.identify(cns, nsid).cdw(10, cns | cntid << 16).cdw(11, csi << 24));
    }

    @Test
    void answersWaitForABufferWhenTheTransportHasNone() {
        try (World world = new World(TargetSettings.defaults(), Map.of("poolBuffers", 1))) {
            world.serve();
            HostHarness host = world.connect();
            List<Pending> all = host.admin().submitAll(
                    List.of(HostCommand.identify(1, 0), HostCommand.identify(2, 0), HostCommand.identify(1, 0), HostCommand.keepAlive()));
            for (Pending pending : all) {
                pending.await().requireOk();
            }
            host.admin().submitAll(List.of(HostCommand.identify(1, 0), HostCommand.identify(2, 0), HostCommand.identify(1, 0)));
        }
    }

    // Identify.

    /** What drivers/nvme/host refuses a controller for, or does without. */
    @Test
    void controllerIsOneThatALinuxHostTakes() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            MemorySegment id = host.identifyController().memory();
            assertThat(IdentifyController.CNTLID.getInt(id)).isEqualTo(host.cntlid());
            assertThat(IdentifyController.IOCCSZ.getInt(id)).isEqualTo((64 + 8192) / 16);
            assertThat(IdentifyController.IORCSZ.getInt(id)).isEqualTo(1);
            assertThat(IdentifyController.ICDOFF.getInt(id)).isZero();
            assertThat(IdentifyController.MAXCMD.getInt(id)).isEqualTo(128);
            assertThat(IdentifyController.KAS.getInt(id)).isEqualTo(1);
            assertThat(IdentifyController.SGLS.getInt(id) & 3).isNotZero();
            assertThat(IdentifyController.CNTRLTYPE.getInt(id)).isEqualTo(IdentifyController.CNTRLTYPE_IO);
            assertThat(IdentifyController.SUBNQN.get(id)).isEqualTo(World.SUBSYSTEM.value());
            assertThat(IdentifyController.MNAN.getInt(id)).isPositive().isLessThanOrEqualTo(IdentifyController.NN.getInt(id));
            assertThat(IdentifyController.CMIC.getInt(id)).isEqualTo(0b1011);
            assertThat(IdentifyController.ANATT.getInt(id)).isEqualTo(10);
            assertThat(IdentifyController.ANAGRPMAX.getInt(id)).isEqualTo(16);
            assertThat(IdentifyController.NANAGRPID.getInt(id)).isEqualTo(16);
            assertThat(IdentifyController.CTRATT.getInt(id)).isEqualTo(Ctratt.HIDS | Ctratt.TBKAS);
            assertThat(IdentifyController.AERL.getInt(id)).isEqualTo(3);
            assertThat(IdentifyController.ACL.getInt(id)).isEqualTo(3);
            assertThat(IdentifyController.SQES.getInt(id)).isEqualTo(0x66);
            assertThat(IdentifyController.CQES.getInt(id)).isEqualTo(0x44);
            assertThat(IdentifyController.MDTS.getInt(id)).isEqualTo(8);
            assertThat(IdentifyController.OFCS.getInt(id)).isEqualTo(1);
            assertThat(IdentifyController.CCRL.getInt(id)).isEqualTo(4);
            assertThat(IdentifyController.CQT.getInt(id)).isEqualTo(10_000);
            assertThat(IdentifyController.SN.get(id)).hasSize(20);
            // The log with all namespaces in it must fit a transfer, or a Linux host goes without ANA.
            long anaLog = 16 + 32L * 16 + 4L * IdentifyController.MNAN.get(id);
            assertThat(anaLog).isLessThan(4096L << IdentifyController.MDTS.getInt(id));
        }
    }

    @Test
    void namespaceTellsItsSizeFormatAndIdentifiers() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            for (int cns : new int[]{Cns.NAMESPACE, Cns.ALLOCATED_NAMESPACE}) {
                MemorySegment ns = identify(host, cns, 1);
                assertThat(IdentifyNamespace.NSZE.get(ns)).isEqualTo(256);
                assertThat(IdentifyNamespace.NCAP.get(ns)).isEqualTo(256);
                assertThat(IdentifyNamespace.NUSE.get(ns)).isEqualTo(256);
                assertThat(IdentifyNamespace.lbads(ns, 0)).isEqualTo(12);
                assertThat(IdentifyNamespace.ANAGRPID.getInt(ns)).isEqualTo(1);
                assertThat(IdentifyNamespace.NGUID.get(ns).isZero()).isFalse();
                assertThat(IdentifyNamespace.eui64(ns)).isNotZero();
                assertThat(IdentifyNamespace.NMIC.getInt(ns)).isEqualTo(1);
            }
            MemorySegment list = identify(host, Cns.NAMESPACE_DESCRIPTORS, 1);
            int[] types = new int[4];
            int at = 0;
            for (int i = 0; i < 4; i++) {
                types[i] = NamespaceDescriptor.nidt(list, at);
                at += 4 + NamespaceDescriptor.nidl(list, at);
            }
            assertThat(types).containsExactly(NamespaceDescriptor.EUI64, NamespaceDescriptor.NGUID, NamespaceDescriptor.UUID,
                    NamespaceDescriptor.CSI);
            assertThat(NamespaceDescriptor.nidl(list, at)).isZero();
            MemorySegment independent = identify(host, Cns.INDEPENDENT_NAMESPACE, 1);
            assertThat(IndependentNamespace.NSTAT.getInt(independent)).isEqualTo(1);
            assertThat(IndependentNamespace.ANAGRPID.getInt(independent)).isEqualTo(1);
            identify(host, Cns.IOCS_NAMESPACE, 1);
        }
    }

    @Test
    void identifiersAreTheSameAfterARestart() {
        String[] first = identifiers();
        assertThat(identifiers()).isEqualTo(first);
    }

    private static String[] identifiers() {
        try (World world = World.serving()) {
            var namespace = world.view().subsystems().getFirst().namespaces().getFirst();
            return new String[]{namespace.uuid().toString(), namespace.nguid(), namespace.eui64(),
                    world.view().subsystems().getFirst().serial()};
        }
    }

    @Test
    void inactiveNamespaceIsZeroFilledAndAnInvalidOneRefused() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            assertThat(IdentifyNamespace.NSZE.get(identify(host, Cns.NAMESPACE, 2))).isZero();
            assertThat(IndependentNamespace.NSTAT.get(identify(host, Cns.INDEPENDENT_NAMESPACE, 2))).isZero();
            refused(host.admin(HostCommand.identify(Cns.NAMESPACE, 0)), Status.INVALID_NAMESPACE);
            refused(host.admin(HostCommand.identify(Cns.NAMESPACE, -1)), Status.INVALID_NAMESPACE);
            refused(host.admin(HostCommand.identify(Cns.NAMESPACE, 1025)), Status.INVALID_NAMESPACE);
            refused(host.admin(HostCommand.identify(Cns.NAMESPACE_DESCRIPTORS, 2)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.identify(Cns.NAMESPACE_DESCRIPTORS, -1)), Status.INVALID_NAMESPACE);
        }
    }

    @Test
    void listsBeginAfterTheGivenIdentifier() {
        try (World world = World.serving()) {
            world.done(world.target.addNamespace(World.SUBSYSTEM, World.namespace(5)));
            world.done(world.target.addNamespace(World.SUBSYSTEM, World.namespace(9)));
            HostHarness host = world.connect();
            HostHarness second = world.connect();
            for (int cns : new int[]{Cns.ACTIVE_NAMESPACE_LIST, Cns.ALLOCATED_NAMESPACE_LIST, Cns.IOCS_ACTIVE_NAMESPACE_LIST}) {
                assertThat(NsidList.count(identify(host, cns, 0))).isEqualTo(3);
                MemorySegment rest = identify(host, cns, 5);
                assertThat(NsidList.get(rest, 0)).isEqualTo(9);
                assertThat(NsidList.get(rest, 1)).isZero();
                refused(host.admin(HostCommand.identify(cns, 0xFFFF_FFFE)), Status.INVALID_NAMESPACE);
            }
            MemorySegment controllers = identifyWith(host, Cns.CONTROLLER_LIST, 0, 0, 0).requireOk().memory();
            assertThat(IdentifierList.NUMID.getInt(controllers)).isEqualTo(2);
            assertThat(IdentifierList.get(controllers, 1)).isEqualTo(second.cntlid());
            controllers = identifyWith(host, Cns.NAMESPACE_CONTROLLER_LIST, 1, second.cntlid(), 0).requireOk().memory();
            assertThat(IdentifierList.NUMID.getInt(controllers)).isEqualTo(1);
            assertThat(IdentifierList.get(controllers, 0)).isEqualTo(second.cntlid());
            refused(identifyWith(host, Cns.NAMESPACE_CONTROLLER_LIST, 2, 0, 0), Status.INVALID_FIELD);
            assertThat(IdentifierList.NUMID.getInt(identify(host, Cns.ENDURANCE_GROUP_LIST, 0))).isZero();
        }
    }

    @Test
    void commandSetIsTheNvmOneAndNoOther() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            assertThat(IoCommandSets.get(identifyWith(host, Cns.IO_COMMAND_SETS, 0, 0xFFFF, 0).requireOk().memory(), 0)).isEqualTo(1);
            refused(identifyWith(host, Cns.IO_COMMAND_SETS, 0, host.cntlid() + 1, 0), Status.INVALID_FIELD);
            assertThat(NvmController.DMRSL.get(identifyWith(host, Cns.IOCS_CONTROLLER, 0, 0, 0).requireOk().memory())).isPositive();
            for (int cns : new int[]{Cns.IOCS_CONTROLLER, Cns.IOCS_NAMESPACE, Cns.IOCS_ACTIVE_NAMESPACE_LIST}) {
                refused(identifyWith(host, cns, 1, 0, 2), Status.INVALID_FIELD);
            }
        }
    }

    @Test
    void unknownStructuresOpcodesPagesAndFeaturesAreRefusedWithThePlaceInTheErrorLog() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            refused(host.admin(HostCommand.identify(0x0B, 0)), Status.INVALID_FIELD);
            refused(host.admin(new HostCommand(AdminOpcode.FORMAT_NVM)), Status.INVALID_OPCODE);
            refused(host.admin(HostCommand.getLog(0x7A, 0, 0, 512, false)), Status.INVALID_LOG_PAGE);
            refused(host.admin(HostCommand.getFeatures(0x77)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.setFeatures(0xC0, 1)), Status.INVALID_FIELD);
            MemorySegment log = log(host, Lid.ERROR_INFORMATION, 5 * 64);
            int[] places = new int[5];
            for (int i = 0; i < 5; i++) {
                MemorySegment entry = log.asSlice(i * 64L, 64);
                assertThat(ErrorInformation.ERROR_COUNT.get(entry)).isEqualTo(5 - i);
                assertThat(ErrorInformation.SQID.getInt(entry)).isZero();
                assertThat(Status.dnr(ErrorInformation.STATUS.getInt(entry) >>> 1)).isTrue();
                places[i] = ErrorInformation.PEL.getInt(entry);
            }
            assertThat(places).containsExactly(40, 40, 40, 0, 40);
        }
    }

    // Log pages.

    @Test
    void supportedPagesAreThoseThatCanBeRead() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            MemorySegment supported = log(host, Lid.SUPPORTED_LOG_PAGES, SupportedLogPages.BYTES);
            for (int lid = 0; lid < 256; lid++) {
                boolean said = (SupportedLogPages.get(supported, lid) & SupportedLogPages.LSUPP) != 0;
                assertThat(host.admin(HostCommand.getLog(lid, 0, 0, 16, true)).status() == 0).as("log page " + lid).isEqualTo(said);
            }
        }
    }

    @Test
    void supportedFeaturesAreThoseThatCanBeGot() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            MemorySegment supported = log(host, Lid.FEATURES_SUPPORTED_AND_EFFECTS, FeaturesSupportedAndEffects.BYTES);
            for (int fid = 0; fid < 256; fid++) {
                boolean said = (FeaturesSupportedAndEffects.get(supported, fid) & 1) != 0;
                Reply reply = host.admin(HostCommand.getFeatures(fid).cdw(11, fid == Fid.HOST_IDENTIFIER ? 1 : 0).expect(512));
                assertThat(reply.status() == 0).as("feature " + fid).isEqualTo(said);
            }
        }
    }

    @Test
    void effectsTellReadingFromWriting() {
        try (World world = World.serving()) {
            MemorySegment log = log(world.connect(), Lid.COMMANDS_SUPPORTED_AND_EFFECTS, CommandEffects.BYTES);
            assertThat(CommandEffects.io(log, NvmOpcode.WRITE) & 3).isEqualTo(3);
            assertThat(CommandEffects.io(log, NvmOpcode.READ) & 3).isEqualTo(1);
            assertThat(CommandEffects.admin(log, AdminOpcode.IDENTIFY) & 1).isEqualTo(1);
            assertThat(CommandEffects.io(log, NvmOpcode.RESERVATION_REGISTER)).isZero();
        }
    }

    @Test
    void smartLogCountsWhatTheHostHasDone() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            host.openIoQueue(1, 16);
            host.write(1, 0, new byte[8192]);
            host.read(1, 0, 1);
            MemorySegment smart = log(host, Lid.SMART, SmartLog.BYTES);
            assertThat(SmartLog.HOST_WRITE_COMMANDS.get(smart).intValue()).isEqualTo(1);
            assertThat(SmartLog.HOST_READ_COMMANDS.get(smart).intValue()).isEqualTo(1);
            assertThat(SmartLog.DATA_UNITS_WRITTEN.get(smart).intValue()).isEqualTo(1);
            assertThat(SmartLog.AVAILABLE_SPARE.getInt(smart)).isEqualTo(100);
            host.admin(HostCommand.getLog(Lid.SMART, -1, 0, 512, false)).requireOk();
            refused(host.admin(HostCommand.getLog(Lid.SMART, 1, 0, 512, false)), Status.INVALID_FIELD);
            assertThat(FirmwareSlotLog.FRS1.get(log(host, Lid.FIRMWARE_SLOT, 512))).isEqualTo("0.1");
        }
    }

    @Test
    void pageIsReadInPartsAndNothingBeyondItsEndButZeroes() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            byte[] all = host.admin(HostCommand.getLog(Lid.COMMANDS_SUPPORTED_AND_EFFECTS, 0, 0, 4096, false)).requireOk().data();
            byte[] part = host.admin(HostCommand.getLog(Lid.COMMANDS_SUPPORTED_AND_EFFECTS, 0, 1020, 64, false)).requireOk().data();
            assertThat(part).isEqualTo(Arrays.copyOfRange(all, 1020, 1084));
            byte[] end = host.admin(HostCommand.getLog(Lid.COMMANDS_SUPPORTED_AND_EFFECTS, 0, 4092, 64, false)).requireOk().data();
            assertThat(end).hasSize(64);
            host.admin(HostCommand.getLog(Lid.COMMANDS_SUPPORTED_AND_EFFECTS, 0, 4096, 4, false)).requireOk();
            refused(host.admin(HostCommand.getLog(Lid.COMMANDS_SUPPORTED_AND_EFFECTS, 0, 4100, 4, false)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.getLog(Lid.COMMANDS_SUPPORTED_AND_EFFECTS, 0, 2, 4, false)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.getLog(Lid.COMMANDS_SUPPORTED_AND_EFFECTS, 0, -4, 4, false)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.getLog(Lid.SMART, 0, 0, 512, false).cdw(14, 1 << 23)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.getLog(Lid.COMMANDS_SUPPORTED_AND_EFFECTS, 0, 0, 4, false).cdw(14, 2 << 24)),
                    Status.INVALID_FIELD);
            refused(host.admin(HostCommand.getLog(Lid.SMART, 0, 0, 512, false).expect(256)), Status.DATA_SGL_LENGTH_INVALID);
            refused(host.admin(HostCommand.identify(1, 0).expect(512)), Status.DATA_SGL_LENGTH_INVALID);
        }
    }

    @Test
    void errorLogKeepsTheLastSixtyFour() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            for (int i = 0; i < 70; i++) {
                host.admin(HostCommand.getFeatures(0x77));
            }
            MemorySegment log = log(host, Lid.ERROR_INFORMATION, 65 * 64);
            assertThat(ErrorInformation.ERROR_COUNT.get(log)).isEqualTo(70);
            assertThat(ErrorInformation.ERROR_COUNT.get(log.asSlice(63 * 64))).isEqualTo(7);
            assertThat(ErrorInformation.ERROR_COUNT.get(log.asSlice(64 * 64))).isZero();
        }
    }

    @Test
    void anaLogHasTheGroupsThatHaveNamespacesInTheirStates() {
        try (World world = World.serving()) {
            var inThree = new NamespaceSpec(4, null, null, null, 512, 3, false, "held", Map.of());
            world.done(world.target.addNamespace(World.SUBSYSTEM, inThree));
            HostHarness host = world.connect();
            for (AnaState state : AnaState.values()) {
                world.done(world.target.setAnaState(1, 3, state));
                MemorySegment log = log(host, Lid.ANA, 256);
                assertThat(AnaLog.NAGD.getInt(log)).isEqualTo(2);
                MemorySegment first = log.asSlice(16);
                assertThat(AnaGroup.AGID.getInt(first)).isEqualTo(1);
                assertThat(AnaGroup.NNSIDV.getInt(first)).isEqualTo(1);
                assertThat(AnaGroup.nsid(first, 0)).isEqualTo(1);
                assertThat(AnaGroup.STATE.getInt(first)).isEqualTo(1);
                MemorySegment second = first.asSlice(36);
                assertThat(AnaGroup.AGID.getInt(second)).isEqualTo(3);
                assertThat(AnaGroup.STATE.getInt(second)).isEqualTo(state.code());
                assertThat(AnaGroup.nsid(second, 0)).isEqualTo(4);
                assertThat(AnaGroup.CHANGE_COUNT.get(second)).isEqualTo(AnaLog.CHANGE_COUNT.get(log));
            }
            assertThat(AnaLog.CHANGE_COUNT.get(log(host, Lid.ANA, 16))).isEqualTo(4);
            MemorySegment groupsOnly = host.admin(HostCommand.getLog(Lid.ANA, 0, 0, 128, false).raw(41, 1)).requireOk().memory();
            assertThat(AnaGroup.NNSIDV.getInt(groupsOnly.asSlice(16))).isZero();
            assertThat(AnaGroup.AGID.getInt(groupsOnly.asSlice(48))).isEqualTo(3);
        }
    }

    @Test
    void accessStateDecidesWhatIoGets() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            Map<AnaState, Integer> wanted = Map.of(AnaState.OPTIMIZED, Status.SUCCESS, AnaState.NON_OPTIMIZED, Status.SUCCESS,
                    AnaState.INACCESSIBLE, Status.ANA_INACCESSIBLE, AnaState.PERSISTENT_LOSS, Status.ANA_PERSISTENT_LOSS, AnaState.CHANGE,
                    Status.ANA_TRANSITION);
            for (AnaState state : AnaState.values()) {
                world.done(world.target.setAnaState(1, 1, state));
                int status = queue.execute(HostCommand.read(1, 0, 1, 4096)).status();
                assertThat(Status.plain(status)).as(state.label()).isEqualTo(wanted.get(state));
                assertThat(Status.dnr(status)).isFalse();
                boolean lost = state == AnaState.INACCESSIBLE || state == AnaState.PERSISTENT_LOSS;
                assertThat(IdentifyNamespace.NUSE.get(identify(host, Cns.NAMESPACE, 1))).isEqualTo(lost ? 0 : 256);
            }
        }
    }

    // Features.

    @Test
    void queuesAreGrantedUpToTheLimitAndOnlyBeforeTheFirst() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            assertThat(host.admin(HostCommand.getFeatures(Fid.NUMBER_OF_QUEUES)).requireOk().result()).isEqualTo(0x7F_007FL);
            assertThat(host.admin(HostCommand.setFeatures(Fid.NUMBER_OF_QUEUES, 0x0FFE_0FFE)).requireOk().result()).isEqualTo(0x7F_007FL);
            assertThat(host.admin(HostCommand.setFeatures(Fid.NUMBER_OF_QUEUES, 3 | 7 << 16)).requireOk().result()).isEqualTo(0x3_0003L);
            refused(host.admin(HostCommand.setFeatures(Fid.NUMBER_OF_QUEUES, 0xFFFF)), Status.INVALID_FIELD);
            host.openIoQueue(1, 16);
            refused(host.admin(HostCommand.setFeatures(Fid.NUMBER_OF_QUEUES, 0)), Status.COMMAND_SEQUENCE_ERROR);
        }
    }

    @Test
    void keepAliveTimeoutIsRoundedUpToTheGranularity() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ofMillis(1234));
            assertThat(host.admin(HostCommand.getFeatures(Fid.KEEP_ALIVE_TIMER)).requireOk().result()).isEqualTo(1300);
            host.admin(HostCommand.setFeatures(Fid.KEEP_ALIVE_TIMER, 250)).requireOk();
            assertThat(host.admin(HostCommand.getFeatures(Fid.KEEP_ALIVE_TIMER)).requireOk().result()).isEqualTo(300);
            assertThat(world.controller().katoMs()).isEqualTo(300);
        }
    }

    @Test
    void hostIdentifierIsThatOfConnectAndStays() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            Reply reply = host.admin(HostCommand.getFeatures(Fid.HOST_IDENTIFIER).cdw(11, 1).expect(16)).requireOk();
            var id = UUID.nameUUIDFromBytes(World.HOST.value().getBytes(StandardCharsets.UTF_8));
            assertThat(Long.reverseBytes(Bytes.i64(reply.memory(), 0))).isEqualTo(id.getMostSignificantBits());
            refused(host.admin(HostCommand.getFeatures(Fid.HOST_IDENTIFIER).expect(8)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.setFeatures(Fid.HOST_IDENTIFIER, 1).data(new byte[16])), Status.COMMAND_SEQUENCE_ERROR);
        }
    }

    @Test
    void hostBehaviorIsKeptAndCheckedByteByByte() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            byte[] data = new byte[512];
            data[1] = 1;
            data[2] = 1;
            host.admin(HostCommand.setFeatures(Fid.HOST_BEHAVIOR, 0).data(data)).requireOk();
            assertThat(host.admin(HostCommand.getFeatures(Fid.HOST_BEHAVIOR).expect(512)).requireOk().data()).isEqualTo(data);
            data[0] = 2;
            refused(host.admin(HostCommand.setFeatures(Fid.HOST_BEHAVIOR, 0).data(data)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.setFeatures(Fid.HOST_BEHAVIOR, 0)), Status.DATA_SGL_LENGTH_INVALID);
            refused(host.admin(HostCommand.getFeatures(Fid.HOST_BEHAVIOR).expect(256)), Status.DATA_SGL_LENGTH_INVALID);
        }
    }

    @Test
    void everyFeatureHasDefaultSavedAndSupportedCapabilities() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            int[] storing = {Fid.ARBITRATION, Fid.ERROR_RECOVERY, Fid.WRITE_ATOMICITY, Fid.TEMPERATURE_THRESHOLD};
            for (int fid : storing) {
                long initial = host.admin(HostCommand.getFeatures(fid)).requireOk().result();
                host.admin(HostCommand.setFeatures(fid, 1)).requireOk();
                assertThat(host.admin(HostCommand.getFeatures(fid)).requireOk().result()).isEqualTo(1);
                assertThat(host.admin(HostCommand.getFeatures(fid).raw(41, 1)).requireOk().result()).isEqualTo(initial);
                assertThat(host.admin(HostCommand.getFeatures(fid).raw(41, 2)).requireOk().result()).isEqualTo(initial);
                assertThat(host.admin(HostCommand.getFeatures(fid).raw(41, 3)).requireOk().result()).isEqualTo(4);
                refused(host.admin(HostCommand.getFeatures(fid).raw(41, 4)), Status.INVALID_FIELD);
                refused(host.admin(HostCommand.setFeatures(fid, 1).raw(43, 0x80)), Status.FEATURE_NOT_SAVEABLE);
            }
            assertThat(host.admin(HostCommand.getFeatures(Fid.HOST_IDENTIFIER).raw(41, 3)).requireOk().result()).isZero();
            refused(host.admin(HostCommand.setFeatures(Fid.ARBITRATION, 1).nsid(1)), Status.FEATURE_NOT_NAMESPACE_SPECIFIC);
        }
    }

    @Test
    void featuresThatFabricsProhibitOrThatAreNotThereAreRefused() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            int[] fids = {Fid.INTERRUPT_COALESCING, Fid.INTERRUPT_VECTOR, Fid.HOST_MEMORY_BUFFER, Fid.AUTONOMOUS_POWER_STATE,
                    Fid.RESERVATION_NOTIFICATION_MASK, Fid.RESERVATION_PERSISTENCE, Fid.TIMESTAMP};
            for (int fid : fids) {
                refused(host.admin(HostCommand.getFeatures(fid)), Status.INVALID_FIELD);
                refused(host.admin(HostCommand.setFeatures(fid, 0)), Status.INVALID_FIELD);
            }
            refused(host.admin(HostCommand.setFeatures(Fid.POWER_MANAGEMENT, 1)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.setFeatures(Fid.ERROR_RECOVERY, 1 << 16)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.setFeatures(Fid.TEMPERATURE_THRESHOLD, 1 << 16)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.setFeatures(Fid.ASYNC_EVENT_CONFIGURATION, 1 << 31)), Status.INVALID_FIELD);
        }
    }

    @Test
    void writesAreDurableWhenTheHostSwitchesTheCacheOff() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            host.openIoQueue(1, 16);
            HeldBackend backend = world.backends.only();
            host.write(1, 0, new byte[4096]);
            assertThat(backend.lastWasDurable).isFalse();
            host.admin(HostCommand.setFeatures(Fid.VOLATILE_WRITE_CACHE, 0)).requireOk();
            host.write(1, 0, new byte[4096]);
            assertThat(backend.lastWasDurable).isTrue();
        }
    }

    // Abort.

    @Test
    void abortReachesTheQueueAndSaysWhetherItAborted() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            Pending write = queue.submit(HostCommand.write(1, 0, 1, new byte[4096]));
            world.run();
            assertThat(host.admin(HostCommand.abort(1, write.cid())).requireOk().result()).isZero();
            assertThat(Status.plain(write.await().status())).isEqualTo(Status.ABORT_REQUESTED);
            assertThat(host.admin(HostCommand.abort(1, write.cid())).requireOk().result()).isEqualTo(1);
            assertThat(host.admin(HostCommand.abort(9, 1)).requireOk().result()).isEqualTo(1);
        }
    }

    @Test
    void abortsAreLimited() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            backend.cancellable = false;
            Pending[] aborts = new Pending[5];
            for (int i = 0; i < 5; i++) {
                Pending write = queue.submit(HostCommand.write(1, i, 1, new byte[4096]));
                world.run();
                aborts[i] = host.admin().submit(HostCommand.abort(1, write.cid()));
                world.run();
            }
            refused(aborts[4].await(), Status.ABORT_LIMIT_EXCEEDED);
            assertThat(aborts[0].answered()).isFalse();
            backend.release(Status.SUCCESS);
            assertThat(aborts[0].await().requireOk().result()).isEqualTo(1);
        }
    }

    @Test
    void eventRequestCanBeAborted() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            Pending event = world.asyncEvent(host);
            assertThat(host.admin(HostCommand.abort(0, event.cid())).requireOk().result()).isZero();
            assertThat(Status.plain(event.await().status())).isEqualTo(Status.ABORT_REQUESTED);
        }
    }

    @Test
    void discoveryControllerKnowsOnlyItsOwnCommands() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(World.HOST, Nqn.DISCOVERY, Duration.ZERO);
            MemorySegment id = host.identifyController().memory();
            assertThat(IdentifyController.CNTRLTYPE.getInt(id)).isEqualTo(IdentifyController.CNTRLTYPE_DISCOVERY);
            assertThat(IdentifyController.DCTYPE.getInt(id)).isEqualTo(IdentifyController.DCTYPE_DDC);
            assertThat(IdentifyController.OAES.getInt(id)).isEqualTo(1 << 31);
            refused(host.admin(HostCommand.identify(Cns.NAMESPACE, 1)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.getLog(Lid.SMART, 0, 0, 512, false)), Status.INVALID_LOG_PAGE);
            refused(host.admin(HostCommand.setFeatures(Fid.NUMBER_OF_QUEUES, 0)), Status.INVALID_FIELD);
            refused(host.admin(HostCommand.abort(0, 0)), Status.INVALID_OPCODE);
            host.admin(HostCommand.keepAlive()).requireOk();
        }
    }
}
