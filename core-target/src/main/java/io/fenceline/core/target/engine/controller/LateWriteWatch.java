package io.fenceline.core.target.engine.controller;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.target.engine.io.IoLimits;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Has the queues of a controller looked at for writes that take long, as long as there are I/O queues. On the conductor. */
final class LateWriteWatch {
    private final Controller controller;
    private final QueueSet queues;
    private final ControlLoop loop;
    private ControlLoop.@Nullable Timer timer;
    private long unreported;
    private long reportedNs = Long.MIN_VALUE;

    LateWriteWatch(Controller controller, QueueSet queues) {
        this.controller = controller;
        this.queues = queues;
        loop = controller.owner().loop();
    }

    void start() {
        if (timer == null && controller.guardsLateWrites()) {
            timer = loop.schedule(this::look, IoLimits.LOOK_NS);
        }
    }

    private void look() {
        timer = null;
        if (queues.ioQueues() > 0 && !controller.state().isLost()) {
            queues.look();
            start();
        }
    }

    /** Some writes are late. The operator hears of the first, and then of all others now and then. */
    void report(int writes) {
        unreported += writes;
        if (reportedNs == Long.MIN_VALUE || loop.nowNs() - reportedNs >= controller.owner().limits().quiesceReportNs()) {
            controller.owner().report(controller + ": " + unreported + (unreported == 1 ? " write has" : " writes have")
                    + " been in a back end for more than " + TimeUnit.NANOSECONDS.toMillis(IoLimits.LATE_WRITE_NS)
                    + " ms; writes to the same blocks wait until it has ended");
            reportedNs = loop.nowNs();
            unreported = 0;
        }
    }
}
