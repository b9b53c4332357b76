package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
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
import io.fenceline.wire.Cqe;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The host end of an NVMe/TCP connection, without its socket. */
public final class TcpHostConnection extends TcpConnection implements QueuePair {
    private final HostSettings settings;
    private final QueuePairParams params;
    private final Executor loop;
    private final BooleanSupplier inLoop;
    private final QueuePairListener listener;
    private final @Nullable HostCommand[] commands;
    private final int slotMask;
    private final ArrayDeque<HostCommand> deferred = new ArrayDeque<>();
    private int inCapsuleLimit;
    private int cpda;
    private int maxH2cData;
    private boolean connected;
    private @Nullable HostCommand receiving;
    private int receivingBytes;
    private boolean receivingSuccess;

    /**
     * A connection whose socket is being connected.
     *
     * @param wire the socket
     * @param pool the loop's
     * @param clock nanoseconds
     * @param settings what is asked for
     * @param params what for
     * @param loop the loop
     * @param inLoop whether the calling thread is the loop
     * @param listener the core
     */
    public TcpHostConnection(Wire wire, LoopBufferPool pool, LongSupplier clock, HostSettings settings, QueuePairParams params,
            Executor loop, BooleanSupplier inLoop, QueuePairListener listener) {
        super(wire, pool, clock, settings.limits());
        this.settings = settings;
        this.params = params;
        this.loop = loop;
        this.inLoop = inLoop;
        this.listener = listener;
        this.commands = new @Nullable HostCommand[params.size()];
        this.slotMask = params.size() <= 1 ? 0 : (Integer.highestOneBit(params.size() - 1) << 1) - 1;
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
    public BufferPool buffers() {
        return pool;
    }

    @Override
    public void inCapsuleLimit(int bytes) {
        inCapsuleLimit = bytes;
    }

    @Override
    public void disconnect(TransportFault why) {
        end(why);
    }

    // What goes out.

    @Override
    public void onConnected() {
        super.onConnected();
        int digests = (settings.headerDigest() ? IcReq.HDGST_ENABLE : 0) | (settings.dataDigest() ? IcReq.DDGST_ENABLE : 0);
        IcReq.encode(writer.reserve(IcReq.BYTES), writer.position(), settings.hpda(), digests, settings.maxR2t() - 1);
        writer.plain(IcReq.BYTES);
        touch();
    }

    @Override
    public void submit(int slot, MemorySegment sqe, @Nullable DataBuffer data, int length) {
        if (slot < 0 || slot >= commands.length) {
            throw new IllegalArgumentException("slot " + slot + ": 0 to " + (commands.length - 1) + " are wanted");
        }
        HostCommand command = commands[slot];
        if (command == null) {
            command = new HostCommand(this, slot);
            commands[slot] = command;
        }
        if (command.active) {
            throw new IllegalArgumentException("slot " + slot + " is in use");
        }
        if (length < 0 || length > settings.maxTransferBytes()) {
            throw new IllegalArgumentException(length + " bytes: 0 to " + settings.maxTransferBytes() + " are wanted");
        }
        int cid = Sqe.cid(sqe);
        if ((cid & slotMask) != slot) {
            throw new IllegalArgumentException("CID " + cid + " does not fit slot " + slot);
        }
        PooledBuffer buffer = data == null ? null : (PooledBuffer) data;
        int bytes = buffer == null ? 0 : length;
        boolean write = (Sqe.direction(sqe) & 1) != 0;
        command.begin(cid, write, buffer, bytes);
        if (!sends()) {
            return; // it never leaves; its buffer comes back with the silence
        }
        boolean inCapsule = write && buffer != null && bytes > 0 && bytes <= capsuleLimit(sqe);
        command.inCapsule = inCapsule;
        boolean copies = inCapsule && writer.copies(bytes);
        MemorySegment s = writer.reserve(PduWriter.overhead() + (copies ? bytes : 0));
        long at = (long) writer.position() + Capsule.SQE;
        MemorySegment.copy(sqe, 0, s, at, Sqe.BYTES);
        int type = inCapsule ? TargetExchange.SGL_IN_CAPSULE : TargetExchange.SGL_TRANSPORT;
        Bytes.put64(s, at + Sqe.SGL1, 0);
        Bytes.put64(s, at + Sqe.SGL1 + 8, bytes | (long) type << 56);
        if (inCapsule && buffer != null) {
            if (!copies) {
                command.piecesOut++;
            }
            writer.headerAndData(PduType.CAPSULE_CMD, 0, Capsule.CMD_BYTES, buffer, 0, bytes, copies ? null : command);
        } else {
            writer.header(s, PduType.CAPSULE_CMD, Capsule.CMD_BYTES);
        }
    }

    private int capsuleLimit(MemorySegment sqe) {
        return params.qid() == 0 || Sqe.opcode(sqe) == Sqe.FABRICS ? Capsule.ADMIN_IN_CAPSULE_BYTES : inCapsuleLimit;
    }

    @Override
    public void flush() {
        flushNow();
    }

    // What comes in.

    @Override
    public int onCommonHeader(long header) {
        int type = CommonHeader.type(header);
        if (type == PduType.C2H_TERM_REQ) {
            return plainHeader(header, TermReq.BYTES, TermReq.BYTES, TermReq.MAX_BYTES);
        }
        if (state() == State.HANDSHAKE) {
            if (type != PduType.IC_RESP) {
                return refuse(FatalErrorStatus.PDU_SEQUENCE_ERROR, 0, "PDU type " + type + " before ICResp", header);
            }
            return plainHeader(header, IcResp.BYTES, IcResp.BYTES, IcResp.BYTES);
        }
        return switch (type) {
            case PduType.CAPSULE_RESP -> plainHeader(header, Capsule.RESP_BYTES, Capsule.RESP_BYTES, Capsule.RESP_BYTES);
            case PduType.C2H_DATA -> dataHeader(header, DataPdu.BYTES, settings.hpda(), settings.maxTransferBytes(), true);
            case PduType.R2T -> plainHeader(header, DataPdu.BYTES, DataPdu.BYTES, DataPdu.BYTES);
            case PduType.IC_RESP -> refuse(FatalErrorStatus.PDU_SEQUENCE_ERROR, 0, "a second ICResp", header);
            default -> refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.TYPE, "PDU type " + type, header);
        };
    }

