package io.fenceline.transport.tcp.engine;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.transport.tcp.pdu.Capsule;
import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.transport.tcp.pdu.DataPdu;
import io.fenceline.transport.tcp.pdu.FatalErrorStatus;
import io.fenceline.transport.tcp.pdu.IcReq;
import io.fenceline.transport.tcp.pdu.IcResp;
import io.fenceline.transport.tcp.pdu.PduType;
import io.fenceline.transport.tcp.pdu.TermReq;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The target end of an NVMe/TCP connection, without its socket. */
public final class TcpTargetConnection extends TcpConnection implements TargetQueuePair {
    /** Greatest queue: what fits {@link #SLOT_BITS}; peers use 128 by default and 1024 at most. */
    public static final int MAX_QUEUE_SIZE = 1024;
    /** Commands that may be outstanding before a Connect has told the queue's size: an admin queue has at least 32 entries. */
    static final int QUEUE_SIZE_BEFORE_CONNECT = 32;
    /** R2Ts outstanding for a command, however many the host allows: enough to keep a long path busy. */
    static final int MAX_R2TS = 16;
    /** A transfer tag is the slot in these bits and a count above, so that a late one is noticed. */
    private static final int SLOT_BITS = 10;
    /** Exchanges are made this many at a time. */
    private static final int EXCHANGES_AT_ONCE = 16;

    private static final PduWriter.PayloadOwner RELEASE = (buffer, written) -> buffer.release();

    private final BufferPool share = new Share();
    /** Who waits for output to leave before it gets another buffer. */
    private final ArrayDeque<Runnable> waitingForOutput = new ArrayDeque<>();

    private final TargetSettings settings;
    private final Executor loop;
    private final BooleanSupplier inLoop;
    private final TransportAddress local;
    private final TransportAddress remote;
    private final Function<TargetQueuePair, TargetQueuePairListener> acceptor;
    private @Nullable TargetQueuePairListener listener;

    private final List<TargetExchange> exchanges = new ArrayList<>();
    private final List<PooledBuffer> sqes = new ArrayList<>();
    private final ArrayDeque<TargetExchange> idle = new ArrayDeque<>();
    private final ArrayDeque<TargetExchange> deferred = new ArrayDeque<>();
    private int active;
    private int queueSize = QUEUE_SIZE_BEFORE_CONNECT;
    private boolean flowControl = true;
    private int maxInCapsule;
    private int ioInCapsule;
    private int maxR2ts = 1;
    private int tags;

    // The PDU whose data is being received.
    private @Nullable TargetExchange receiving;
    private int receivingR2t;
    private int receivingBytes;
    private boolean receivingLast;

