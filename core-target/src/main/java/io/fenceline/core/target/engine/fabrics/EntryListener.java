package io.fenceline.core.target.engine.fabrics;

import io.fenceline.core.target.engine.controller.Loops;
import io.fenceline.core.target.engine.subsystem.Port;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.ConnectData;
import io.fenceline.wire.FabricsCommand;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A queue pair that has not been connected: takes the Connect command and nothing else (NVM Express Base 2.1, 3.3.2.2),
 * within a deadline. Once it succeeds, all calls go to the queue that was made. Lives on the queue pair's loop.
 */
final class EntryListener implements TargetQueuePairListener {
    /** SQHD of an accepted Connect when flow control is off (NVM Express Base 2.1, 6.3). */
    private static final int NO_FLOW_CONTROL = 0xFFFF;

    private final Entrance entrance;
    private final Port port;
    private final TargetQueuePair queuePair;
    private @Nullable TargetQueuePairListener delegate;
    /** The Connect command that is being looked at. */
    private @Nullable CommandExchange pending;
    private @Nullable DataBuffer fetching;
    private boolean ended;
    private boolean left;

    EntryListener(Entrance entrance, Port port, TargetQueuePair queuePair) {
        this.entrance = entrance;
        this.port = port;
        this.queuePair = queuePair;
    }

    Port port() {
        return port;
    }

    TargetQueuePair queuePair() {
        return queuePair;
    }

    @Override
    public void onCommand(CommandExchange exchange) {
        TargetQueuePairListener queue = delegate;
        if (queue != null) {
            queue.onCommand(exchange);
            return;
        }
        if (ended) {
            exchange.discard();
            return;
        }
        MemorySegment sqe = exchange.sqe();
        boolean connect = Sqe.opcode(sqe) == Sqe.FABRICS && Sqe.fctype(sqe) == FabricsCommand.CONNECT;
        if (!connect || pending != null) {
            exchange.respond(0, 0, Status.COMMAND_SEQUENCE_ERROR | Status.DNR);
        } else if (exchange.sglStatus() != Status.SUCCESS) {
            exchange.respond(0, 0, exchange.sglStatus()); // the transport knows whether it is for good
        } else if (exchange.dataLength() != ConnectData.BYTES) {
            exchange.respond(0, 0, Status.DATA_SGL_LENGTH_INVALID | Status.DNR);
        } else {
            pending = exchange;
            takeData(exchange);
        }
    }

    private void takeData(CommandExchange exchange) {
        DataBuffer inCapsule = exchange.takeInCapsuleData();
        if (inCapsule != null) {
            ask(exchange, inCapsule);
            return;
        }
        DataBuffer into = queuePair.buffers().take(ConnectData.BYTES);
        if (into == null) {
            reject(Status.CONNECT_CONTROLLER_BUSY, 0);
            return;
        }
        fetching = into;
        exchange.fetch(into, 0, ConnectData.BYTES);
    }

    private void ask(CommandExchange exchange, DataBuffer data) {
        MemorySegment sqe = MemorySegment.ofArray(exchange.sqe().toArray(ValueLayout.JAVA_BYTE));
        MemorySegment copy = MemorySegment.ofArray(data.segment().asSlice(0, ConnectData.BYTES).toArray(ValueLayout.JAVA_BYTE));
        data.release();
        entrance.ask(this, new ConnectRequest(sqe, copy));
    }

    @Override
    public void onFetched(CommandExchange exchange, int status) {
        TargetQueuePairListener queue = delegate;
        if (queue != null) {
            queue.onFetched(exchange, status);
            return;
        }
        DataBuffer data = fetching;
        fetching = null;
        if (data == null) {
            throw new IllegalStateException("nothing is being fetched");
        }
        if (ended) {
            data.release();
            pending = null;
            exchange.discard();
        } else if (status != Status.SUCCESS) {
            data.release();
            reject(status, 0);
        } else {
            ask(exchange, data);
        }
    }

    /** The conductor has refused the Connect command; the host may send another one until the deadline. */
    void reject(int status, long result) {
        CommandExchange exchange = pending;
        pending = null;
        if (exchange != null) {
            exchange.respond(result, 0, status);
        }
    }

    /** The conductor has accepted it. */
    void accept(Acceptance acceptance) {
        CommandExchange exchange = pending;
        pending = null;
        if (ended || exchange == null) {
            acceptance.handle().neverOpened();
            return;
        }
        left = true;
        queuePair.associate(acceptance.params());
        delegate = acceptance.handle().open(acceptance.params());
        exchange.respond(acceptance.params().cntlid(), acceptance.params().flowControl() ? 1 : NO_FLOW_CONTROL, Status.SUCCESS);
    }

    /** The deadline has passed, or the port is being removed. */
    void expire(TransportFault why) {
        if (delegate == null) {
            end(why);
        }
    }

    private void end(TransportFault why) {
        if (ended) {
            return;
        }
        ended = true;
        CommandExchange exchange = pending;
        if (exchange != null && fetching == null) {
            pending = null;
            exchange.discard();
        }
        queuePair.disconnect(why);
    }

    @Override
    public void onSent(CommandExchange exchange, int status) {
        TargetQueuePairListener queue = delegate;
        if (queue == null) {
            throw new IllegalStateException("nothing is sent before Connect");
        }
        queue.onSent(exchange, status);
    }

    @Override
    public void onBatchEnd() {
        TargetQueuePairListener queue = delegate;
        if (queue != null) {
            queue.onBatchEnd();
        }
    }

    @Override
    public void onFault(TransportFault fault) {
        TargetQueuePairListener queue = delegate;
        if (queue != null) {
            queue.onFault(fault);
        } else {
            end(fault);
        }
    }

    @Override
    public void onQuiesced() {
        TargetQueuePairListener queue = delegate;
        if (queue != null) {
            queue.onQuiesced();
        } else if (!left) {
            left = true;
            entrance.leave(this);
        }
    }

    void onLoop(Runnable task) {
        Loops.run(queuePair, task);
    }
}
