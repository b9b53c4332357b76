package io.fenceline.core.host.engine.queue;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One I/O command on its way. Belongs to its owner, then to a queue between {@link IoQueue#submit} and one of the calls of
 * {@link CommandOwner}; used again and again.
 */
public final class Command {
    private final CommandOwner owner;

    /** The submission queue entry, but for CID, flags and SGL1. */
    public int opcode;
    public int nsid;
    public int cdw2;
    public int cdw3;
    public int cdw10;
    public int cdw11;
    public int cdw12;
    public int cdw13;
    public int cdw14;
    public int cdw15;

    /** Data, native; null: none. */
    public @Nullable MemorySegment memory;
    /** The second half of a fused operation, while it is unanswered; it follows this command on the same queue. */
    public @Nullable Command second;
    /** The first half, while it is unanswered, when this is the second. */
    public @Nullable Command first;
    /** Which queue it was given to last. */
    public @Nullable IoQueue queue;
    /** The association of that queue. */
    public @Nullable QueueSet set;
    /** Whether it was sent over a path that was lost, or ended with an error, and so may have been executed. */
    public boolean lost;
    /** How often it was sent again. */
    public int retries;
    /** Told once when it goes out again after it was held; null: nobody wants to know. */
    public @Nullable Runnable onSent;
    /** Whoever holds it in a list; one list at a time. */
    public @Nullable Command next;
    /** The owner's. */
    public int part;

    long submittedNs;
    boolean abortSent;
    int cid;
    private @Nullable DataBuffer buffer;
    private @Nullable MemorySegment bufferOf;
    private @Nullable BufferPool bufferPool;
    private boolean copied;

    /**
     * Makes one that is not on its way.
     *
     * @param owner hears of its end
     */
    public Command(CommandOwner owner) {
        this.owner = owner;
    }

    /**
     * Who hears of its end.
     *
     * @return the owner
     */
    public CommandOwner owner() {
        return owner;
    }

    /**
     * Sets logical block address and the dword with the number of blocks.
     *
     * @param lba CDW10 and CDW11
     * @param flagsAndBlocks CDW12
     */
    public void range(long lba, int flagsAndBlocks) {
        cdw10 = (int) lba;
        cdw11 = (int) (lba >>> 32);
        cdw12 = flagsAndBlocks;
        cdw13 = 0;
        cdw14 = 0;
        cdw15 = 0;
    }

    /**
     * When it was sent last.
     *
     * @return by the host's clock
     */
    public long submittedNs() {
        return submittedNs;
    }

    /**
     * How much data it has.
     *
     * @return bytes
     */
    public int length() {
        MemorySegment data = memory;
        return data == null ? 0 : (int) data.byteSize();
    }

    void encode(MemorySegment sqe) {
        Sqe.clear(sqe, opcode, cid, nsid);
        Bytes.put32(sqe, Sqe.CDW2, cdw2);
        Bytes.put32(sqe, Sqe.CDW3, cdw3);
        Bytes.put32(sqe, Sqe.CDW10, cdw10);
        Bytes.put32(sqe, Sqe.CDW11, cdw11);
        Bytes.put32(sqe, Sqe.CDW12, cdw12);
        Bytes.put32(sqe, Sqe.CDW13, cdw13);
        Bytes.put32(sqe, Sqe.CDW14, cdw14);
        Bytes.put32(sqe, Sqe.CDW15, cdw15);
        if (second != null) {
            Sqe.putFuse(sqe, Sqe.FUSE_FIRST);
        } else if (first != null) {
            Sqe.putFuse(sqe, Sqe.FUSE_SECOND);
        }
    }

    /** Whether the data goes to the controller. */
    boolean sendsData() {
        return (opcode & 1) != 0;
    }

    /**
     * Makes the data fit for a transport: its memory as it is where that is possible, else in a buffer of the pool.
     *
     * @return false: the pool has none left
     */
    boolean bind(BufferPool pool) {
        MemorySegment data = memory;
        if (data == null) {
            return true;
        }
        if (buffer != null && !copied && pool.equals(bufferPool) && isBound(data)) {
            return true; // the same memory through the same pool as last time
        }
        unbind();
        DataBuffer wrapped = pool.wrap(data);
        if (wrapped != null) {
            buffer = wrapped;
            copied = false;
        } else {
            DataBuffer taken = pool.take(length());
            if (taken == null) {
                return false;
            }
            if (sendsData()) {
                MemorySegment.copy(data, 0, taken.segment(), 0, length());
            }
            buffer = taken;
            copied = true;
        }
        bufferPool = pool;
        bufferOf = data;
        return true;
    }

    /** Segments that are equal may differ in length and lifetime: only the very same one will do. */
    @SuppressWarnings({"MemorySegmentReferenceEquality", "ReferenceEquality"})
    private boolean isBound(MemorySegment data) {
        return bufferOf == data;
    }

    @Nullable
    DataBuffer buffer() {
        return memory == null ? null : buffer;
    }

    /** The command has ended: what was read goes where it is wanted, and a pool's buffer goes back. */
    void finishData(boolean answered) {
        DataBuffer data = buffer;
        MemorySegment wanted = bufferOf;
        if (data != null && copied && wanted != null) {
            if (answered && !sendsData()) {
                MemorySegment.copy(data.segment(), 0, wanted, 0, wanted.byteSize());
            }
            unbind();
        }
    }

    /** Gives up views and buffers. Only while the command is not in flight; on a loop, best on that of the pool. */
    public void unbind() {
        DataBuffer data = buffer;
        if (data != null) {
            buffer = null;
            bufferOf = null;
            bufferPool = null;
            data.release();
        }
    }
}
