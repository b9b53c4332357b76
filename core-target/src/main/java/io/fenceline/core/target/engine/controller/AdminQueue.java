package io.fenceline.core.target.engine.controller;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.target.engine.Limits;
import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The loop's side of an admin queue: takes commands in with their data, hands them to the conductor, gives the answers out.
 * Keep Alive is answered here and now, so that nothing stands before it.
 */
final class AdminQueue implements TargetQueuePairListener, ControlledQueue {
    /** When the transport has no buffer for an answer, it is asked again after this time. */
    private static final long BUFFER_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Controller controller;
    private final ControlLoop conductor;
    private final TargetQueuePair queuePair;
    private final int size;
    private final boolean flowControl;
    private final @Nullable AdminCommand[] bySlot;
    private final @Nullable DataBuffer[] fetching;
    private final ArrayDeque<AdminCommand> waitingForBuffer = new ArrayDeque<>();
    private int head;
    private boolean fenced;
    private boolean closed;
    private final AtomicInteger outstanding = new AtomicInteger();

    AdminQueue(Controller controller, TargetQueuePair queuePair, QueuePairParams params) {
        this.controller = controller;
        conductor = controller.owner().loop();
        this.queuePair = queuePair;
        size = params.size();
        flowControl = params.flowControl();
        bySlot = new AdminCommand[2 * size + 1];
        fetching = new DataBuffer[bySlot.length];
        // The Connect command was the first entry of this queue.
        head = 1 % size;
    }

    /**
     * SQHD of an answer: one entry is free again (NVM Express Base 2.1, 3.3.2.7). It moves with answers, not with arrivals,
     * so that no more commands are outstanding than the queue has entries. Reserved, and zero, without flow control.
     */
    private int nextSqHead() {
        if (!flowControl) {
            return 0;
        }
        head = head + 1 == size ? 0 : head + 1;
        return head;
    }

    @Override
    public void onCommand(CommandExchange exchange) {
        controller.traffic();
        MemorySegment sqe = exchange.sqe();
        if (fenced) {
            exchange.discard();
            return;
        }
        if (Sqe.opcode(sqe) == AdminOpcode.KEEP_ALIVE) {
            exchange.respond(0, nextSqHead(), Status.SUCCESS);
            return;
        }
        int refusal = refusal(exchange);
        AdminCommand command = new AdminCommand(this, exchange);
        bySlot[exchange.slot()] = command;
        outstanding.incrementAndGet();
        if (refusal == Status.TRANSIENT_TRANSPORT_ERROR) {
            conductor.execute(() -> command.complete(refusal)); // without DNR: the command may well succeed when it is sent again
        } else if (refusal != Status.SUCCESS) {
            conductor.execute(() -> command.fail(refusal, AdminCommand.NO_LOCATION));
        } else if ((Sqe.direction(sqe) & 1) != 0 && command.dataLength() > 0) {
            takeData(command, exchange);
        } else {
            conductor.execute(() -> controller.execute(command));
        }
    }

    private int refusal(CommandExchange exchange) {
        MemorySegment sqe = exchange.sqe();
        for (AdminCommand other : bySlot) {
            if (other != null && other.cid() == Sqe.cid(sqe)) {
                return Status.COMMAND_ID_CONFLICT;
            }
        }
        if (Sqe.fuse(sqe) != Sqe.FUSE_NORMAL) {
            return Status.INVALID_FIELD;
        }
        if (Sqe.direction(sqe) != 0 && exchange.sglStatus() != Status.SUCCESS) {
            return exchange.sglStatus() & ~Status.DNR;
        }
        if ((Sqe.direction(sqe) & 1) != 0 && exchange.dataLength() > Limits.ADMIN_DATA_IN_BYTES) {
            return Status.DATA_SGL_LENGTH_INVALID;
        }
        return Status.SUCCESS;
    }

