package io.fenceline.core.target.engine.io;

import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/**
 * Dataset Management (NVM Command Set 1.1, 3.3.3): deallocates; the other attributes are hints that nobody takes here. All
 * ranges are checked before the first is touched.
 */
final class DatasetManagement extends NvmCommand {
    private static final int ATTRIBUTE_DEALLOCATE = 4;
    private static final int RANGE_BYTES = 16;
    private static final int RANGE_BLOCKS = 4;
    private static final int RANGE_LBA = 8;

    @Override
    boolean fetches() {
        return true;
    }

    @Override
    boolean writes(MemorySegment sqe) {
        return deallocates(sqe);
    }

    private static boolean deallocates(MemorySegment sqe) {
        return (Bytes.i32(sqe, Sqe.CDW11) & ATTRIBUTE_DEALLOCATE) != 0;
    }

    @Override
    int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        c.deallocate = deallocates(sqe);
        c.ranges = Bytes.u8(sqe, Sqe.CDW10) + 1;
        // Hosts exist that always send a whole page of ranges.
        int data = c.exchange().dataLength();
        return data >= c.ranges * RANGE_BYTES && data <= IoLimits.DATASET_RANGES * RANGE_BYTES
                ? Status.SUCCESS
                : c.wrong(Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
    }

    @Override
    int prepare(IoCommand c) {
        long first = Long.MAX_VALUE;
        long last = -1;
        for (int i = 0; i < c.ranges; i++) {
            long lba = lba(c, i);
            long blocks = blocks(c, i);
            if (blocks > 0) {
                int status = checkRange(c, c.namespace(), lba, blocks);
                if (status != Status.SUCCESS) {
                    return status;
                }
                first = Math.min(first, lba);
                last = Math.max(last, lba + blocks - 1);
            }
        }
        // The gate is asked for all ranges and what is between them.
        c.lba = first;
        c.blocks = Math.max(1, last - first + 1);
        if (last < 0) {
            c.lba = Long.MAX_VALUE;
            c.blocks = 1;
            c.ranges = 0;
        }
        return Status.SUCCESS;
    }

    @Override
    int begin(IoCommand c) {
        if (!c.deallocate || !c.namespace().backend().capabilities().deallocate()) {
            c.ranges = 0;
        }
        return c.ranges == 0 ? Status.SUCCESS : checkRange(c, c.namespace(), c.lba, c.blocks);
    }

    @Override
    boolean next(IoCommand c, CommandFlow flow) {
        while (c.range < c.ranges) {
            long left = (blocks(c, c.range) << c.namespace().blockShift()) - c.progress;
            if (left > 0) {
                c.request(Op.DEALLOCATE, c.byteOffset(lba(c, c.range)) + c.progress, Math.min(left, IoLimits.PIECE_BYTES));
                return true;
            }
            c.range++;
            c.progress = 0;
        }
        return false;
    }

    @Override
    int done(IoCommand c, CommandFlow flow) {
        c.progress += c.length();
        return Status.SUCCESS;
    }

    private static long lba(IoCommand c, int range) {
        return Bytes.i64(c.buffer().segment(), (long) range * RANGE_BYTES + RANGE_LBA);
    }

    private static long blocks(IoCommand c, int range) {
        return Bytes.u32(c.buffer().segment(), (long) range * RANGE_BYTES + RANGE_BLOCKS);
    }
}
