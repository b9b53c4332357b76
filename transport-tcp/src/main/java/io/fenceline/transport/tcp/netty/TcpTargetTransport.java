package io.fenceline.transport.tcp.netty;

import io.fenceline.api.NvmeException;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.transport.tcp.engine.TargetSettings;
import io.fenceline.transport.tcp.engine.TcpTargetConnection;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The target end: listeners, and a connection engine for each socket they accept. */
final class TcpTargetTransport implements TargetTransport {
    private static final System.Logger LOG = System.getLogger(TcpTargetTransport.class.getName());

    private final TransportContext context;
    private final Options options;
    private final EventEngine engine;
    private final TargetSettings settings;
    private final TransportCapabilities capabilities;
    private final int backlog;
    private final int maxConnections;
    private final AtomicInteger connections = new AtomicInteger();
    /** By address as given; a listener whose channel is null has not bound yet. */
    private final Map<TransportAddress, Listener> listeners = new HashMap<>();
    private @Nullable TcpLoops loops;
    private @Nullable CloseResult closed;

    TcpTargetTransport(TransportContext context, Options options) {
        this.context = context;
        this.options = options;
        this.engine = EventEngine.of(options.text("eventEngine"));
        this.settings = TcpOptions.targetSettings(options);
        this.backlog = options.integer("backlog");
        this.maxConnections = options.integer("maxConnections");
        this.capabilities = new TransportCapabilities(TransportType.TCP, settings.maxTransferBytes(), settings.inCapsuleBytes(),
                settings.adminInCapsuleBytes(), TcpOptions.maxQueueSize(), TcpOptions.sgls(), true, TcpOptions.treq());
    }

    @Override
    public TransportCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public void listen(TransportAddress local, TargetListener up) {
        Listener listener = new Listener(local, up);
        TcpLoops started;
        synchronized (this) {
            if (closed != null) {
                up.onListenFailed(new NvmeException(NvmeException.Category.FATAL, local + ": the transport is closed"));
                return;
            }
            if (listeners.putIfAbsent(local, listener) != null) {
                up.onListenFailed(new NvmeException(NvmeException.Category.FAIL, local + ": is listened on already"));
                return;
            }
            if (loops == null) {
                loops = new TcpLoops(context, options, engine);
            }
            started = loops;
        }
        Addresses.resolve(local, started.group().next(), address -> listener.bind(started, address), listener::failed);
    }

    @Override
    public void stopListening(TransportAddress local) {
        Listener listener;
        synchronized (this) {
            listener = listeners.remove(local);
        }
        if (listener != null) {
            listener.stop();
        }
    }

    /** The loops, once there are any. */
    synchronized @Nullable TcpLoops started() {
        return loops;
    }

    @Override
    public CloseResult close(Duration grace) {
        TcpLoops started;
        Listener[] all;
        synchronized (this) {
            if (closed != null) {
                return closed;
            }
            closed = CloseResult.GRACEFUL;
            started = loops;
            all = listeners.values().toArray(Listener[]::new);
            listeners.clear();
        }
        for (Listener listener : all) {
            listener.stop();
        }
        CloseResult result = started == null ? CloseResult.GRACEFUL : started.close(grace);
        synchronized (this) {
            closed = result;
        }
        return result;
    }

    /** One address that is listened on. */
    private final class Listener {
        private final TransportAddress wanted;
        private final TargetListener up;
        private volatile TransportAddress actual;
        private boolean stopped;
        private @Nullable Channel channel;

        Listener(TransportAddress wanted, TargetListener up) {
            this.wanted = wanted;
            this.actual = wanted;
            this.up = up;
        }

        /** On a loop of ours, so that no thread of a stranger keeps a class of this bundle. */
        void bind(TcpLoops started, InetSocketAddress address) {
            ServerBootstrap bootstrap = new ServerBootstrap().group(started.group()).channelFactory(started.engine().server())
                    .option(ChannelOption.SO_BACKLOG, backlog).option(ChannelOption.SO_REUSEADDR, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel socket) {
                            accept(started, socket);
                        }
                    });
            var _ = bootstrap.bind(address).addListener((ChannelFuture future) -> {
                if (future.isSuccess()) {
                    bound(future.channel());
                } else {
                    failed(future.cause());
                }
            });
        }

        private void bound(Channel server) {
            synchronized (this) {
                if (stopped) {
                    var _ = server.close();
                } else {
                    channel = server;
                }
            }
            actual = Addresses.of((InetSocketAddress) server.localAddress());
            up.onListening(actual);
        }

        void failed(@Nullable Throwable cause) {
            synchronized (TcpTargetTransport.this) {
                listeners.remove(wanted, this);
            }
            String why = cause == null ? "unknown" : cause.getMessage();
            NvmeException.Category category = cause instanceof IOException ? NvmeException.Category.RETRY : NvmeException.Category.FAIL;
            up.onListenFailed(new NvmeException(category, wanted + ": cannot listen: " + why, cause));
        }

        synchronized void stop() {
            stopped = true;
            if (channel != null) {
                var _ = channel.close();
            }
        }

        private void accept(TcpLoops started, SocketChannel socket) {
            if (connections.incrementAndGet() > maxConnections) {
                connections.decrementAndGet();
                LOG.log(System.Logger.Level.WARNING, "maxConnections {0} is reached: {1} is turned away", maxConnections,
                        socket.remoteAddress());
                socket.config().setSoLinger(0);
                var _ = socket.close();
                return;
            }
            var _ = socket.closeFuture().addListener(_ -> connections.decrementAndGet());
            started.prepare(socket);
            TcpLoop loop = started.of(socket.eventLoop());
            TransportAddress remote = Addresses.of(socket.remoteAddress());
            socket.pipeline().addLast(new SocketChannelBinding(loop, socket,
                    wire -> new TcpTargetConnection(wire, loop.pool(), context.clock(), settings, loop.eventLoop(),
                            loop.eventLoop()::inEventLoop, actual, remote, up::onQueuePair)));
        }
    }
}
