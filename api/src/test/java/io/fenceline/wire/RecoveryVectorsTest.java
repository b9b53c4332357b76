package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Rapid Path Failure Recovery byte for byte (NVM Express Base 2.3, 5.4.3, 5.2.12.3.1, 5.2.12.3.2, Figures 103, 154, 328). */
class RecoveryVectorsTest {
    @Test
    void crossControllerResetHasTheIdentityInItsPlaces() {
        MemorySegment sqe = Vectors.dirty(64);
        CrossControllerResetCommand.encode(sqe, 0x1234, 0x0002, 0x7F, 0x1122334455667788L);
        Vectors.assertSame(sqe, Vectors.hex("38403412 00000000" + "00".repeat(32) + "02007f00 00000000 8877665544332211" + "00".repeat(8)));
    }

    @Test
    void identityIsReadBackFromTheSameBytes() {
        MemorySegment sqe = Vectors.hex("38403412 00000000" + "00".repeat(32) + "02007f00 00000000 8877665544332211" + "00".repeat(8));
        assertThat(CrossControllerResetCommand.ICID.getInt(sqe)).isEqualTo(2);
        assertThat(CrossControllerResetCommand.CIU.getInt(sqe)).isEqualTo(0x7F);
        assertThat(CrossControllerResetCommand.CIRN.get(sqe)).isEqualTo(0x1122334455667788L);
        assertThat(Sqe.direction(sqe)).as("no data").isZero();
    }

    @Test
    void statusesAreThoseThatLinuxWrites() {
        assertThat(Status.CCR_IN_PROGRESS | Status.DNR).isEqualTo(0x413F);
        assertThat((Status.CCR_IN_PROGRESS | Status.DNR) << 1).isEqualTo(0x827E);
        assertThat(Status.CCR_LIMIT_EXCEEDED).isEqualTo(0x0141);
        assertThat(Status.CCR_LIMIT_EXCEEDED << 1).isEqualTo(0x0282);
        assertThat(Status.CCR_LOG_FULL).isEqualTo(0x0140);
        assertThat(Status.CCR_LOG_FULL << 1).isEqualTo(0x0280);
        assertThat(CrossControllerResetCommand.IRS).isEqualTo(1);
    }

    @Test
    void pageOfOneFinishedEntryIsAsLinuxReadsIt() {
        MemorySegment page = Vectors.zeroes(CrossControllerResetLog.BYTES);
        assertThat(page.byteSize()).isEqualTo(4096);
        CrossControllerResetLog.NE.put(page, 1);
        MemorySegment entry = CrossControllerResetLog.entry(page, 0);
        CrossControllerResetLog.ICID.put(entry, 2);
        CrossControllerResetLog.CIU.put(entry, 0x7F);
        CrossControllerResetLog.ACID.put(entry, CrossControllerResetLog.ACID_NONE);
        CrossControllerResetLog.CCRS.put(entry, CrossControllerResetLog.SUCCESS);
        CrossControllerResetLog.CCRF.put(entry, CrossControllerResetLog.VALIDATED | CrossControllerResetLog.RESET_INITIATED);
        Vectors.assertSame(page, Vectors.hex("0100000000000000 02007f00ffff0103" + "00".repeat(4080)));
        CrossControllerResetLog.CCRS.put(entry, CrossControllerResetLog.IN_PROGRESS);
        Vectors.assertSame(entry, Vectors.hex("02007f00ffff0003"));
        CrossControllerResetLog.CCRS.put(entry, CrossControllerResetLog.FAILED);
        Vectors.assertSame(entry, Vectors.hex("02007f00ffff0203"));
        assertThat(CrossControllerResetLog.entry(page, 510).address() + 8).isEqualTo(page.address() + 4096);
    }

    @Test
    void pageOfALostHostHasCountBeforeInstance() {
        MemorySegment page = Vectors.zeroes(LostHostCommunicationLog.BYTES);
        assertThat(page.byteSize()).isEqualTo(4096);
        LostHostCommunicationLog.NE.put(page, 1);
        MemorySegment entry = LostHostCommunicationLog.entry(page, 0);
        LostHostCommunicationLog.CNTLID.put(entry, 0x0102);
        LostHostCommunicationLog.LC.put(entry, 3);
        LostHostCommunicationLog.CIU.put(entry, 0x7F);
        Vectors.assertSame(page, Vectors.hex("0100000000000000 0201037f00000000" + "00".repeat(4080)));
    }

    @Test
    void eventsNameTheirPages() {
        assertThat(AsyncEvent.CROSS_CONTROLLER_RESET_COMPLETED).isEqualTo(0x001E_F402);
        assertThat(AsyncEvent.LOST_HOST_COMMUNICATION).isEqualTo(0x001F_F502);
        assertThat(AsyncEvent.lid(AsyncEvent.CROSS_CONTROLLER_RESET_COMPLETED)).isEqualTo(Lid.CROSS_CONTROLLER_RESET).isEqualTo(0x1E);
        assertThat(AsyncEvent.lid(AsyncEvent.LOST_HOST_COMMUNICATION)).isEqualTo(Lid.LOST_HOST_COMMUNICATION).isEqualTo(0x1F);
        assertThat(Aec.CCRCN).isEqualTo(1 << 20);
        assertThat(Aec.LHCN).isEqualTo(1 << 21);
    }

    @Test
    void removeCompletedAndRetainEventAreTwoBitsOfOneDword() {
        MemorySegment sqe = Vectors.dirty(64);
        GetLogPageCommand.encode(sqe, 1, -1, Lid.CROSS_CONTROLLER_RESET, 4096, 0, CrossControllerResetLog.LSP_RMC << 8);
        assertThat(Sqe.cdw(sqe, 10)).isEqualTo(0x03FF_011E);
        assertThat(GetLogPageCommand.lsp(sqe) & CrossControllerResetLog.LSP_RMC).isEqualTo(1);
        assertThat(GetLogPageCommand.rae(sqe)).isFalse();
        GetLogPageCommand.encode(sqe, 1, -1, Lid.CROSS_CONTROLLER_RESET, 4096, 0, GetLogPageCommand.RAE);
        assertThat(Sqe.cdw(sqe, 10)).isEqualTo(0x03FF_801E);
        assertThat(GetLogPageCommand.lsp(sqe)).isZero();
        assertThat(GetLogPageCommand.rae(sqe)).isTrue();
    }

    @Test
    void identityAndPromiseStandWhereFigure328HasThem() {
        MemorySegment data = Vectors.zeroes(IdentifyController.BYTES);
        IdentifyController.CIU.put(data, 0x7F);
        IdentifyController.CIRN.put(data, 0x1122334455667788L);
        IdentifyController.CQT.put(data, 30_000);
        IdentifyController.CCRL.put(data, 4);
        Vectors.assertSame(data.asSlice(134, 12), Vectors.hex("00 7f 8877665544332211 0000"));
        Vectors.assertSame(data.asSlice(384, 6), Vectors.hex("0000 3075 0000"));
        Vectors.assertSame(data.asSlice(1806, 3), Vectors.hex("00 04 00"));
    }
}
