package io.fenceline.testkit.fault;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportFault;
import java.time.Duration;

/** A host end with faults. */
final class FaultyHost implements HostTransport {
    /** When a connect that was dropped is given up. */
    private static final long CONNECT_TIMEOUT_NS = 5_000_000_000L;

    private final FaultRun run;
    private final HostTransport inner;

    FaultyHost(FaultRun run, HostTransport inner) {
        this.run = run;
        this.inner = inner;
    }

    @Override
    public TransportCapabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public int loops() {
        return inner.loops();
    }

    @Override
    public boolean silenceCoversMemory() {
        return inner.silenceCoversMemory();
    }

    @Override
    public void connect(TransportAddress remote, QueuePairParams params, QueuePairListener up) {
        FaultRule rule = run.hit(FaultPoint.CONNECT, params.qid(), -1, -1);
        Runnable connect = () -> inner.connect(remote, params, new FaultyHostQueue(run, params, up));
        if (rule == null) {
            connect.run();
            return;
        }
        switch (rule.action()) {
            case DELAY -> run.timer().schedule(connect, rule.amount());
            case DROP -> run.timer().schedule(() -> fail(up, TransportFault.of(TransportFault.Kind.TIMEOUT, "no answer from " + remote)),
                    CONNECT_TIMEOUT_NS);
            default -> run.timer().schedule(() -> fail(up, Ending.network()), 0);
        }
    }

    /** There is no queue pair and so no loop: both calls come one after the other, from the timer. */
    private static void fail(QueuePairListener up, TransportFault fault) {
        up.onFault(fault);
        up.onQuiesced(0);
    }

    @Override
    public CloseResult close(Duration grace) {
        return inner.close(grace);
    }
}
