package io.fenceline.core.target.engine.io;

import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/**
 * Write Uncorrectable (NVM Command Set 1.1, 3.3.7). There is no size limit: WUSL is 0. The medium is not touched; a
 * namespace that cannot remember one range more answers Capacity Exceeded.
 */
final class WriteUncorrectable extends NvmCommand {
    @Override
    boolean writes(MemorySegment sqe) {
        return true;
    }

    @Override
    int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        int status = noDirective(c, sqe);
        if (status == Status.SUCCESS) {
            status = range(c, sqe);
        }
        return status == Status.SUCCESS ? noData(c) : status;
    }

    @Override
    int begin(IoCommand c) {
        int status = checkRange(c, c.namespace(), c.lba, c.blocks);
        if (status != Status.SUCCESS) {
            return status;
        }
        return c.namespace().uncorrectable().mark(c.lba, c.blocks) ? Status.SUCCESS : Status.CAPACITY_EXCEEDED | Status.DNR;
    }

    @Override
    boolean next(IoCommand c, CommandFlow flow) {
        return false;
    }
}
