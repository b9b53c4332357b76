package io.fenceline.api.host;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a controller is in its life, in the words of Linux and of the TP8028 series. A change that is not in the table is
 * refused and has no effect.
 */
public enum ControllerState {
    /** Made, and nothing has been tried. */
    NEW,
    /** Carries commands. */
    LIVE,
    /**
     * Its path has failed. Nothing is sent any more, and commands that may still be executed by the controller are held,
     * until it is known to be silent.
     */
    FENCING,
    /** It is silent; what was held is about to be given back. */
    FENCED,
    /** Queue pairs are being ended. */
    RESETTING,
    /** A connection is being made, or the next attempt is waited for. */
    CONNECTING,
    /** It is being given up, in good order. */
    DELETING,
    /** It is being given up, and nothing is sent any more. */
    DELETING_NOIO,
    /** Of no more use. */
    DEAD;

    private static final Map<ControllerState, Set<ControllerState>> PREDECESSORS = new EnumMap<>(Map.of(
            NEW, EnumSet.noneOf(ControllerState.class),
            LIVE, EnumSet.of(CONNECTING),
            FENCING, EnumSet.of(LIVE),
            FENCED, EnumSet.of(FENCING),
            RESETTING, EnumSet.of(NEW, LIVE, FENCED),
            CONNECTING, EnumSet.of(NEW, RESETTING),
            DELETING, EnumSet.of(LIVE, RESETTING, CONNECTING),
            DELETING_NOIO, EnumSet.of(DELETING, DEAD),
            DEAD, EnumSet.of(DELETING)));

    /**
     * Whether the table lets a controller go from one state to another.
     *
     * @param next the other
     * @return false: the change is refused
     */
    public boolean mayBecome(ControllerState next) {
        return PREDECESSORS.getOrDefault(next, Set.of()).contains(this);
    }

    /**
     * Whether it can never be {@link #LIVE} again.
     *
     * @return true for the last three
     */
    public boolean isTerminal() {
        return this == DELETING || this == DELETING_NOIO || this == DEAD;
    }

    /**
     * The word that Linux shows in sysfs.
     *
     * @return lower case
     */
    public String sysfsName() {
        return this == DELETING_NOIO ? "deleting (no IO)" : name().toLowerCase(java.util.Locale.ROOT);
    }
}
