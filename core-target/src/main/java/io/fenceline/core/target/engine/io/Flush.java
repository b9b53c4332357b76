package io.fenceline.core.target.engine.io;

import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.spi.backend.BackendRequest.Op;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Flush (NVM Express Base 2.1, 7.2): one namespace, or with NSID FFFFFFFFh all that are attached, one after the other. For
 * all, the gate is entered anew for each, by {@link IoQueue}.
 */
final class Flush extends NvmCommand {
    static final int ALL = -1;

    @Override
    boolean broadcasts() {
        return true;
    }

    @Override
    int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        if (c.nsid == ALL) {
            c.namespace = after(flow, 0);
            c.decided = c.namespace == null;
        }
        outsideAllRanges(c);
        return noData(c);
    }

    @Override
    boolean next(IoCommand c, CommandFlow flow) {
        if (c.step++ > 0) {
            return false;
        }
        c.request(Op.FLUSH, 0, 0);
        return true;
    }

    @Override
    @Nullable
    Namespace following(IoCommand c, CommandFlow flow) {
        c.step = 0;
        return c.nsid == ALL ? after(flow, c.namespace().nsid()) : null;
    }

    /** The attached namespace with the next greater NSID; null: there is none. */
    private static @Nullable Namespace after(CommandFlow flow, int nsid) {
        List<Namespace> active = flow.namespaces().active();
        for (int i = 0; i < active.size(); i++) {
            Namespace namespace = active.get(i);
            if (namespace.nsid() > nsid) {
                return namespace;
            }
        }
        return null;
    }

    /** A flush is inside the namespace, but in nobody's way. */
    private static void outsideAllRanges(IoCommand c) {
        c.lba = Long.MAX_VALUE;
        c.blocks = 1;
    }
}
