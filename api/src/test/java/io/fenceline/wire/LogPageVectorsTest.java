package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** Log pages byte for byte against those of a Linux target, and against the figures. */
class LogPageVectorsTest {
    @Test
    void theAnaLogOfLinuxIsWrittenGroupByGroup() {
        MemorySegment log = Vectors.zeroes(8208);
        AnaLog.CHANGE_COUNT.put(log, 6);
        AnaLog.NAGD.put(log, 2);
        long at = AnaLog.HEADER_BYTES;
        for (int group = 1; group <= 2; group++) {
            MemorySegment g = log.asSlice(at);
            AnaGroup.AGID.put(g, group);
            AnaGroup.NNSIDV.put(g, 1);
            AnaGroup.CHANGE_COUNT.put(g, 6);
            AnaGroup.STATE.put(g, group == 1 ? AnaGroup.OPTIMIZED : AnaGroup.NON_OPTIMIZED);
            AnaGroup.putNsid(g, 0, group);
            at += AnaGroup.bytes(1);
        }
        assertThat(at).isEqualTo(88);
        MemorySegment linux = Vectors.peer("log-ana");
        Vectors.assertSame(log, linux);
        assertThat(AnaGroup.nsid(linux.asSlice(52), 0)).isEqualTo(2);
    }

    @Test
    void anaGroupsOfSeveralNamespacesAreAsTheFigureSays() {
        MemorySegment g = Vectors.zeroes(AnaGroup.bytes(3));
        AnaGroup.AGID.put(g, 0x01020304);
        AnaGroup.NNSIDV.put(g, 3);
        AnaGroup.CHANGE_COUNT.put(g, 0x1112131415161718L);
        AnaGroup.STATE.put(g, AnaGroup.CHANGE);
        for (int i = 0; i < 3; i++) {
            AnaGroup.putNsid(g, i, 10 + i);
        }
        Vectors.assertSame(g, Vectors
                .hex("04030201 03000000 1817161514131211 0f" + "00".repeat(15) + "0a000000 0b000000 0c000000"));
    }

    @Test
    void theDiscoveryEntriesOfLinuxAreRead() {
        MemorySegment two = Vectors.peer("log-discovery");
        MemorySegment self = two.asSlice(0, DiscoveryEntry.BYTES);
        MemorySegment nvm = two.asSlice(DiscoveryEntry.BYTES);
        assertThat(DiscoveryEntry.SUBTYPE.get(self)).isEqualTo(DiscoveryEntry.SUBTYPE_CURRENT);
        assertThat(DiscoveryEntry.SUBNQN.get(self)).isEqualTo("nqn.2014-08.org.nvmexpress.discovery");
        assertThat(DiscoveryEntry.SUBTYPE.get(nvm)).isEqualTo(DiscoveryEntry.SUBTYPE_NVM);
        assertThat(DiscoveryEntry.TRTYPE.get(nvm)).isEqualTo(DiscoveryEntry.TRTYPE_TCP);
        assertThat(DiscoveryEntry.ADRFAM.get(nvm)).isEqualTo(DiscoveryEntry.ADRFAM_IPV4);
        assertThat(DiscoveryEntry.TREQ.get(nvm)).isEqualTo(DiscoveryEntry.TREQ_DISABLE_SQ_FLOW_CONTROL);
        assertThat(DiscoveryEntry.PORTID.get(nvm)).isEqualTo(1);
        assertThat(DiscoveryEntry.CNTLID.get(nvm)).isEqualTo(0xFFFF);
        assertThat(DiscoveryEntry.ASQSZ.get(nvm)).isEqualTo(DiscoveryEntry.MIN_ASQSZ);
        assertThat(DiscoveryEntry.TRSVCID.get(nvm)).isEqualTo("4420");
        assertThat(DiscoveryEntry.TRADDR.get(nvm)).isEqualTo("10.0.2.15");
        assertThat(DiscoveryEntry.SUBNQN.get(nvm)).isEqualTo("nqn.2014-08.org.example:lab");
    }

