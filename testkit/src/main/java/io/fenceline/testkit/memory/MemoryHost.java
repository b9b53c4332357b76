package io.fenceline.testkit.memory;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Loops;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The host end of the memory transport. */
final class MemoryHost implements HostTransport {
    private final MemoryTransport fabric;
    private final @Nullable String who;
    private final Side<HostEnd> side;

    MemoryHost(MemoryTransport fabric, @Nullable String who, Loops loops, TransportContext context, MemoryLimits limits) {
        this.fabric = fabric;
        this.who = who;
        side = new Side<>(loops, context, limits, fabric.ledger(), HostEnd::memoryLoop);
    }

    @Override
    public TransportCapabilities capabilities() {
        return side.limits().capabilities();
    }

    @Override
    public int loops() {
        return side.limits().loops();
    }

    @Override
    public void connect(TransportAddress remote, QueuePairParams params, QueuePairListener up) {
        if (side.isClosed()) {
            throw new NvmeException(NvmeException.Category.FATAL, "connect to " + remote + ": the transport is closed");
        }
        if (params.size() < 2 || params.size() > side.limits().maxQueueSize()) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    "queue size " + params.size() + ": 2 to " + side.limits().maxQueueSize() + " is wanted");
        }
        Loops.Loop loop = params.affinity() == QueuePairParams.ANY_LOOP
                ? side.newLoop("host-q" + params.qid())
                : side.sharedLoop(params.affinity() % side.limits().loops());
        HostEnd end = new HostEnd(this, loop, who == null ? null : fabric.link(who, remote), remote, params, up);
        side.began(end);
        Side.runOn(loop, () -> start(end, loop, remote));
    }

    private void start(HostEnd end, Loops.Loop loop, TransportAddress remote) {
        if (fabric.holdsConnects()) {
            failAtDeadline(end, loop, remote);
            return;
        }
        if (end.link() != null) {
            failAtDeadline(end, loop, remote);
        }
        if (fabric.isGone(remote)) {
            end.connectFailed(MemoryTransport.gone(remote));
            return;
        }
        MemoryTarget.Listening listening = fabric.listening(remote);
        if (listening == null) {
            end.connectFailed(TransportFault.of(TransportFault.Kind.NETWORK, "nobody listens at " + remote));
            return;
        }
        listening.accept(end, side.limits().latencyNs());
    }

    private void failAtDeadline(HostEnd end, Loops.Loop loop, TransportAddress remote) {
        loop.schedule(
                () -> end.connectFailed(TransportFault.of(TransportFault.Kind.TIMEOUT,
                        remote + " has not answered within " + side.limits().connectTimeoutNs() / 1_000_000 + " ms")),
                side.limits().connectTimeoutNs());
    }

    @Override
    public CloseResult close(Duration grace) {
        return side.close(grace,
                (end, loop) -> Side.runOn(loop,
                        () -> end.fault(
                                TransportFault.of(TransportFault.Scope.TRANSPORT, TransportFault.Kind.CLOSED, "the transport closes"))),
                (end, loop) -> Side.runOn(loop, end::cut));
    }

    Side<HostEnd> side() {
        return side;
    }

    MemoryLimits limits() {
        return side.limits();
    }

    LongSupplier clock() {
        return side.clock();
    }

    TrackedPool newPool(Loops.Loop loop) {
        return side.newPool(loop);
    }

    void ended(HostEnd end) {
        side.ended(end);
    }
}
