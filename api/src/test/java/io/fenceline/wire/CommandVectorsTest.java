package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The commands of our host byte for byte against those of a Linux host, and its commands read by us. */
class CommandVectorsTest {
    private static final String SUBNQN = "nqn.2014-08.org.example:lab";
    private static final UUID HOSTID = UUID.fromString("3dde7136-d4b9-47a5-8d39-041d9036a00b");
    private static final String HOSTNQN = "nqn.2014-08.org.nvmexpress:uuid:" + HOSTID;

    @Test
    void connectOfTheAdminQueueEqualsThatOfLinux() {
        MemorySegment sqe = Vectors.dirty(64);
        ConnectCommand.encode(sqe, 0, 0, 31, 0, 0);
        Sgl.putInCapsule(sqe, 0, ConnectData.BYTES);
        Vectors.assertSame(sqe, Vectors.peer("sqe-connect"));
    }

    @Test
    void connectOfAnIoQueueIsReadAsLinuxMeantIt() {
        MemorySegment sqe = Vectors.peer("sqe-connect-io");
        assertThat(Sqe.opcode(sqe)).isEqualTo(Sqe.FABRICS);
        assertThat(Sqe.fctype(sqe)).isEqualTo(FabricsCommand.CONNECT);
        assertThat(Sqe.direction(sqe)).isEqualTo(1);
        assertThat(Sqe.psdt(sqe)).isEqualTo(Sqe.PSDT_SGL);
        assertThat(ConnectCommand.RECFMT.get(sqe)).isZero();
        assertThat(ConnectCommand.QID.get(sqe)).isEqualTo(1);
        assertThat(ConnectCommand.SQSIZE.get(sqe)).isEqualTo(127);
        assertThat(ConnectCommand.CATTR.get(sqe)).isZero();
        assertThat(ConnectCommand.KATO.get(sqe)).isZero();
        assertThat(Sgl.identifier(sqe, Sqe.SGL1)).isEqualTo(Sgl.IN_CAPSULE);
        assertThat(Sgl.length(sqe, Sqe.SGL1)).isEqualTo(1024);
    }

    @Test
    void connectDataEqualThoseOfLinux() {
        MemorySegment data = Vectors.dirty(1024);
        ConnectData.encode(data, Id128.of(HOSTID), 1, SUBNQN, HOSTNQN);
        Vectors.assertSame(data, Vectors.peer("connect-data-io"));
    }

    @Test
    void connectDataAreReadAsLinuxMeantThem() {
        MemorySegment data = Vectors.peer("connect-data");
        assertThat(ConnectData.HOSTID.get(data).toUuid()).isEqualTo(HOSTID);
        assertThat(ConnectData.CNTLID.getInt(data)).isEqualTo(ConnectData.CNTLID_DYNAMIC);
        assertThat(ConnectData.SUBNQN.get(data)).isEqualTo("nqn.2014-08.org.nvmexpress.discovery");
        assertThat(ConnectData.HOSTNQN.get(data)).isEqualTo(HOSTNQN);
    }

    @Test
    void connectWithAllFieldsLandsAtTheOffsetsOfTheFigure() {
        MemorySegment sqe = Vectors.dirty(64);
        ConnectCommand.encode(sqe, 0x1234, 0x0102, 0x03FF, ConnectCommand.CATTR_DISABLE_SQ_FLOW_CONTROL, 0x01020304L);
        Vectors.assertSame(sqe,
                Vectors.hex("7f403412 01000000 0000000000000000 0000000000000000 00000000000000000000000000000000"
                        + "0000 0201 ff03 04 00 04030201 00000000 00000000 00000000"));
    }

    @Test
    void propertyGetEqualsThatOfLinux() {
        MemorySegment sqe = Vectors.dirty(64);
        PropertyCommand.encodeGet(sqe, 1, Property.CAP);
        Sgl.putTransport(sqe, 0);
        Vectors.assertSame(sqe, Vectors.peer("sqe-property-get-cap"));
        assertThat(PropertyCommand.size(sqe)).isEqualTo(PropertyCommand.SIZE_8);
        assertThat(Sqe.direction(sqe)).isZero();
    }

