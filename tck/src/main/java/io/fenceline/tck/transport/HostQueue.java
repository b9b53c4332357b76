package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;

import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Gen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The core at the host end of a queue pair: records, and checks every rule about callbacks. */
final class HostQueue implements QueuePairListener {
    /** What a buffer is filled with as soon as it is the core's again: must never be seen by anybody. */
    static final byte SCRIBBLE = 0x5C;

    private final Rules rules;
    private final QueuePairParams params;
    private final int cidStep;
    private final int[] uses;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final @Nullable Op[] running;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile @Nullable QueuePair queuePair;
    private volatile @Nullable TransportFault fault;
    private volatile boolean disconnected;
    private volatile boolean quiesced;
    private volatile int completions;
    private volatile int completionsAtBatchEnd;
    private volatile long lastByteNs;
    private boolean inCall;
    private boolean wraps;

    HostQueue(TransportRig rig, QueuePairParams params) {
        rules = rig.rules();
        this.params = params;
        cidStep = Integer.highestOneBit(Math.max(1, params.size() - 1)) * 2;
        uses = new int[params.size()];
        running = new Op[params.size()];
        for (int i = 0; i < (params.flowControl() ? params.size() - 1 : params.size()); i++) {
            free.add(i);
        }
    }

    /** From now on data is in memory that is not the pool's. */
    void wrapFromNowOn() {
        wraps = true;
    }

    // Calls, on the loop.

    <T extends @Nullable Object> T inCall(TransportRig.Task<T> task) {
        boolean before = inCall;
        inCall = true;
        try {
            return task.run();
        } finally {
            inCall = before;
        }
    }

    /** Submits and flushes. */
    Op submitNow(Command command) {
        Op op = submit(command);
        queuePair().flush();
        return op;
    }

    Op submit(Command command) {
        int slot = requireNonNull(free.poll(), "no slot is free");
        DataBuffer buffer = null;
        if (command.length() > 0) {
            buffer = wraps
                    ? requireNonNull(queuePair().buffers().wrap(Arena.ofAuto().allocate(command.length(), 8)), "memory cannot be wrapped")
                    : requireNonNull(queuePair().buffers().take(command.length()), "the host's pool is empty");
            MemorySegment data = buffer.segment().asSlice(0, command.length());
            if (command.toTarget()) {
                Gen.fill(data, command.key());
            } else {
                data.fill(SCRIBBLE);
            }
        }
        Op op = new Op(command, slot, buffer);
        running[slot] = op;
        MemorySegment sqe = command.encode((slot + cidStep * uses[slot]++) & 0xFFFF);
        queuePair().submit(slot, sqe, buffer, command.length());
        sqe.fill(SCRIBBLE);
        return op;
    }

    void disconnect(TransportFault why) {
        disconnected = true;
        queuePair().disconnect(why);
    }

    // Callbacks.

    private void callback(String what) {
        QueuePair made = queuePair;
        rules.require(made == null || made.inLoop(), "host: " + what + " is called on the loop");
        rules.require(!inCall, "host: " + what + " is not called from inside a call");
        rules.require(!quiesced, "host: " + what + " is not called after onQuiesced");
        events.add(what);
    }

    @Override
    public void onConnected(QueuePair made) {
        callback("onConnected");
        rules.require(queuePair == null, "host: onConnected is called once");
        rules.require(made.inLoop(), "host: onConnected is called on the loop");
        queuePair = made;
    }

    @Override
    public void onCompletion(int slot, long result, int sqHead, int status) {
        callback("onCompletion");
        if (slot < 0 || slot >= running.length || running[slot] == null) {
            rules.require(false, "host: a completion is of a slot in which a command runs, not of " + slot);
            return;
        }
        Op op = running[slot];
        running[slot] = null;
        free.add(slot);
        long mismatch = -1;
        if (op.buffer != null) {
            MemorySegment data = op.buffer.segment().asSlice(0, op.command.length());
            if (!op.command.toTarget()) {
                mismatch = Gen.mismatch(data, op.command.key());
            }
            data.fill(SCRIBBLE);
            op.buffer.release();
        }
        int number = completions;
        completions = number + 1;
        op.completed(status, result, sqHead, mismatch, number);
    }

    @Override
    public void onBatchEnd() {
        callback("onBatchEnd");
        completionsAtBatchEnd = completions;
    }

    @Override
    public void onFault(TransportFault why) {
        callback("onFault");
        rules.require(fault == null, "host: onFault is called at most once");
        rules.require(!disconnected, "host: onFault is not called after disconnect");
        fault = why;
        if (queuePair != null) {
            inCall(() -> {
                disconnect(why);
                return null;
            });
        }
    }

    @Override
    public void onQuiesced(long lastByte) {
        callback("onQuiesced");
        rules.require(disconnected || queuePair == null, "host: onQuiesced is called after disconnect");
        lastByteNs = lastByte;
        for (int i = 0; i < running.length; i++) {
            Op op = running[i];
            if (op != null) {
                running[i] = null;
                op.lose();
                if (op.buffer != null) {
                    op.buffer.segment().asSlice(0, op.command.length()).fill(SCRIBBLE);
                    op.buffer.release();
                }
            }
        }
        quiesced = true;
    }

    // What is known, on any thread.

    QueuePair queuePair() {
        return requireNonNull(queuePair, "not connected");
    }

    QueuePairParams params() {
        return params;
    }

    boolean connected() {
        return queuePair != null;
    }

    @Nullable
    TransportFault fault() {
        return fault;
    }

    boolean quiesced() {
        return quiesced;
    }

    int completions() {
        return completions;
    }

    int completionsAtBatchEnd() {
        return completionsAtBatchEnd;
    }

    long lastByteNs() {
        return lastByteNs;
    }

    List<String> events() {
        return events;
    }
}
