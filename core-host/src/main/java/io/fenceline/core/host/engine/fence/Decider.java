package io.fenceline.core.host.engine.fence;

import io.fenceline.spi.policy.FailureFacts;
import java.util.function.Consumer;

/** Asks a policy. The engine does not care where it runs, only that an answer comes: the policy's own, or word that none came. */
@FunctionalInterface
public interface Decider {
    /** Asks on the spot. */
    Decider HERE = (recovery, facts, nowNs, answer) -> answer.accept(ask(recovery, facts, nowNs));

    /**
     * Asks. On the control loop.
     *
     * @param recovery whom
     * @param facts about what
     * @param nowNs the host's clock
     * @param answer takes the answer on the control loop, exactly once, maybe inside this call, and within a bounded time
     */
    void decide(Recovery recovery, FailureFacts facts, long nowNs, Consumer<Verdict> answer);

    /**
     * Asks on this thread, and survives what a policy throws.
     *
     * @param recovery whom
     * @param facts about what
     * @param nowNs the host's clock
     * @return the answer
     */
    static Verdict ask(Recovery recovery, FailureFacts facts, long nowNs) {
        try {
            var decision = recovery.policy().decide(facts, nowNs);
            return new Verdict(decision, decision == null ? "it said nothing" : "");
        } catch (RuntimeException | StackOverflowError e) {
            return new Verdict(null, "it has thrown " + e);
        }
    }
}
