package io.fenceline.api.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;

/** Something that happened. {@code atNs} is the host's clock, which only grows. */
public sealed interface HostEvent {
    /**
     * When.
     *
     * @return nanoseconds of the host's clock
     */
    long atNs();

    /**
     * A controller changed its state.
     *
     * @param atNs when
     * @param subsystem its subsystem
     * @param controller its number in {@link HostView}
     * @param address where
     * @param from before
     * @param to now
     * @param why one line
     */
    record StateChanged(long atNs, Nqn subsystem, int controller, TransportAddress address, ControllerState from, ControllerState to,
            String why) implements HostEvent {
    }

    /**
     * An ANA group changed its state through a controller.
     *
     * @param atNs when
     * @param subsystem its subsystem
     * @param controller its number
     * @param group ANAGRPID
     * @param state now
     */
    record AnaChanged(long atNs, Nqn subsystem, int controller, int group, AnaAccess state) implements HostEvent {
    }

    /**
     * A namespace came, changed or went.
     *
     * @param atNs when
     * @param subsystem its subsystem
     * @param nsid which
     * @param what what happened
     * @param blocks its capacity now
     */
    record NamespaceChanged(long atNs, Nqn subsystem, int nsid, NamespaceChange what, long blocks) implements HostEvent {
    }

    /** What can happen to a namespace. */
    enum NamespaceChange {
        /** It is there. */
        ADDED,
        /** Its capacity is another. */
        RESIZED,
        /** It is there no more. */
        REMOVED,
        /** It is another one now, under the same NSID. */
        REPLACED
    }

    /**
     * A path was not let in, or something else needs a person's attention.
     *
     * @param atNs when
     * @param subsystem its subsystem
     * @param controller its number; -1: none
     * @param text one line that names what is wrong and what would be right
     */
    record Alarm(long atNs, Nqn subsystem, int controller, String text) implements HostEvent {
    }

    /**
     * Commands of a lost controller were given back.
     *
     * @param atNs when
     * @param subsystem its subsystem
     * @param controller its number
     * @param commands how many were held
     * @param heldNs how long after the last byte could have left
     * @param how {@code time}, {@code none} or another policy's name
     */
    record Released(long atNs, Nqn subsystem, int controller, int commands, long heldNs, String how) implements HostEvent {
    }

    /**
     * The story of a lost controller has ended, by a new connection or by its removal.
     *
     * @param atNs when
     * @param failover the story
     */
    record FailedOver(long atNs, Failover failover) implements HostEvent {
    }

    /**
     * This subscriber was too slow.
     *
     * @param atNs when
     * @param events how many it has missed
     */
    record Missed(long atNs, long events) implements HostEvent {
    }
}