    @Test
    void aDiscoveryEntryIsTheOneOfLinuxButForItsPadding() {
        MemorySegment e = Vectors.zeroes(DiscoveryEntry.BYTES);
        DiscoveryEntry.TRTYPE.put(e, DiscoveryEntry.TRTYPE_TCP);
        DiscoveryEntry.ADRFAM.put(e, DiscoveryEntry.ADRFAM_IPV4);
        DiscoveryEntry.SUBTYPE.put(e, DiscoveryEntry.SUBTYPE_NVM);
        DiscoveryEntry.TREQ.put(e, DiscoveryEntry.TREQ_DISABLE_SQ_FLOW_CONTROL);
        DiscoveryEntry.PORTID.put(e, 1);
        DiscoveryEntry.CNTLID.put(e, ConnectData.CNTLID_DYNAMIC);
        DiscoveryEntry.ASQSZ.put(e, 32);
        DiscoveryEntry.TRSVCID.put(e, "4420");
        DiscoveryEntry.SUBNQN.put(e, "nqn.2014-08.org.example:lab");
        DiscoveryEntry.TRADDR.put(e, "10.0.2.15");
        MemorySegment expected = Vectors.peer("log-discovery").asSlice(DiscoveryEntry.BYTES);
        // Linux leaves nulls behind both texts; the specification pads ASCII with blanks (NVM Express Base 2.1, 1.4)
        expected.asSlice(32 + 4, 32 - 4).fill((byte) ' ');
        expected.asSlice(512 + 9, 256 - 9).fill((byte) ' ');
        Vectors.assertSame(e, expected);
    }

    @Test
    void theDiscoveryHeaderComesBeforeItsEntries() {
        MemorySegment h = Vectors.zeroes(DiscoveryLog.HEADER_BYTES);
        DiscoveryLog.GENCTR.put(h, 0x0102030405060708L);
        DiscoveryLog.NUMREC.put(h, 2);
        Vectors.assertSame(h.asSlice(0, 24), Vectors.hex("0807060504030201 0200000000000000 0000 000000000000"));
        assertThat(DiscoveryLog.entry(0)).isEqualTo(1024);
        assertThat(DiscoveryLog.entry(3)).isEqualTo(4096);
    }

    @Test
    void theSmartLogOfLinuxIsWrittenFieldByField() {
        MemorySegment log = Vectors.zeroes(SmartLog.BYTES);
        SmartLog.DATA_UNITS_READ.put(log, 2);
        SmartLog.HOST_READ_COMMANDS.put(log, 6);
        Vectors.assertSame(log, Vectors.peer("log-smart"));
        assertThat(SmartLog.HOST_READ_COMMANDS.get(log)).isEqualTo(BigInteger.valueOf(6));
    }

    @Test
    void commandsAndEffectsOfLinuxAreWrittenCommandByCommand() {
        MemorySegment log = Vectors.zeroes(CommandEffects.BYTES);
        for (int opcode : new int[]{AdminOpcode.GET_LOG_PAGE, AdminOpcode.IDENTIFY, AdminOpcode.ABORT, AdminOpcode.SET_FEATURES,
                AdminOpcode.GET_FEATURES, AdminOpcode.ASYNC_EVENT_REQUEST, AdminOpcode.KEEP_ALIVE}) {
            CommandEffects.putAdmin(log, opcode, CommandEffects.CSUPP);
        }
        for (int opcode : new int[]{NvmOpcode.FLUSH, NvmOpcode.READ, NvmOpcode.DATASET_MANAGEMENT, NvmOpcode.RESERVATION_REGISTER,
                NvmOpcode.RESERVATION_REPORT, NvmOpcode.RESERVATION_ACQUIRE, NvmOpcode.RESERVATION_RELEASE}) {
            CommandEffects.putIo(log, opcode, CommandEffects.CSUPP);
        }
        CommandEffects.putIo(log, NvmOpcode.WRITE, CommandEffects.CSUPP | CommandEffects.LBCC);
        CommandEffects.putIo(log, NvmOpcode.WRITE_ZEROES, CommandEffects.CSUPP | CommandEffects.LBCC);
        MemorySegment linux = Vectors.peer("log-effects");
        Vectors.assertSame(log, linux);
        assertThat(CommandEffects.io(linux, NvmOpcode.WRITE)).isEqualTo(3);
        assertThat(CommandEffects.io(linux, NvmOpcode.COMPARE)).isZero();
        assertThat(CommandEffects.admin(linux, AdminOpcode.IDENTIFY)).isEqualTo(CommandEffects.CSUPP);
    }

