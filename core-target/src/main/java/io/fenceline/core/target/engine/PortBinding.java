package io.fenceline.core.target.engine;

import io.fenceline.core.conductor.ControlLoop;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.core.target.engine.subsystem.Port;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TargetTransport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a port listening: an address that is not there yet, or is in use, is tried again, with delays that double up to a
 * limit, for as long as the port exists.
 */
public final class PortBinding implements TargetListener {
    private final TargetModel model;
    private final Port port;
    private final TargetTransport transport;
    private long delayNs;
    private ControlLoop.@Nullable Timer retry;

    /**
     * Makes one that does not listen yet.
     *
     * @param model the target
     * @param port the port
     * @param transport its transport
     */
    public PortBinding(TargetModel model, Port port, TargetTransport transport) {
        this.model = model;
        this.port = port;
        this.transport = transport;
        delayNs = model.limits().listenRetryMinNs();
    }

    /**
     * The port.
     *
     * @return the port
     */
    public Port port() {
        return port;
    }

    /** Begins to listen. */
    public void start() {
        retry = null;
        if (!port.isClosing()) {
            transport.listen(port.spec().address(), this);
        }
    }

    /** Listens no more. */
    public void stop() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        transport.stopListening(port.spec().address());
    }

    @Override
    public void onListening(TransportAddress actual) {
        model.loop().execute(() -> {
            if (port.isClosing()) {
                transport.stopListening(port.spec().address());
                return;
            }
            delayNs = model.limits().listenRetryMinNs();
            boolean moved = !actual.equals(port.address());
            port.listening(actual);
            model.report("port " + port.id() + " listens at " + actual);
            if (moved) {
                model.discoveryChanged(host -> true);
            }
        });
    }

    @Override
    public void onListenFailed(NvmeException cause) {
        model.loop().execute(() -> {
            if (port.isClosing()) {
                return;
            }
            String why = String.valueOf(cause.getMessage());
            port.retrying(why);
            model.report("port " + port.id() + " cannot listen at " + port.spec().address() + " and will be tried again: " + why);
            retry = model.loop().schedule(this::start, delayNs);
            delayNs = Math.min(2 * delayNs, model.limits().listenRetryMaxNs());
        });
    }

    @Override
    public TargetQueuePairListener onQueuePair(TargetQueuePair queuePair) {
        return model.entrance().enter(port, queuePair);
    }
}
