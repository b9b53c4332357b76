package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.TransportFault;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a connection have in common: its life, its deadlines, faults and termination, and the order in which
 * the core hears of things. Everything happens on one loop. The binding calls the {@code on…} methods and {@link #run};
 * only from inside them the core is called, so that it is never called from inside a call of its own.
 */
public abstract class TcpConnection extends PeerRules {
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
        super(pool);
        this.wire = wire;
        this.pool = pool;
        this.clock = clock;
        this.limits = limits;
        this.writer = new PduWriter(pool, wire);
    }

    /**
     * How often what was called back is flushed at once, and what that ends is called back again, before other connections
     * have their turn.
     */
    private static final int ROUNDS = 4;

    // What the two ends do differently.

    /** Calls the core back about what has ended; returns when there is no more. */
    abstract void deliverDeferred();

    /** Whether {@link #deliverDeferred} would call. */
    abstract boolean hasDeferred();

    /** Tells the core of a fault, where there is a core. */
    abstract void deliverFault(TransportFault fault);

    /** Tells the core that a batch has ended. */
    abstract void deliverBatchEnd();

    /** Some output has left, or never will; copied payloads and those that are not, alike. */
    void outputLeft() {
        // only the target's end has who waits for it
    }

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
        outputLeft();
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
        onClosed(TransportFault.of(kind, detail));
    }

    /**
     * The socket is closed, by whomever.
     *
     * @param why kind {@link io.fenceline.spi.transport.TransportFault.Kind#CLOSED} when the peer closed, another when something else
     *            happened
     */
    public final void onClosed(TransportFault why) {
        if (state == State.CLOSED) {
            return;
        }
        if (!disconnected) {
            boolean torn = why.kind() == TransportFault.Kind.CLOSED && reader.insidePdu();
            raise(torn ? TransportFault.of(TransportFault.Kind.NETWORK, why.detail() + " in the middle of a PDU") : why);
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
        raise(TransportFault.of(TransportFault.Scope.TRANSPORT, TransportFault.Kind.CLOSED, "the transport is being closed"));
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
        TransportFault forced = TransportFault.of(TransportFault.Scope.TRANSPORT, TransportFault.Kind.INTERNAL,
                "the transport was closed by force");
        onClosed(forced);
        end(forced);
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

    @Override
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
                    putTermReq(writer, why);
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