    /**
     * A connection whose socket is there.
     *
     * @param wire the socket
     * @param pool the loop's
     * @param clock nanoseconds
     * @param settings what is offered
     * @param loop the loop
     * @param inLoop whether the calling thread is the loop
     * @param local where the peer connected to
     * @param remote where it connected from
     * @param acceptor called once the handshake is done
     */
    public TcpTargetConnection(Wire wire, LoopBufferPool pool, LongSupplier clock, TargetSettings settings, Executor loop,
            BooleanSupplier inLoop, TransportAddress local, TransportAddress remote,
            Function<TargetQueuePair, TargetQueuePairListener> acceptor) {
        super(wire, pool, clock, settings.limits());
        this.settings = settings;
        this.loop = loop;
        this.inLoop = inLoop;
        this.local = local;
        this.remote = remote;
        this.acceptor = acceptor;
        this.maxInCapsule = Math.max(settings.inCapsuleBytes(), settings.adminInCapsuleBytes());
        this.ioInCapsule = maxInCapsule;
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public boolean inLoop() {
        return inLoop.getAsBoolean();
    }

    @Override
    public TransportAddress local() {
        return local;
    }

    @Override
    public TransportAddress remote() {
        return remote;
    }

    @Override
    public BufferPool buffers() {
        return share;
    }

    /**
     * The loop's pool as this connection may use it: a peer that does not read holds what waits for it, and no more, so that the
     * others of the loop have the rest.
     */
    private final class Share implements BufferPool {
        @Override
        public @Nullable PooledBuffer take(int bytes) {
            return writer.backlog() > limits.backlogBytes() ? null : pool.take(bytes);
        }

        @Override
        public DataBuffer wrap(MemorySegment memory) {
            return pool.wrap(memory);
        }

        @Override
        public void whenReleased(Runnable task) {
            if (writer.backlog() > limits.backlogBytes()) {
                waitingForOutput.addLast(task);
            } else {
                pool.whenReleased(task);
            }
        }
    }

    @Override
    void outputLeft() {
        if (!waitingForOutput.isEmpty() && writer.backlog() <= limits.backlogBytes()) {
            for (Runnable task = waitingForOutput.pollFirst(); task != null; task = waitingForOutput.pollFirst()) {
                loop.execute(task);
            }
        }
    }

    @Override
    public void associate(QueuePairParams params) {
        queueSize = Math.min(params.size(), MAX_QUEUE_SIZE);
        flowControl = params.flowControl();
        ioInCapsule = params.qid() == 0 ? settings.adminInCapsuleBytes() : settings.inCapsuleBytes();
    }

    @Override
    public void disconnect(TransportFault why) {
        end(why);
    }

    // What comes in.

    @Override
    public int onCommonHeader(long header) {
        int type = CommonHeader.type(header);
        if (state() == State.HANDSHAKE) {
            if (type != PduType.IC_REQ) {
                return refuse(FatalErrorStatus.PDU_SEQUENCE_ERROR, 0, "PDU type " + type + " before ICReq", header);
            }
            return plainHeader(header, IcReq.BYTES, IcReq.BYTES, IcReq.BYTES);
        }
        return switch (type) {
            case PduType.CAPSULE_CMD -> dataHeader(header, Capsule.CMD_BYTES, maxInCapsule, false);
            case PduType.H2C_DATA -> dataHeader(header, DataPdu.BYTES, settings.maxH2cData(), true);
            case PduType.H2C_TERM_REQ -> plainHeader(header, TermReq.BYTES, TermReq.BYTES, TermReq.MAX_BYTES);
            case PduType.IC_REQ -> refuse(FatalErrorStatus.PDU_SEQUENCE_ERROR, 0, "a second ICReq", header);
            default -> refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.TYPE, "PDU type " + type, header);
        };
    }

    private int dataHeader(long header, int hlen, int maxData, boolean dataWanted) {
        return dataHeader(header, hlen, settings.cpda(), maxData, dataWanted);
    }

    @Override
    public int onHeader(MemorySegment s, long at, long header) {
        return switch (CommonHeader.type(header)) {
            case PduType.CAPSULE_CMD -> onCapsule(s, at, header);
            case PduType.H2C_DATA -> onH2cData(s, at, header);
            case PduType.H2C_TERM_REQ -> onTermReq(s, at);
            default -> onIcReq(s, at);
        };
    }

