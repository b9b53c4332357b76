package io.fenceline.transport.tcp.netty;

import io.fenceline.api.NvmeException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How sockets are waited for. */
enum EventEngine {
    /** Linux epoll, natively. */
    EPOLL {
        @Override
        IoHandlerFactory handler() {
            return EpollIoHandler.newFactory();
        }

        @Override
        ChannelFactory<? extends ServerSocketChannel> server() {
            return EpollServerSocketChannel::new;
        }

        @Override
        ChannelFactory<? extends SocketChannel> client() {
            return EpollSocketChannel::new;
        }

        @Override
        void userTimeout(SocketChannel channel, int milliseconds) {
            channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, milliseconds);
        }

        @Override
        void congestionControl(SocketChannel channel, String algorithm) {
            channel.config().setOption(TCP_CONGESTION, padded(algorithm));
        }
    },
    /** Linux io_uring, natively. */
    IO_URING {
        @Override
        IoHandlerFactory handler() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        ChannelFactory<? extends ServerSocketChannel> server() {
            return IoUringServerSocketChannel::new;
        }

        @Override
        ChannelFactory<? extends SocketChannel> client() {
            return IoUringSocketChannel::new;
        }

        @Override
        void userTimeout(SocketChannel channel, int milliseconds) {
            channel.config().setOption(IoUringChannelOption.TCP_USER_TIMEOUT, milliseconds);
        }

        @Override
        void congestionControl(SocketChannel channel, String algorithm) {
            channel.config().setOption(TCP_CONGESTION, padded(algorithm));
        }
    },
    /** Java's own selectors, everywhere. */
    NIO {
        @Override
        IoHandlerFactory handler() {
            return NioIoHandler.newFactory();
        }

        @Override
        ChannelFactory<? extends ServerSocketChannel> server() {
            return NioServerSocketChannel::new;
        }

        @Override
        ChannelFactory<? extends SocketChannel> client() {
            return NioSocketChannel::new;
        }

        @Override
        void userTimeout(SocketChannel channel, int milliseconds) {
            // Java has no such socket option; the engine's own write deadline does the same, if less exactly.
        }

        @Override
        void congestionControl(SocketChannel channel, String algorithm) {
            throw new NvmeException(NvmeException.Category.FAIL, "congestionControl: " + algorithm
                    + " cannot be set with eventEngine nio; leave it out, or take epoll");
        }
    };

    /** TCP_CONGESTION of Linux: level IPPROTO_TCP, option 13, a name of at most 16 bytes. */
    private static final RawUnixChannelOption TCP_CONGESTION = new RawUnixChannelOption("TCP_CONGESTION", 6, 13, 16);

    abstract IoHandlerFactory handler();

    abstract ChannelFactory<? extends ServerSocketChannel> server();

    abstract ChannelFactory<? extends SocketChannel> client();

    /** How long sent data may stay without an acknowledgement. */
    abstract void userTimeout(SocketChannel channel, int milliseconds);

    /** How the system paces what is sent. */
    abstract void congestionControl(SocketChannel channel, String algorithm);

    private static ByteBuffer padded(String algorithm) {
        return ByteBuffer.wrap(Arrays.copyOf(algorithm.getBytes(StandardCharsets.US_ASCII), 16));
    }

    /** Whether a read is finished before the next connection is looked at, so that a receive buffer can be shared. */
    boolean readsAtOnce() {
        return this != IO_URING;
    }

    /**
     * Chooses.
     *
     * @param name auto, epoll, io_uring or nio. auto is epoll where it is there, which was never slower than io_uring in
     *            our measurements, else nio
     */
    static EventEngine of(String name) {
        return switch (name) {
            case "auto" -> Epoll.isAvailable() ? EPOLL : NIO;
            case "epoll" -> check(EPOLL, Epoll.isAvailable(), Epoll.unavailabilityCause());
            case "io_uring" -> check(IO_URING, IoUring.isAvailable(), IoUring.unavailabilityCause());
            default -> NIO;
        };
    }

    private static EventEngine check(EventEngine engine, boolean available, @Nullable Throwable cause) {
        if (!available) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    "eventEngine: " + engine + " is not available on this machine; auto or nio always is", cause);
        }
        return engine;
    }
}
