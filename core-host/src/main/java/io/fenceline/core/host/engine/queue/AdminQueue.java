package io.fenceline.core.host.engine.queue;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The admin queue: called on the control loop, and calls back there. Commands of the control path are few, so each is an
 * object, and goes over to the queue pair's loop and back.
 */
public final class AdminQueue implements QueuePairListener {
    /** Entries: Linux uses as many. */
    public static final int SIZE = 32;
    /** Commands that may wait for a slot. */
    public static final int WAITING_LIMIT = 1024;
    /** Slots that only keep alive and abort may use: they must never wait behind others. */
    private static final int RESERVED = 2;
    private static final int SLOT_BITS = 5;

    /** Hears of the queue, on the control loop. */
    public interface Owner {
        /** The connection is there. */
        void onAdminConnected();

        /**
         * The connection could not be made, is lost or must end.
         *
         * @param fault why
         */
        void onAdminFault(TransportFault fault);

        /**
         * A command was not answered in time.
         *
         * @param fault says so
         */
        void onAdminTimeout(TransportFault fault);

        /**
         * Nothing of it leaves this end any more; all calls have ended.
         *
         * @param lastByteNs when a byte may have left last
         */
        void onAdminSilent(long lastByteNs);
    }

    private final ControlLoop control;
    private final Owner owner;
    private final MemorySegment sqe = Arena.ofAuto().allocate(Sqe.BYTES, 8);

    // On the control loop.
    private volatile @Nullable QueuePair queuePair;
    private boolean ended;
    private long answered;
    private long lastAnswerNs = Long.MIN_VALUE;

    // On the queue pair's loop.
    private final @Nullable AdminCall[] slots = new @Nullable AdminCall[SIZE];
    private final int[] generations = new int[SIZE];
    private final ArrayDeque<AdminCall> waiting = new ArrayDeque<>();
    private int used;
    private boolean silent;
    private volatile @Nullable TransportFault ending;

    /**
     * A queue whose connection is about to be made.
     *
     * @param control the control loop
     * @param owner hears of it
     */
    public AdminQueue(ControlLoop control, Owner owner) {
        this.control = control;
        this.owner = owner;
    }

    /**
     * How many commands were answered. On the control loop.
     *
     * @return only grows
     */
    public long answered() {
        return answered;
    }

    /**
     * When an answer came last. On the control loop.
     *
     * @return by the host's clock; {@link Long#MIN_VALUE}: never
     */
    public long lastAnswerNs() {
        return lastAnswerNs;
    }

    /**
     * Sends a command. On the control loop.
     *
     * @param call never used before
     * @param urgent whether it may use the slots that are kept free for keep alive and abort
     */
    public void submit(AdminCall call, boolean urgent) {
        QueuePair pair = queuePair;
        if (pair == null || ended) {
            control.execute(() -> finish(call, Status.ABORTED_BY_HOST, 0, AdminCall.NOTHING));
            return;
        }
        if (call.timeoutNs != Long.MAX_VALUE) {
            call.timer = control.schedule(() -> {
                if (!call.ended) {
                    owner.onAdminTimeout(TransportFault.of(TransportFault.Kind.TIMEOUT,
                            call.name + " was not answered within " + call.timeoutNs / 1_000_000 + " ms"));
                }
            }, call.timeoutNs);
        }
        if (!execute(pair, () -> accept(pair, call, urgent))) {
            control.execute(() -> finish(call, Status.ABORTED_BY_HOST, 0, AdminCall.NOTHING));
        }
    }

