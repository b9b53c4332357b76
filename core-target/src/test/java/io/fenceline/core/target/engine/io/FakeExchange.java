package io.fenceline.core.target.engine.io;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** One command as a test made it, and what became of it. */
final class FakeExchange implements CommandExchange {
    final FakeQueuePair queuePair;
    final MemorySegment sqe = MemorySegment.ofArray(new byte[Sqe.BYTES]);
    int slot;
    int dataLength;
    int sglStatus;
    byte[] hostData = new byte[0];
    boolean inCapsule;
    @Nullable
    DataBuffer fetching;
    private int fetchOffset;
    private int fetchLength;

    boolean ended;
    boolean discarded;
    int status = -1;
    long result;
    int sqHead;
    int order;
    private MemorySegment received = MemorySegment.NULL;
    int receivedLength;

    FakeExchange(FakeQueuePair queuePair, int slot) {
        this.queuePair = queuePair;
        this.slot = slot;
    }

    int plainStatus() {
        return status & ~Status.MORE;
    }

    byte[] data() {
        return received.asSlice(0, receivedLength).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public MemorySegment sqe() {
        return sqe;
    }

    @Override
    public int dataLength() {
        return dataLength;
    }

    @Override
    public int sglStatus() {
        return sglStatus;
    }

    @Override
    public @Nullable DataBuffer takeInCapsuleData() {
        requireOpen();
        if (!inCapsule) {
            return null;
        }
        inCapsule = false;
        FakeBuffer buffer = new FakeBuffer(queuePair.pool, Math.max(dataLength, 1));
        buffer.inUse = true;
        queuePair.pool.taken++;
        MemorySegment.copy(hostData, 0, buffer.segment(), ValueLayout.JAVA_BYTE, 0, dataLength);
        return buffer;
    }

    @Override
    public void fetch(DataBuffer into, int offset, int length) {
        requireOpen();
        if (fetching != null || offset + length > dataLength) {
            throw new IllegalStateException("fetch of " + offset + "+" + length);
        }
        fetching = into;
        fetchOffset = offset;
        fetchLength = length;
        queuePair.fetches.add(this);
    }

    /** The host's data has come, or has not. */
    void fetched(int fetchStatus) {
        DataBuffer into = fetching;
        if (into == null) {
            throw new IllegalStateException("nothing is being fetched");
        }
        fetching = null;
        if (fetchStatus == Status.SUCCESS) {
            MemorySegment.copy(hostData, fetchOffset, into.segment(), ValueLayout.JAVA_BYTE, 0, fetchLength);
        }
        queuePair.listener().onFetched(this, fetchStatus);
    }

    @Override
    public void send(DataBuffer from, int offset, int length) {
        throw new UnsupportedOperationException("send");
    }

    @Override
    public void sendAndRespond(DataBuffer from, int length, long completionResult, int head) {
        if (received.byteSize() < length) {
            received = MemorySegment.ofArray(new byte[length]);
        }
        MemorySegment.copy(from.segment(), 0, received, 0, length);
        receivedLength = length;
        end(completionResult, head, Status.SUCCESS);
        if (queuePair.holdSent) {
            queuePair.sent.add(from);
        } else {
            from.release();
        }
    }

    @Override
    public void respond(long completionResult, int head, int completionStatus) {
        end(completionResult, head, completionStatus);
    }

    private void end(long completionResult, int head, int completionStatus) {
        requireOpen();
        ended = true;
        result = completionResult;
        sqHead = head;
        status = completionStatus;
        order = ++queuePair.answers;
    }

    @Override
    public void discard() {
        requireOpen();
        ended = true;
        discarded = true;
    }

    private void requireOpen() {
        if (ended || fetching != null) {
            throw new IllegalStateException("exchange in slot " + slot + " has ended or is being fetched");
        }
    }
}
