package io.fenceline.core.target.engine.io;

/** Hears how an abort went. Called on the queue's loop, once. */
public interface AbortResult {
    /**
     * The abort is decided.
     *
     * @param aborted whether the command ended without having been carried out: its completion has the status Command Abort
     *            Requested, or there is none because its queue is going
     */
    void onAbort(boolean aborted);
}
