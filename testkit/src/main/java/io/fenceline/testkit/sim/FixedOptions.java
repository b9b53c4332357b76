package io.fenceline.testkit.sim;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import java.util.Map;

/** A provider whose options the world chooses, whatever the host says. */
record FixedOptions(HostTransportProvider inner, Map<String, Object> values) implements HostTransportProvider {
    @Override
    public TransportType type() {
        return inner.type();
    }

    @Override
    public OptionSchema options() {
        return inner.options();
    }

    @Override
    public HostTransport open(TransportContext context, Options options) {
        return inner.open(context, Options.of(inner.options(), values));
    }
}
