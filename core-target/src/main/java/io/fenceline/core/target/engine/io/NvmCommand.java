package io.fenceline.core.target.engine.io;

import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to one command of the NVM command set. Stateless: the state is in the {@link IoCommand}. The queue asks
 * in this order: {@link #decode}, then (data fetched) {@link #prepare}, then (inside the gate) {@link #begin}, then
 * {@link #next} and {@link #done} for each request to the back end.
 */
abstract class NvmCommand {
    /** Whether data comes from the host. */
    boolean fetches() {
        return false;
    }

    /** Whether data goes to the host. */
    boolean sends() {
        return false;
    }

    /** Whether it needs the queue's scratch memory. */
    boolean usesScratch() {
        return false;
    }

    /** Whether a write protected namespace refuses it. */
    boolean writes(MemorySegment sqe) {
        return false;
    }

    /** Whether NSID FFFFFFFFh is taken. */
    boolean broadcasts() {
        return false;
    }

    /** Reads the command's fields and checks all that can be checked without its data. */
    abstract int decode(IoCommand c, MemorySegment sqe, CommandFlow flow);

    /** The data is there: reads and checks it. */
    int prepare(IoCommand c) {
        return Status.SUCCESS;
    }

    /** The gate is passed; the namespace may have changed since {@link #decode}. */
    int begin(IoCommand c) {
        return Status.SUCCESS;
    }

    /** Makes the next request; false: there is no further one, and the command ends with success. */
    abstract boolean next(IoCommand c, CommandFlow flow);

    /** A request has been completed with success; any other status ends the command. */
    int done(IoCommand c, CommandFlow flow) {
        return Status.SUCCESS;
    }

    /** The namespace to go on with after this one; null: the command has ended. */
    @Nullable
    Namespace following(IoCommand c, CommandFlow flow) {
        return null;
    }

    /** The command has succeeded. */
    void count(IoCommand c, IoStatistics statistics) {
        // Only those that move data have something to say.
    }

    /** SLBA and the zero's based NLB, as most commands have them. */
    static int range(IoCommand c, MemorySegment sqe) {
        c.lba = Bytes.i64(sqe, Sqe.CDW10);
        c.blocks = Bytes.u16(sqe, Sqe.CDW12) + 1L;
        return checkRange(c, c.namespace(), c.lba, c.blocks);
    }

    /** Whether all blocks exist; neither the address nor the sum may overflow. */
    static int checkRange(IoCommand c, Namespace namespace, long lba, long blocks) {
        long size = namespace.blocks();
        if (blocks > size || lba < 0 || lba > size - blocks) {
            return c.wrong(Status.LBA_OUT_OF_RANGE, Sqe.CDW10);
        }
        return Status.SUCCESS;
    }

    /** A range whose data is transferred: no longer than MDTS, and the SGL says the same length. */
    static int transferRange(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        int status = range(c, sqe);
        if (status != Status.SUCCESS) {
            return status;
        }
        long bytes = c.blocks << c.namespace().blockShift();
        if (bytes > flow.maxTransferBytes()) {
            return c.wrong(Status.INVALID_FIELD, Sqe.CDW12);
        }
        return bytes == c.exchange().dataLength() ? Status.SUCCESS : c.wrong(Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
    }

    /** A command without data has an SGL without length. */
    static int noData(IoCommand c) {
        return c.exchange().dataLength() == 0 ? Status.SUCCESS : c.wrong(Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
    }

    /** For those that read: the range is still there, and nothing in it is marked. */
    static int readable(IoCommand c, long lba, long blocks) {
        Namespace namespace = c.namespace();
        int status = checkRange(c, namespace, lba, blocks);
        if (status == Status.SUCCESS && namespace.uncorrectable().touches(lba, blocks)) {
            return Status.UNRECOVERED_READ_ERROR | Status.DNR;
        }
        return status;
    }

    static boolean forceUnit(MemorySegment sqe) {
        return (Bytes.i32(sqe, Sqe.CDW12) & 1 << 30) != 0;
    }

    /** DTYPE of a write: directives are not supported, so none may be named (NVM Express Base 2.1, 8.1.8). */
    static int noDirective(IoCommand c, MemorySegment sqe) {
        return (Bytes.i32(sqe, Sqe.CDW12) >>> 20 & 0xF) == 0 ? Status.SUCCESS : c.wrong(Status.INVALID_FIELD, Sqe.CDW12 + 2 | 4 << 8);
    }
}
