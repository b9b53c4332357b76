package io.fenceline.core.host.runtime;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportContext;
import java.time.Duration;

/** The memory transport under another type, so that one host has two fabrics. */
record Renamed(HostTransportProvider right, TransportType type) implements HostTransportProvider {
    @Override
    public OptionSchema options() {
        return right.options();
    }

    private static TransportAddress plain(TransportAddress address) {
        return TransportAddress.memory(address.address());
    }

    @Override
    public HostTransport open(TransportContext context, Options options) {
        HostTransport opened = right.open(context, options);
        return new HostTransport() {
            @Override
            public TransportCapabilities capabilities() {
                return opened.capabilities();
            }

            @Override
            public int loops() {
                return opened.loops();
            }

            @Override
            public void connect(TransportAddress remote, QueuePairParams params, QueuePairListener up) {
                opened.connect(plain(remote), params, up);
            }

            @Override
            public CloseResult close(Duration grace) {
                return opened.close(grace);
            }
        };
    }

    /** The target end of it. */
    static TargetTransport target(TargetTransport opened) {
        return new TargetTransport() {
            @Override
            public TransportCapabilities capabilities() {
                return opened.capabilities();
            }

            @Override
            public void listen(TransportAddress local, TargetListener up) {
                opened.listen(plain(local), up);
            }

            @Override
            public void stopListening(TransportAddress local) {
                opened.stopListening(plain(local));
            }

            @Override
            public CloseResult close(Duration grace) {
                return opened.close(grace);
            }
        };
    }
}
