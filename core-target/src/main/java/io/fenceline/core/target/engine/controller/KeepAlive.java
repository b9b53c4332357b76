package io.fenceline.core.target.engine.controller;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.target.engine.Limits;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The keep alive timer of a controller, based on traffic (NVM Express Base 2.1, 3.9.4): every command of every queue counts
 * as a sign of life. Loops only set a flag; the conductor looks at it a few times within the timeout. It expires when the
 * host has been silent for KATO at least, and for a quarter (and 10 ms) more at most.
 */
final class KeepAlive {
    private static final int LOOKS_PER_TIMEOUT = 4;
    /** Looks of all controllers fall on one grid, so that many idle ones wake the conductor seldom. */
    private static final long GRID_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ControlLoop loop;
    private final Runnable expired;
    private volatile boolean traffic;
    private long katoMs;
    private long timeoutNs;
    private long lastNs;
    private ControlLoop.@Nullable Timer timer;

    KeepAlive(ControlLoop loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    /** A sign of life. Any loop: a read in the frequent case, so that queues of one controller do not fight for the line. */
    void traffic() {
        if (!traffic) {
            traffic = true;
        }
    }

    /**
     * (Re)starts the timer.
     *
     * @param wantedMs KATO as the host wrote it; rounded up to the granularity; 0: off
     */
    void start(long wantedMs) {
        long granularity = Limits.KEEP_ALIVE_GRANULARITY_MS;
        katoMs = (wantedMs + granularity - 1) / granularity * granularity;
        startNs(TimeUnit.MILLISECONDS.toNanos(katoMs));
    }

    /**
     * Restarts the timer with a timeout that is not KATO: the idle limit of an association without keep alive.
     *
     * @param ns the timeout; 0: off
     */
    void startNs(long ns) {
        stop();
        timeoutNs = ns;
        lastNs = loop.nowNs();
        traffic = false;
        if (ns > 0) {
            again();
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    long katoMs() {
        return katoMs;
    }

    private void again() {
        long nowNs = loop.nowNs();
        long atNs = Math.min(lastNs + timeoutNs, nowNs + timeoutNs / LOOKS_PER_TIMEOUT);
        timer = loop.schedule(this::look, Math.ceilDiv(atNs, GRID_NS) * GRID_NS - nowNs);
    }

    private void look() {
        timer = null;
        if (traffic) {
            traffic = false;
            lastNs = loop.nowNs();
        }
        if (loop.nowNs() - lastNs >= timeoutNs) {
            expired.run();
        } else {
            again();
        }
    }
}
