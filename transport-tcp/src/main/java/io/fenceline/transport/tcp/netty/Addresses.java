package io.fenceline.transport.tcp.netty;

import io.fenceline.api.TransportAddress;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;

/** Between addresses of transports and of sockets. */
final class Addresses {
    private Addresses() {
    }

    /** The address of a socket. */
    static TransportAddress of(InetSocketAddress socket) {
        String address = socket.getAddress().getHostAddress();
        int scope = address.indexOf('%');
        return TransportAddress.tcp(scope < 0 ? address : address.substring(0, scope), socket.getPort());
    }

    /**
     * Finds the socket address. A literal needs nobody; a name is looked up on a virtual thread, because that may take
     * long.
     *
     * @param address what to find
     * @param eventLoop where the callbacks are called
     * @param found takes it
     * @param failed takes the reason
     */
    static void resolve(TransportAddress address, EventLoop eventLoop, Consumer<InetSocketAddress> found, Consumer<Throwable> failed) {
        int port;
        try {
            port = address.port();
        } catch (IllegalArgumentException e) {
            eventLoop.execute(() -> failed.accept(e));
            return;
        }
        int scope = address.address().indexOf('%');
        InetAddress literal = scope < 0 ? NetUtil.createInetAddressFromIpAddressString(address.address()) : null;
        if (literal != null) {
            eventLoop.execute(() -> found.accept(new InetSocketAddress(literal, port)));
            return;
        }
        Thread.ofVirtual().start(() -> {
            try {
                InetAddress looked = InetAddress.getByName(address.address());
                eventLoop.execute(() -> found.accept(new InetSocketAddress(looked, port)));
            } catch (UnknownHostException e) {
                eventLoop.execute(() -> failed.accept(e));
            }
        });
    }
}