    @Test
    void propertySetIsReadAsLinuxMeantIt() {
        MemorySegment sqe = Vectors.peer("sqe-property-set-cc");
        assertThat(Sqe.fctype(sqe)).isEqualTo(FabricsCommand.PROPERTY_SET);
        assertThat(PropertyCommand.size(sqe)).isEqualTo(PropertyCommand.SIZE_4);
        assertThat(PropertyCommand.OFST.getInt(sqe)).isEqualTo(Property.CC);
        int cc = PropertyCommand.VALUE.getInt(sqe);
        assertThat(Cc.en(cc)).isFalse();
        assertThat(Cc.css(cc)).isEqualTo(Cc.CSS_IOCSS);
        assertThat(Cc.iosqes(cc)).isEqualTo(6);
        assertThat(Cc.iocqes(cc)).isEqualTo(4);
        MemorySegment ours = Vectors.dirty(64);
        PropertyCommand.encodeSet(ours, 0, Property.CC, Cc.enable(Cc.CSS_IOCSS) & ~Cc.EN);
        Sgl.putTransport(ours, 0);
        Bytes.put16(ours, Sqe.CID, Sqe.cid(sqe));
        Vectors.assertSame(ours, sqe);
    }

    @Test
    void disconnectHasItsTypeAndNothingElse() {
        MemorySegment sqe = Vectors.dirty(64);
        DisconnectCommand.encode(sqe, 9);
        Vectors.assertSame(sqe, Vectors.hex("7f400900 08000000" + "00".repeat(56)));
    }

    @Test
    void identifyEqualsThatOfLinux() {
        MemorySegment sqe = Vectors.dirty(64);
        IdentifyCommand.encode(sqe, 6, 0, Cns.CONTROLLER, 0, Csi.NVM);
        Sgl.putTransport(sqe, IdentifyCommand.DATA_BYTES);
        Vectors.assertSame(sqe, Vectors.peer("sqe-identify-controller"));
        IdentifyCommand.encode(sqe, 0x101A, 1, Cns.NAMESPACE, 0, Csi.NVM);
        Sgl.putTransport(sqe, IdentifyCommand.DATA_BYTES);
        Vectors.assertSame(sqe, Vectors.peer("sqe-identify-namespace"));
    }

    @Test
    void getLogPageEqualsThatOfLinux() {
        MemorySegment linux = Vectors.peer("sqe-get-log-discovery");
        MemorySegment sqe = Vectors.dirty(64);
        GetLogPageCommand.encode(sqe, 0x1006, 0, Lid.DISCOVERY, 2048, 1024, 0);
        Sgl.putTransport(sqe, 2048);
        Bytes.put16(sqe, Sqe.CID, Sqe.cid(linux));
        Vectors.assertSame(sqe, linux);
        assertThat(GetLogPageCommand.bytes(linux)).isEqualTo(2048);
        assertThat(GetLogPageCommand.LPO.get(linux)).isEqualTo(1024);
        assertThat(GetLogPageCommand.rae(linux)).isFalse();
    }

    @Test
    void getLogPageKeepsItsBitFieldsApart() {
        MemorySegment sqe = Vectors.dirty(64);
        GetLogPageCommand.encode(sqe, 1, Sqe.NSID_ALL, Lid.ANA, 0x4_0000_0000L, 0, GetLogPageCommand.RAE | AnaLog.LSP_RGO << 8);
        assertThat(Sqe.cdw(sqe, 10)).isEqualTo(0xFFFF_810C);
        assertThat(Sqe.cdw(sqe, 11)).isEqualTo(0x0000_FFFF);
        assertThat(GetLogPageCommand.bytes(sqe)).isEqualTo(0x4_0000_0000L);
        assertThat(GetLogPageCommand.lsp(sqe)).isEqualTo(AnaLog.LSP_RGO);
        assertThat(GetLogPageCommand.rae(sqe)).isTrue();
        assertThat(GetLogPageCommand.offsetIsIndex(sqe)).isFalse();
        Sqe.putCdw(sqe, 14, GetLogPageCommand.OT);
        assertThat(GetLogPageCommand.offsetIsIndex(sqe)).isTrue();
        assertThat(GetLogPageCommand.CSI.get(sqe)).isZero();
        Sqe.putCdw(sqe, 10, 0x7F << 8);
        assertThat(GetLogPageCommand.lsp(sqe)).isEqualTo(0x7F);
        assertThat(GetLogPageCommand.bytes(sqe)).isEqualTo(0x3_FFFC_0004L);
    }

