package io.fenceline.testkit.sim;

import io.fenceline.testkit.fault.FaultRule;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done to a world. As text: when, what, to whom, and how long: {@code 1200ms stall host=0 port=1 way=1 4000ms}.
 *
 * @param atMs when, from the begin of the load
 * @param kind what
 * @param host which host; -1: it does not matter
 * @param port which port of all nodes, counted through, or which node; -1: it does not matter
 * @param amount way of a stall (0 both, 1 to the target, 2 to the host), ANA state, blocks, count, nanoseconds of delay; by kind
 * @param lastsMs after which it is undone
 * @param rule for {@link Kind#RULE}
 */
public record Step(long atMs, Kind kind, int host, int port, long amount, long lastsMs, @Nullable FaultRule rule) {
    /** What can be done. */
    public enum Kind {
        /** Resets the connections of a way. */
        CUT,
        /** Keeps what is sent on a way, and delivers it when the time is over. */
        STALL,
        /** Makes a way slow: {@code amount} nanoseconds more. */
        DELAY,
        /** Takes a port away for a time. */
        PORT_DOWN,
        /** Ends the process of a node, with a crash or ({@code amount} 1) in good order, and starts it again after the time. */
        RESTART,
        /** Gives the ANA group another state at a port for a time: {@code amount} 1: non-optimized, 2: inaccessible, 3: change. */
        ANA,
        /** The process of a host stands still. */
        PAUSE,
        /** The next {@code amount} requests of the medium are stuck for the time. */
        STUCK,
        /** Gives the namespace another size, for good: {@code amount} blocks. */
        RESIZE,
        /** Takes the namespace away for a time. */
        REMOVE,
        /** The host resets the controller of a port. */
        RESET,
        /** The host removes the path of a port, and adds it again after the time. */
        UNPLUG,
        /** The controllers of a port become fatal; {@code host} -1: of all hosts. */
        FATAL,
        /** The transport of a host says that its adapter is gone, and all that was connected through it. */
        ADAPTER,
        /** The clock of a host's process jumps forward by {@code amount} milliseconds. */
        JUMP,
        /** What a host hears of Cross-Controller Resets is spoilt for the time: {@code amount} is an index in {@link ResetFault#ALL}. */
        RESETS,
        /** The host exchanges its recovery policy: {@code amount} 0: ccr-then-time, 1: time, 2: ccr, 3: hasty, which proposes to
         * release at once and is not unsafe by its own word. */
        POLICY,
        /** As {@link #STUCK}, and for longer than the targets promise: only where a late write is guarded. */
        HANG,
        /** A fault of commands or connects, from the beginning. */
        RULE
    }

    /**
     * A step without a rule.
     *
     * @param atMs when
     * @param kind what
     * @param host which host
     * @param port which port or node
     * @param amount by kind
     * @param lastsMs after which it is undone
     * @return the step
     */
    public static Step of(long atMs, Kind kind, int host, int port, long amount, long lastsMs) {
        return new Step(atMs, kind, host, port, amount, lastsMs, null);
    }

    /**
     * A rule of a fault script.
     *
     * @param rule what
     * @return the step
     */
    public static Step of(FaultRule rule) {
        return new Step(0, Kind.RULE, -1, -1, 0, 0, rule);
    }

    /** One line. */
    @Override
    public String toString() {
        if (rule != null) {
            return "rule " + rule;
        }
        StringBuilder line = new StringBuilder().append(atMs).append("ms ").append(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (host >= 0) {
            line.append(" host=").append(host);
        }
        if (port >= 0) {
            line.append(kind == Kind.RESTART ? " node=" : " port=").append(port);
        }
        if (amount != 0) {
            line.append(" amount=").append(amount);
        }
        if (lastsMs != 0) {
            line.append(' ').append(lastsMs).append("ms");
        }
        return line.toString();
    }
}
