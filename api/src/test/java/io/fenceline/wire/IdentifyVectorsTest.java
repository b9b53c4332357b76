package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** What Identify returns, byte for byte against what a Linux target returned. */
class IdentifyVectorsTest {
    @Test
    void theControllerOfLinuxIsWrittenFieldByField() {
        MemorySegment c = Vectors.zeroes(IdentifyController.BYTES);
        IdentifyController.SN.put(c, "2c5c2de07a0d368078f2");
        IdentifyController.MN.put(c, "Linux");
        IdentifyController.FR.put(c, "7.3.4+de");
        IdentifyController.RAB.put(c, 6);
        IdentifyController.CMIC.put(c, IdentifyController.CMIC_MULTIPLE_PORTS | IdentifyController.CMIC_MULTIPLE_CONTROLLERS
                | IdentifyController.CMIC_ANA);
        IdentifyController.CNTLID.put(c, 1);
        IdentifyController.VER.put(c, Version.of(2, 1, 0));
        IdentifyController.OAES.put(c, Aec.NAN | Aec.ANA);
        IdentifyController.CTRATT.put(c, Ctratt.HIDS | Ctratt.TBKAS);
        IdentifyController.CNTRLTYPE.put(c, IdentifyController.CNTRLTYPE_IO);
        IdentifyController.ACL.put(c, 3);
        IdentifyController.AERL.put(c, 3);
        IdentifyController.FRMW.put(c, 3);
        IdentifyController.LPA.put(c, Lpa.SMARTS | Lpa.CSES | Lpa.LPEDS);
        IdentifyController.ELPE.put(c, 127);
        IdentifyController.KAS.put(c, 10);
        IdentifyController.ENDGIDMAX.put(c, 1024);
        IdentifyController.ANATT.put(c, 10);
        IdentifyController.ANACAP.put(c,
                Anacap.OPTIMIZED | Anacap.NON_OPTIMIZED | Anacap.INACCESSIBLE | Anacap.PERSISTENT_LOSS | Anacap.CHANGE);
        IdentifyController.ANAGRPMAX.put(c, 128);
        IdentifyController.NANAGRPID.put(c, 128);
        IdentifyController.SQES.put(c, 0x66);
        IdentifyController.CQES.put(c, 0x44);
        IdentifyController.MAXCMD.put(c, 1024);
        IdentifyController.NN.put(c, 1024);
        IdentifyController.ONCS.put(c, Oncs.DATASET_MANAGEMENT | Oncs.WRITE_ZEROES | Oncs.RESERVATIONS);
        IdentifyController.VWC.put(c, IdentifyController.VWC_PRESENT);
        IdentifyController.NWPC.put(c, 1);
        IdentifyController.SGLS.put(c, Sgls.SUPPORTED_BYTE | Sgls.OFFSET);
        IdentifyController.MNAN.put(c, 1024);
        IdentifyController.SUBNQN.put(c, "nqn.2014-08.org.example:lab");
        IdentifyController.IOCCSZ.put(c, (64 + 16384) / 16);
        IdentifyController.IORCSZ.put(c, 1);
        IdentifyController.MSDBD.put(c, 1);
        PowerState.MP.put(c.asSlice(IdentifyController.PSD), 2500);
        PowerState.ENLAT.put(c.asSlice(IdentifyController.PSD), 16);
        PowerState.EXLAT.put(c.asSlice(IdentifyController.PSD), 4);
        MemorySegment linux = Vectors.peer("identify-controller");
        Vectors.assertSame(c, linux);
    }

    @Test
    void theDiscoveryControllerOfLinuxIsRead() {
        MemorySegment c = Vectors.peer("identify-controller-discovery");
        assertThat(IdentifyController.CNTRLTYPE.get(c)).isEqualTo(IdentifyController.CNTRLTYPE_DISCOVERY);
        assertThat(IdentifyController.SUBNQN.get(c)).isEqualTo("nqn.2014-08.org.nvmexpress.discovery");
        assertThat(IdentifyController.SN.get(c)).isEqualTo("ef61c1d5db8ef6984c2a");
        assertThat(IdentifyController.MN.get(c)).isEqualTo("Linux");
        assertThat(IdentifyController.OAES.getInt(c)).isEqualTo(Aec.DLPCN);
        assertThat(IdentifyController.KAS.get(c)).isZero();
        assertThat(IdentifyController.LPA.get(c)).isEqualTo(Lpa.LPEDS);
        assertThat(IdentifyController.CNTLID.get(c)).isEqualTo(1);
        assertThat(IdentifyController.MAXCMD.get(c)).isEqualTo(1024);
    }

