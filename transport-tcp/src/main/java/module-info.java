/** NVMe/TCP, both ends: PDU codec, sans-IO connection engines, Netty binding. Exports nothing. */
module io.fenceline.transport.tcp {
    requires io.fenceline.spi.transport;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides io.fenceline.spi.transport.HostTransportProvider with io.fenceline.transport.tcp.netty.TcpHostTransportProvider;
    provides io.fenceline.spi.transport.TargetTransportProvider with io.fenceline.transport.tcp.netty.TcpTargetTransportProvider;
}
