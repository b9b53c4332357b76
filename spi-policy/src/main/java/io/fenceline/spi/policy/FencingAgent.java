package io.fenceline.spi.policy;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import java.util.UUID;

/**
 * A vendor's own way to make a lost controller silent, or to prove that it is: a call to the array's management, a switch port
 * that is closed, a power outlet. Everything hangs on its word: {@link Answer#silent} must be said only when no command of that
 * association can change the medium any more.
 */
public interface FencingAgent extends AutoCloseable {
    /**
     * Whom to fence.
     *
     * @param subsystem SUBNQN
     * @param host HOSTNQN of this host
     * @param hostId HOSTID
     * @param address where the controller was reached
     * @param cntlid CNTLID
     * @param ciu CIU; 0: not known
     * @param cirn CIRN
     */
    record Lost(Nqn subsystem, Nqn host, UUID hostId, TransportAddress address, int cntlid, int ciu, long cirn) {
    }

    /** Takes the answer, once, from any thread; further ones are ignored. */
    interface Answer {
        /**
         * It is certain that no command of the association can change the medium any more.
         *
         * @param proof one line for the timeline
         */
        void silent(String proof);

        /**
         * It cannot be said.
         *
         * @param why one line
         */
        void failed(String why);
    }

    /**
     * Begins. Called on a thread of its own for every question, and may block; the answer may come after the return.
     *
     * @param lost whom
     * @param answer takes the answer. One that comes after the deadline of the question, 30 s, still counts if it is
     *            {@link Answer#silent} and the fence stands; exceptions count as failed
     */
    void fence(Lost lost, Answer answer);

    /** Frees what it has. */
    @Override
    default void close() {
    }
}
