package io.fenceline.testkit.fault;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a fault happens, and which faults can happen there. */
public enum FaultPoint {
    /** The host connects a queue pair. */
    CONNECT(FaultAction.DELAY, FaultAction.DROP, FaultAction.KILL),
    /** The host submits a command. */
    SUBMIT(FaultAction.DELAY, FaultAction.STALL, FaultAction.DROP, FaultAction.CORRUPT_DIGEST, FaultAction.HALF_OPEN, FaultAction.KILL),
    /** A completion reaches the host. */
    COMPLETION(FaultAction.DELAY, FaultAction.STALL, FaultAction.DROP, FaultAction.CORRUPT_DIGEST, FaultAction.CORRUPT_HEADER,
            FaultAction.FLIP, FaultAction.HALF_OPEN, FaultAction.KILL),
    /** A command reaches the target. */
    COMMAND(FaultAction.DELAY, FaultAction.STALL, FaultAction.DROP, FaultAction.CORRUPT_DIGEST, FaultAction.CORRUPT_HEADER,
            FaultAction.HALF_OPEN, FaultAction.KILL),
    /** The target fetches data. */
    FETCH(FaultAction.DELAY, FaultAction.STALL, FaultAction.DROP, FaultAction.TRUNCATE, FaultAction.CORRUPT_DIGEST, FaultAction.FLIP,
            FaultAction.HALF_OPEN, FaultAction.KILL),
    /** The target sends data, with or without its response. */
    SEND(FaultAction.DELAY, FaultAction.STALL, FaultAction.TRUNCATE, FaultAction.FLIP, FaultAction.HALF_OPEN, FaultAction.KILL),
    /** The target responds. */
    RESPONSE(FaultAction.DELAY, FaultAction.STALL, FaultAction.DROP, FaultAction.HALF_OPEN, FaultAction.KILL),
    /** A PDU goes from the host to the controller; {@link TcpFaultProxy} only. */
    H2C(FaultAction.DELAY, FaultAction.STALL, FaultAction.DROP, FaultAction.TRUNCATE, FaultAction.CORRUPT_DIGEST,
            FaultAction.CORRUPT_HEADER, FaultAction.FLIP, FaultAction.HALF_OPEN, FaultAction.KILL),
    /** A PDU goes from the controller to the host; {@link TcpFaultProxy} only. */
    C2H(FaultAction.DELAY, FaultAction.STALL, FaultAction.DROP, FaultAction.TRUNCATE, FaultAction.CORRUPT_DIGEST,
            FaultAction.CORRUPT_HEADER, FaultAction.FLIP, FaultAction.HALF_OPEN, FaultAction.KILL);

    @SuppressWarnings("ImmutableEnumChecker") // An unmodifiable set; the checker knows it only by its class.
    private final Set<FaultAction> actions;

    FaultPoint(FaultAction first, FaultAction... more) {
        actions = Collections.unmodifiableSet(EnumSet.of(first, more));
    }

    /**
     * What can happen here.
     *
     * @return at least one, in a fixed order
     */
    public Set<FaultAction> actions() {
        return actions;
    }

    boolean allows(FaultAction action) {
        return actions.contains(action);
    }

    /** As in a script. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