    @Test
    void theSupportedLogPagesOfLinuxAreWrittenPageByPage() {
        MemorySegment log = Vectors.zeroes(SupportedLogPages.BYTES);
        for (int lid : new int[]{Lid.SUPPORTED_LOG_PAGES, Lid.ERROR_INFORMATION, Lid.SMART, Lid.FIRMWARE_SLOT,
                Lid.CHANGED_ATTACHED_NAMESPACES, Lid.COMMANDS_SUPPORTED_AND_EFFECTS, Lid.ENDURANCE_GROUP, Lid.ANA,
                Lid.FEATURES_SUPPORTED_AND_EFFECTS, Lid.ROTATIONAL_MEDIA, Lid.RESERVATION_NOTIFICATION}) {
            SupportedLogPages.put(log, lid, SupportedLogPages.LSUPP);
        }
        Vectors.assertSame(log, Vectors.peer("log-supported-log-pages"));
        assertThat(SupportedLogPages.get(log, Lid.DISCOVERY)).isZero();
    }

    @Test
    void featuresAndEffectsHaveOneEntryForEachIdentifier() {
        MemorySegment log = Vectors.zeroes(FeaturesSupportedAndEffects.BYTES);
        FeaturesSupportedAndEffects.put(log, Fid.KEEP_ALIVE_TIMER,
                FeaturesSupportedAndEffects.FSUPP | FeaturesSupportedAndEffects.SCOPE_CONTROLLER);
        Vectors.assertSame(log.asSlice(56, 12), Vectors.hex("00000000 01002000 00000000"));
        assertThat(FeaturesSupportedAndEffects.get(log, Fid.KEEP_ALIVE_TIMER)).isEqualTo(0x0020_0001);
    }

    @Test
    void anErrorEntryIsAsTheFigureSays() {
        MemorySegment e = Vectors.zeroes(ErrorInformation.BYTES);
        ErrorInformation.ERROR_COUNT.put(e, 1);
        ErrorInformation.SQID.put(e, 0x0203);
        ErrorInformation.CID.put(e, 0x0405);
        ErrorInformation.STATUS.put(e, (Status.INVALID_FIELD | Status.DNR) << 1);
        ErrorInformation.PEL.put(e, 44 | 3 << 8);
        ErrorInformation.LBA.put(e, 0x1112131415161718L);
        ErrorInformation.NSID.put(e, 7);
        ErrorInformation.TRTYPE.put(e, DiscoveryEntry.TRTYPE_TCP);
        ErrorInformation.OPC.put(e, NvmOpcode.WRITE);
        ErrorInformation.LPVER.put(e, 1);
        Vectors.assertSame(e, Vectors.hex("0100000000000000 0302 0504 0480 2c03 1817161514131211 07000000 00 03 00 01"
                + "0000000000000000 0000" + "00".repeat(21) + "01"));
    }

    @Test
    void firmwareSlotsAreEightCharactersEach() {
        MemorySegment log = Vectors.zeroes(FirmwareSlotLog.BYTES);
        FirmwareSlotLog.AFI.put(log, 1);
        FirmwareSlotLog.FRS1.put(log, "0.1.0");
        Vectors.assertSame(log.asSlice(0, 24), Vectors.hex("0100000000000000 302e312e30202020 0000000000000000"));
    }
}
