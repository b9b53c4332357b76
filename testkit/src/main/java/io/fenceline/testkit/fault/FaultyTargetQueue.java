package io.fenceline.testkit.fault;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Sqe;
import java.util.IdentityHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The target end of a queue pair, with faults: what the core sees of it, and what the transport sees of the core. */
final class FaultyTargetQueue implements TargetQueuePair, TargetQueuePairListener {
    private final FaultRun run;
    private final TargetQueuePair inner;
    private final TargetQueuePairListener up;
    private final Held held;
    private final Ending ending = new Ending();
    private final IdentityHashMap<CommandExchange, FaultyExchange> exchanges = new IdentityHashMap<>();
    private int qid;

    FaultyTargetQueue(FaultRun run, TargetQueuePair inner, TargetListener listener) {
        this.run = run;
        this.inner = inner;
        held = new Held(run.timer(), inner.loop());
        up = listener.onQueuePair(this);
    }

    Held held() {
        return held;
    }

    boolean silent() {
        return ending.silent;
    }

    @Nullable
    FaultRule hit(FaultPoint point, int opcode) {
        FaultRule stalling = held.stalling(point, qid, opcode);
        return stalling != null ? stalling : run.hit(point, qid, opcode, -1);
    }

    void goSilent() {
        ending.silent = true;
    }

    void kill(TransportFault fault) {
        ending.silent = true;
        ending.fault = fault;
        if (!ending.innerDisconnected) {
            ending.innerDisconnected = true;
            inner.disconnect(Ending.network());
        }
        held.execute(() -> tell(fault));
    }

    private void tell(TransportFault fault) {
        if (!ending.disconnected && !ending.faultTold) {
            ending.faultTold = true;
            up.onFault(fault);
        }
    }

    // From the core.

    @Override
    public void associate(QueuePairParams params) {
        qid = params.qid();
        inner.associate(params);
    }

    @Override
    public void disconnect(TransportFault why) {
        if (ending.disconnected) {
            return;
        }
        ending.disconnected = true;
        if (!ending.innerDisconnected) {
            ending.innerDisconnected = true;
            inner.disconnect(why);
        }
        // After that, so that what is held finds the connection ended. Never inside a call of the core's.
        held.execute(held::release);
        if (ending.innerQuiesced) {
            held.execute(this::tellQuiesced);
        }
    }

    // From the transport.

    @Override
    public void onCommand(CommandExchange exchange) {
        int opcode = Sqe.opcode(exchange.sqe());
        if (ending.silent) {
            exchange.discard();
            return;
        }
        FaultyExchange wrapped = exchanges.computeIfAbsent(exchange, one -> new FaultyExchange(this, one));
        wrapped.begin(opcode);
        FaultRule rule = hit(FaultPoint.COMMAND, opcode);
        if (rule == null) {
            up.onCommand(wrapped);
            return;
        }
        switch (rule.action()) {
            case DELAY, STALL -> held.later(rule, () -> {
                if (ending.disconnected || ending.faultTold || ending.silent) {
                    exchange.discard();
                } else {
                    up.onCommand(wrapped);
                    up.onBatchEnd();
                }
            });
            case CORRUPT_DIGEST -> {
                wrapped.corrupt();
                up.onCommand(wrapped);
            }
            case CORRUPT_HEADER -> {
                exchange.discard();
                kill(Ending.digest());
            }
            case HALF_OPEN -> {
                exchange.discard();
                goSilent();
            }
            case KILL -> {
                exchange.discard();
                kill(Ending.network());
            }
            default -> exchange.discard();
        }
    }

    @Override
    public void onFetched(CommandExchange exchange, int status) {
        FaultyExchange wrapped = exchanges.get(exchange);
        if (wrapped != null) {
            wrapped.fetched(status);
        }
    }

    @Override
    public void onSent(CommandExchange exchange, int status) {
        FaultyExchange wrapped = exchanges.get(exchange);
        if (wrapped != null) {
            up.onSent(wrapped, status);
        }
    }

    void tellFetched(FaultyExchange exchange, int status) {
        up.onFetched(exchange, status);
    }

    @Override
    public void onBatchEnd() {
        if (!ending.disconnected) {
            up.onBatchEnd();
        }
    }

    @Override
    public void onFault(TransportFault fault) {
        if (!ending.silent) {
            tell(fault);
        }
    }

    @Override
    public void onQuiesced() {
        ending.innerQuiesced = true;
        ending.innerDisconnected = true;
        if (!ending.disconnected) {
            // The transport was closed over a connection that had gone silent: now even that is heard.
            tell(ending.fault);
        }
        if (ending.disconnected) {
            held.release();
            tellQuiesced();
        }
    }

    private void tellQuiesced() {
        if (!ending.quiescedTold) {
            ending.quiescedTold = true;
            up.onQuiesced();
        }
    }

    /** Whether the transport has ended all exchanges by itself, by force: its verbs must not be used any more. */
    boolean gone() {
        return ending.innerQuiesced;
    }

    void tellSent(FaultyExchange exchange, int status) {
        up.onSent(exchange, status);
    }

    // The rest.

    @Override
    public Executor loop() {
        return inner.loop();
    }

    @Override
    public boolean inLoop() {
        return inner.inLoop();
    }

    @Override
    public TransportAddress local() {
        return inner.local();
    }

    @Override
    public TransportAddress remote() {
        return inner.remote();
    }

    @Override
    public BufferPool buffers() {
        return inner.buffers();
    }
}
