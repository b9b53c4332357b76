package io.fenceline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Commands of the NVM Command Set, their data structures, SGL descriptors and completions. */
class IoCommandTest {
    @Test
    void aReadIsAsTheFigureSays() {
        MemorySegment sqe = Vectors.dirty(64);
        NvmCommand.encode(sqe, NvmOpcode.READ, 0x0102, 3, 0x1112131415161718L, 65536, NvmCommand.FUA | NvmCommand.LR);
        Sgl.putTransport(sqe, 0x0400_0000);
        Vectors.assertSame(sqe, Vectors.hex("02400201 03000000 0000000000000000 0000000000000000"
                + "0000000000000000 00000004 000000 5a 1817161514131211 ffff 00c0 00000000 00000000 00000000"));
        assertThat(NvmCommand.slba(sqe)).isEqualTo(0x1112131415161718L);
        assertThat(NvmCommand.blocks(sqe)).isEqualTo(65536);
        assertThat(NvmCommand.fua(sqe)).isTrue();
        assertThat(Sqe.nsid(sqe)).isEqualTo(3);
        assertThat(Sqe.cid(sqe)).isEqualTo(0x0102);
        assertThat(Sqe.direction(sqe)).isEqualTo(2);
        assertThat(Sqe.fuse(sqe)).isEqualTo(Sqe.FUSE_NORMAL);
    }

    @Test
    void fusedBitsLeaveTheDataPointerBitsAlone() {
        MemorySegment sqe = Vectors.dirty(64);
        NvmCommand.encode(sqe, NvmOpcode.COMPARE, 1, 1, 0, 1, 0);
        Sqe.putFuse(sqe, Sqe.FUSE_FIRST);
        assertThat(Bytes.u8(sqe, Sqe.FLAGS)).isEqualTo(0x41);
        assertThat(Sqe.fuse(sqe)).isEqualTo(Sqe.FUSE_FIRST);
        Sqe.putFuse(sqe, Sqe.FUSE_SECOND);
        assertThat(Sqe.fuse(sqe)).isEqualTo(Sqe.FUSE_SECOND);
        Sqe.putFuse(sqe, Sqe.FUSE_NORMAL);
        assertThat(Sqe.fuse(sqe)).isEqualTo(Sqe.FUSE_NORMAL);
        assertThat(Sqe.psdt(sqe)).isEqualTo(Sqe.PSDT_SGL);
        Sqe.putCid(sqe, 0xFFFE);
        assertThat(Sqe.cid(sqe)).isEqualTo(0xFFFE);
        assertThat(Sqe.opcode(sqe)).isEqualTo(NvmOpcode.COMPARE);
        assertThat(Sqe.nsid(sqe)).isEqualTo(1);
    }

    @Test
    void writeZeroesCarriesDeallocate() {
        MemorySegment sqe = Vectors.dirty(64);
        NvmCommand.encode(sqe, NvmOpcode.WRITE_ZEROES, 1, 1, 8, 8, NvmCommand.DEAC);
        assertThat(Bytes.i32(sqe, Sqe.CDW12)).isEqualTo(0x0200_0007);
        assertThat(NvmCommand.flags(sqe) & NvmCommand.DEAC).isNotZero();
        assertThat(NvmCommand.fua(sqe)).isFalse();
        assertThat(NvmCommand.blocks(sqe)).isEqualTo(8);
    }

    @Test
    void deallocateIsAsTheFigureSays() {
        MemorySegment sqe = Vectors.dirty(64);
        NvmCommand.encodeDsm(sqe, 1, 1, 256, NvmCommand.DSM_AD);
        Vectors.assertSame(sqe.asSlice(40), Vectors.hex("ff000000 04000000" + "00".repeat(16)));
        assertThat(NvmCommand.dsmRanges(sqe)).isEqualTo(256);
        MemorySegment ranges = Vectors.dirty(32);
        DsmRange.encode(ranges, 0, 1, 2, 0);
        DsmRange.encode(ranges, 1, 0x1112131415161718L, 0xFFFF_FFFFL, 0x0102);
        Vectors.assertSame(ranges,
                Vectors.hex("00000000 02000000 0100000000000000 02010000 ffffffff 1817161514131211"));
        assertThat(DsmRange.slba(ranges, 1)).isEqualTo(0x1112131415161718L);
        assertThat(DsmRange.blocks(ranges, 1)).isEqualTo(0xFFFF_FFFFL);
        assertThat(DsmRange.attributes(ranges, 1)).isEqualTo(0x0102);
    }