    @Test
    void featuresKeepSelectAndSaveApart() {
        MemorySegment sqe = Vectors.dirty(64);
        FeaturesCommand.encodeSet(sqe, 2, 0, Fid.NUMBER_OF_QUEUES, Feature.numberOfQueues(3, 4));
        Vectors.assertSame(sqe.asSlice(40), Vectors.hex("07000000 03000400" + "00".repeat(16)));
        assertThat(Sqe.opcode(sqe)).isEqualTo(AdminOpcode.SET_FEATURES);
        assertThat(FeaturesCommand.sv(sqe)).isFalse();
        Sqe.putCdw(sqe, 10, Fid.NUMBER_OF_QUEUES | FeaturesCommand.SV);
        assertThat(FeaturesCommand.sv(sqe)).isTrue();
        FeaturesCommand.encodeGet(sqe, 2, 1, Fid.HOST_BEHAVIOR, FeaturesCommand.SEL_SUPPORTED);
        Vectors.assertSame(sqe.asSlice(40), Vectors.hex("16030000" + "00".repeat(20)));
        assertThat(FeaturesCommand.FID.get(sqe)).isEqualTo(Fid.HOST_BEHAVIOR);
        assertThat(FeaturesCommand.sel(sqe)).isEqualTo(FeaturesCommand.SEL_SUPPORTED);
    }

    @Test
    void abortNamesQueueAndCommand() {
        MemorySegment sqe = Vectors.dirty(64);
        AbortCommand.encode(sqe, 5, 0x0102, 0x0304);
        Vectors.assertSame(sqe, Vectors.hex("08400500" + "00".repeat(36) + "02010403" + "00".repeat(20)));
    }

    @Test
    void completionsOfLinuxAreReadAndEqualled() {
        MemorySegment connect = Vectors.peer("cqe-connect");
        assertThat(ConnectResponse.cntlid(Cqe.result(connect))).isEqualTo(1);
        assertThat(Cqe.sqhd(connect)).isEqualTo(1);
        assertThat(Cqe.status(connect)).isEqualTo(Status.SUCCESS);
        MemorySegment ours = Vectors.dirty(16);
        Cqe.encode(ours, ConnectResponse.success(1, 0), 1, 0, Status.SUCCESS);
        Vectors.assertSame(ours, connect);

        MemorySegment get = Vectors.peer("cqe-property-get-cap");
        long cap = Cqe.result(get);
        assertThat(Cap.mqes(cap)).isEqualTo(1023);
        assertThat(Cap.to(cap)).isEqualTo(15);
        Cqe.encode(ours, cap, 2, 1, Status.SUCCESS);
        Vectors.assertSame(ours, get);
    }

    @Test
    void aRefusedConnectSaysWhichFieldIsWrong() {
        int dw0 = ConnectResponse.invalidInData(ConnectData.SUBNQN.offset());
        assertThat(dw0).isEqualTo(0x0001_0100);
        assertThat(ConnectResponse.isInData(dw0)).isTrue();
        assertThat(ConnectResponse.ipo(dw0)).isEqualTo(256);
        dw0 = ConnectResponse.invalidInCommand(ConnectCommand.SQSIZE.offset());
        assertThat(dw0).isEqualTo(44);
        assertThat(ConnectResponse.isInData(dw0)).isFalse();
        assertThat(ConnectResponse.success(7, ConnectResponse.ATR | ConnectResponse.ASCR)).isEqualTo(0x0006_0007);
    }
}
