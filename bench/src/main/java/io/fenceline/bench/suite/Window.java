package io.fenceline.bench.suite;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A stretch of time in which something is measured: here time itself is what is waited for. */
final class Window {
    private Window() {
    }

    /** Lets it pass; shorter only when the thread is interrupted. */
    static void pass(Duration time) {
        long endNs = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !Thread.currentThread().isInterrupted(); left = endNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
