package io.fenceline.testkit.host;

import static java.util.Objects.requireNonNull;

import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.api.TransportAddress;
import io.fenceline.testkit.Loops;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue pair with straight calls. Commands beyond the queue's size wait inside it. After a fault it disconnects by
 * itself; what was not answered is lost. Any thread, but not the loop.
 */
public final class HarnessQueue {
    private static final byte[] NONE = new byte[0];

    private final Loops loops;
    private final Duration limit;
    private final QueuePairParams params;
    private final int cidMask;
    private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final @Nullable Pending[] running;
    private final @Nullable DataBuffer[] buffers;
    private final int[] generations;
    private volatile @Nullable QueuePair queuePair;
    private volatile @Nullable TransportFault fault;
    private volatile boolean quiesced;
    private int ended;

    HarnessQueue(Loops loops, Duration limit, QueuePairParams params) {
        this.loops = loops;
        this.limit = limit;
        this.params = params;
        cidMask = Integer.highestOneBit(Math.max(1, params.size() - 1)) * 2 - 1;
        int depth = params.flowControl() ? params.size() - 1 : params.size();
        for (int i = 0; i < depth; i++) {
            freeSlots.add(i);
        }
        running = new Pending[params.size()];
        buffers = new DataBuffer[params.size()];
        generations = new int[params.size()];
    }

    /**
     * Connects a queue pair, without a Connect command.
     *
     * @param loops what to wait by
     * @param transport over what
     * @param remote where to
     * @param params what for
     * @param limit how long any wait may take
     * @return the queue
     * @throws AssertionError when it cannot be connected
     */
    public static HarnessQueue open(Loops loops, HostTransport transport, TransportAddress remote, QueuePairParams params, Duration limit) {
        HarnessQueue queue = new HarnessQueue(loops, limit, params);
        transport.connect(remote, params, queue.new Listener());
        queue.await(() -> queue.queuePair != null || queue.quiesced, "a connection to " + remote);
        if (queue.queuePair == null) {
            throw new AssertionError("no connection to " + remote + ": " + queue.fault);
        }
        return queue;
    }

    private final class Listener implements QueuePairListener {
        @Override
        public void onConnected(QueuePair made) {
            queuePair = made;
            loops.wake();
        }

        @Override
        public void onCompletion(int slot, long result, int sqHead, int status) {
            Pending pending = running[slot];
            if (pending == null) {
                throw new IllegalStateException("a completion of slot " + slot + ", in which nothing runs");
            }
            running[slot] = null;
            freeSlots.add(slot);
            byte[] data = NONE;
            DataBuffer buffer = buffers[slot];
            if (buffer != null) {
                buffers[slot] = null;
                int expected = pending.command().expected();
                data = expected > 0 ? buffer.segment().asSlice(0, expected).toArray(ValueLayout.JAVA_BYTE) : NONE;
                buffer.release();
            }
            ended++;
            pending.answered(status, result, sqHead, data);
        }

        @Override
        public void onBatchEnd() {
            if (!waiting.isEmpty()) {
                submitWaiting();
            }
            loops.wake();
        }

        @Override
        public void onFault(TransportFault why) {
            fault = why;
            QueuePair connected = queuePair;
            if (connected != null) {
                connected.disconnect(why);
            }
            loops.wake();
        }

        @Override
        public void onQuiesced(long lastByteNs) {
            for (int slot = 0; slot < running.length; slot++) {
                DataBuffer buffer = buffers[slot];
                if (buffer != null) {
                    buffers[slot] = null;
                    buffer.release();
                }
                Pending pending = running[slot];
                if (pending != null) {
                    running[slot] = null;
                    pending.lost(String.valueOf(fault));
                }
            }
            waiting.forEach(pending -> pending.lost("never sent; " + fault));
            waiting.clear();
            quiesced = true;
            loops.wake();
        }
    }

    /**
     * Sends a command.
     *
     * @param command what
     * @return its life
     */
    public Pending submit(HostCommand command) {
        return submitAll(List.of(command)).getFirst();
    }

