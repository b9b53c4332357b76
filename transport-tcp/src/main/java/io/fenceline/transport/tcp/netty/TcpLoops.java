package io.fenceline.transport.tcp.netty;

import io.fenceline.api.Options;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.TransportContext;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops of a transport: started with the first socket, ended with the transport. */
final class TcpLoops {
    /** What is left to the loops for ending after everything was cut. */
    private static final int CUT_MS = 500;
    /** Each loop has memory for at least this many transfers of the greatest size. */
    private static final int LEAST_TRANSFERS = 4;
    private static final System.Logger LOG = System.getLogger(TcpLoops.class.getName());

    private final EventEngine engine;
    private final boolean keepAlive;
    private final int userTimeoutMs;
    private final String congestionControl;
    private final int sendBuffer;
    private final int receiveBuffer;
    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> order = new ArrayList<>();
    private final IdentityHashMap<EventLoop, TcpLoop> loops = new IdentityHashMap<>();

    TcpLoops(TransportContext context, Options options, EventEngine engine) {
        this.engine = engine;
        this.keepAlive = options.flag("keepAlive");
        this.userTimeoutMs = options.integer("userTimeout");
        this.congestionControl = options.has("congestionControl") ? options.text("congestionControl") : "";
        this.sendBuffer = options.integer("sendBuffer");
        this.receiveBuffer = options.integer("receiveBuffer");
        int count = TcpOptions.loops(options);
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            // Not a plain thread: on those Netty makes an object anew for each write that it takes from a pool here.
            Thread thread = new FastThreadLocalThread(task, context.name() + "-tcp-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
        group = new MultiThreadIoEventLoopGroup(count, threads, engine.handler());
        int maxBuffer = TcpOptions.maxTransfer(options);
        long limit = Math.max(options.number("bufferMemory") / count, (long) LEAST_TRANSFERS * maxBuffer);
        for (EventExecutor executor : group) {
            EventLoop eventLoop = (EventLoop) executor;
            order.add(eventLoop);
            loops.put(eventLoop, new TcpLoop(eventLoop, context.clock(), limit, maxBuffer, engine.readsAtOnce()));
        }
    }

    EventEngine engine() {
        return engine;
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    /** One of the loops by number, taken modulo their count. */
    EventLoop at(int number) {
        return order.get(number % order.size());
    }

    TcpLoop of(EventLoop eventLoop) {
        TcpLoop loop = loops.get(eventLoop);
        if (loop == null) {
            throw new IllegalStateException("a loop of somebody else");
        }
        return loop;
    }

    /** Sets the options of a socket. */
    void prepare(SocketChannel channel) {
        SocketChannelConfig config = channel.config();
        config.setTcpNoDelay(true);
        config.setKeepAlive(keepAlive);
        // The engine has its own bound for what waits; Netty's events about it would only cost.
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(Integer.MAX_VALUE - 1, Integer.MAX_VALUE));
        if (userTimeoutMs > 0) {
            engine.userTimeout(channel, userTimeoutMs);
        }
        if (!congestionControl.isEmpty()) {
            engine.congestionControl(channel, congestionControl);
        }
        if (sendBuffer > 0) {
            config.setSendBufferSize(sendBuffer);
        }
        if (receiveBuffer > 0) {
            config.setReceiveBufferSize(receiveBuffer);
        }
    }

    /** Ends all connections, then the loops. */
    CloseResult close(Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        for (TcpLoop loop : loops.values()) {
            loop.eventLoop().execute(loop::endAll);
        }
        boolean graceful = awaitEmpty(deadline);
        if (!graceful) {
            LOG.log(System.Logger.Level.WARNING, "connections did not end within {0} ms and are cut", grace.toMillis());
            for (TcpLoop loop : loops.values()) {
                loop.eventLoop().execute(loop::cutAll);
            }
            if (!awaitEmpty(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CUT_MS))) {
                for (TcpLoop loop : loops.values()) {
                    loop.eventLoop().execute(loop::forsakeAll);
                }
                awaitEmpty(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CUT_MS));
            }
        }
        var _ = group.shutdownGracefully(0, CUT_MS, TimeUnit.MILLISECONDS);
        try {
            if (!group.awaitTermination(2L * CUT_MS, TimeUnit.MILLISECONDS)) {
                graceful = false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            graceful = false;
        }
        return graceful ? CloseResult.GRACEFUL : CloseResult.FORCED;
    }

    /** Breaks all connections. */
    void cut() {
        for (TcpLoop loop : loops.values()) {
            loop.eventLoop().execute(loop::cutAll);
        }
    }

    /** How many data buffers are out; right when nothing moves. */
    int dataBuffersOut() {
        long sum = 0;
        for (TcpLoop loop : loops.values()) {
            if (group.isTerminated()) {
                sum += loop.pool().dataOutstanding();
            } else {
                sum += CompletableFuture.supplyAsync(loop.pool()::dataOutstanding, loop.eventLoop()).join();
            }
        }
        return (int) sum;
    }

    private boolean awaitEmpty(long deadline) {
        CountDownLatch empty = new CountDownLatch(loops.size());
        for (TcpLoop loop : loops.values()) {
            loop.eventLoop().execute(() -> loop.whenEmpty(empty::countDown));
        }
        try {
            return empty.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