    private int onIcReq(MemorySegment s, long at) {
        int pfv = Bytes.u16(s, at + IcReq.PFV);
        if (pfv != 0) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, IcReq.PFV, "PFV " + pfv, s, at, IcReq.BYTES);
        }
        int hpda = Bytes.u8(s, at + IcReq.HPDA);
        if (hpda > CommonHeader.MAX_PDA) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, IcReq.HPDA, "HPDA " + hpda, s, at, IcReq.BYTES);
        }
        int digests = Bytes.u8(s, at + IcReq.DGST) & (IcReq.HDGST_ENABLE | IcReq.DDGST_ENABLE);
        boolean headerDigest = (digests & IcReq.HDGST_ENABLE) != 0;
        boolean dataDigest = (digests & IcReq.DDGST_ENABLE) != 0;
        maxR2ts = (int) Math.min(Bytes.u32(s, at + IcReq.MAXR2T) + 1, MAX_R2TS);
        IcResp.encode(writer.reserve(IcResp.BYTES), writer.position(), settings.cpda(), digests, settings.maxH2cData());
        writer.plain(IcResp.BYTES);
        writer.agree(headerDigest, dataDigest, hpda);
        reader.agree(headerDigest, dataDigest);
        handshakeDone();
        listener = acceptor.apply(this);
        return PduHandler.DONE;
    }

    private int onCapsule(MemorySegment s, long at, long header) {
        int headerBytes = reader.headerBytes(PduType.CAPSULE_CMD, Capsule.CMD_BYTES);
        long data = PduReader.dataLength(header, headerBytes);
        if (active >= queueSize) {
            // One more than flow control allows is let pass: hosts count their asynchronous event request apart.
            return refuse(FatalErrorStatus.PDU_SEQUENCE_ERROR, 0, "more commands than the queue's " + queueSize, s, at, headerBytes);
        }
        PooledBuffer buffer = null;
        if (data > 0) {
            boolean fabrics = Bytes.u8(s, at + Capsule.SQE + Sqe.OPCODE) == Sqe.FABRICS;
            if (data > ioInCapsule && !fabrics) {
                return refuse(FatalErrorStatus.DATA_LIMIT_EXCEEDED, 0, data + " bytes in a capsule", s, at, headerBytes);
            }
            // A Connect is small and must not wait for memory that peers who do not read hold.
            buffer = fabrics ? pool.takeForOutput((int) data) : pool.take((int) data);
            if (buffer == null) {
                return PduHandler.BLOCKED;
            }
        }
        TargetExchange exchange = idle.pollLast();
        if (exchange == null) {
            exchange = moreExchanges();
        }
        active++;
        exchange.begin(s, at + Capsule.SQE, data, settings.maxTransferBytes());
        if (buffer != null) {
            if (exchange.sglStatus() == Status.SUCCESS) {
                exchange.inCapsule = buffer;
                reader.expect(buffer.segment(), 0);
                receiving = exchange;
                return PduHandler.DATA;
            }
            buffer.release();
        }
        deliverCommand(exchange);
        return PduHandler.DONE;
    }

    private void deliverCommand(TargetExchange exchange) {
        delivered = true;
        listener().onCommand(exchange);
    }

    private int onH2cData(MemorySegment s, long at, long header) {
        int headerBytes = reader.headerBytes(PduType.H2C_DATA, DataPdu.BYTES);
        int ttag = Bytes.u16(s, at + DataPdu.TTAG);
        int slot = ttag & ((1 << SLOT_BITS) - 1);
        TargetExchange exchange = slot < exchanges.size() ? exchanges.get(slot) : null;
        int r2t = exchange == null || !exchange.active() || exchange.into == null ? -1 : findR2t(exchange, ttag);
        if (exchange == null || r2t < 0) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, DataPdu.TTAG, "TTAG " + ttag + " is of no R2T", s, at, headerBytes);
        }
        int cccid = Bytes.u16(s, at + DataPdu.CCCID);
        if (cccid != exchange.cid()) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, DataPdu.CCCID, "CCCID " + cccid + " is not the R2T's", s, at, headerBytes);
        }
        long datao = Bytes.u32(s, at + DataPdu.DATAO);
        long datal = Bytes.u32(s, at + DataPdu.DATAL);
        if (datal != PduReader.dataLength(header, headerBytes)) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, DataPdu.DATAL, "DATAL " + datal + " is not what the PDU holds", s, at,
                    headerBytes);
        }
        // In order and without gaps (NVMe/TCP 1.1, 3.3.2.1), and within what the R2T asked for.
        if (datao != exchange.r2tNext[r2t] || datao + datal > exchange.r2tEnd[r2t]) {
            return refuse(FatalErrorStatus.DATA_OUT_OF_RANGE, 0, "DATAO " + datao + ", DATAL " + datal + " where " + exchange.r2tNext[r2t]
                    + " to " + exchange.r2tEnd[r2t] + " was due", s, at, headerBytes);
        }
        boolean last = (CommonHeader.flags(header) & CommonHeader.LAST) != 0;
        if (last != (datao + datal == exchange.r2tEnd[r2t])) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.FLAGS, "LAST_PDU is wrong", s, at, headerBytes);
        }
        PooledBuffer into = exchange.into;
        if (into == null) {
            throw new IllegalStateException("an R2T without a fetch");
        }
        reader.expect(into.segment(), datao - exchange.fetchOffset);
        receiving = exchange;
        receivingR2t = r2t;
        receivingBytes = (int) datal;
        receivingLast = last;
        return PduHandler.DATA;
    }

    private static int findR2t(TargetExchange exchange, int ttag) {
        for (int i = 0; i < exchange.r2tCount; i++) {
            if (exchange.r2tTag[i] == ttag) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void onDataEnd(boolean digestFits) {
        TargetExchange exchange = receiving;
        receiving = null;
        if (exchange == null) {
            throw new IllegalStateException("data of no command");
        }
        PooledBuffer into = exchange.into;
        if (into == null) {
            if (!digestFits) {
                // Only this command suffers (NVMe/TCP 1.1, 3.3.1.1.2 data digest errors).
                exchange.sglStatus(Status.TRANSIENT_TRANSPORT_ERROR);
                if (exchange.inCapsule != null) {
                    exchange.inCapsule.release();
                    exchange.inCapsule = null;
                }
            }
            deliverCommand(exchange);
            return;
        }
        if (!digestFits) {
            exchange.fetchStatus = Status.TRANSIENT_TRANSPORT_ERROR;
        }
        exchange.fetched += receivingBytes;
        exchange.r2tNext[receivingR2t] += receivingBytes;
        if (receivingLast) {
            int lastR2t = --exchange.r2tCount;
            exchange.r2tTag[receivingR2t] = exchange.r2tTag[lastR2t];
            exchange.r2tNext[receivingR2t] = exchange.r2tNext[lastR2t];
            exchange.r2tEnd[receivingR2t] = exchange.r2tEnd[lastR2t];
        }
        if (exchange.fetched == exchange.fetchLength) {
            exchange.into = null;
            delivered = true;
            listener().onFetched(exchange, exchange.fetchStatus);
        } else {
            askForMore(exchange);
        }
    }

    private int onTermReq(MemorySegment s, long at) {
        raise(termination(s, at));
        return PduHandler.STOP;
    }

    // What goes out; called by exchanges.

    void beginFetch(TargetExchange exchange) {
        if (!sends()) {
            exchange.fetchEnded(Status.ABORTED_SQ_DELETION);
            return;
        }
        askForMore(exchange);
        touch();
    }

    private void askForMore(TargetExchange exchange) {
        while (exchange.r2tCount < maxR2ts && exchange.asked < exchange.fetchLength) {
            int offset = exchange.fetchOffset + exchange.asked;
            int length = Math.min(settings.r2tBytes(), exchange.fetchLength - exchange.asked);
            int tag = exchange.slot() | ((tags++ << SLOT_BITS) & 0xFFFF);
            exchange.asked += length;
            int i = exchange.r2tCount++;
            exchange.r2tTag[i] = tag;
            exchange.r2tNext[i] = offset;
            exchange.r2tEnd[i] = offset + length;
            MemorySegment s = writer.reserve(PduWriter.overhead());
            DataPdu.putFields(s, writer.position(), exchange.cid(), tag, offset, length);
            writer.header(s, PduType.R2T, DataPdu.BYTES);
        }
    }

    void send(TargetExchange exchange, PooledBuffer from, int offset, int length) {
        if (!sends()) {
            exchange.sendEnded(Status.ABORTED_SQ_DELETION);
            return;
        }
        if (length == 0) {
            exchange.sendEnded(Status.SUCCESS);
            return;
        }
        boolean copies = writer.copies(length);
        MemorySegment s = writer.reserve(PduWriter.overhead() + (copies ? length : 0));
        DataPdu.putFields(s, writer.position(), exchange.cid(), 0, offset, length);
        int flags = offset + length == exchange.dataLength() ? CommonHeader.LAST : 0;
        writer.headerAndData(PduType.C2H_DATA, flags, DataPdu.BYTES, from, 0, length, copies ? null : exchange);
        if (copies) {
            exchange.sendEnded(Status.SUCCESS);
        }
        touch();
    }

    void sendAndRespond(TargetExchange exchange, PooledBuffer from, int length, long result, int sqHead) {
        if (!sends()) {
            from.release();
            ended(exchange);
            return;
        }
        if (length == 0) {
            from.release();
            respond(exchange, result, sqHead, Status.SUCCESS);
            return;
        }
        boolean copies = writer.copies(length);
        MemorySegment s = writer.reserve(PduWriter.overhead() * 2 + (copies ? length : 0));
        int cid = exchange.cid();
        DataPdu.putFields(s, writer.position(), cid, 0, 0, length);
        // The SUCCESS flag stands for a completion whose only news is success, so not where SQHD counts (3.6.2.9).
        boolean whole = !flowControl && result == 0;
        int flags = whole ? CommonHeader.LAST | CommonHeader.SUCCESS : CommonHeader.LAST;
        writer.headerAndData(PduType.C2H_DATA, flags, DataPdu.BYTES, from, 0, length, copies ? null : RELEASE);
        if (copies) {
            from.release();
        }
        if (!whole) {
            Capsule.putCqe(s, writer.position(), result, sqHead, cid, Status.SUCCESS);
            writer.header(s, PduType.CAPSULE_RESP, Capsule.RESP_BYTES);
        }
        ended(exchange);
    }

    void respond(TargetExchange exchange, long result, int sqHead, int status) {
        if (sends()) {
            MemorySegment s = writer.reserve(PduWriter.overhead());
            Capsule.putCqe(s, writer.position(), result, sqHead, exchange.cid(), status);
            writer.header(s, PduType.CAPSULE_RESP, Capsule.RESP_BYTES);
        }
        ended(exchange);
    }

    void ended(TargetExchange exchange) {
        exchange.finish();
        active--;
        idle.addLast(exchange);
        touch();
    }

    void defer(TargetExchange exchange) {
        deferred.addLast(exchange);
        touch();
    }

    private TargetExchange moreExchanges() {
        PooledBuffer memory = pool.takeForOutput(EXCHANGES_AT_ONCE * Sqe.BYTES);
        sqes.add(memory);
        for (int i = 0; i < EXCHANGES_AT_ONCE; i++) {
            MemorySegment sqe = memory.segment().asSlice((long) i * Sqe.BYTES, Sqe.BYTES);
            exchanges.add(new TargetExchange(this, exchanges.size(), sqe, maxR2ts));
        }
        for (int i = 0; i < EXCHANGES_AT_ONCE - 1; i++) {
            idle.addFirst(exchanges.get(exchanges.size() - EXCHANGES_AT_ONCE + 1 + i));
        }
        return exchanges.get(exchanges.size() - EXCHANGES_AT_ONCE);
    }

    private TargetQueuePairListener listener() {
        TargetQueuePairListener current = listener;
        if (current == null) {
            throw new IllegalStateException("no queue pair yet");
        }
        return current;
    }

    // Life.

    @Override
    int termReqType() {
        return PduType.C2H_TERM_REQ;
    }

    @Override
    void deliverDeferred() {
        for (TargetExchange exchange = deferred.pollFirst(); exchange != null; exchange = deferred.pollFirst()) {
            delivered = true;
            int status = exchange.takeFetched();
            if (status >= 0) {
                listener().onFetched(exchange, status);
            }
            status = exchange.takeSent();
            if (status >= 0) {
                listener().onSent(exchange, status);
            }
        }
    }

    @Override
    boolean hasDeferred() {
        return !deferred.isEmpty();
    }

    @Override
    void deliverFault(TransportFault fault) {
        if (listener == null) {
            end(fault);
        } else {
            listener.onFault(fault);
        }
    }

    @Override
    void deliverBatchEnd() {
        if (listener != null) {
            listener.onBatchEnd();
        }
    }

    @Override
    void abortWaiting() {
        TargetExchange half = receiving;
        receiving = null;
        if (half != null && half.into == null) {
            ended(half); // its capsule has not come whole: the core never heard of it
        }
        for (TargetExchange exchange : exchanges) {
            if (exchange.active() && exchange.into != null) {
                exchange.fetchEnded(Status.ABORTED_SQ_DELETION);
            }
        }
    }

    @Override
    boolean nothingHeld() {
        return active == 0;
    }

    @Override
    void deliverQuiesced() {
        for (PooledBuffer memory : sqes) {
            memory.release();
        }
        sqes.clear();
        exchanges.clear();
        idle.clear();
        if (listener != null) {
            listener.onQuiesced();
        }
    }
}
