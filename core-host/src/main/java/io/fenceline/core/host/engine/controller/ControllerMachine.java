package io.fenceline.core.host.engine.controller;

import io.fenceline.api.host.ControllerState;

/** The state of a controller: one setter, and the table says what it may do. On the control loop. */
public final class ControllerMachine {
    /** Hears of every change. */
    @FunctionalInterface
    public interface Listener {
        /**
         * It has changed.
         *
         * @param from before
         * @param to now
         * @param why one line
         */
        void onChanged(ControllerState from, ControllerState to, String why);
    }

    private final Listener listener;
    private ControllerState state = ControllerState.NEW;
    private long sinceNs;
    private String nextAction = "";
    private long nextActionNs;

    /**
     * A new one.
     *
     * @param nowNs the time
     * @param listener hears of every change
     */
    public ControllerMachine(long nowNs, Listener listener) {
        this.listener = listener;
        sinceNs = nowNs;
    }

    /**
     * Its state.
     *
     * @return now
     */
    public ControllerState state() {
        return state;
    }

    /**
     * When it got there.
     *
     * @return by the host's clock
     */
    public long sinceNs() {
        return sinceNs;
    }

    /**
     * Changes the state, if the table lets it.
     *
     * @param next the new state
     * @param why one line
     * @param nowNs the time
     * @return false: refused, nothing has changed
     */
    public boolean become(ControllerState next, String why, long nowNs) {
        if (!state.mayBecome(next)) {
            return false;
        }
        ControllerState from = state;
        state = next;
        sinceNs = nowNs;
        nextAction = "";
        nextActionNs = 0;
        listener.onChanged(from, next, why);
        return true;
    }

    /**
     * What will get it out of this state at the latest.
     *
     * @param action one line
     * @param atNs by the host's clock; 0: no deadline
     */
    public void expect(String action, long atNs) {
        nextAction = action;
        nextActionNs = atNs;
    }

    /**
     * What will be done next.
     *
     * @return one line; empty: nothing
     */
    public String nextAction() {
        return nextAction;
    }

    /**
     * When, at the latest.
     *
     * @return by the host's clock; 0: no deadline
     */
    public long nextActionNs() {
        return nextActionNs;
    }
}
