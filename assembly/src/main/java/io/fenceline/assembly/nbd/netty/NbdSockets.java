package io.fenceline.assembly.nbd.netty;

import io.fenceline.api.NvmeException;
import io.fenceline.assembly.nbd.NbdAddress;
import io.fenceline.assembly.nbd.NbdSettings;
import io.fenceline.assembly.nbd.engine.Exports;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The listener and the loops of a server. */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is waited for otherwise
public final class NbdSockets {
    /** What is left to cancelled requests and cut connections. */
    private static final int CUT_MS = 500;
    /** Replies of a handshake that wait; more, and no option is read. */
    private static final WriteBufferWaterMark HANDSHAKE_BACKLOG = new WriteBufferWaterMark(32 << 10, 64 << 10);

    private final NbdSettings settings;
    private final Exports exports;
    private final Sockets sockets;
    private final Sessions sessions;
    private final MultiThreadIoEventLoopGroup group;
    private final AtomicInteger numbers = new AtomicInteger();
    private @Nullable Channel listener;
    private @Nullable SocketFile file;

    /**
     * Makes the loops.
     *
     * @param settings how
     * @param exports what
     * @param sockets by what
     */
    public NbdSockets(NbdSettings settings, Exports exports, Sockets sockets) {
        this.settings = settings;
        this.exports = exports;
        this.sockets = sockets;
        this.sessions = new Sessions(settings.connections());
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            Thread thread = new FastThreadLocalThread(task, "nbd-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
        group = new MultiThreadIoEventLoopGroup(settings.loops(), threads, sockets.handler());
    }

    /**
     * Listens.
     *
     * @return where
     */
    public NbdAddress listen() {
        NbdAddress wanted = settings.address();
        SocketFile claimed = wanted instanceof NbdAddress.Unix unix ? SocketFile.claim(unix.path()) : null;
        ServerBootstrap bootstrap = new ServerBootstrap().group(group).channel(sockets.server(wanted))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, HANDSHAKE_BACKLOG)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Receiving receiving = new Receiving();
                        channel.config().setRecvByteBufAllocator(receiving);
                        channel.pipeline().addLast(new HandshakeHandler(channel, sessions, receiving, exports, settings.perConnection(),
                                settings.handshakeTimeout(), numbers.getAndIncrement() & Integer.MAX_VALUE));
                    }
                });
        if (wanted instanceof NbdAddress.Tcp) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true);
        }
        var bound = bootstrap.bind(sockets.address(wanted)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            Throwable cause = bound.cause();
            throw new NvmeException(NvmeException.Category.FAIL,
                    "cannot listen on " + wanted + ": " + (cause == null ? "interrupted" : cause.getMessage()), cause);
        }
        listener = bound.channel();
        if (claimed != null) {
            claimed.bound();
            file = claimed;
        }
        return listener.localAddress() instanceof InetSocketAddress at ? new NbdAddress.Tcp(at) : wanted;
    }

    /**
     * Connections.
     *
     * @return how many
     */
    public int connections() {
        return sessions.count();
    }

    /**
     * Ends all.
     *
     * @param grace how long requests may take
     * @return whether none was cut
     */
    public boolean close(Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        Channel listening = listener;
        if (listening != null) {
            listener = null;
            listening.close().awaitUninterruptibly(CUT_MS);
        }
        SocketFile made = file;
        if (made != null) {
            file = null;
            made.remove();
        }
        boolean graceful = false;
        try {
            sessions.drain();
            graceful = sessions.awaitEmpty(deadline - System.nanoTime());
            if (!graceful) {
                sessions.cut();
                sessions.awaitEmpty(TimeUnit.MILLISECONDS.toNanos(CUT_MS));
            }
            group.shutdownGracefully(0, CUT_MS, TimeUnit.MILLISECONDS);
            group.awaitTermination(CUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
        }
        return graceful;
    }
}