    @Test
    void theNamespaceOfLinuxIsWrittenFieldByField() {
        MemorySegment ns = Vectors.zeroes(IdentifyNamespace.BYTES);
        IdentifyNamespace.NSZE.put(ns, 16384);
        IdentifyNamespace.NCAP.put(ns, 16384);
        IdentifyNamespace.NUSE.put(ns, 16384);
        IdentifyNamespace.NSFEAT.put(ns, 0x32);
        IdentifyNamespace.NMIC.put(ns, IdentifyNamespace.NMIC_SHARED);
        IdentifyNamespace.ANAGRPID.put(ns, 1);
        IdentifyNamespace.ENDGID.put(ns, 1);
        IdentifyNamespace.putLbaFormat(ns, 0, 0, 12, 0);
        MemorySegment linux = Vectors.peer("identify-namespace");
        Vectors.assertSame(ns, linux);
        assertThat(IdentifyNamespace.formatIndex(linux)).isZero();
        assertThat(IdentifyNamespace.lbads(linux, 0)).isEqualTo(12);
        assertThat(IdentifyNamespace.eui64(linux)).isZero();
    }

    @Test
    void lbaFormatsAndTheirIndexReachSixtyFour() {
        MemorySegment ns = Vectors.zeroes(IdentifyNamespace.BYTES);
        IdentifyNamespace.putLbaFormat(ns, 63, 0x0102, 9, 2);
        Vectors.assertSame(ns.asSlice(380, 8), Vectors.hex("02010902 00000000"));
        assertThat(IdentifyNamespace.lbads(ns, 63)).isEqualTo(9);
        assertThat(IdentifyNamespace.metadataBytes(ns, 63)).isEqualTo(0x0102);
        assertThatThrownBy(() -> IdentifyNamespace.putLbaFormat(ns, 64, 0, 9, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        IdentifyNamespace.FLBAS.put(ns, 0x6F);
        assertThat(IdentifyNamespace.formatIndex(ns)).isEqualTo(63);
        IdentifyNamespace.FLBAS.put(ns, 0x32);
        assertThat(IdentifyNamespace.formatIndex(ns)).isEqualTo(0x12);
    }

    @Test
    void eui64IsKeptInTheOrderInWhichItIsWrittenDown() {
        MemorySegment ns = Vectors.zeroes(IdentifyNamespace.BYTES);
        IdentifyNamespace.putEui64(ns, 0x0102030405060708L);
        Vectors.assertSame(ns.asSlice(119, 10), Vectors.hex("00 0102030405060708 00"));
        assertThat(IdentifyNamespace.eui64(ns)).isEqualTo(0x0102030405060708L);
    }

    @Test
    void theIndependentNamespaceOfLinuxIsWrittenFieldByField() {
        MemorySegment ns = Vectors.zeroes(IndependentNamespace.BYTES);
        IndependentNamespace.NSFEAT.put(ns, IndependentNamespace.NSFEAT_VWCNP);
        IndependentNamespace.NMIC.put(ns, IdentifyNamespace.NMIC_SHARED);
        IndependentNamespace.ANAGRPID.put(ns, 1);
        IndependentNamespace.NSTAT.put(ns, IndependentNamespace.NSTAT_NRDY);
        Vectors.assertSame(ns, Vectors.peer("identify-namespace-independent"));
    }

    @Test
    void theDescriptorsOfLinuxAreWrittenAndWalked() {
        MemorySegment list = Vectors.zeroes(IdentifyCommand.DATA_BYTES);
        int at = NamespaceDescriptor.putId(list, 0, NamespaceDescriptor.UUID, Id128.parse("978f2fd7-bc9c-46f7-a14f-112a014c0b6b"));
        at = NamespaceDescriptor.putCsi(list, at, Csi.NVM);
        assertThat(at).isEqualTo(25);
        Vectors.assertSame(list, Vectors.peer("identify-namespace-descriptors"));
        assertThat(NamespaceDescriptor.nidt(list, 0)).isEqualTo(NamespaceDescriptor.UUID);
        assertThat(NamespaceDescriptor.nidl(list, 0)).isEqualTo(16);
        assertThat(NamespaceDescriptor.nidt(list, 20)).isEqualTo(NamespaceDescriptor.CSI);
        assertThat(NamespaceDescriptor.nidt(list, at)).isZero();
    }

    @Test
    void allFourDescriptorTypesFollowEachOther() {
        MemorySegment list = Vectors.zeroes(64);
        int at = NamespaceDescriptor.putEui64(list, 0, 0x0102030405060708L);
        at = NamespaceDescriptor.putId(list, at, NamespaceDescriptor.NGUID, Id128.parse("a1a2a3a4a5a6a7a8a9aaabacadaeafb0"));
        at = NamespaceDescriptor.putCsi(list, at, 2);
        Vectors.assertSame(list.asSlice(0, 40), Vectors
                .hex("01080000 0102030405060708 02100000 a1a2a3a4a5a6a7a8a9aaabacadaeafb0 04010000 02 000000"));
        assertThat(at).isEqualTo(37);
    }

    @Test
    void theNamespaceListOfLinuxIsWrittenAndCounted() {
        MemorySegment list = Vectors.zeroes(NsidList.BYTES);
        NsidList.put(list, 0, 1);
        NsidList.put(list, 1, 2);
        Vectors.assertSame(list, Vectors.peer("identify-active-namespaces"));
        assertThat(NsidList.count(list)).isEqualTo(2);
        for (int i = 0; i < NsidList.MAX; i++) {
            NsidList.put(list, i, i + 1);
        }
        assertThat(NsidList.count(list)).isEqualTo(1024);
        assertThat(NsidList.get(list, 1023)).isEqualTo(1024);
        NsidList.putOverflow(list);
        Vectors.assertSame(list, Vectors.hex("ffffffff" + "00".repeat(4092)));
    }

    @Test
    void aListOfIdentifiersBeginsWithTheirNumberAndEndsFull() {
        MemorySegment list = Vectors.zeroes(IdentifierList.BYTES);
        assertThat(IdentifierList.add(list, 0x0102)).isTrue();
        assertThat(IdentifierList.add(list, 0xFFEF)).isTrue();
        Vectors.assertSame(list.asSlice(0, 8), Vectors.hex("0200 0201 efff 0000"));
        assertThat(IdentifierList.get(list, 1)).isEqualTo(0xFFEF);
        for (int i = 2; i < IdentifierList.MAX; i++) {
            assertThat(IdentifierList.add(list, i)).isTrue();
        }
        assertThat(IdentifierList.add(list, 1)).isFalse();
        assertThat(IdentifierList.NUMID.get(list)).isEqualTo(2047);
        assertThat(IdentifierList.get(list, 2046)).isEqualTo(2046);
    }

    @Test
    void commandSetCombinationsAreBitMaps() {
        MemorySegment data = Vectors.zeroes(IoCommandSets.BYTES);
        IoCommandSets.put(data, 0, 1L << Csi.NVM);
        IoCommandSets.put(data, 511, 1L << Csi.NVM | 1L << Csi.ZONED);
        assertThat(Bytes.u8(data, 0)).isEqualTo(1);
        assertThat(Bytes.u8(data, 4088)).isEqualTo(5);
        assertThat(IoCommandSets.get(data, 511)).isEqualTo(5);
        assertThat(IoCommandSets.get(data, 1)).isZero();
    }

    @Test
    void limitsOfTheNvmCommandSetLandAtTheOffsetsOfTheFigure() {
        MemorySegment c = Vectors.zeroes(NvmController.BYTES);
        NvmController.VSL.put(c, 1);
        NvmController.WZSL.put(c, 2);
        NvmController.WUSL.put(c, 3);
        NvmController.DMRL.put(c, 255);
        NvmController.DMRSL.put(c, 0x01020304);
        NvmController.DMSL.put(c, 0x0102030405060708L);
        Vectors.assertSame(c.asSlice(0, 16), Vectors.hex("010203ff 04030201 0807060504030201"));
        MemorySegment linux = Vectors.peer("identify-controller-nvm");
        assertThat(NvmController.WZSL.get(linux)).isZero();
    }
}
