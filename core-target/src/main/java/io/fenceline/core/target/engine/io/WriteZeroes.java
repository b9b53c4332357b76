package io.fenceline.core.target.engine.io;

import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/** Write Zeroes (NVM Command Set 1.1, 3.3.8). There is no size limit: WZSL is 0. */
final class WriteZeroes extends NvmCommand {
    private static final int DEAC = 1 << 25;

    @Override
    boolean writes(MemorySegment sqe) {
        return true;
    }

    @Override
    int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        c.forceUnit = forceUnit(sqe) || flow.writeThrough();
        c.deallocate = (Bytes.i32(sqe, Sqe.CDW12) & DEAC) != 0;
        int status = noDirective(c, sqe);
        if (status == Status.SUCCESS) {
            status = range(c, sqe);
        }
        return status == Status.SUCCESS ? noData(c) : status;
    }

    @Override
    int begin(IoCommand c) {
        return checkRange(c, c.namespace(), c.lba, c.blocks);
    }

    @Override
    boolean next(IoCommand c, CommandFlow flow) {
        long left = (c.blocks << c.namespace().blockShift()) - c.progress;
        if (left == 0) {
            return false;
        }
        c.request(Op.WRITE_ZEROES, c.byteOffset(c.lba) + c.progress, Math.min(left, IoLimits.PIECE_BYTES));
        if (c.forceUnit) {
            c.durable();
        }
        if (c.deallocate) {
            c.deallocating();
        }
        return true;
    }

    @Override
    int done(IoCommand c, CommandFlow flow) {
        int shift = c.namespace().blockShift();
        c.namespace().uncorrectable().clear(c.lba + (c.progress >>> shift), c.length() >>> shift);
        c.progress += c.length();
        return Status.SUCCESS;
    }
}
