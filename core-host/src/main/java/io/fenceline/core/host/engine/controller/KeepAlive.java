package io.fenceline.core.host.engine.controller;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.core.host.engine.queue.AdminQueue;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the association alive (NVM Express Base 2.1, 3.9): a Keep Alive command every half keep alive time. Where the controller
 * counts all traffic (TBKAS) it is left out when something was answered since the last look, and one looks every quarter. A
 * command that is not answered within the keep alive time is the end of the association.
 */
final class KeepAlive {
    private final ControlLoop control;
    private final AdminQueue admin;
    private final long katoNs;
    private final boolean trafficBased;
    /** Whether the controller does not say that it knows the command (KAS 0): then it may say that it does not. */
    private final boolean mayBeUnknown;
    private final LongSupplier answered;
    private final Consumer<TransportFault> lost;
    private ControlLoop.@Nullable Timer timer;
    private boolean stopped;
    private boolean underWay;
    private long lastAnswered = -1;
    private long marginNs = -1;

    KeepAlive(ControlLoop control, AdminQueue admin, long katoNs, boolean trafficBased, boolean mayBeUnknown, LongSupplier answered,
            Consumer<TransportFault> lost) {
        this.mayBeUnknown = mayBeUnknown;
        this.control = control;
        this.admin = admin;
        this.katoNs = katoNs;
        this.trafficBased = trafficBased;
        this.answered = answered;
        this.lost = lost;
    }

    void start() {
        timer = control.schedule(this::look, trafficBased ? katoNs / 4 : katoNs / 2);
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Least time that was left when an answer came; -1: none came yet. */
    long marginNs() {
        return marginNs;
    }

    private void look() {
        if (stopped) {
            return;
        }
        long now = answered.getAsLong();
        boolean traffic = trafficBased && now != lastAnswered;
        lastAnswered = now;
        if (!traffic && !underWay) {
            send();
        }
        start();
    }

    private void send() {
        underWay = true;
        long sentNs = control.nowNs();
        ControlLoop.Timer deadline = control.schedule(() -> {
            if (underWay && !stopped) {
                lost.accept(TransportFault.of(TransportFault.Kind.TIMEOUT,
                        "keep alive was not answered within " + katoNs / 1_000_000 + " ms"));
            }
        }, katoNs);
        admin.submit(new AdminCall("Keep Alive", (sqe, cid) -> Sqe.clear(sqe, AdminOpcode.KEEP_ALIVE, cid, 0), null, 0, Long.MAX_VALUE,
                (status, result, data) -> {
                    underWay = false;
                    deadline.cancel();
                    if (stopped) {
                        return;
                    }
                    if (mayBeUnknown && Status.plain(status) == Status.INVALID_OPCODE) {
                        stop();
                        return;
                    }
                    if (status != Status.SUCCESS) {
                        lost.accept(TransportFault.of(TransportFault.Kind.PROTOCOL, "keep alive was answered with " + Status.name(status)));
                        return;
                    }
                    long margin = katoNs - (control.nowNs() - sentNs);
                    marginNs = marginNs < 0 ? margin : Math.min(marginNs, margin);
                }), true);
    }
}
