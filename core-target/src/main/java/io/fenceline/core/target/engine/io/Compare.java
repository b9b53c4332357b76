package io.fenceline.core.target.engine.io;

import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/** Compare (NVM Command Set 1.1, 3.3.1), by itself or as the first half of a fused Compare and Write. */
final class Compare extends NvmCommand {
    @Override
    boolean fetches() {
        return true;
    }

    @Override
    boolean usesScratch() {
        return true;
    }

    @Override
    int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        return transferRange(c, sqe, flow);
    }

    @Override
    int begin(IoCommand c) {
        return readable(c, c.lba, c.blocks);
    }

    @Override
    boolean next(IoCommand c, CommandFlow flow) {
        long left = c.exchange().dataLength() - c.progress;
        if (left == 0) {
            return false;
        }
        Scratch scratch = flow.scratch();
        c.transfer(Op.READ, c.byteOffset(c.lba) + c.progress, Math.min(left, IoLimits.SCRATCH_BYTES), scratch.segment(), scratch.view());
        return true;
    }

    @Override
    int done(IoCommand c, CommandFlow flow) {
        long from = c.progress;
        c.progress += c.length();
        long differs = MemorySegment.mismatch(flow.scratch().segment(), 0, c.length(), c.buffer().segment(), from, c.progress);
        return differs < 0 ? Status.SUCCESS : Status.COMPARE_FAILURE;
    }

    @Override
    void count(IoCommand c, IoStatistics statistics) {
        statistics.read(c.exchange().dataLength());
    }
}
