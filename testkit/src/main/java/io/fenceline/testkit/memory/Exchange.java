package io.fenceline.testkit.memory;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** One command's life at the target end; refuses every call that the contract does not allow at that moment. */
final class Exchange implements CommandExchange {
    private final TargetEnd end;
    private final int slot;
    private final MemoryLimits limits;
    private final byte[] sqe = new byte[Sqe.BYTES];
    private final MemorySegment segment = MemorySegment.ofArray(sqe);
    private final MemorySegment readOnly = segment.asReadOnly();
    private @Nullable TrackedBuffer inCapsule;
    private int sglStatus;
    private int transfers;
    private boolean active;

    Exchange(TargetEnd end, int slot, MemoryLimits limits) {
        this.end = end;
        this.slot = slot;
        this.limits = limits;
    }

    void begin(byte[] command, @Nullable TrackedBuffer data, int carried) {
        System.arraycopy(command, 0, sqe, 0, sqe.length);
        inCapsule = data;
        sglStatus = Sgl.status(segment, carried, limits.greatestInCapsule(), limits.maxTransfer());
        active = true;
        transfers = 0;
    }

    int cid() {
        return Sqe.cid(segment);
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public MemorySegment sqe() {
        requireActive();
        return readOnly;
    }

    @Override
    public int dataLength() {
        requireActive();
        return sglStatus == 0 ? Sgl.length(segment) : 0;
    }

    @Override
    public int sglStatus() {
        requireActive();
        return sglStatus;
    }

    @Override
    public @Nullable DataBuffer takeInCapsuleData() {
        requireActive();
        TrackedBuffer data = inCapsule;
        inCapsule = null;
        return data;
    }

    @Override
    public void fetch(DataBuffer into, int offset, int length) {
        requireNoTransfer();
        TrackedBuffer buffer = lend(into, offset, length, 1, "fetch");
        transfers++;
        end.fetch(this, buffer, offset, length);
    }

    @Override
    public void send(DataBuffer from, int offset, int length) {
        requireNoTransfer();
        TrackedBuffer buffer = lend(from, offset, length, 1, "send");
        transfers++;
        end.send(this, buffer, offset, length);
    }

    @Override
    public void sendAndRespond(DataBuffer from, int length, long result, int sqHead) {
        requireNoTransfer();
        TrackedBuffer buffer = lend(from, 0, length, 0, "sendAndRespond");
        finish();
        end.sendAndRespond(this, buffer, length, result, sqHead);
    }

    @Override
    public void respond(long result, int sqHead, int status) {
        requireNoTransfer();
        finish();
        end.respond(this, result, sqHead, status);
    }

    @Override
    public void discard() {
        requireNoTransfer();
        finish();
        end.exchangeEnded(this);
    }

    private TrackedBuffer lend(DataBuffer data, int offset, int length, int least, String verb) {
        requireActive();
        int all = dataLength();
        if (offset < 0 || length < least || (long) offset + length > all) {
            throw new IllegalArgumentException(verb + " of " + length + " bytes at " + offset + ": the command has " + all);
        }
        if (!(data instanceof TrackedBuffer buffer)) {
            throw new IllegalArgumentException(verb + ": the buffer is of another transport");
        }
        if (buffer.memory().byteSize() < length) {
            throw new IllegalArgumentException(verb + " of " + length + " bytes: the buffer has " + buffer.memory().byteSize());
        }
        buffer.lend(verb);
        return buffer;
    }

    private void requireActive() {
        end.requireLoop();
        if (!active) {
            throw new IllegalStateException("the exchange of slot " + slot + " has ended");
        }
    }

    private void requireNoTransfer() {
        requireActive();
        if (transfers > 0) {
            throw new IllegalStateException("a fetch or send of slot " + slot + " has not ended");
        }
    }

    private void finish() {
        active = false;
        if (inCapsule != null) {
            inCapsule.release();
            inCapsule = null;
        }
    }

    void transferEnded() {
        transfers--;
    }

    /** Ends the exchange from below: the transport is closed by force. */
    void cut() {
        if (active) {
            finish();
        }
    }
}