    private void takeData(AdminCommand command, CommandExchange exchange) {
        DataBuffer inCapsule = exchange.takeInCapsuleData();
        if (inCapsule != null) {
            command.input(copy(inCapsule, command.dataLength()));
            inCapsule.release();
            conductor.execute(() -> controller.execute(command));
            return;
        }
        DataBuffer into = queuePair.buffers().take(command.dataLength());
        if (into == null) {
            // Without DNR: the host may try again when the pool has room.
            conductor.execute(() -> command.complete(Status.INTERNAL_ERROR));
            return;
        }
        fetching[exchange.slot()] = into;
        exchange.fetch(into, 0, command.dataLength());
    }

    private static byte[] copy(DataBuffer from, int length) {
        return from.segment().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void onFetched(CommandExchange exchange, int status) {
        int slot = exchange.slot();
        DataBuffer buffer = fetching[slot];
        AdminCommand command = bySlot[slot];
        fetching[slot] = null;
        if (buffer == null || command == null) {
            throw new IllegalStateException("nothing is being fetched in slot " + slot);
        }
        if (fenced) {
            buffer.release();
            end(command, slot);
            exchange.discard();
            return;
        }
        if (status == Status.SUCCESS) {
            command.input(copy(buffer, command.dataLength()));
            conductor.execute(() -> controller.execute(command));
        } else {
            conductor.execute(() -> command.complete(status));
        }
        buffer.release();
    }

    @Override
    public void onSent(CommandExchange exchange, int status) {
        throw new IllegalStateException("an admin queue sends data only together with the response");
    }

    @Override
    public void onBatchEnd() {
        if (!waitingForBuffer.isEmpty()) {
            answerWaiting();
        }
    }

    /** The conductor has completed a command. */
    void completed(AdminCommand command) {
        command.recorded(controller.recorded(command));
        Loops.run(queuePair, () -> answer(command));
    }

    private void answer(AdminCommand command) {
        CommandExchange exchange = command.exchange();
        if (exchange == null) {
            return;
        }
        int length = command.output().length;
        if (length == 0) {
            end(command, exchange.slot());
            exchange.respond(command.result(), nextSqHead(), command.status());
            return;
        }
        BufferPool pool = queuePair.buffers();
        DataBuffer buffer = pool.take(length);
        if (buffer == null) {
            waitingForBuffer.add(command);
            conductor.execute(() -> conductor.schedule(() -> Loops.run(queuePair, this::answerWaiting), BUFFER_RETRY_NS));
            return;
        }
        MemorySegment.copy(command.output(), 0, buffer.segment(), ValueLayout.JAVA_BYTE, 0, length);
        end(command, exchange.slot());
        exchange.sendAndRespond(buffer, length, command.result(), nextSqHead());
    }

    private void answerWaiting() {
        for (int n = waitingForBuffer.size(); n > 0; n--) {
            AdminCommand command = waitingForBuffer.poll();
            if (command != null) {
                answer(command);
            }
        }
    }

    private void end(AdminCommand command, int slot) {
        bySlot[slot] = null;
        command.forget();
        outstanding.decrementAndGet();
    }

    @Override
    public void onFault(TransportFault fault) {
        controller.onQueueFault(0, fault);
    }

    @Override
    public void onQuiesced() {
        controller.onQueueQuiesced(0);
    }

    /** Answers nothing any more. What is at the conductor ends there and is dropped here; none of it touches a medium. */
    @Override
    public void fence() {
        if (fenced) {
            return;
        }
        fenced = true;
        controller.onQueueSilent(0);
    }

    @Override
    public void close(TransportFault why) {
        if (closed) {
            return;
        }
        closed = true;
        fenced = true;
        for (int slot = 0; slot < bySlot.length; slot++) {
            AdminCommand command = bySlot[slot];
            // What is being fetched ends in onFetched, which the transport still owes.
            if (command != null && fetching[slot] == null) {
                CommandExchange exchange = command.exchange();
                end(command, slot);
                if (exchange != null) {
                    exchange.discard();
                }
            }
        }
        waitingForBuffer.clear();
        queuePair.disconnect(why);
    }

    @Override
    public int outstanding() {
        return outstanding.get();
    }

    /** Admin commands wait for nothing but the conductor, and event requests for ever: no age is of interest. */
    @Override
    public long oldestNs() {
        return Long.MAX_VALUE;
    }
}
