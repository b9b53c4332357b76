package io.fenceline.core.target.engine.io;

import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/**
 * Read (NVM Command Set 1.1, 3.3.4). Limited Retry says how hard to try and changes nothing here; PRINFO means nothing, as
 * no namespace has protection information.
 */
final class Read extends NvmCommand {
    @Override
    boolean sends() {
        return true;
    }

    @Override
    int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        c.forceUnit = forceUnit(sqe);
        return transferRange(c, sqe, flow);
    }

    @Override
    int begin(IoCommand c) {
        // FUA of a read: what is returned must be on the medium, so a volatile cache is flushed first.
        c.step = c.forceUnit && c.namespace().backend().capabilities().volatileCache() ? 0 : 1;
        return readable(c, c.lba, c.blocks);
    }

    @Override
    boolean next(IoCommand c, CommandFlow flow) {
        switch (c.step++) {
            case 0 -> c.request(Op.FLUSH, 0, 0);
            case 1 -> c.transfer(Op.READ, c.byteOffset(c.lba), c.exchange().dataLength(), c.buffer());
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    int done(IoCommand c, CommandFlow flow) {
        return Status.SUCCESS;
    }

    @Override
    void count(IoCommand c, IoStatistics statistics) {
        statistics.read(c.exchange().dataLength());
    }
}
