package io.fenceline.core.target.engine.subsystem;

import io.fenceline.api.target.AnaState;
import io.fenceline.wire.Status;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The asymmetric access states of ANA groups at one port (NVM Express Base 2.1, 8.1.1). Changed by the conductor; read by
 * all loops, once per command.
 */
public final class AnaStates {
    /** Greatest ANA group identifier: ANAGRPMAX. */
    public static final int MAX_GROUP = 128;

    private volatile AnaState[] states = new AnaState[MAX_GROUP + 1];
    private final long[] changes = new long[MAX_GROUP + 1];
    private long changeCount;

    /**
     * The states that a port begins with.
     *
     * @param initial by group; groups that are not named are optimized
     */
    public AnaStates(Map<Integer, AnaState> initial) {
        AnaState[] begin = states;
        Arrays.fill(begin, AnaState.OPTIMIZED);
        initial.forEach((group, state) -> begin[group] = state);
    }

    /**
     * The state of a group.
     *
     * @param group 1 to {@link #MAX_GROUP}
     * @return the state
     */
    public AnaState state(int group) {
        return states[group];
    }

    /**
     * What a command on a namespace of a group gets (NVM Express Base 2.1, 8.1.1.4 to 8.1.1.8). Without DNR: the command is
     * to be retried on another path, or here later.
     *
     * @param group 1 to {@link #MAX_GROUP}
     * @return success or a path related status
     */
    public int status(int group) {
        return switch (states[group]) {
            case OPTIMIZED, NON_OPTIMIZED -> Status.SUCCESS;
            case INACCESSIBLE -> Status.ANA_INACCESSIBLE;
            case PERSISTENT_LOSS -> Status.ANA_PERSISTENT_LOSS;
            case CHANGE -> Status.ANA_TRANSITION;
        };
    }

    /**
     * Sets the state of a group; counts a change.
     *
     * @param group 1 to {@link #MAX_GROUP}
     * @param state the new state
     * @return whether it is another one than before
     */
    public boolean set(int group, AnaState state) {
        if (states[group] == state) {
            return false;
        }
        AnaState[] next = states.clone();
        next[group] = state;
        states = next;
        changes[group]++;
        changeCount++;
        return true;
    }

    /**
     * How often a group has changed: the Change Count of its descriptor.
     *
     * @param group 1 to {@link #MAX_GROUP}
     * @return from 0
     */
    public long changes(int group) {
        return changes[group];
    }

    /**
     * How often anything has changed: the Change Count of the log page.
     *
     * @return from 0
     */
    public long changeCount() {
        return changeCount;
    }

    /**
     * The groups that are not optimized.
     *
     * @return a copy
     */
    public Map<Integer, AnaState> notOptimized() {
        Map<Integer, AnaState> result = new TreeMap<>();
        for (int group = 1; group <= MAX_GROUP; group++) {
            if (states[group] != AnaState.OPTIMIZED) {
                result.put(group, states[group]);
            }
        }
        return result;
    }
}
