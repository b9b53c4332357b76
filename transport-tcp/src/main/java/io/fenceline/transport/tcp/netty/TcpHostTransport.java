package io.fenceline.transport.tcp.netty;

import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.transport.tcp.engine.HostSettings;
import io.fenceline.transport.tcp.engine.TcpHostConnection;
import io.fenceline.transport.tcp.pdu.Capsule;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The host end: connects sockets and gives each a connection engine. */
final class TcpHostTransport implements HostTransport {
    private final TransportContext context;
    private final Options options;
    private final EventEngine engine;
    private final HostSettings settings;
    private final TransportCapabilities capabilities;
    private @Nullable TcpLoops loops;
    private @Nullable CloseResult closed;

    TcpHostTransport(TransportContext context, Options options) {
        this.context = context;
        this.options = options;
        this.engine = EventEngine.of(options.text("eventEngine"));
        this.settings = TcpOptions.hostSettings(options);
        this.capabilities = new TransportCapabilities(TransportType.TCP, settings.maxTransferBytes(), settings.maxTransferBytes(),
                Capsule.ADMIN_IN_CAPSULE_BYTES, TcpOptions.maxQueueSize(), TcpOptions.sgls(), true, TcpOptions.treq());
    }

    @Override
    public TransportCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public int loops() {
        return TcpOptions.loops(options);
    }

    @Override
    public void connect(TransportAddress remote, QueuePairParams params, QueuePairListener up) {
        TcpLoops started;
        synchronized (this) {
            if (closed != null) {
                throw new IllegalStateException("the transport is closed");
            }
            if (loops == null) {
                loops = new TcpLoops(context, options, engine);
            }
            started = loops;
        }
        EventLoop eventLoop = params.affinity() == QueuePairParams.ANY_LOOP ? started.group().next() : started.at(params.affinity());
        Addresses.resolve(remote, eventLoop, address -> connect(started, eventLoop, address, params, up), cause -> fail(up, remote, cause));
    }

    private void connect(TcpLoops started, EventLoop eventLoop, InetSocketAddress remote, QueuePairParams params, QueuePairListener up) {
        TcpLoop loop = started.of(eventLoop);
        InetSocketAddress local;
        try {
            local = localAddress(remote.getAddress());
        } catch (IOException e) {
            fail(up, Addresses.of(remote), e);
            return;
        }
        Bootstrap bootstrap = new Bootstrap().group(eventLoop).channelFactory(started.engine().client())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, options.integer("connectTimeout"))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        started.prepare(socket);
                        // Whenever this end closes, nothing that the system still holds may leave: it could be a command.
                        socket.config().setSoLinger(0);
                        socket.pipeline().addLast(new SocketChannelBinding(loop, socket, wire -> new TcpHostConnection(wire, loop.pool(),
                                context.clock(), settings, params, eventLoop, eventLoop::inEventLoop, up)));
                    }
                });
        var _ = bootstrap.connect(remote, local).addListener((ChannelFuture future) -> {
            if (!future.isSuccess()) {
                SocketChannelBinding binding = future.channel().pipeline().get(SocketChannelBinding.class);
                if (binding != null) {
                    binding.onConnectFailed(future.cause());
                } else {
                    fail(up, Addresses.of(remote), future.cause());
                }
            }
        });
    }

    private void fail(QueuePairListener up, TransportAddress remote, @Nullable Throwable cause) {
        String why = remote + ": cannot connect: " + (cause == null ? "unknown" : cause.getMessage());
        up.onFault(cause == null ? TransportFault.of(TransportFault.Kind.NETWORK, why) : NetworkFaults.of(cause, why));
        up.onQuiesced(context.clock().getAsLong());
    }

    /** Where to connect from; null: wherever the system likes. */
    private @Nullable InetSocketAddress localAddress(InetAddress remote) throws IOException {
        if (options.has("hostAddress")) {
            return new InetSocketAddress(options.text("hostAddress"), 0);
        }
        if (options.has("hostInterface")) {
            String name = options.text("hostInterface");
            NetworkInterface found = NetworkInterface.getByName(name);
            InetAddress address = found == null
                    ? null
                    : found.inetAddresses().filter(a -> a instanceof Inet6Address == remote instanceof Inet6Address)
                            .findFirst().orElse(null);
            if (address == null) {
                throw new SocketException("hostInterface: " + name + " has no address of the family of " + remote.getHostAddress());
            }
            return new InetSocketAddress(address, 0);
        }
        return null;
    }

    /** The loops, once there are any. */
    synchronized @Nullable TcpLoops started() {
        return loops;
    }

    @Override
    public CloseResult close(Duration grace) {
        TcpLoops started;
        synchronized (this) {
            if (closed != null) {
                return closed;
            }
            closed = CloseResult.GRACEFUL;
            started = loops;
        }
        CloseResult result = started == null ? CloseResult.GRACEFUL : started.close(grace);
        synchronized (this) {
            closed = result;
        }
        return result;
    }
}
