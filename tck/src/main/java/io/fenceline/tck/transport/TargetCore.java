package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The core at the target end of a transport. */
final class TargetCore implements TargetListener {
    private final TransportRig rig;
    private final List<TargetQueue> queues = new CopyOnWriteArrayList<>();
    private volatile @Nullable TransportAddress actual;
    private volatile @Nullable NvmeException failure;

    TargetCore(TransportRig rig) {
        this.rig = rig;
    }

    @Override
    public void onListening(TransportAddress where) {
        rig.rules().require(!decided(), "listen: exactly one of onListening and onListenFailed is called");
        actual = where;
    }

    @Override
    public void onListenFailed(NvmeException cause) {
        rig.rules().require(!decided(), "listen: exactly one of onListening and onListenFailed is called");
        failure = cause;
    }

    @Override
    public TargetQueuePairListener onQueuePair(TargetQueuePair made) {
        rig.rules().require(made.inLoop(), "target: onQueuePair is called on the queue pair's loop");
        TargetQueue queue = new TargetQueue(rig, made);
        queues.add(queue);
        return queue;
    }

    boolean decided() {
        return actual != null || failure != null;
    }

    TransportAddress actual() {
        return requireNonNull(actual);
    }

    @Nullable
    NvmeException failure() {
        return failure;
    }

    List<TargetQueue> queues() {
        return queues;
    }
}