    /**
     * Sends commands in one batch.
     *
     * @param commands in this order
     * @return their lives, in the same order
     */
    public List<Pending> submitAll(List<HostCommand> commands) {
        List<Pending> all = commands.stream().map(command -> new Pending(this, command)).toList();
        onLoop(() -> {
            if (quiesced) {
                all.forEach(pending -> pending.lost("the queue had ended: " + fault));
                loops.wake();
                return;
            }
            waiting.addAll(all);
            submitWaiting();
        }, () -> all.forEach(pending -> pending.lost("the transport is closed")));
        return all;
    }

    private void submitWaiting() {
        QueuePair connected = requireNonNull(queuePair);
        if (fault != null) {
            return;
        }
        while (!waiting.isEmpty() && !freeSlots.isEmpty()) {
            Pending pending = waiting.element();
            HostCommand command = pending.command();
            byte[] data = command.dataToSend();
            int length = Math.max(data.length, command.expected());
            DataBuffer buffer = null;
            if (length > 0) {
                buffer = connected.buffers().take(length);
                if (buffer == null) {
                    break;
                }
                if (data.length > 0) {
                    MemorySegment.copy(data, 0, buffer.segment(), ValueLayout.JAVA_BYTE, 0, length);
                } else {
                    buffer.segment().asSlice(0, length).fill((byte) 0);
                }
            }
            waiting.remove();
            int slot = freeSlots.remove();
            generations[slot]++;
            int cid = (generations[slot] * (cidMask + 1) | slot) & 0xFFFF;
            MemorySegment sqe = MemorySegment.ofArray(command.sqe().toArray(ValueLayout.JAVA_BYTE));
            Bytes.put16(sqe, Sqe.CID, cid);
            running[slot] = pending;
            buffers[slot] = buffer;
            pending.submitted(cid);
            connected.submit(slot, sqe, buffer, length);
        }
        connected.flush();
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @param command what
     * @return the reply, whatever its status
     */
    public Reply execute(HostCommand command) {
        return submit(command).await();
    }

    /** Ends the connection and waits for quiescence. Works twice. */
    public void disconnect() {
        abandon(TransportFault.of(TransportFault.Kind.CLOSED, "the test has ended the connection"));
        awaitQuiesced();
    }

    /**
     * Ends the connection for some reason and does not wait.
     *
     * @param why what is told to the transport
     */
    public void abandon(TransportFault why) {
        onLoop(() -> requireNonNull(queuePair).disconnect(why), () -> {
        });
    }

    /** Waits until the queue pair is quiesced: nothing is outstanding any more. */
    public void awaitQuiesced() {
        await(() -> quiesced, "quiescence of queue " + params.qid());
    }

    /**
     * Waits until a fault has been heard.
     *
     * @return the fault
     */
    public TransportFault awaitFault() {
        await(() -> fault != null, "a fault of queue " + params.qid());
        return requireNonNull(fault);
    }

    /**
     * The fault that was heard.
     *
     * @return the fault; null: none so far
     */
    public @Nullable TransportFault fault() {
        return fault;
    }

    /**
     * Whether it lives.
     *
     * @return whether neither a fault nor quiescence was heard
     */
    public boolean alive() {
        return fault == null && !quiesced;
    }

    /**
     * The queue identifier.
     *
     * @return 0: the admin queue
     */
    public int qid() {
        return params.qid();
    }

    /**
     * How many commands have been answered; to be read on the loop or when nothing runs.
     *
     * @return the count
     */
    public int answered() {
        return ended;
    }

    /**
     * Tells the transport how much data may go in a capsule.
     *
     * @param bytes IOCCSZ * 16 - 64
     */
    public void inCapsuleLimit(int bytes) {
        onLoop(() -> requireNonNull(queuePair).inCapsuleLimit(bytes), () -> {
        });
    }

    private void onLoop(Runnable task, Runnable whenClosed) {
        try {
            requireNonNull(queuePair).loop().execute(task);
        } catch (RejectedExecutionException e) {
            if (!quiesced) {
                throw e;
            }
            whenClosed.run();
        }
    }

    void await(BooleanSupplier done, String what) {
        if (!loops.await(done, limit)) {
            throw new AssertionError("waited in vain for " + what + (fault == null ? "" : "; fault: " + fault));
        }
    }
}
