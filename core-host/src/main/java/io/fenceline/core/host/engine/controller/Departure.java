package io.fenceline.core.host.engine.controller;

import io.fenceline.api.host.Failover;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.wire.Cc;
import io.fenceline.wire.Csts;
import io.fenceline.wire.Property;
import io.fenceline.wire.PropertyCommand;
import io.fenceline.wire.Status;
import java.util.function.Consumer;
import io.fenceline.spi.transport.TransportFault;

/**
 * Disables a controller, or shuts it down, and waits until it says so (NVM Express Base 2.1, 3.6): only then it is known to execute
 * nothing more without a fence (ccr.md 8.1, gaps 1 and 2).
 */
final class Departure {
    /** What is asked of the controller. */
    enum Kind {
        /** CC.EN = 0, then CSTS.RDY = 0. */
        DISABLE,
        /** CC.SHN = normal, then CSTS.SHST = complete. */
        SHUTDOWN
    }

    private static final long POLL_NS = 10_000_000L;

    private final ControlLoop control;
    private final Association association;
    private final Kind kind;
    private final long timeoutNs;
    private final Runnable onConfirmed;
    private final Consumer<String> onUnconfirmed;
    private long deadlineNs;
    private boolean confirmed;
    private boolean ended;

    /**
     * One that has not begun.
     *
     * @param onConfirmed the controller has confirmed
     * @param onUnconfirmed it has not, and says why; its association is lost
     */
    Departure(ControlLoop control, Association association, Kind kind, long timeoutNs, Runnable onConfirmed,
            Consumer<String> onUnconfirmed) {
        this.control = control;
        this.association = association;
        this.kind = kind;
        this.timeoutNs = timeoutNs;
        this.onConfirmed = onConfirmed;
        this.onUnconfirmed = onUnconfirmed;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    void begin() {
        deadlineNs = control.nowNs() + timeoutNs;
        association.departing();
        int enabled = association.cc();
        int cc = kind == Kind.DISABLE ? enabled & ~Cc.EN : Cc.withShn(enabled, Cc.SHN_NORMAL);
        submit("Property Set CC", (sqe, cid) -> PropertyCommand.encodeSet(sqe, cid, Property.CC, cc), result -> poll());
    }

    private void poll() {
        submit("Property Get CSTS", (sqe, cid) -> PropertyCommand.encodeGet(sqe, cid, Property.CSTS), result -> {
            int csts = (int) result;
            if (kind == Kind.DISABLE ? !Csts.rdy(csts) : Csts.shst(csts) == Csts.SHST_COMPLETE) {
                confirmed = true;
                ended = true;
                onConfirmed.run();
            } else if (control.nowNs() - deadlineNs >= 0) {
                fail("the controller did not confirm within " + timeoutNs / 1_000_000 + " ms");
            } else {
                control.schedule(() -> {
                    if (!ended) {
                        poll();
                    }
                }, POLL_NS);
            }
        });
    }

    @FunctionalInterface
    private interface Next {
        void then(long result);
    }

    private void submit(String name, AdminCall.Encoder encoder, Next next) {
        association.admin().submit(new AdminCall(name, encoder, null, 0, timeoutNs, (status, result, data) -> {
            if (ended) {
                return;
            }
            if (status == Status.SUCCESS) {
                next.then(result);
            } else {
                fail(name + ": " + Status.name(status));
            }
        }), true);
    }

    private void fail(String why) {
        association.lose(Failover.Cause.USER, TransportFault.of(TransportFault.Kind.TIMEOUT, why));
    }

    /** The association was lost before it confirmed. */
    void onUnconfirmed() {
        if (!ended) {
            ended = true;
            onUnconfirmed.accept("the association was lost");
        }
    }
}
