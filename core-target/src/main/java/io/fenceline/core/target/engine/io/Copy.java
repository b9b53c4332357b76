package io.fenceline.core.target.engine.io;

import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/**
 * Copy with source range entries of format 0 (NVM Command Set 1.1, 3.3.2): from several ranges of the namespace to one. All
 * ranges are checked before the first block is copied; a failure after that tells in Dword 0 which range it was.
 */
final class Copy extends NvmCommand {
    private static final int RANGE_BYTES = 32;
    private static final int RANGE_LBA = 8;
    private static final int RANGE_BLOCKS = 16;
    private static final int FORMAT_LOCATION = Sqe.CDW12 + 1;

    @Override
    boolean fetches() {
        return true;
    }

    @Override
    boolean usesScratch() {
        return true;
    }

    @Override
    boolean writes(MemorySegment sqe) {
        return true;
    }

    @Override
    int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        c.forceUnit = forceUnit(sqe) || flow.writeThrough();
        c.ranges = Bytes.u8(sqe, Sqe.CDW12) + 1;
        c.lba = Bytes.i64(sqe, Sqe.CDW10);
        int status = noDirective(c, sqe);
        if (status != Status.SUCCESS) {
            return status;
        }
        if ((Bytes.u8(sqe, Sqe.CDW12 + 1) & 0xF) != 0) {
            return c.wrong(Status.INVALID_FIELD, FORMAT_LOCATION);
        }
        if (c.ranges > IoLimits.COPY_RANGES) {
            return c.wrong(Status.COMMAND_SIZE_LIMIT_EXCEEDED, Sqe.CDW12);
        }
        int data = c.exchange().dataLength();
        return data >= c.ranges * RANGE_BYTES && data <= IoLimits.COPY_RANGES * RANGE_BYTES
                ? Status.SUCCESS
                : c.wrong(Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
    }

    @Override
    int prepare(IoCommand c) {
        long total = 0;
        for (int i = 0; i < c.ranges; i++) {
            long blocks = blocks(c, i);
            if (blocks > IoLimits.COPY_RANGE_BLOCKS) {
                return Status.COMMAND_SIZE_LIMIT_EXCEEDED | Status.DNR;
            }
            int status = checkRange(c, c.namespace(), lba(c, i), blocks);
            if (status != Status.SUCCESS) {
                return status;
            }
            total += blocks;
        }
        if (total > IoLimits.COPY_BLOCKS) {
            return Status.COMMAND_SIZE_LIMIT_EXCEEDED | Status.DNR;
        }
        int status = checkRange(c, c.namespace(), c.lba, total);
        if (status != Status.SUCCESS) {
            return status;
        }
        for (int i = 0; i < c.ranges; i++) {
            long lba = lba(c, i);
            if (lba < c.lba + total && c.lba < lba + blocks(c, i)) {
                return Status.OVERLAPPING_IO_RANGE | Status.DNR;
            }
        }
        c.blocks = total;
        return Status.SUCCESS;
    }

    @Override
    int begin(IoCommand c) {
        return checkRange(c, c.namespace(), c.lba, c.blocks);
    }

    @Override
    boolean next(IoCommand c, CommandFlow flow) {
        Scratch scratch = flow.scratch();
        if (c.step == 1) {
            c.transfer(Op.WRITE, c.byteOffset(c.lba) + c.progress, c.length(), scratch.segment(), scratch.view());
            if (c.forceUnit) {
                c.durable();
            }
            return true;
        }
        long left = (blocks(c, c.range) << c.namespace().blockShift()) - c.rangeProgress;
        if (left == 0) {
            c.rangeProgress = 0;
            if (++c.range == c.ranges) {
                c.result = 0;
                return false;
            }
            left = blocks(c, c.range) << c.namespace().blockShift();
        }
        c.result = c.range;
        c.transfer(Op.READ, c.byteOffset(lba(c, c.range)) + c.rangeProgress, Math.min(left, IoLimits.SCRATCH_BYTES), scratch.segment(),
                scratch.view());
        return true;
    }

    @Override
    int done(IoCommand c, CommandFlow flow) {
        int shift = c.namespace().blockShift();
        if (c.step == 0) {
            // Looked up after the read: a mark that came before it is seen.
            c.step = 1;
            return readable(c, lba(c, c.range) + (c.rangeProgress >>> shift), c.length() >>> shift);
        }
        c.step = 0;
        c.namespace().uncorrectable().clear(c.lba + (c.progress >>> shift), c.length() >>> shift);
        c.progress += c.length();
        c.rangeProgress += c.length();
        return Status.SUCCESS;
    }

    @Override
    void count(IoCommand c, IoStatistics statistics) {
        statistics.written(c.progress);
    }

    private static long lba(IoCommand c, int range) {
        return Bytes.i64(c.buffer().segment(), (long) range * RANGE_BYTES + RANGE_LBA);
    }

    private static long blocks(IoCommand c, int range) {
        return Bytes.u16(c.buffer().segment(), (long) range * RANGE_BYTES + RANGE_BLOCKS) + 1L;
    }
}
