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
        if (nowNs - facts.silentNs() >= 0 && facts.silentNs() != Long.MAX_VALUE) {
            return otherwise.decide(facts, nowNs);
        }
        for (FailureFacts.Agent agent : facts.agents()) {
            if (agent.askedNs() < 0) {
                return new RecoveryDecision.AskAgent(agent.name());
            }
        }
        long nextNs = Long.MAX_VALUE;
        FailureFacts.Source source = facts.crossReset() ? next(facts) : null;
        if (source != null) {
            long lastNs = lastPendingNs(facts);
            if (lastNs == Long.MIN_VALUE || nowNs - lastNs >= patienceNs) {
                return new RecoveryDecision.ResetThrough(source.controller());
            }
            nextNs = lastNs + patienceNs;
        }
        return otherwise.decide(facts, nowNs) instanceof RecoveryDecision.HoldUntil(long untilNs)
                ? new RecoveryDecision.HoldUntil(Math.min(untilNs, nextNs))
                : nextNs != Long.MAX_VALUE ? new RecoveryDecision.HoldUntil(nextNs) : otherwise.decide(facts, nowNs);
    }

    private static FailureFacts.@Nullable Source next(FailureFacts facts) {
        for (FailureFacts.Source source : facts.sources()) {
            if (!source.tried() && source.credits() > 0) {
                return source;
            }
        }
        return null;
    }

    private static long lastPendingNs(FailureFacts facts) {
        long last = Long.MIN_VALUE;
        for (FailureFacts.Attempt attempt : facts.attempts()) {
            if (attempt.result() == Result.PENDING) {
                last = Math.max(last, attempt.atNs());
            }
        }
        return last;
    }
}
