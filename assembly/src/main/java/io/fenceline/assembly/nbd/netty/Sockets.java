package io.fenceline.assembly.nbd.netty;

import io.fenceline.assembly.nbd.NbdAddress;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** How sockets are waited for. */
public enum Sockets {
    /** Linux epoll, natively. */
    EPOLL {
        @Override
        IoHandlerFactory handler() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> server(NbdAddress address) {
            return address instanceof NbdAddress.Unix ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class;
        }

        @Override
        SocketAddress address(NbdAddress address) {
            return switch (address) {
                case NbdAddress.Tcp tcp -> tcp.socket();
                case NbdAddress.Unix unix -> new DomainSocketAddress(unix.path().toFile());
            };
        }
    },
    /** Java's own selectors, everywhere. */
    NIO {
        @Override
        IoHandlerFactory handler() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> server(NbdAddress address) {
            return address instanceof NbdAddress.Unix ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
        }

        @Override
        SocketAddress address(NbdAddress address) {
            return switch (address) {
                case NbdAddress.Tcp tcp -> tcp.socket();
                case NbdAddress.Unix unix -> UnixDomainSocketAddress.of(unix.path());
            };
        }
    };

    abstract IoHandlerFactory handler();

    abstract Class<? extends ServerChannel> server(NbdAddress address);

    abstract SocketAddress address(NbdAddress address);

    /**
     * The best there is.
     *
     * @return epoll on Linux, where its library can be loaded
     */
    public static Sockets best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }
}
