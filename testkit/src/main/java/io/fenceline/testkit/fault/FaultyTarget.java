package io.fenceline.testkit.fault;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportCapabilities;
import java.time.Duration;

/** A target end with faults. */
final class FaultyTarget implements TargetTransport {
    private final FaultRun run;
    private final TargetTransport inner;

    FaultyTarget(FaultRun run, TargetTransport inner) {
        this.run = run;
        this.inner = inner;
    }

    @Override
    public TransportCapabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public void listen(TransportAddress local, TargetListener up) {
        inner.listen(local, new TargetListener() {
            @Override
            public void onListening(TransportAddress actual) {
                up.onListening(actual);
            }

            @Override
            public void onListenFailed(NvmeException cause) {
                up.onListenFailed(cause);
            }

            @Override
            public TargetQueuePairListener onQueuePair(TargetQueuePair queuePair) {
                return new FaultyTargetQueue(run, queuePair, up);
            }
        });
    }

    @Override
    public void stopListening(TransportAddress local) {
        inner.stopListening(local);
    }

    @Override
    public CloseResult close(Duration grace) {
        return inner.close(grace);
    }
}
