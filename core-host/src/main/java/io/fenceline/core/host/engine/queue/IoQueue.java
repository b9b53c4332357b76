package io.fenceline.core.host.engine.queue;

import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.ConnectCommand;
import io.fenceline.wire.Sqe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An I/O queue. Lives on the loop of its queue pair; commands may be handed in from any thread. Nothing is allocated for a
 * command; what is submitted in one turn of the loop leaves with one flush.
 *
 * <p>A command identifier is the slot and, above it, a generation, so that an answer to an earlier command of the slot is
 * noticed by the transport.
 */
public final class IoQueue implements QueuePairListener {
    private static final VarHandle INBOX;
    private static final VarHandle OUTSTANDING;
    private static final VarHandle ANSWERED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            INBOX = lookup.findVarHandle(IoQueue.class, "inbox", Command.class);
            OUTSTANDING = lookup.findVarHandle(IoQueue.class, "outstanding", int.class);
            ANSWERED = lookup.findVarHandle(IoQueue.class, "answered", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What a queue can be. */
    private enum State {
        CONNECTING, CONNECTED, OPEN, ENDING, SILENT
    }

    /** Marks the inbox of a queue that takes nothing more. */
    private static final Command CLOSED = new Command(new Nobody());

    private static final class Nobody implements CommandOwner {
        @Override
        public void onAnswered(Command command, int status, long result) {
            throw new IllegalStateException("a mark is no command");
        }

        @Override
        public void onNotSent(Command command) {
            throw new IllegalStateException("a mark is no command");
        }

        @Override
        public long deadlineNs(Command command) {
            return Long.MAX_VALUE;
        }
    }

    private final int qid;
    private final int lane;
    private final QueueOwner owner;
    private final LongSupplier clock;
    private final QueueLatency latency = new QueueLatency();
    private final @Nullable Command[] slots;
    private final int[] freeSlots;
    private final int[] generations;
    private final int slotBits;
    private final MemorySegment sqe = Arena.ofAuto().allocate(Sqe.BYTES, 8);
    private final Runnable drainTask = this::drain;
    private final Runnable flushTask = this::flushLater;
    private final Runnable retryTask = this::issueWaiting;
    private final Runnable scanTask;

    private volatile @Nullable QueuePair queuePair;
    @SuppressWarnings("unused") // by INBOX
    private volatile @Nullable Command inbox;
    private State state = State.CONNECTING;
    private int free;
    private @Nullable Command waitingFirst;
    private @Nullable Command waitingLast;
    private boolean inBatch;
    private boolean unflushed;
    private boolean flushScheduled;
    private boolean poolAwaited;
    /** Written by the loop, read by anybody: through handles, since a full fence for each command would cost. */
    private int outstanding;
    private long answered;
    private long lastAnswerNs = Long.MIN_VALUE;
    private volatile long oldestNs;
    private volatile @Nullable TransportFault ending;
    private @Nullable ConnectCall connectCall;
    private long commandTimeoutNs = Long.MAX_VALUE;
    private long abortTimeoutNs;

    /** The Connect command of the queue, in the first slot before it is open. */
    private record ConnectCall(MemorySegment data, int cntlid, int size, boolean flowControl, ConnectDone done) {
    }

    /** Hears of the end of Connect, on the loop. */
    @FunctionalInterface
    public interface ConnectDone {
        /**
         * It has ended.
         *
         * @param status 0: the queue is there
         * @param result DW0
         */
        void onConnectDone(int status, long result);
    }

    /**
     * A queue whose connection is about to be made.
     *
     * @param qid 1 or more
     * @param lane whose loop
     * @param size entries
     * @param owner its controller
     * @param clock nanoseconds
     */
    public IoQueue(int qid, int lane, int size, QueueOwner owner, LongSupplier clock) {
        this.qid = qid;
        this.lane = lane;
        this.owner = owner;
        this.clock = clock;
        slots = new @Nullable Command[size];
        generations = new int[size];
        slotBits = 32 - Integer.numberOfLeadingZeros(size - 1);
        // One entry stays free: a full submission queue has one less than its size (NVM Express Base 2.1, 3.3.1.2.1).
        freeSlots = new int[size - 1];
        for (int i = 0; i < freeSlots.length; i++) {
            freeSlots[i] = freeSlots.length - 1 - i;
        }
        free = freeSlots.length;
        scanTask = this::scanNow;
    }

    /**
     * Its identifier.
     *
     * @return QID
     */
    public int qid() {
        return qid;
    }

    /**
     * Its lane.
     *
     * @return 0 or more
     */
    public int lane() {
        return lane;
    }

    /**
     * Entries.
     *
     * @return its size
     */
    public int size() {
        return slots.length;
    }

    /**
     * Commands that were sent and not answered. Any thread; may be a moment old.
     *
     * @return 0 or more
     */
    public int outstanding() {
        return (int) OUTSTANDING.getAcquire(this);
    }

    /**
     * Commands that were answered. Any thread; may be a moment old.
     *
     * @return only grows
     */
    public long answered() {
        return (long) ANSWERED.getAcquire(this);
    }

    /**
     * When an answer came last. Exact only when it is silent.
     *
     * @return by the host's clock; {@link Long#MIN_VALUE}: never
     */
    public long lastAnswerNs() {
        return lastAnswerNs;
    }

    /**
     * Age of the oldest command at the last scan. Any thread.
     *
     * @return nanoseconds; 0: there was none
     */
    public long oldestNs() {
        return oldestNs;
    }

    /**
     * How long commands take.
     *
     * @return a moving average
     */
    public QueueLatency latency() {
        return latency;
    }

    // Opening. On the loop.

    @Override
    public void onConnected(QueuePair connected) {
        queuePair = connected;
        TransportFault unwanted = ending;
        if (unwanted != null) {
            state = State.ENDING;
            connected.disconnect(unwanted);
            return;
        }
        state = State.CONNECTED;
        owner.onQueueConnected(this);
    }

    /**
     * Sends Connect.
     *
     * @param data Connect data, native, 1024 bytes
     * @param cntlid CNTLID
     * @param flowControl whether SQ flow control is wanted
     * @param done hears of the end
     */
    public void connect(MemorySegment data, int cntlid, boolean flowControl, ConnectDone done) {
        QueuePair pair = requirePair();
        Runnable task = () -> sendConnect(pair, new ConnectCall(data, cntlid, slots.length, flowControl, done));
        if (pair.inLoop()) {
            task.run();
        } else {
            execute(pair, task);
        }
    }

    private void sendConnect(QueuePair pair, ConnectCall call) {
        if (state != State.CONNECTED) {
            return; // its end tells
        }
        var buffer = pair.buffers().take((int) call.data.byteSize());
        if (buffer == null) {
            pair.buffers().whenReleased(() -> sendConnect(pair, call));
            return;
        }
        MemorySegment.copy(call.data, 0, buffer.segment(), 0, call.data.byteSize());
        connectCall = call;
        connectBuffer = buffer;
        int cattr = call.flowControl ? 0 : ConnectCommand.CATTR_DISABLE_SQ_FLOW_CONTROL;
        ConnectCommand.encode(sqe, 0, qid, call.size - 1, cattr, 0);
        pair.submit(0, sqe, buffer, (int) call.data.byteSize());
        pair.flush();
    }

    private io.fenceline.spi.transport.@Nullable DataBuffer connectBuffer;

    /**
     * Lets commands in.
     *
     * @param inCapsuleBytes how much data may go in a capsule
     * @param commandTimeout after which a command is aborted, ns
     * @param abortTimeout how long that may take, ns
     */
    public void open(int inCapsuleBytes, long commandTimeout, long abortTimeout) {
        QueuePair pair = requirePair();
        execute(pair, () -> {
            if (state == State.CONNECTED) {
                state = State.OPEN;
                commandTimeoutNs = commandTimeout;
                abortTimeoutNs = abortTimeout;
                pair.inCapsuleLimit(inCapsuleBytes);
                drain();
            }
        });
    }

    private QueuePair requirePair() {
        QueuePair pair = queuePair;
        if (pair == null) {
            throw new IllegalStateException("queue " + qid + " has no connection");
        }
        return pair;
    }

    private static boolean execute(QueuePair pair, Runnable task) {
        try {
            pair.loop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the transport is closed, and has told of the silence before
        }
    }

    // Commands.

    /**
     * Takes a command over. Any thread. It leaves with the turn of the loop.
     *
     * @param command not in flight
     */
    public void submit(Command command) {
        command.queue = this;
        QueuePair pair = queuePair;
        if (pair != null && pair.inLoop()) {
            accept(command);
            return;
        }
        Command head;
        do {
            head = inbox;
            if (head == CLOSED) {
                command.owner().onNotSent(command);
                return;
            }
            command.next = head;
        } while (!INBOX.compareAndSet(this, head, command));
        if (head == null && pair != null) {
            execute(pair, drainTask);
        }
    }

    /**
     * Runs a task on the loop.
     *
     * @param task does not block
     * @return false: there is no loop any more, or not yet
     */
    public boolean execute(Runnable task) {
        QueuePair pair = queuePair;
        return pair != null && execute(pair, task);
    }

    private void drain() {
        if (inbox == CLOSED) {
            return; // only this loop closes it
        }
        Command first = reversed((Command) INBOX.getAndSet(this, null));
        boolean outer = inBatch;
        inBatch = true;
        while (first != null) {
            Command command = first;
            first = command.next;
            command.next = null;
            accept(command);
        }
        inBatch = outer;
        if (!outer) {
            flush();
        }
    }

    /** The inbox is a stack; commands leave in the order in which they came. */
    private static @Nullable Command reversed(@Nullable Command stack) {
        Command first = null;
        Command rest = stack;
        while (rest != null) {
            Command next = rest.next;
            rest.next = first;
            first = rest;
            rest = next;
        }
        return first;
    }

    private void accept(Command command) {
        if (state == State.ENDING || state == State.SILENT) {
            command.owner().onNotSent(command);
            return;
        }
        if (state != State.OPEN || waitingFirst != null || !issue(command)) {
            wait(command);
        }
        if (unflushed && !inBatch && !flushScheduled) {
            flushScheduled = true;
            if (!execute(requirePair(), flushTask)) {
                flushScheduled = false;
            }
        }
    }

    private void wait(Command command) {
        command.next = null;
        Command last = waitingLast;
        if (last == null) {
            waitingFirst = command;
        } else {
            last.next = command;
        }
        waitingLast = command;
    }

    private void issueWaiting() {
        poolAwaited = false;
        while (state == State.OPEN) {
            Command command = waitingFirst;
            if (command == null) {
                break;
            }
            Command following = command.next;
            if (!issue(command)) {
                break;
            }
            waitingFirst = following;
            if (following == null) {
                waitingLast = null;
            }
        }
        if (!inBatch) {
            flush();
        }
    }

    /** Sends a command, both halves of a fused one. False: not now. */
    private boolean issue(Command command) {
        Command second = command.second;
        if (free < (second == null ? 1 : 2)) {
            return false;
        }
        QueuePair pair = requirePair();
        if (!command.bind(pair.buffers()) || (second != null && !second.bind(pair.buffers()))) {
            if (!poolAwaited) {
                poolAwaited = true;
                pair.buffers().whenReleased(retryTask);
            }
            return false;
        }
        command.next = null;
        long nowNs = clock.getAsLong();
        send(pair, command, nowNs);
        if (second != null) {
            second.queue = this;
            send(pair, second, nowNs);
        }
        unflushed = true;
        return true;
    }

    private void send(QueuePair pair, Command command, long nowNs) {
        int slot = freeSlots[--free];
        int generation = generations[slot]++;
        command.cid = (slot | generation << slotBits) & 0xFFFF;
        command.submittedNs = nowNs;
        command.abortSent = false;
        command.encode(sqe);
        slots[slot] = command;
        OUTSTANDING.setRelease(this, freeSlots.length - free);
        pair.submit(slot, sqe, command.buffer(), command.length());
    }

    private void flushLater() {
        flushScheduled = false;
        flush();
    }

    private void flush() {
        if (unflushed) {
            unflushed = false;
            QueuePair pair = queuePair;
            if (pair != null && state == State.OPEN) {
                pair.flush();
            }
        }
    }

    @Override
    public void onCompletion(int slot, long result, int sqHead, int status) {
        ConnectCall call = connectCall;
        if (call != null) {
            connectCall = null;
            releaseConnectBuffer();
            call.done.onConnectDone(status, result);
            return;
        }
        Command command = slots[slot];
        if (command == null) {
            throw new IllegalStateException("slot " + slot + " of queue " + qid + " was completed and is free");
        }
        slots[slot] = null;
        freeSlots[free++] = slot;
        OUTSTANDING.setRelease(this, freeSlots.length - free);
        ANSWERED.setRelease(this, answered + 1);
        long nowNs = clock.getAsLong();
        lastAnswerNs = nowNs;
        latency.add(nowNs - command.submittedNs);
        command.finishData(true);
        inBatch = true;
        command.owner().onAnswered(command, status, result);
        if (waitingFirst != null) {
            issueWaiting();
        }
    }

    private void releaseConnectBuffer() {
        var buffer = connectBuffer;
        if (buffer != null) {
            connectBuffer = null;
            buffer.release();
        }
    }

    @Override
    public void onBatchEnd() {
        inBatch = false;
        flush();
    }

    // Time.

    /** Looks for commands that take too long. Any thread. */
    public void scan() {
        if (outstanding() != 0 || oldestNs != 0) {
            execute(scanTask);
        }
    }

    private void scanNow() {
        long nowNs = clock.getAsLong();
        long oldest = 0;
        for (Command command : slots) {
            if (command == null) {
                continue;
            }
            long age = nowNs - command.submittedNs;
            oldest = Math.max(oldest, age);
            if (state != State.OPEN) {
                continue;
            }
            boolean late = age >= commandTimeoutNs;
            if (late && age - commandTimeoutNs >= abortTimeoutNs) {
                owner.onCommandTimeout(this, TransportFault.of(TransportFault.Kind.TIMEOUT, "queue " + qid + ": a command of opcode "
                        + Integer.toHexString(command.opcode) + "h was not answered for " + age / 1_000_000 + " ms, abort included"));
                break;
            }
            if (!command.abortSent && (late || nowNs >= command.owner().deadlineNs(command))) {
                command.abortSent = true;
                owner.onAbortWanted(this, command.cid);
            }
        }
        oldestNs = oldest;
    }

    // The end.

    @Override
    public void onFault(TransportFault fault) {
        owner.onQueueFault(this, fault);
    }

    /**
     * Ends the connection; {@link QueueOwner#onQueueSilent} follows, if it has not come already. Any thread.
     *
     * @param why for the peer
     */
    public void end(TransportFault why) {
        QueuePair pair = queuePair;
        if (pair == null) {
            ending = why; // not connected yet: as soon as it is, or never
            QueuePair late = queuePair;
            if (late != null) {
                execute(late, () -> endNow(late, why));
            }
            return;
        }
        execute(pair, () -> endNow(pair, why));
    }

    private void endNow(QueuePair pair, TransportFault why) {
        if (state != State.ENDING && state != State.SILENT) {
            state = State.ENDING;
            pair.disconnect(why);
        }
    }

    @Override
    public void onQuiesced(long lastByteNs) {
        state = State.SILENT;
        connectCall = null;
        releaseConnectBuffer();
        Command first = null;
        int count = 0;
        for (int slot = slots.length - 1; slot >= 0; slot--) {
            Command command = slots[slot];
            if (command != null) {
                slots[slot] = null;
                command.finishData(false);
                command.next = first;
                first = command;
                count++;
            }
        }
        OUTSTANDING.setRelease(this, 0);
        oldestNs = 0;
        Command unsent = waitingFirst;
        waitingFirst = null;
        waitingLast = null;
        giveBack(unsent);
        giveBack(reversed((Command) INBOX.getAndSet(this, CLOSED)));
        owner.onQueueSilent(this, first, count, lastByteNs);
    }

    private static void giveBack(@Nullable Command unsent) {
        Command rest = unsent;
        while (rest != null) {
            Command command = rest;
            rest = command.next;
            command.next = null;
            command.owner().onNotSent(command);
        }
    }
}
