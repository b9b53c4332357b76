package io.fenceline.core.target.engine.io;

import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/** Write (NVM Command Set 1.1, 3.3.6). */
final class Write extends NvmCommand {
    @Override
    boolean fetches() {
        return true;
    }

    @Override
    boolean writes(MemorySegment sqe) {
        return true;
    }

    @Override
    int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        c.forceUnit = forceUnit(sqe) || flow.writeThrough();
        int status = noDirective(c, sqe);
        return status == Status.SUCCESS ? transferRange(c, sqe, flow) : status;
    }

    @Override
    int begin(IoCommand c) {
        return checkRange(c, c.namespace(), c.lba, c.blocks);
    }

    @Override
    boolean next(IoCommand c, CommandFlow flow) {
        if (c.step++ > 0) {
            return false;
        }
        c.transfer(Op.WRITE, c.byteOffset(c.lba), c.exchange().dataLength(), c.buffer());
        if (c.forceUnit) {
            c.durable();
        }
        return true;
    }

    @Override
    int done(IoCommand c, CommandFlow flow) {
        c.namespace().uncorrectable().clear(c.lba, c.blocks);
        return Status.SUCCESS;
    }

    @Override
    void count(IoCommand c, IoStatistics statistics) {
        statistics.written(c.exchange().dataLength());
    }
}
