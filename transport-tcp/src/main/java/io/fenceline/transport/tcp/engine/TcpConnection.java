package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.transport.tcp.pdu.FatalErrorStatus;
import io.fenceline.transport.tcp.pdu.TermReq;
import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a connection have in common: its life, its deadlines, faults and termination, and the order in which
 * the core hears of things. Everything happens on one loop. The binding calls the {@code on…} methods and {@link #run};
 * only from inside them the core is called, so that it is never called from inside a call of its own.
 */
public abstract class TcpConnection implements PduHandler {
    /** {@link #nextDeadlineNs} when nothing is waited for. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** The life of a connection. */
    enum State {
        /** Waits for the first PDU of the peer; its coming, the handshake deadline and a close are the ways out. */
        HANDSHAKE,
        /** Carries commands; a fault and a disconnect are the ways out. */
        OPEN,
        /** The core has been told of a fault, or is to be; its disconnect is the way out. */
        FAULTED,
        /** Output drains and the peer is to close; its close and the linger deadline are the ways out. */
        CLOSING,
        /** The socket is closed. */
        CLOSED
    }

    final Wire wire;
    final LoopBufferPool pool;
    final LongSupplier clock;
    final ConnectionLimits limits;
    final PduReader reader;
    final PduWriter writer;

    private State state = State.HANDSHAKE;
    private boolean disconnected;
    private boolean finished;
    private boolean outputShut;
    private boolean inBatch;
    private boolean runRequested;
    private boolean pausedForBacklog;
    private boolean readingOff;
    private boolean writeProgress;
    /** Something was delivered to the core since it last heard of the end of a batch. */
    boolean delivered;

    private @Nullable TransportFault pendingFault;
    private int termFes;
    private int termFei;
    private final byte[] termData = new byte[TermReq.MAX_DATA_BYTES];
    private int termDataBytes;

    private long handshakeDeadline = NO_DEADLINE;
    private long pduDeadline = NO_DEADLINE;
    private long writeDeadline = NO_DEADLINE;
    private long lingerDeadline = NO_DEADLINE;

    private @Nullable PooledBuffer spill;
    private long closedNs;
    private boolean memoryAwaited;
    private final Runnable onMemory = this::onMemory;
    private int spillFrom;
    private int spillTo;

    TcpConnection(Wire wire, LoopBufferPool pool, LongSupplier clock, ConnectionLimits limits) {
        this.wire = wire;
        this.pool = pool;
        this.clock = clock;
        this.limits = limits;
        this.reader = new PduReader(this, pool);
        this.writer = new PduWriter(pool, wire);
    }

    /**
     * How often what was called back is flushed at once, and what that ends is called back again, before other connections
     * have their turn.
     */
    private static final int ROUNDS = 4;

    // What the two ends do differently.

    /** The PDU type of this end's termination request. */
    abstract int termReqType();

    /** Calls the core back about what has ended; returns when there is no more. */
    abstract void deliverDeferred();

    /** Whether {@link #deliverDeferred} would call. */
    abstract boolean hasDeferred();

    /** Tells the core of a fault, where there is a core. */
    abstract void deliverFault(TransportFault fault);

    /** Tells the core that a batch has ended. */
    abstract void deliverBatchEnd();

    /** Nothing more will be received: marks what waits for data. */
    abstract void abortWaiting();

    /** Whether the core has given everything back. */
    abstract boolean nothingHeld();

    /** Tells the core of silence, where there is a core, and gives back all memory. */
    abstract void deliverQuiesced();

    // Events.

    /** The socket is connected. */
    public void onConnected() {
        handshakeDeadline = clock.getAsLong() + limits.handshakeNs();
    }

    /**
     * Bytes have come. {@link #onBatchEnd} follows.
     *
     * @param source where they are; valid only during the call
     * @param from first byte
     * @param to behind the last byte
     */
    public final void onBytes(PooledBuffer source, int from, int to) {
        inBatch = true;
        if (spill != null) {
            spill(source, from, to);
            return;
        }
        int used = reader.feed(source, from, to);
        if (used < to) {
            spill(source, used, to);
        }
        awaitMemory();
    }

    /** What was there to read has been read. */
    public final void onBatchEnd() {
        settle();
    }

    /** What {@link Wire#requestRun} asked for. */
    public final void run() {
        runRequested = false;
        settle();
    }

    /**
     * The oldest range of output has left, or never will.
     *
     * @param ok whether it has left
     */
    public final void onWritten(boolean ok) {
        writer.written(ok);
        writeProgress = true;
        if (!inBatch && (state == State.CLOSING || state == State.CLOSED || pausedForBacklog || hasDeferred() || writer.idle())) {
            touch();
        }
    }

    /**
     * The socket is closed, by whomever.
     *
     * @param kind {@link io.fenceline.spi.transport.TransportFault.Kind#CLOSED} when the peer closed, another when something else happened
     * @param detail one line for a person
     */
    public final void onClosed(TransportFault.Kind kind, String detail) {
        if (state == State.CLOSED) {
            return;
        }
        if (!disconnected) {
            boolean torn = kind == TransportFault.Kind.CLOSED && reader.insidePdu();
            raise(torn
                    ? TransportFault.of(TransportFault.Kind.NETWORK, detail + " in the middle of a PDU")
                    : TransportFault.of(kind, detail));
        }
        state = State.CLOSED;
        closedNs = clock.getAsLong();
        reader.stop();
        clearDeadlines();
        dropSpill();
        settle();
    }

    /**
     * This side has made a mistake, such as an exception of the core.
     *
     * @param detail one line for a person
     */
    public final void onInternalError(String detail) {
        raise(TransportFault.of(TransportFault.Kind.INTERNAL, detail));
        settle();
    }

    /** The transport is about to be closed: the core is told to end the queue pair. */
    public final void onTransportClosing() {
        raise(TransportFault.of(TransportFault.Kind.CLOSED, "the transport is being closed"));
        settle();
    }

    private void awaitMemory() {
        if (reader.blocked() && !memoryAwaited) {
            memoryAwaited = true;
            pool.whenReleased(onMemory);
        }
    }

    private void onMemory() {
        memoryAwaited = false;
        if (!reader.blocked()) {
            return;
        }
        inBatch = true;
        reader.retry();
        PooledBuffer buffer = spill;
        if (buffer != null && !reader.blocked()) {
            spillFrom = reader.feed(buffer, spillFrom, spillTo);
            if (spillFrom == spillTo) {
                dropSpill();
            }
        }
        awaitMemory();
        settle();
    }

    /**
     * The patience of the transport's close is over: the core hears of silence although it has not given everything back. The
     * socket is closed already.
     */
    public final void onForsaken() {
        onClosed(TransportFault.Kind.INTERNAL, "the transport was closed by force");
        end(TransportFault.of(TransportFault.Kind.INTERNAL, "the transport was closed by force"));
        settle();
        if (!finished) {
            finished = true;
            deliverQuiesced();
        }
    }

    /**
     * When {@link #onTimeout} wants to be called.
     *
     * @return by the clock; {@link #NO_DEADLINE}: not at all
     */
    public final long nextDeadlineNs() {
        return Math.min(Math.min(handshakeDeadline, pduDeadline), Math.min(writeDeadline, lingerDeadline));
    }

    /**
     * Time has passed.
     *
     * @param nowNs by the clock
     */
    public final void onTimeout(long nowNs) {
        if (nowNs >= handshakeDeadline) {
            raise(TransportFault.of(TransportFault.Kind.TIMEOUT, "the peer did not finish the handshake in time"));
        }
        if (nowNs >= pduDeadline) {
            raise(TransportFault.of(TransportFault.Kind.TIMEOUT, "the peer began a PDU and did not go on"));
        }
        if (nowNs >= writeDeadline) {
            if (writeProgress) {
                writeProgress = false;
                writeDeadline = nowNs + limits.writeNs();
            } else {
                raise(TransportFault.of(TransportFault.Kind.TIMEOUT, "the peer does not take what it is sent"));
                if (state == State.CLOSING) {
                    wire.abort();
                }
            }
        }
        if (nowNs >= lingerDeadline) {
            lingerDeadline = NO_DEADLINE;
            wire.abort();
        }
        settle();
    }

    /**
     * Whether this object is of no more use.
     *
     * @return true after silence has been told
     */
    public final boolean finished() {
        return finished;
    }

    // For the two ends.

    final State state() {
        return state;
    }

    final boolean disconnected() {
        return disconnected;
    }

    /** Whether output of the core still goes anywhere. */
    final boolean sends() {
        return state == State.OPEN && !disconnected;
    }

    final void handshakeDone() {
        state = State.OPEN;
        handshakeDeadline = NO_DEADLINE;
    }

    /** When the socket was closed: no byte has left after that. */
    final long closedNs() {
        return closedNs;
    }

    /** What the core has put out leaves; inside a batch, with it. */
    final void flushNow() {
        if (!inBatch && state != State.CLOSED) {
            writer.flush();
            if (!writer.idle()) {
                touch();
            }
        }
    }

    /** Output, or something to tell the core, has come up outside a batch. */
    final void touch() {
        if (!inBatch && !runRequested) {
            runRequested = true;
            wire.requestRun();
        }
    }

    /** The peer broke the rules, as its common header shows. */
    final int refuse(int fes, int fei, String detail, long header) {
        for (int i = 0; i < CommonHeader.BYTES; i++) {
            termData[i] = (byte) (header >>> (8 * i));
        }
        termDataBytes = CommonHeader.BYTES;
        protocolFault(fes, fei, detail);
        return 0;
    }

    /** The peer broke the rules, as its header shows. */
    final int refuse(int fes, int fei, String detail, MemorySegment s, long at, int headerBytes) {
        termDataBytes = Math.min(headerBytes, TermReq.MAX_DATA_BYTES);
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, at, termData, 0, termDataBytes);
        protocolFault(fes, fei, detail);
        return PduHandler.STOP;
    }

    @Override
    public void onHeaderDigestError(int received) {
        termDataBytes = 0;
        protocolFault(FatalErrorStatus.HEADER_DIGEST_ERROR, received, "the header digest does not fit");
    }

    private void protocolFault(int fes, int fei, String detail) {
        termFes = fes;
        termFei = fes == FatalErrorStatus.HEADER_DIGEST_ERROR || FatalErrorStatus.hasFieldOffset(fes) ? fei : 0;
        TransportFault.Kind kind = fes == FatalErrorStatus.HEADER_DIGEST_ERROR ? TransportFault.Kind.DIGEST : TransportFault.Kind.PROTOCOL;
        int offset = FatalErrorStatus.hasFieldOffset(fes) ? fei : -1;
        raise(new TransportFault(TransportFault.Scope.QUEUE_PAIR, kind, fes, offset, FatalErrorStatus.name(fes) + ": " + detail));
    }

    /** Checks a header of a PDU that has no data, or data that is of no interest. */
    final int plainHeader(long header, int hlen, long minPlen, long maxPlen) {
        int headerBytes = reader.headerBytes(CommonHeader.type(header), hlen);
        int digest = headerBytes - hlen;
        if (CommonHeader.hlen(header) != hlen) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.HLEN, "HLEN " + CommonHeader.hlen(header), header);
        }
        if (PduReader.hasDigest(CommonHeader.type(header))
                && ((CommonHeader.flags(header) & CommonHeader.HDGSTF) != 0) != reader.headerDigest()) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.FLAGS, "HDGSTF is not what was agreed on", header);
        }
        long plen = CommonHeader.plen(header);
        if (plen < minPlen + digest || plen > maxPlen + digest) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.PLEN, "PLEN " + plen, header);
        }
        return headerBytes;
    }

    /** Checks a header of a PDU that may or must have data. */
    final int dataHeader(long header, int hlen, int pda, int maxData, boolean dataWanted) {
        int headerBytes = reader.headerBytes(CommonHeader.type(header), hlen);
        if (CommonHeader.hlen(header) != hlen) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.HLEN, "HLEN " + CommonHeader.hlen(header), header);
        }
        int flags = CommonHeader.flags(header);
        if (((flags & CommonHeader.HDGSTF) != 0) != reader.headerDigest()) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.FLAGS, "HDGSTF is not what was agreed on", header);
        }
        long plen = CommonHeader.plen(header);
        if (plen == headerBytes && !dataWanted) {
            return headerBytes;
        }
        if (plen <= headerBytes) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.PLEN, "PLEN " + plen, header);
        }
        if (((flags & CommonHeader.DDGSTF) != 0) != reader.dataDigest()) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.FLAGS, "DDGSTF is not what was agreed on", header);
        }
        int pdo = CommonHeader.pdo(header);
        if (pdo < headerBytes || pdo % ((pda + 1) << 2) != 0) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.PDO, "PDO " + pdo, header);
        }
        long data = PduReader.dataLength(header, headerBytes);
        if (data <= 0) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.PLEN, "PLEN " + plen, header);
        }
        if (data > maxData) {
            return refuse(FatalErrorStatus.DATA_LIMIT_EXCEEDED, 0, data + " bytes of data where " + maxData + " are allowed", header);
        }
        return headerBytes;
    }

    /** What a termination request of the peer says. */
    final TransportFault termination(MemorySegment s, long at) {
        int fes = Bytes.u16(s, at + TermReq.FES);
        int fei = Bytes.i32(s, at + TermReq.FEI);
        return new TransportFault(TransportFault.Scope.QUEUE_PAIR, TransportFault.Kind.TERMINATED_BY_PEER, fes,
                FatalErrorStatus.hasFieldOffset(fes) ? fei : -1, "the peer says: " + FatalErrorStatus.name(fes));
    }

    final void raise(TransportFault fault) {
        if (disconnected || state == State.FAULTED || state == State.CLOSING || state == State.CLOSED) {
            return;
        }
        state = State.FAULTED;
        reader.stop();
        handshakeDeadline = NO_DEADLINE;
        pduDeadline = NO_DEADLINE;
        writeDeadline = NO_DEADLINE;
        pendingFault = fault;
        touch();
    }

    final void end(TransportFault why) {
        if (disconnected) {
            return;
        }
        disconnected = true;
        pendingFault = null;
        reader.stop();
        dropSpill();
        abortWaiting();
        if (state != State.CLOSED) {
            boolean open = state == State.OPEN || state == State.FAULTED;
            state = State.CLOSING;
            clearDeadlines();
            switch (why.kind()) {
                case PROTOCOL, DIGEST -> {
                    sendTermReq(why);
                    linger();
                }
                case CLOSED -> {
                    if (open) {
                        linger();
                    } else {
                        writer.discard();
                        wire.abort();
                    }
                }
                default -> {
                    writer.discard();
                    wire.abort();
                }
            }
        }
        touch();
    }

    private void linger() {
        lingerDeadline = clock.getAsLong() + limits.lingerNs();
        setReading(true);
    }

    private void sendTermReq(TransportFault why) {
        int fes = termFes;
        int fei = termFei;
        int data = termDataBytes;
        if (fes == 0) { // found by the core
            fes = why.code();
            fei = Math.max(why.offset(), 0);
            data = 0;
        }
        if (fes == 0) {
            return;
        }
        MemorySegment s = writer.reserve(TermReq.BYTES + data);
        int at = writer.position();
        TermReq.encode(s, at, termReqType(), fes, fei, data);
        MemorySegment.copy(termData, 0, s, ValueLayout.JAVA_BYTE, (long) at + TermReq.BYTES, data);
        writer.plain(TermReq.BYTES + data);
    }

    /** The one place from which the core is called about what is not a command or a completion. */
    private void settle() {
        inBatch = true;
        int round = 0;
        do {
            deliver();
            if (state == State.CLOSED) {
                writer.discard();
            } else {
                writer.flush();
            }
        } while (hasDeferred() && ++round < ROUNDS);
        if (state != State.CLOSED) {
            if (state == State.CLOSING && !outputShut && writer.idle()) {
                outputShut = true;
                wire.shutdownOutput();
            }
            armDeadlines();
            setReading(wantsBytes());
        }
        inBatch = false;
        if (hasDeferred() || pendingFault != null) {
            touch();
        } else if (disconnected && !finished && state == State.CLOSED && writer.idle() && nothingHeld()) {
            finished = true;
            deliverQuiesced();
        }
    }

    private void deliver() {
        deliverDeferred();
        TransportFault fault = pendingFault;
        if (fault != null) {
            pendingFault = null;
            deliverFault(fault);
        }
        if (delivered) {
            delivered = false;
            deliverBatchEnd();
        }
    }

    private boolean wantsBytes() {
        if (state == State.CLOSING) {
            return true;
        }
        long backlog = writer.backlog();
        pausedForBacklog = backlog > (pausedForBacklog ? limits.backlogBytes() / 2 : limits.backlogBytes());
        return !pausedForBacklog && !reader.blocked() && state != State.FAULTED;
    }

    private void setReading(boolean on) {
        if (readingOff == on) {
            readingOff = !on;
            wire.reading(on);
        }
    }

    private void armDeadlines() {
        if (!reader.insidePdu() || reader.blocked() || pausedForBacklog) {
            pduDeadline = NO_DEADLINE;
        } else if (!reader.insideHeader() || pduDeadline == NO_DEADLINE) {
            pduDeadline = clock.getAsLong() + limits.pduNs();
        }
        if (writer.idle()) {
            writeDeadline = NO_DEADLINE;
        } else if (writeDeadline == NO_DEADLINE) {
            writeProgress = false;
            writeDeadline = clock.getAsLong() + limits.writeNs();
        }
    }

    private void clearDeadlines() {
        handshakeDeadline = NO_DEADLINE;
        pduDeadline = NO_DEADLINE;
        writeDeadline = NO_DEADLINE;
        lingerDeadline = NO_DEADLINE;
    }

    private void spill(PooledBuffer source, int from, int to) {
        int length = to - from;
        PooledBuffer buffer = spill;
        int held = spillTo - spillFrom;
        if (buffer == null || buffer.capacity() - spillTo < length) {
            PooledBuffer larger = pool.takeForOutput(held + length);
            if (buffer != null) {
                MemorySegment.copy(buffer.segment(), spillFrom, larger.segment(), 0, held);
                buffer.release();
            }
            spillFrom = 0;
            spillTo = held;
            buffer = larger;
            spill = larger;
        }
        MemorySegment.copy(source.segment(), from, buffer.segment(), spillTo, length);
        spillTo += length;
    }

    private void dropSpill() {
        PooledBuffer buffer = spill;
        if (buffer != null) {
            spill = null;
            buffer.release();
        }
        spillFrom = 0;
        spillTo = 0;
    }
}
