package io.fenceline.spi.policy;

import java.util.List;

/**
 * What is known of a controller that was lost. Immutable; a new one for every question.
 *
 * @param controller the number that views and events show
 * @param cntlid CNTLID
 * @param cause why it was lost, one word, such as {@code keep-alive} or {@code connection}
 * @param fencingNs when it was given up, by the host's clock
 * @param lastByteNs when a byte of a command, a keep alive included, may have left last
 * @param katoNs the keep alive in force; 0: none
 * @param trafficBasedKeepAlive TBKAS: the controller may notice the loss one keep alive later
 * @param cqtNs CQT, or what is assumed in its place
 * @param cqtReported whether the controller reported it
 * @param held commands in its hands that wait for the decision
 * @param crossReset whether the controller has told CIU and CIRN, without which no other can reset it
 * @param sources the other controllers of its subsystem that are live and can cause a Cross-Controller Reset, best first
 * @param attempts resets that were asked for since the loss, in order
 * @param agents the fencing agents that the user has chosen, in order
 */
public record FailureFacts(int controller, int cntlid, String cause, long fencingNs, long lastByteNs, long katoNs,
        boolean trafficBasedKeepAlive, long cqtNs, boolean cqtReported, int held, boolean crossReset, List<Source> sources,
        List<Attempt> attempts, List<Agent> agents) {
    /** Copies the lists. */
    public FailureFacts {
        sources = List.copyOf(sources);
        attempts = List.copyOf(attempts);
        agents = List.copyOf(agents);
    }

    /** How something that was begun has gone. */
    public enum Result {
        /** Nothing is known yet. */
        PENDING,
        /** It is certain that the controller is silent. The engine releases by itself; a policy sees this only of old ones. */
        SILENT,
        /** It was refused: a status other than success, or an agent that declines. */
        REFUSED,
        /** It was tried and could not be done. */
        FAILED,
        /** The controller that was asked was lost itself: it may still be done, and nobody will tell. */
        LOST
    }

    /**
     * A controller through which a reset can be asked for.
     *
     * @param controller its number
     * @param sameAddress whether it was reached at the lost one's address: probably the same fate awaits it
     * @param credits how many resets more it takes now (CCRL)
     * @param tried whether it was asked since it was connected, and there is nothing to be hoped from asking again
     */
    public record Source(int controller, boolean sameAddress, int credits, boolean tried) {
    }

    /**
     * A reset that was asked for.
     *
     * @param source through which controller
     * @param atNs when
     * @param result how it went
     */
    public record Attempt(int source, long atNs, Result result) {
    }

    /**
     * A fencing agent.
     *
     * @param name its name in configuration
     * @param askedNs when it was asked; -1: it was not
     * @param result how it went
     */
    public record Agent(String name, long askedNs, Result result) {
        /**
         * Whether it was asked since the loss. The host's clock may be below zero, so the sign of {@link #askedNs} does not tell.
         *
         * @return true once it was asked, whatever came of it
         */
        public boolean asked() {
            return askedNs != -1;
        }
    }

    /**
     * When everything that was sent is sure to be over (NVM Express Base 2.1, 9.6.2.2, TP4129): two keep alives, or three with
     * traffic based keep alive, and the quiesce time, from the last byte.
     *
     * @return by the host's clock; {@link Long#MAX_VALUE}: never, there is no keep alive by which the controller would notice
     */
    public long silentNs() {
        return katoNs == 0 ? Long.MAX_VALUE : lastByteNs + (trafficBasedKeepAlive ? 3 : 2) * katoNs + cqtNs;
    }

    /**
     * Whether everything that was sent is sure to be over. Not the same as comparing {@link #silentNs} with the time: the clock of a
     * host begins anywhere, and less than nothing minus {@link Long#MAX_VALUE} is positive.
     *
     * @param nowNs the host's clock
     * @return whether {@link #silentNs} is over; never without a keep alive
     */
    public boolean silentAt(long nowNs) {
        return katoNs != 0 && nowNs - silentNs() >= 0;
    }

    /**
     * Whether a reset is under way.
     *
     * @return whether any attempt is pending
     */
    public boolean resetPending() {
        return attempts.stream().anyMatch(attempt -> attempt.result() == Result.PENDING);
    }
}