    @Test
    void copyIsAsTheFigureSays() {
        MemorySegment sqe = Vectors.dirty(64);
        NvmCommand.encodeCopy(sqe, 1, 1, 0x1112131415161718L, 2);
        Vectors.assertSame(sqe.asSlice(40), Vectors.hex("1817161514131211 01000000" + "00".repeat(12)));
        assertThat(NvmCommand.copyRanges(sqe)).isEqualTo(2);
        assertThat(NvmCommand.copyFormat(sqe)).isEqualTo(CopyRange.FORMAT);
        Sqe.putCdw(sqe, 12, 0x0000_5F00);
        assertThat(NvmCommand.copyFormat(sqe)).isEqualTo(15);
        assertThat(NvmCommand.copyRanges(sqe)).isEqualTo(1);
        MemorySegment ranges = Vectors.dirty(64);
        CopyRange.encode(ranges, 0, 5, 1);
        CopyRange.encode(ranges, 1, 0x2122232425262728L, 65536);
        Vectors.assertSame(ranges, Vectors.hex("0000000000000000 0500000000000000" + "00".repeat(16)
                + "0000000000000000 2827262524232221 ffff" + "00".repeat(14)));
        assertThat(CopyRange.slba(ranges, 1)).isEqualTo(0x2122232425262728L);
        assertThat(CopyRange.blocks(ranges, 1)).isEqualTo(65536);
    }

    @Test
    void descriptorsOfAllKindsAreToldApart() {
        MemorySegment s = Vectors.dirty(17);
        Sgl.encode(s, 1, Sgl.DATA_BLOCK, 0x1112131415161718L, 0xFFFF_FFFFL);
        Vectors.assertSame(s, Vectors.hex("ff 1817161514131211 ffffffff 000000 00"));
        assertThat(Sgl.length(s, 1)).isEqualTo(0xFFFF_FFFFL);
        Sgl.encode(s, 1, Sgl.IN_CAPSULE, 16, 512);
        assertThat(Sgl.type(s, 1)).isEqualTo(Sgl.TYPE_DATA_BLOCK);
        assertThat(Sgl.subtype(s, 1)).isEqualTo(Sgl.SUBTYPE_OFFSET);
        assertThat(Sgl.address(s, 1)).isEqualTo(16);
        assertThat(Sgl.length(s, 1)).isEqualTo(512);
        Sgl.encode(s, 1, Sgl.TRANSPORT, 0, 512);
        assertThat(Sgl.type(s, 1)).isEqualTo(Sgl.TYPE_TRANSPORT_DATA_BLOCK);
        assertThat(Sgl.subtype(s, 1)).isEqualTo(Sgl.SUBTYPE_TRANSPORT);
        assertThat(Sgl.identifier(s, 1)).isEqualTo(0x5A);
    }

    @Test
    void aKeyedDescriptorHasAShorterLengthAndAKey() {
        MemorySegment s = Vectors.dirty(16);
        Sgl.encodeKeyed(s, 0, Sgl.KEYED_INVALIDATE, 0x1112131415161718L, 0xFFFFFE, 0x81828384);
        Vectors.assertSame(s, Vectors.hex("1817161514131211 feffff 84838281 4f"));
        assertThat(Sgl.keyedLength(s, 0)).isEqualTo(0xFFFFFE);
        assertThat(Sgl.key(s, 0)).isEqualTo(0x81828384);
        assertThat(Sgl.type(s, 0)).isEqualTo(Sgl.TYPE_KEYED_DATA_BLOCK);
        assertThat(Sgl.subtype(s, 0)).isEqualTo(Sgl.SUBTYPE_INVALIDATE_KEY);
    }

    @Test
    void aCompletionCarriesItsStatusAboveThePhaseTag() {
        MemorySegment cqe = Vectors.dirty(16);
        Cqe.encode(cqe, 0x0102030405060708L, 0x1112, 0x2122, Status.LBA_OUT_OF_RANGE | Status.DNR);
        Vectors.assertSame(cqe, Vectors.hex("0807060504030201 1211 0000 2221 0081"));
        assertThat(Cqe.status(cqe)).isEqualTo(Status.LBA_OUT_OF_RANGE | Status.DNR);
        assertThat(Cqe.cid(cqe)).isEqualTo(0x2122);
        assertThat(Cqe.sqhd(cqe)).isEqualTo(0x1112);
        assertThat(Cqe.result(cqe)).isEqualTo(0x0102030405060708L);
    }
}
