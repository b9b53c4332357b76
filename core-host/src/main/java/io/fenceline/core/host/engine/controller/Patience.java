package io.fenceline.core.host.engine.controller;

import io.fenceline.core.conductor.ControlLoop;
import org.jspecify.annotations.Nullable;

/**
 * How long a controller that is not connected is waited for: until commands fail (fast_io_fail_tmo), and until it is forgotten
 * (ctrl_loss_tmo). Both begin when it is being connected, so never before its fence is over (ccr.md H18). On the control loop.
 */
final class Patience {
    private final ControlLoop control;
    private final long fastIoFailNs;
    private final long controllerLossNs;
    private final Runnable onFastFail;
    private final Runnable onLoss;
    private ControlLoop.@Nullable Timer fastFail;
    private ControlLoop.@Nullable Timer loss;
    private boolean fastFailed;

    Patience(ControlLoop control, long fastIoFailNs, long controllerLossNs, Runnable onFastFail, Runnable onLoss) {
        this.control = control;
        this.fastIoFailNs = fastIoFailNs;
        this.controllerLossNs = controllerLossNs;
        this.onFastFail = onFastFail;
        this.onLoss = onLoss;
    }

    /** It was never connected: nobody has commands for it that could fail fast. */
    void beginFirst() {
        if (controllerLossNs != Long.MAX_VALUE && loss == null) {
            loss = control.schedule(() -> {
                loss = null;
                onLoss.run();
            }, controllerLossNs);
        }
    }

    void begin() {
        beginFirst();
        if (fastIoFailNs != Long.MAX_VALUE && fastFail == null && !fastFailed) {
            fastFail = control.schedule(() -> {
                fastFail = null;
                fastFailed = true;
                onFastFail.run();
            }, fastIoFailNs);
        }
    }

    void end() {
        fastFailed = false;
        if (fastFail != null) {
            fastFail.cancel();
            fastFail = null;
        }
        if (loss != null) {
            loss.cancel();
            loss = null;
        }
    }

    /** Whether commands do not wait for it any more. */
    boolean isFastFailed() {
        return fastFailed;
    }
}
