package io.fenceline.testkit.fault;

import static java.util.Objects.requireNonNull;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The host end of a queue pair, with faults: what the core sees of it, and what the transport sees of the core. */
final class FaultyHostQueue implements QueuePair, QueuePairListener {
    /** Bit of an opcode: data goes from the controller to the host (NVM Express Base 2.1, Figure 92). */
    private static final int TO_HOST = 2;

    private final FaultRun run;
    private final QueuePairParams params;
    private final QueuePairListener up;
    private final Ending ending = new Ending();
    private final int[] opcodes;
    private final @Nullable DataBuffer[] buffers;
    private @Nullable QueuePair inner;
    private @Nullable Held held;
    private long lastByteNs;

    FaultyHostQueue(FaultRun run, QueuePairParams params, QueuePairListener up) {
        this.run = run;
        this.params = params;
        this.up = up;
        opcodes = new int[params.size()];
        buffers = new DataBuffer[params.size()];
    }

    private QueuePair inner() {
        return requireNonNull(inner);
    }

    private Held held() {
        return requireNonNull(held);
    }

    private @Nullable FaultRule hit(FaultPoint point, int opcode) {
        FaultRule stalling = held().stalling(point, params.qid(), opcode);
        return stalling != null ? stalling : run.hit(point, params.qid(), opcode, -1);
    }

    // From the core.

    @Override
    public void submit(int slot, MemorySegment sqe, @Nullable DataBuffer data, int length) {
        int opcode = Sqe.opcode(sqe);
        FaultRule rule = ending.silent ? null : hit(FaultPoint.SUBMIT, opcode);
        if (rule == null && !ending.silent) {
            // First, so that what it refuses is not remembered.
            inner().submit(slot, sqe, data, length);
        }
        opcodes[slot] = opcode;
        buffers[slot] = data;
        if (rule == null) {
            return;
        }
        switch (rule.action()) {
            case DELAY, STALL -> {
                MemorySegment copy = MemorySegment.ofArray(sqe.asSlice(0, Sqe.BYTES).toArray(ValueLayout.JAVA_BYTE));
                held().later(rule, () -> {
                    if (!ending.silent && !ending.disconnected) {
                        inner().submit(slot, copy, data, length);
                        inner().flush();
                    }
                });
            }
            case CORRUPT_DIGEST -> held().execute(() -> complete(slot, 0, 0, Status.TRANSIENT_TRANSPORT_ERROR));
            case HALF_OPEN -> ending.silent = true;
            case KILL -> kill(Ending.network());
            default -> {
                // Dropped: the slot stays in use until the connection ends.
            }
        }
    }

    @Override
    public void flush() {
        if (!ending.silent) {
            inner().flush();
        }
    }

    @Override
    public void disconnect(TransportFault why) {
        if (ending.disconnected) {
            return;
        }
        ending.disconnected = true;
        held().release();
        if (ending.innerQuiesced) {
            held().execute(this::tellQuiesced);
        } else if (!ending.innerDisconnected) {
            ending.innerDisconnected = true;
            inner().disconnect(why);
        }
    }

    private void kill(TransportFault fault) {
        ending.silent = true;
        ending.fault = fault;
        if (!ending.innerDisconnected) {
            ending.innerDisconnected = true;
            inner().disconnect(Ending.network());
        }
        held().execute(() -> tell(fault));
    }

    private void tell(TransportFault fault) {
        if (!ending.disconnected && !ending.faultTold) {
            ending.faultTold = true;
            up.onFault(fault);
        }
    }

    // From the transport.

    @Override
    public void onConnected(QueuePair queuePair) {
        inner = queuePair;
        held = new Held(run.timer(), queuePair.loop());
        up.onConnected(this);
    }

    @Override
    public void onCompletion(int slot, long result, int sqHead, int status) {
        if (ending.silent) {
            return;
        }
        FaultRule rule = hit(FaultPoint.COMPLETION, opcodes[slot]);
        if (rule == null) {
            complete(slot, result, sqHead, status);
            return;
        }
        switch (rule.action()) {
            case DELAY, STALL -> held().later(rule, () -> {
                complete(slot, result, sqHead, status);
                endBatch();
            });
            case CORRUPT_DIGEST -> {
                flip(slot);
                complete(slot, result, sqHead, Status.TRANSIENT_TRANSPORT_ERROR);
            }
            case FLIP -> {
                flip(slot);
                complete(slot, result, sqHead, status);
            }
            case CORRUPT_HEADER -> kill(Ending.digest());
            case HALF_OPEN -> ending.silent = true;
            case KILL -> kill(Ending.network());
            default -> {
                // Dropped: the core never hears of it; the buffer is its own again when the connection ends.
            }
        }
    }

    private void complete(int slot, long result, int sqHead, int status) {
        if (!ending.silent && !ending.disconnected) {
            buffers[slot] = null;
            up.onCompletion(slot, result, sqHead, status);
        }
    }

    private void endBatch() {
        if (!ending.silent && !ending.disconnected) {
            up.onBatchEnd();
        }
    }

    /** Only what was read: the memory of a write is the host's, and may be sent again. */
    private void flip(int slot) {
        DataBuffer data = buffers[slot];
        if (data != null && (opcodes[slot] & TO_HOST) != 0) {
            data.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) (data.segment().get(ValueLayout.JAVA_BYTE, 0) ^ 1));
        }
    }

    @Override
    public void onBatchEnd() {
        endBatch();
    }

    @Override
    public void onFault(TransportFault fault) {
        if (!ending.silent || inner == null) {
            tell(fault);
        }
    }

    @Override
    public void onQuiesced(long lastNs) {
        lastByteNs = lastNs;
        ending.innerQuiesced = true;
        ending.innerDisconnected = true;
        if (inner != null && !ending.disconnected) {
            // The transport was closed over a connection that had gone silent: now even that is heard.
            tell(ending.fault);
        }
        if (inner == null || ending.disconnected) {
            tellQuiesced();
        }
    }

    private void tellQuiesced() {
        if (!ending.quiescedTold) {
            ending.quiescedTold = true;
            up.onQuiesced(lastByteNs);
        }
    }

    // The rest.

    @Override
    public Executor loop() {
        return inner().loop();
    }

    @Override
    public boolean inLoop() {
        return inner().inLoop();
    }

    @Override
    public BufferPool buffers() {
        return inner().buffers();
    }

    @Override
    public void inCapsuleLimit(int bytes) {
        inner().inCapsuleLimit(bytes);
    }
}
