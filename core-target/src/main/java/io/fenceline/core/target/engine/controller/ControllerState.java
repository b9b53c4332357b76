package io.fenceline.core.target.engine.controller;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a controller is in its life (NVM Express Base 2.1, 3.5 and 3.6, and what the loss of an association adds). Each
 * waiting state says what it waits for and what happens when that does not come.
 */
public enum ControllerState {
    /** CC.EN is 0. Waits for the host to enable it; ends the association when keep alive, or the idle limit, runs out. */
    DISABLED,
    /** CC.EN and CSTS.RDY are 1: I/O. Lasts as long as the host keeps it alive. */
    READY,
    /** CC.EN went to 0: waits for the I/O queues to be silent and gone; fatal when the ready timeout runs out. */
    RESETTING,
    /** CC.SHN was written: waits likewise. */
    SHUTTING_DOWN,
    /** CSTS.SHST is complete. Waits for the host to disconnect or reset, within the idle limit. */
    SHUTDOWN,
    /** CSTS.CFS is 1. Readable for a while, then the association ends; a reset is tried again if the host asks. */
    FATAL,
    /**
     * The association is lost: waits until no request of any queue runs in a back end. There is no other way out, because
     * a command that may still reach the medium must not be taken for gone; when it lasts, the operator is told again and
     * again.
     */
    QUIESCING,
    /** All is silent, the connections are being ended: waits for the transport, and tells the operator when it lasts. */
    DISCONNECTING,
    /** The identifier is free. The end. */
    GONE;

    private static final Map<ControllerState, Set<ControllerState>> PREDECESSORS = new EnumMap<>(ControllerState.class);

    static {
        PREDECESSORS.put(DISABLED, EnumSet.of(RESETTING));
        PREDECESSORS.put(READY, EnumSet.of(DISABLED));
        PREDECESSORS.put(RESETTING, EnumSet.of(READY, SHUTTING_DOWN, SHUTDOWN, FATAL));
        PREDECESSORS.put(SHUTTING_DOWN, EnumSet.of(DISABLED, READY));
        PREDECESSORS.put(SHUTDOWN, EnumSet.of(SHUTTING_DOWN));
        PREDECESSORS.put(FATAL, EnumSet.of(DISABLED, READY, RESETTING, SHUTTING_DOWN, SHUTDOWN));
        PREDECESSORS.put(QUIESCING, EnumSet.of(DISABLED, READY, RESETTING, SHUTTING_DOWN, SHUTDOWN, FATAL));
        PREDECESSORS.put(DISCONNECTING, EnumSet.of(QUIESCING));
        PREDECESSORS.put(GONE, EnumSet.of(DISCONNECTING));
    }

    /**
     * Whether this state may come after another.
     *
     * @param before the other
     * @return whether the transition is legal
     */
    public boolean mayFollow(ControllerState before) {
        return PREDECESSORS.getOrDefault(this, Set.of()).contains(before);
    }

    /**
     * Whether the association is lost, so that nothing of the host is to be answered any more.
     *
     * @return true for {@link #QUIESCING}, {@link #DISCONNECTING} and {@link #GONE}
     */
    public boolean isLost() {
        return compareTo(QUIESCING) >= 0;
    }

    /**
     * For the operator.
     *
     * @return such as {@code shutting-down}
     */
    public String label() {
        return this == DISCONNECTING ? QUIESCING.label() : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
