package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.io.IoQueue;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import org.jspecify.annotations.Nullable;

/** The conductor's knowledge of one queue pair of a controller. */
public final class QueueHandle {
    /** How far the end has come. */
    enum Phase {
        /** Commands run. */
        LIVE,
        /** Told to be silent. */
        FENCING,
        /** Nothing of it runs in a back end. */
        SILENT,
        /** Its connection is being ended. */
        CLOSING,
        /** The transport has no more of it. */
        GONE
    }

    final int qid;
    final TargetQueuePair queuePair;
    private final Controller controller;
    Phase phase = Phase.LIVE;
    /** Whether it ends by itself, while its controller lives. */
    boolean leaving;
    private volatile @Nullable ControlledQueue queue;

    QueueHandle(Controller controller, int qid, TargetQueuePair queuePair) {
        this.controller = controller;
        this.qid = qid;
        this.queuePair = queuePair;
    }

    /**
     * Makes the queue's engine. On the queue pair's loop, after {@link TargetQueuePair#associate}.
     *
     * @param params what was agreed on
     * @return who hears of the queue pair from now on
     */
    public TargetQueuePairListener open(QueuePairParams params) {
        if (qid == 0) {
            AdminQueue admin = new AdminQueue(controller, queuePair, params);
            queue = admin;
            return admin;
        }
        IoQueue io = new IoQueue(queuePair, params, controller, controller.clock());
        queue = new IoControlledQueue(io);
        return io;
    }

    /** The queue pair ended before {@link #open}: there is nothing to be silenced. Any thread. */
    public void neverOpened() {
        controller.onQueueSilent(qid);
        controller.onQueueQuiesced(qid);
    }

    private record IoControlledQueue(IoQueue io) implements ControlledQueue {
        @Override
        public void fence() {
            io.fence();
        }

        @Override
        public void close(TransportFault why) {
            io.close(why);
        }

        @Override
        public int outstanding() {
            return io.outstanding();
        }

        @Override
        public long oldestNs() {
            return io.oldestNs();
        }
    }

    @Nullable
    IoQueue io() {
        return queue instanceof IoControlledQueue(IoQueue io) ? io : null;
    }

    boolean isSilent() {
        return phase.compareTo(Phase.SILENT) >= 0;
    }

    /** Begins the fence, once. */
    void fence() {
        if (phase != Phase.LIVE) {
            return;
        }
        phase = Phase.FENCING;
        // The loop runs this after the task that makes the queue, or learns that it never will be made.
        Loops.run(queuePair, () -> {
            ControlledQueue made = queue;
            if (made != null) {
                made.fence();
            }
        });
    }

    void look() {
        IoQueue made = io();
        if (made != null && phase == Phase.LIVE && made.outstanding() > 0) {
            Loops.run(queuePair, made::look);
        }
    }

    /** Ends the connection, once, after silence. */
    void close(TransportFault why) {
        if (phase != Phase.SILENT) {
            return;
        }
        phase = Phase.CLOSING;
        Loops.run(queuePair, () -> {
            ControlledQueue made = queue;
            if (made != null) {
                made.close(why);
            }
        });
    }

    int running() {
        IoQueue made = io();
        return made == null || phase == Phase.GONE ? 0 : made.running();
    }

    int outstanding() {
        ControlledQueue made = queue;
        return made == null || phase == Phase.GONE ? 0 : made.outstanding();
    }

    long oldestNs() {
        ControlledQueue made = queue;
        return made == null || phase == Phase.GONE ? Long.MAX_VALUE : made.oldestNs();
    }
}
