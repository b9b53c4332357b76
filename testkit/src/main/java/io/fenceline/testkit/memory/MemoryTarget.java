package io.fenceline.testkit.memory;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Loops;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The target end of the memory transport. */
final class MemoryTarget implements TargetTransport {
    private final MemoryTransport fabric;
    private final Side<TargetEnd> side;
    private final AtomicInteger accepted = new AtomicInteger();

    MemoryTarget(MemoryTransport fabric, TransportContext context, MemoryLimits limits) {
        this.fabric = fabric;
        side = new Side<>(fabric.loops(), context, limits, fabric.ledger(), TargetEnd::memoryLoop);
    }

    /** A listener of this transport at an address. */
    final class Listening {
        private final TransportAddress local;
        private final TargetListener up;

        Listening(TransportAddress local, TargetListener up) {
            this.local = local;
            this.up = up;
        }

        MemoryTarget transport() {
            return MemoryTarget.this;
        }

        /** Makes the target end of a connection. */
        void accept(HostEnd host, long latencyNs) {
            int number = accepted.incrementAndGet();
            Loops.Loop loop = side.newLoop("target-c" + number);
            TargetEnd end = new TargetEnd(MemoryTarget.this, loop, host, local, TransportAddress.memory("host-" + number));
            Channel toTarget = new Channel(loop, latencyNs, host.link(), true, host.clock());
            side.began(end);
            toTarget.send(() -> {
                try {
                    end.open(up, toTarget);
                } catch (RuntimeException e) {
                    side.ended(end);
                    Side.runOn(host.memoryLoop(), () -> host.connectFailed(
                            TransportFault.of(TransportFault.Kind.CLOSED, "the target has refused the connection: " + e.getMessage())));
                }
            });
        }
    }

    @Override
    public TransportCapabilities capabilities() {
        return side.limits().capabilities();
    }

    @Override
    public void listen(TransportAddress local, TargetListener up) {
        if (side.isClosed()) {
            up.onListenFailed(new NvmeException(NvmeException.Category.FATAL, "listen at " + local + ": the transport is closed"));
            return;
        }
        Side.runOn(side.newLoop("listen"), () -> {
            if (!local.type().equals(TransportType.MEMORY)) {
                up.onListenFailed(
                        new NvmeException(NvmeException.Category.FAIL, "listen at " + local + ": an address of type memory is wanted"));
            } else if (fabric.listen(local, new Listening(local, up))) {
                up.onListening(local);
            } else {
                up.onListenFailed(new NvmeException(NvmeException.Category.RETRY, "listen at " + local + ": the address is in use"));
            }
        });
    }

    @Override
    public void stopListening(TransportAddress local) {
        fabric.stopListening(local, this);
    }

    @Override
    public CloseResult close(Duration grace) {
        fabric.stopListening(this);
        return side.close(grace,
                (end, loop) -> Side.runOn(loop,
                        () -> end.fault(
                                TransportFault.of(TransportFault.Scope.TRANSPORT, TransportFault.Kind.CLOSED, "the transport closes"))),
                (end, loop) -> Side.runOn(loop, end::cut));
    }

    Side<TargetEnd> side() {
        return side;
    }

    MemoryLimits limits() {
        return side.limits();
    }

    TrackedPool newPool(Loops.Loop loop) {
        return side.newPool(loop);
    }

    void ended(TargetEnd end) {
        side.ended(end);
    }
}
