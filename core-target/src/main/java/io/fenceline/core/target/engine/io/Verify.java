package io.fenceline.core.target.engine.io;

import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/** Verify (NVM Command Set 1.1, 3.3.5): reads what a Read would, and gives nothing back. */
final class Verify extends NvmCommand {
    @Override
    boolean usesScratch() {
        return true;
    }

    @Override
    int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        int status = range(c, sqe);
        if (status == Status.SUCCESS && c.blocks << c.namespace().blockShift() > IoLimits.VERIFY_BYTES) {
            return c.wrong(Status.INVALID_FIELD, Sqe.CDW12);
        }
        return status == Status.SUCCESS ? noData(c) : status;
    }

    @Override
    int begin(IoCommand c) {
        return readable(c, c.lba, c.blocks);
    }

    @Override
    boolean next(IoCommand c, CommandFlow flow) {
        long left = (c.blocks << c.namespace().blockShift()) - c.progress;
        if (left == 0) {
            return false;
        }
        Scratch scratch = flow.scratch();
        c.transfer(Op.READ, c.byteOffset(c.lba) + c.progress, Math.min(left, IoLimits.SCRATCH_BYTES), scratch.segment(), scratch.view());
        return true;
    }

    @Override
    int done(IoCommand c, CommandFlow flow) {
        c.progress += c.length();
        return Status.SUCCESS;
    }

    @Override
    void count(IoCommand c, IoStatistics statistics) {
        statistics.read(c.progress);
    }
}
