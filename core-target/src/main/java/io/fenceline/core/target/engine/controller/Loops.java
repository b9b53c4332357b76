package io.fenceline.core.target.engine.controller;

import io.fenceline.spi.transport.TargetQueuePair;
import java.util.concurrent.RejectedExecutionException;

/** Hands work to the loops of queue pairs. */
public final class Loops {
    private Loops() {
    }

    /**
     * Runs something on a queue pair's loop.
     *
     * @param queuePair whose loop
     * @param task what
     * @return false: its transport is closed, which it may be only after it has reported the queue pair's quiescence, so that
     *         nothing is left to be done
     */
    public static boolean run(TargetQueuePair queuePair, Runnable task) {
        try {
            queuePair.loop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
