package io.fenceline.testkit.fault;

import java.util.Locale;

/** What happens. */
public enum FaultAction {
    /** It comes later; {@code delay 5ms}. In a byte stream, all that is behind it comes later too. */
    DELAY,
    /** It and all that match the rule are held for a time, or until the end, and others go on; {@code stall 2s}, {@code stall}. */
    STALL,
    /** It never comes. A transfer that is dropped ends when the connection does. */
    DROP,
    /** Only its first bytes come, and then the connection breaks; {@code truncate 100}. */
    TRUNCATE,
    /** Its data digest does not fit: the command ends with Transient Transport Error, or the peer notices. */
    CORRUPT_DIGEST,
    /** Its header digest does not fit: the connection ends. */
    CORRUPT_HEADER,
    /** A bit of its data changes and no transport notices; with digests on, in a byte stream, the peer does. */
    FLIP,
    /** From now on nothing comes or goes on this connection, and nobody is told. */
    HALF_OPEN,
    /** The connection breaks, and both ends notice. */
    KILL;

    boolean takesTime() {
        return this == DELAY || this == STALL;
    }

    /** As in a script. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
