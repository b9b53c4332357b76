package io.fenceline.api.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The story of one lost controller as the host saw it, from the last good answer to the new connection. The target's half is
 * {@link io.fenceline.api.target.AssociationEnd}; both name the instance by CNTLID, CIU and CIRN.
 *
 * @param atMs when the loss was noticed, in milliseconds since 1970; 0: not known
 * @param subsystem SUBNQN
 * @param host HOSTNQN
 * @param controller its number in {@link HostView}
 * @param address where it was reached
 * @param cntlid CNTLID
 * @param ciu CIU; 0: not reported
 * @param cirn CIRN
 * @param cause why it was lost
 * @param detail one line
 * @param policy the recovery policy that decided last
 * @param proof what ended the hold; null: it has not ended yet
 * @param held commands in its hands when it was lost
 * @param heldWrites how many of them change the medium
 * @param failed how many of them ended with an unknown outcome
 * @param refused proposals of the policy that were unsafe, late or none at all
 * @param steps what happened, in order
 */
public record Failover(long atMs, Nqn subsystem, Nqn host, int controller, TransportAddress address, int cntlid, int ciu, long cirn,
        Cause cause, String detail, String policy, @Nullable Proof proof, int held, int heldWrites, int failed, long refused,
        List<Step> steps) {
    /** Copies the list. */
    public Failover {
        steps = List.copyOf(steps);
    }

    /** Why a controller was given up. */
    public enum Cause {
        /** A keep alive was not answered. */
        KEEP_ALIVE,
        /** A connection broke. */
        CONNECTION,
        /** An I/O command, its abort included, took too long. */
        COMMAND_TIMEOUT,
        /** An admin command took too long. */
        ADMIN_TIMEOUT,
        /** The peer broke a specification, or a digest was wrong. */
        PROTOCOL,
        /** The controller reports that it is broken. */
        CONTROLLER,
        /** An ANA group stayed in the change state for longer than ANATT. */
        ANATT,
        /** Another controller reports that this one has lost this host. */
        LOST_HOST_COMMUNICATION,
        /** The remote port is gone, and all that was connected through it. */
        REMOTE_PORT,
        /** The transport or its adapter is gone. */
        TRANSPORT,
        /** A user wanted it reset or removed, and it did not confirm. */
        USER;

        /**
         * For people and machines.
         *
         * @return lower case with hyphens
         */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** What ended a hold. */
    public enum Proof {
        /** Nothing was in the controller's hands. */
        NOTHING_HELD,
        /** Another controller has reset it. */
        CROSS_CONTROLLER_RESET,
        /** The times of the specification are over. */
        TIME,
        /** A fencing agent says so. */
        AGENT,
        /** Nothing: the user has chosen an unsafe policy. */
        NONE;

        /**
         * For people and machines.
         *
         * @return lower case with hyphens
         */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** What can happen on the way. */
    public enum Kind {
        /** The last answer came. */
        LAST_ANSWER,
        /** The oldest command that was not answered was sent. */
        FIRST_MISSED,
        /** The loss was noticed: the controller is FENCING from now on. */
        DETECTED,
        /** Nothing leaves this end any more. */
        SILENT_HERE,
        /** Reads were given to other paths. */
        READS_RELEASED,
        /** A Cross-Controller Reset was sent. */
        RESET_SENT,
        /** It was answered. */
        RESET_ANSWERED,
        /** The event came that says that a reset has ended. */
        RESET_EVENT,
        /** The Cross-Controller Reset log was read. */
        RESET_LOG_READ,
        /** A reset came to nothing. */
        RESET_FAILED,
        /** A fencing agent was asked. */
        AGENT_ASKED,
        /** It has answered. */
        AGENT_ANSWERED,
        /** A proposal of the policy was not obeyed. */
        REFUSED,
        /** Held commands ended with an unknown outcome. */
        FAILED_FAST,
        /** The controller is silent. */
        FENCED,
        /** The first command that had been held was sent over another path. */
        FIRST_RETRY,
        /** It is connected again. */
        RECONNECTED,
        /** It was given up for good. */
        REMOVED;

        /**
         * For people and machines.
         *
         * @return lower case with hyphens
         */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A step.
     *
     * @param kind what happened
     * @param atNs when, by the host's clock
     * @param note one line; empty: nothing more to say
     */
    public record Step(Kind kind, long atNs, String note) {
    }

    /**
     * When something happened first.
     *
     * @param kind what
     * @return by the host's clock; -1: it did not
     */
    public long at(Kind kind) {
        for (Step step : steps) {
            if (step.kind() == kind) {
                return step.atNs();
            }
        }
        return -1;
    }

    /**
     * From the detection to the first command that was repeated, or to the end of the hold when none was.
     *
     * @return nanoseconds; -1: not yet
     */
    public long recoveryNs() {
        long from = at(Kind.DETECTED);
        long to = at(Kind.FIRST_RETRY) >= 0 ? at(Kind.FIRST_RETRY) : at(Kind.FENCED);
        return from < 0 || to < 0 ? -1 : to - from;
    }
}
