package io.fenceline.transport.tcp.netty;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TargetTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import org.osgi.service.component.annotations.Component;

/** NVMe/TCP, the target end. */
@Component(service = TargetTransportProvider.class)
public final class TcpTargetTransportProvider implements TargetTransportProvider {
    /** For the service loader and Declarative Services. */
    public TcpTargetTransportProvider() {
    }

    @Override
    public TransportType type() {
        return TransportType.TCP;
    }

    @Override
    public OptionSchema options() {
        return TcpOptions.target();
    }

    @Override
    public TargetTransport open(TransportContext context, Options options) {
        return new TcpTargetTransport(context, options);
    }
}
