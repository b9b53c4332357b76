package io.fenceline.core.host.policy;

import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.FailureFacts.Result;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Asks one controller after the other to reset the lost one, without giving up the first when the next is asked; fencing agents
 * first, since they are the user's own choice. What it does when nobody can is its user's business.
 */
final class ResetOrTime implements RecoveryPolicy {
    /** What is decided when no source and no agent is left to ask. */
    @FunctionalInterface
    interface Otherwise {
        RecoveryDecision decide(FailureFacts facts, long nowNs);
    }

    private final long patienceNs;
    private final Otherwise otherwise;

    /**
     * Makes one.
     *
     * @param patienceNs how long a reset may be under way before the next source is asked too
     * @param otherwise decides when nobody is left to be asked
     */
    ResetOrTime(long patienceNs, Otherwise otherwise) {
        this.patienceNs = patienceNs;
        this.otherwise = otherwise;
    }

    @Override
    public RecoveryDecision decide(FailureFacts facts, long nowNs) {
        if (facts.silentAt(nowNs)) {
            return otherwise.decide(facts, nowNs);
        }
        for (FailureFacts.Agent agent : facts.agents()) {
            if (!agent.asked()) {
                return new RecoveryDecision.AskAgent(agent.name());
            }
        }
        FailureFacts.Source source = facts.crossReset() ? next(facts) : null;
        FailureFacts.Attempt pending = lastPending(facts, nowNs);
        if (source != null && (pending == null || nowNs - pending.atNs() >= patienceNs)) {
            return new RecoveryDecision.ResetThrough(source.controller());
        }
        RecoveryDecision decision = otherwise.decide(facts, nowNs);
        return source != null && pending != null && decision instanceof RecoveryDecision.HoldUntil hold
                ? earlier(hold, pending.atNs() + patienceNs, nowNs)
                : decision;
    }

    /** The clock may wrap around: only differences count, and {@link Long#MAX_VALUE} is no time. */
    private static RecoveryDecision earlier(RecoveryDecision.HoldUntil hold, long nextNs, long nowNs) {
        return hold.untilNs() == Long.MAX_VALUE || hold.untilNs() - nowNs > nextNs - nowNs ? new RecoveryDecision.HoldUntil(nextNs) : hold;
    }

    private static FailureFacts.@Nullable Source next(FailureFacts facts) {
        for (FailureFacts.Source source : facts.sources()) {
            if (!source.tried() && source.credits() > 0) {
                return source;
            }
        }
        return null;
    }

    private static FailureFacts.@Nullable Attempt lastPending(FailureFacts facts, long nowNs) {
        FailureFacts.Attempt last = null;
        for (FailureFacts.Attempt attempt : facts.attempts()) {
            if (attempt.result() == Result.PENDING && (last == null || nowNs - attempt.atNs() < nowNs - last.atNs())) {
                last = attempt;
            }
        }
        return last;
    }
}
