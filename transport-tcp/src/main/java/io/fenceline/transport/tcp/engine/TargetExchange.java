package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One command at the target end of a connection. */
final class TargetExchange implements CommandExchange, PduWriter.PayloadOwner {
    /** SGL descriptor type and subtype: data block, offset: in-capsule data (NVM Express Base 2.1, Figure 89 and 90). */
    static final int SGL_IN_CAPSULE = 0x01;
    /** SGL descriptor type and subtype: transport data block, transport specific. */
    static final int SGL_TRANSPORT = 0x5A;
    /** Offset of SGL1's length. */
    private static final int SGL_LENGTH = Sqe.SGL1 + 8;
    /** Offset of SGL1's type and subtype. */
    private static final int SGL_TYPE = Sqe.SGL1 + 15;

    private final TcpTargetConnection connection;
    private final int slot;
    private final MemorySegment sqe;

    private boolean active;
    private int dataLength;
    private int sglStatus;
    @Nullable
    PooledBuffer inCapsule;

    // A fetch; outstanding while into is not null.
    @Nullable
    PooledBuffer into;
    int fetchOffset;
    int fetchLength;
    int asked;
    int fetched;
    int fetchStatus;
    final int[] r2tTag;
    final int[] r2tNext;
    final int[] r2tEnd;
    int r2tCount;

    private boolean sending;
    private boolean fetchedPending;
    private boolean sentPending;
    private int sentStatus;

    TargetExchange(TcpTargetConnection connection, int slot, MemorySegment sqe, int maxR2ts) {
        this.connection = connection;
        this.slot = slot;
        this.sqe = sqe;
        this.r2tTag = new int[maxR2ts];
        this.r2tNext = new int[maxR2ts];
        this.r2tEnd = new int[maxR2ts];
    }

    /**
     * Another command begins.
     *
     * @param s holds the capsule
     * @param at offset of the entry
     * @param capsuleData bytes of data in the capsule
     * @param maxTransfer greatest data of a command
     */
    void begin(MemorySegment s, long at, long capsuleData, int maxTransfer) {
        MemorySegment.copy(s, at, sqe, 0, Sqe.BYTES);
        active = true;
        dataLength = 0;
        sglStatus = readSgl(capsuleData, maxTransfer);
    }

    private int readSgl(long capsuleData, int maxTransfer) {
        if (Sqe.direction(sqe) == 0) {
            return capsuleData == 0 ? Status.SUCCESS : Status.INVALID_FIELD | Status.DNR;
        }
        long length = Bytes.u32(sqe, SGL_LENGTH);
        int type = Bytes.u8(sqe, SGL_TYPE);
        if (type == SGL_TRANSPORT) {
            if (capsuleData != 0) {
                return Status.DATA_SGL_LENGTH_INVALID | Status.DNR;
            }
        } else if (type == SGL_IN_CAPSULE) {
            if ((Sqe.direction(sqe) & 1) == 0) { // in-capsule data goes to the controller only
                return Status.INVALID_FIELD | Status.DNR;
            }
            if (Bytes.i64(sqe, Sqe.SGL1) != 0) { // ICDOFF is 0 and the data begins there
                return Status.SGL_OFFSET_INVALID | Status.DNR;
            }
            if (length != capsuleData) {
                return Status.DATA_SGL_LENGTH_INVALID | Status.DNR;
            }
        } else if (length != 0 || type != 0) {
            return Status.SGL_TYPE_INVALID | Status.DNR;
        }
        if (length > maxTransfer) {
            return Status.INVALID_FIELD | Status.DNR;
        }
        dataLength = (int) length;
        return Status.SUCCESS;
    }

    void finish() {
        active = false;
        PooledBuffer buffer = inCapsule;
        if (buffer != null) {
            inCapsule = null;
            buffer.release();
        }
    }

    boolean active() {
        return active;
    }

    int cid() {
        return Sqe.cid(sqe);
    }

    void sglStatus(int status) {
        sglStatus = status;
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
        PooledBuffer buffer = inCapsule;
        inCapsule = null;
        return buffer;
    }

    @Override
    public void fetch(DataBuffer buffer, int offset, int length) {
        checkIdle();
        Objects.checkFromIndexSize(offset, length, dataLength);
        if (length == 0) {
            throw new IllegalArgumentException("a fetch of no data");
        }
        into = (PooledBuffer) buffer;
        fetchOffset = offset;
        fetchLength = length;
        asked = 0;
        fetched = 0;
        fetchStatus = Status.SUCCESS;
        r2tCount = 0;
        connection.beginFetch(this);
    }

    @Override
    public void send(DataBuffer from, int offset, int length) {
        checkIdle();
        Objects.checkFromIndexSize(offset, length, dataLength);
        sending = true;
        connection.send(this, (PooledBuffer) from, offset, length);
    }

    @Override
    public void sendAndRespond(DataBuffer from, int length, long result, int sqHead) {
        checkIdle();
        Objects.checkFromIndexSize(0, length, dataLength);
        connection.sendAndRespond(this, (PooledBuffer) from, length, result, sqHead);
    }

    @Override
    public void respond(long result, int sqHead, int status) {
        checkIdle();
        connection.respond(this, result, sqHead, status);
    }

    @Override
    public void discard() {
        checkIdle();
        connection.ended(this);
    }

    private void checkIdle() {
        if (!active) {
            throw new IllegalStateException("the exchange has ended");
        }
        if (into != null || sending || fetchedPending) {
            throw new IllegalStateException("a fetch or a send is outstanding");
        }
    }

    /** The fetch has ended: the core is told. */
    void fetchEnded(int status) {
        into = null;
        fetchStatus = status;
        fetchedPending = true;
        connection.defer(this);
    }

    /** The send has ended: the core is told. */
    void sendEnded(int status) {
        sentStatus = status;
        sentPending = true;
        connection.defer(this);
    }

    @Override
    public void onPayloadWritten(PooledBuffer buffer, boolean written) {
        sendEnded(written && !connection.disconnected() ? Status.SUCCESS : Status.ABORTED_SQ_DELETION);
    }

    /** Takes the news of an ended fetch; -1: there is none. */
    int takeFetched() {
        if (!fetchedPending) {
            return -1;
        }
        fetchedPending = false;
        return fetchStatus;
    }

    /** Takes the news of an ended send; -1: there is none. */
    int takeSent() {
        if (!sentPending) {
            return -1;
        }
        sentPending = false;
        sending = false;
        return sentStatus;
    }
}