    private static boolean execute(QueuePair pair, Runnable task) {
        try {
            pair.loop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void finish(AdminCall call, int status, long result, MemorySegment data) {
        if (call.ended) {
            return;
        }
        call.ended = true;
        if (call.timer != null) {
            call.timer.cancel();
        }
        call.done.onDone(status, result, data);
    }

    private void accept(QueuePair pair, AdminCall call, boolean urgent) {
        if (silent || ending != null) {
            control.execute(() -> finish(call, Status.ABORTED_BY_HOST, 0, AdminCall.NOTHING));
            return;
        }
        int free = SIZE - 1 - used;
        if (free <= (urgent ? 0 : RESERVED) || (!urgent && !waiting.isEmpty()) || !issue(pair, call)) {
            if (waiting.size() >= WAITING_LIMIT) {
                control.execute(() -> finish(call, Status.ABORTED_BY_HOST, 0, AdminCall.NOTHING));
            } else if (urgent) {
                waiting.addFirst(call);
            } else {
                waiting.addLast(call);
            }
        }
    }

    private boolean issue(QueuePair pair, AdminCall call) {
        int length = call.length();
        if (length > 0) {
            DataBuffer buffer = pair.buffers().take(length);
            if (buffer == null) {
                pair.buffers().whenReleased(() -> issueWaiting(pair));
                return false;
            }
            MemorySegment out = call.out;
            if (out != null) {
                MemorySegment.copy(out, 0, buffer.segment(), 0, length);
            }
            call.buffer = buffer;
        }
        int slot = 0;
        while (slots[slot] != null) {
            slot++;
        }
        slots[slot] = call;
        used++;
        call.cid = (slot | generations[slot]++ << SLOT_BITS) & 0xFFFF;
        call.encoder.encode(sqe, call.cid);
        call.markSent();
        pair.submit(slot, sqe, call.buffer, length);
        pair.flush();
        return true;
    }

    private void issueWaiting(QueuePair pair) {
        while (!silent && ending == null && SIZE - 1 - used > RESERVED) {
            AdminCall call = waiting.pollFirst();
            if (call == null) {
                return;
            }
            if (!issue(pair, call)) {
                waiting.addFirst(call);
                return;
            }
        }
    }

    @Override
    public void onConnected(QueuePair connected) {
        TransportFault unwanted = ending;
        if (unwanted != null) {
            connected.disconnect(unwanted);
            return;
        }
        control.execute(() -> {
            queuePair = connected;
            TransportFault late = ending;
            if (late != null) {
                execute(connected, () -> connected.disconnect(late));
            } else {
                owner.onAdminConnected();
            }
        });
    }

    @Override
    public void onCompletion(int slot, long result, int sqHead, int status) {
        AdminCall call = slots[slot];
        if (call == null) {
            throw new IllegalStateException("slot " + slot + " of the admin queue was completed and is free");
        }
        slots[slot] = null;
        used--;
        MemorySegment data = AdminCall.NOTHING;
        DataBuffer buffer = call.buffer;
        if (buffer != null) {
            if (call.readBytes > 0 && status == Status.SUCCESS) {
                data = MemorySegment.ofArray(buffer.segment().asSlice(0, call.readBytes).toArray(ValueLayout.JAVA_BYTE));
            }
            call.buffer = null;
            buffer.release();
        }
        MemorySegment read = data;
        control.execute(() -> {
            answered++;
            lastAnswerNs = control.nowNs();
            finish(call, status, result, read);
        });
    }

    @Override
    public void onBatchEnd() {
        QueuePair pair = queuePair;
        if (pair != null && !waiting.isEmpty()) {
            issueWaiting(pair);
        }
    }

    @Override
    public void onFault(TransportFault fault) {
        control.execute(() -> owner.onAdminFault(fault));
    }

    /**
     * Ends the connection; {@link Owner#onAdminSilent} follows, if it has not come already. On the control loop.
     *
     * @param why for the peer
     */
    public void end(TransportFault why) {
        if (ended) {
            return;
        }
        ended = true;
        ending = why;
        QueuePair pair = queuePair;
        if (pair != null) {
            execute(pair, () -> pair.disconnect(why));
        }
    }

    /**
     * Whether {@link #end} was called.
     *
     * @return true: nothing can be sent
     */
    public boolean isEnding() {
        return ended;
    }

    @Override
    public void onQuiesced(long lastByteNs) {
        silent = true;
        List<AdminCall> lost = new ArrayList<>(waiting);
        waiting.clear();
        for (int i = 0; i < slots.length; i++) {
            AdminCall call = slots[i];
            if (call != null) {
                slots[i] = null;
                lost.add(call);
                DataBuffer buffer = call.buffer;
                if (buffer != null) {
                    call.buffer = null;
                    buffer.release();
                }
            }
        }
        control.execute(() -> {
            ended = true;
            for (AdminCall call : lost) {
                finish(call, Status.ABORTED_BY_HOST, 0, AdminCall.NOTHING);
            }
            owner.onAdminSilent(lastByteNs);
        });
    }
}