    @Override
    public int onHeader(MemorySegment s, long at, long header) {
        return switch (CommonHeader.type(header)) {
            case PduType.CAPSULE_RESP -> onCapsuleResp(s, at);
            case PduType.C2H_DATA -> onC2hData(s, at, header);
            case PduType.R2T -> onR2t(s, at);
            case PduType.C2H_TERM_REQ -> {
                raise(termination(s, at));
                yield PduHandler.STOP;
            }
            default -> onIcResp(s, at);
        };
    }

    private int onIcResp(MemorySegment s, long at) {
        int pfv = Bytes.u16(s, at + IcResp.PFV);
        if (pfv != 0) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, IcResp.PFV, "PFV " + pfv, s, at, IcResp.BYTES);
        }
        cpda = Bytes.u8(s, at + IcResp.CPDA);
        if (cpda > CommonHeader.MAX_PDA) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, IcResp.CPDA, "CPDA " + cpda, s, at, IcResp.BYTES);
        }
        int digests = Bytes.u8(s, at + IcResp.DGST);
        boolean headerDigest = (digests & IcReq.HDGST_ENABLE) != 0;
        boolean dataDigest = (digests & IcReq.DDGST_ENABLE) != 0;
        if ((headerDigest && !settings.headerDigest()) || (dataDigest && !settings.dataDigest())) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, IcResp.DGST, "a digest that was not asked for", s, at, IcResp.BYTES);
        }
        long maxData = Bytes.u32(s, at + IcResp.MAXH2CDATA);
        if (maxData < IcResp.MIN_MAXH2CDATA || maxData % 4 != 0) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, IcResp.MAXH2CDATA, "MAXH2CDATA " + maxData, s, at, IcResp.BYTES);
        }
        maxH2cData = (int) Math.min(maxData, settings.maxTransferBytes());
        writer.agree(headerDigest, dataDigest, cpda);
        reader.agree(headerDigest, dataDigest);
        handshakeDone();
        connected = true;
        listener.onConnected(this);
        return PduHandler.DONE;
    }

    private @Nullable HostCommand find(int cid) {
        int slot = cid & slotMask;
        HostCommand command = slot < commands.length ? commands[slot] : null;
        return command != null && command.active && !command.answered && command.cid == cid ? command : null;
    }

    private int onCapsuleResp(MemorySegment s, long at) {
        MemorySegment cqe = s.asSlice(at + Capsule.CQE, Cqe.BYTES);
        int cid = Cqe.cid(cqe);
        HostCommand command = find(cid);
        if (command == null) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, Capsule.CQE + Cqe.CID, "no command has CID " + cid, s, at,
                    Capsule.RESP_BYTES);
        }
        int status = Cqe.status(cqe);
        if (status == Status.SUCCESS && !command.write && command.received < command.length) {
            status = Status.DATA_TRANSFER_ERROR; // success without the data would be believed
        }
        answer(command, Cqe.result(cqe), Cqe.sqhd(cqe), status);
        return PduHandler.DONE;
    }

    private int onC2hData(MemorySegment s, long at, long header) {
        int headerBytes = reader.headerBytes(PduType.C2H_DATA, DataPdu.BYTES);
        int cid = Bytes.u16(s, at + DataPdu.CCCID);
        HostCommand command = find(cid);
        PooledBuffer data = command == null ? null : command.data;
        if (command == null || data == null || command.write) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, DataPdu.CCCID, "no command that reads has CID " + cid, s, at, headerBytes);
        }
        int flags = CommonHeader.flags(header);
        if ((flags & (CommonHeader.SUCCESS | CommonHeader.LAST)) == CommonHeader.SUCCESS) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, CommonHeader.FLAGS, "SUCCESS without LAST_PDU", s, at, headerBytes);
        }
        long datao = Bytes.u32(s, at + DataPdu.DATAO);
        long datal = Bytes.u32(s, at + DataPdu.DATAL);
        if (datal != PduReader.dataLength(header, headerBytes)) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, DataPdu.DATAL, "DATAL " + datal + " is not what the PDU holds", s, at,
                    headerBytes);
        }
        if (datao + datal > command.length) {
            return refuse(FatalErrorStatus.DATA_OUT_OF_RANGE, 0, "DATAO " + datao + ", DATAL " + datal + " of " + command.length, s, at,
                    headerBytes);
        }
        if (datao != command.received) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, DataPdu.DATAO, "DATAO " + datao + " where " + command.received
                    + " was due", s, at, headerBytes);
        }
        receiving = command;
        receivingBytes = (int) datal;
        receivingSuccess = (flags & CommonHeader.SUCCESS) != 0;
        reader.expect(data.segment(), datao);
        return PduHandler.DATA;
    }

    @Override
    public void onDataEnd(boolean digestFits) {
        HostCommand command = receiving;
        receiving = null;
        if (command == null) {
            throw new IllegalStateException("data of no command");
        }
        command.received += receivingBytes;
        if (!digestFits) {
            command.digestError = true;
        }
        if (receivingSuccess) {
            answer(command, 0, -1, command.received < command.length ? Status.DATA_TRANSFER_ERROR : Status.SUCCESS);
        }
    }

    private int onR2t(MemorySegment s, long at) {
        int cid = Bytes.u16(s, at + DataPdu.CCCID);
        int ttag = Bytes.u16(s, at + DataPdu.TTAG);
        HostCommand command = find(cid);
        PooledBuffer data = command == null ? null : command.data;
        if (command == null || data == null || !command.write || command.inCapsule) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, DataPdu.CCCID, "no command that has data to send has CID " + cid, s, at,
                    DataPdu.BYTES);
        }
        long offset = Bytes.u32(s, at + DataPdu.DATAO);
        long length = Bytes.u32(s, at + DataPdu.DATAL);
        if (length == 0) {
            return refuse(FatalErrorStatus.INVALID_HEADER_FIELD, DataPdu.DATAL, "R2TL 0", s, at, DataPdu.BYTES);
        }
        if (offset + length > command.length || command.asked + length > command.length) {
            return refuse(FatalErrorStatus.DATA_OUT_OF_RANGE, 0, "R2TO " + offset + ", R2TL " + length + " of " + command.length, s, at,
                    DataPdu.BYTES);
        }
        // An R2T is outstanding until its data leaves, and that happens with the next flush.
        if (command.r2ts == 0 || command.r2tFlush != writer.flushes()) {
            command.r2ts = 0;
        }
        if (++command.r2ts > settings.maxR2t()) {
            return refuse(FatalErrorStatus.R2T_LIMIT_EXCEEDED, 0, command.r2ts + " R2Ts outstanding", s, at, DataPdu.BYTES);
        }
        command.asked += (int) length;
        int flushesBefore = writer.flushes();
        int end = (int) (offset + length);
        for (int from = (int) offset; from < end; from += maxH2cData) {
            int bytes = Math.min(maxH2cData, end - from);
            boolean copies = writer.copies(bytes);
            if (!copies) {
                command.piecesOut++;
            }
            MemorySegment out = writer.reserve(PduWriter.overhead() + (copies ? bytes : 0));
            DataPdu.putFields(out, writer.position(), cid, ttag, from, bytes);
            writer.headerAndData(PduType.H2C_DATA, from + bytes == end ? CommonHeader.LAST : 0, DataPdu.BYTES, data, from, bytes,
                    copies ? null : command);
        }
        if (writer.flushes() != flushesBefore) {
            command.r2ts = 1; // the output was full and left meanwhile, with all that was asked for before
        }
        command.r2tFlush = writer.flushes();
        return PduHandler.DONE;
    }

    private void answer(HostCommand command, long result, int sqHead, int status) {
        command.answered = true;
        command.result = result;
        command.sqHead = sqHead;
        // A data digest that did not fit is this command's trouble only (NVMe/TCP 1.1, 3.3.1.1.2).
        command.status = status == Status.SUCCESS && command.digestError ? Status.TRANSIENT_TRANSPORT_ERROR : status;
        if (command.piecesOut == 0) {
            complete(command);
        }
    }

    private void complete(HostCommand command) {
        command.active = false;
        command.data = null;
        delivered = true;
        listener.onCompletion(command.slot, command.result, command.sqHead, command.status);
    }

    void defer(HostCommand command) {
        deferred.addLast(command);
        touch();
    }

    // Life.

    @Override
    int termReqType() {
        return PduType.H2C_TERM_REQ;
    }

    @Override
    void deliverDeferred() {
        for (HostCommand command = deferred.pollFirst(); command != null; command = deferred.pollFirst()) {
            if (!disconnected()) {
                complete(command);
            }
        }
    }

    @Override
    boolean hasDeferred() {
        return !deferred.isEmpty();
    }

    @Override
    void deliverFault(TransportFault fault) {
        listener.onFault(fault);
        if (!connected) {
            end(fault);
        }
    }

    @Override
    void deliverBatchEnd() {
        if (connected) {
            listener.onBatchEnd();
        }
    }

    @Override
    void abortWaiting() {
        receiving = null;
    }

    @Override
    boolean nothingHeld() {
        return true;
    }

    @Override
    void deliverQuiesced() {
        for (int i = 0; i < commands.length; i++) {
            commands[i] = null;
        }
        listener.onQuiesced(closedNs());
    }
}
