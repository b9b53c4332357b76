package io.fenceline.transport.tcp.netty;

import io.fenceline.transport.tcp.engine.LoopBufferPool;
import io.fenceline.transport.tcp.engine.TcpConnection;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One event loop with what its connections share: memory, the receive buffer, the clock's ticks, tasks. */
final class TcpLoop {
    /** How exactly deadlines are kept; they are seconds. */
    static final int TICK_MS = 50;

    private static final System.Logger LOG = System.getLogger(TcpLoop.class.getName());

    private final EventLoop eventLoop;
    private final LongSupplier clock;
    private final LoopBufferPool pool;
    private final boolean sharedReceive;
    private final List<SocketChannelBinding> connections = new ArrayList<>();
    private ArrayDeque<SocketChannelBinding> toRun = new ArrayDeque<>();
    private ArrayDeque<SocketChannelBinding> running = new ArrayDeque<>();
    private boolean runScheduled;
    private boolean ticking;
    private @Nullable ReceiveBuffer receive;
    private @Nullable Runnable whenEmpty;
    private final Runnable runAll = this::runAll;
    private final Runnable tick = this::tick;

    TcpLoop(EventLoop eventLoop, LongSupplier clock, long limitBytes, int maxBuffer, boolean sharedReceive) {
        this.eventLoop = eventLoop;
        this.clock = clock;
        this.sharedReceive = sharedReceive;
        this.pool = new LoopBufferPool(limitBytes, limitBytes / 4, maxBuffer, eventLoop::inEventLoop, this::later);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    LoopBufferPool pool() {
        return pool;
    }

    ReceiveBuffer receiveBuffer() {
        if (!sharedReceive) {
            return new ReceiveBuffer(pool, ReceiveBuffer.BYTES_PER_CONNECTION);
        }
        ReceiveBuffer shared = receive;
        if (shared == null) {
            shared = new ReceiveBuffer(pool, ReceiveBuffer.BYTES);
            receive = shared;
        }
        return shared;
    }

    void giveBack(ReceiveBuffer buffer) {
        if (!sharedReceive) {
            buffer.release();
        }
    }

    void add(SocketChannelBinding connection) {
        connections.add(connection);
    }

    void remove(SocketChannelBinding connection) {
        connections.remove(connection);
        tellWhenEmpty();
    }

    private void tellWhenEmpty() {
        Runnable waiting = whenEmpty;
        if (waiting != null && connections.isEmpty()) {
            whenEmpty = null;
            waiting.run();
        }
    }

    /** Calls back once there is no connection. */
    void whenEmpty(Runnable callback) {
        whenEmpty = callback;
        tellWhenEmpty();
    }

    /** Tells all cores to end their queue pairs. */
    void endAll() {
        for (SocketChannelBinding connection : connections.toArray(SocketChannelBinding[]::new)) {
            connection.guarded(connection.connection()::onTransportClosing);
        }
    }

    /** Tells all cores of silence that have not let go. */
    void forsakeAll() {
        for (SocketChannelBinding connection : connections.toArray(SocketChannelBinding[]::new)) {
            connection.guarded(connection.connection()::onForsaken);
        }
    }

    /** Closes all sockets. */
    void cutAll() {
        for (SocketChannelBinding connection : connections.toArray(SocketChannelBinding[]::new)) {
            connection.cut();
        }
    }

    /** Runs a connection after all tasks that wait now, so that what many of them put out leaves at once. */
    void runSoon(SocketChannelBinding connection) {
        toRun.addLast(connection);
        if (!runScheduled) {
            runScheduled = true;
            later(runAll);
        }
    }

    private void runAll() {
        runScheduled = false;
        ArrayDeque<SocketChannelBinding> now = toRun;
        toRun = running;
        running = now;
        for (SocketChannelBinding c = now.pollFirst(); c != null; c = now.pollFirst()) {
            c.run();
        }
    }

    /** Some connection has a deadline. */
    void watchTime() {
        if (!ticking) {
            ticking = true;
            var _ = eventLoop.schedule(tick, TICK_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        ticking = false;
        long nowNs = clock.getAsLong();
        for (SocketChannelBinding connection : connections.toArray(SocketChannelBinding[]::new)) {
            connection.onTimeout(nowNs);
            if (connection.connection().nextDeadlineNs() != TcpConnection.NO_DEADLINE) {
                watchTime();
            }
        }
    }

    private void later(Runnable task) {
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and with it whoever waited.
            LOG.log(System.Logger.Level.DEBUG, "something was given back after the end of its loop", e);
        }
    }
}
