package io.fenceline.transport.tcp.netty;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import org.osgi.service.component.annotations.Component;

/** NVMe/TCP, the host end. */
@Component(service = HostTransportProvider.class)
public final class TcpHostTransportProvider implements HostTransportProvider {
    /** For the service loader and Declarative Services. */
    public TcpHostTransportProvider() {
    }

    @Override
    public TransportType type() {
        return TransportType.TCP;
    }

    @Override
    public OptionSchema options() {
        return TcpOptions.host();
    }

    @Override
    public HostTransport open(TransportContext context, Options options) {
        return new TcpHostTransport(context, options);
    }
}
