package org.example.vendor.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Asks several controllers at a time to reset the lost one, since one of them may be as badly off as it; where that does not help, the
 * times of the specification do.
 */
@Component(service = RecoveryPolicyProvider.class, property = "fenceline.recovery=vendor-two-at-once")
public final class TwoAtOncePolicyProvider implements RecoveryPolicyProvider {
    /** How long commands wait for a proof where there is no keep alive, and so no time that is one. */
    private static final long GIVE_UP_NS = 60_000_000_000L;

    private static final OptionSchema OPTIONS = new OptionSchema(
            List.of(OptionSchema.integer("atOnce", 2, 1, 8, "How many resets may be under way at the same time.")));

    /** For the service loader and Declarative Services. */
    public TwoAtOncePolicyProvider() {
    }

    @Override
    public String name() {
        return "vendor-two-at-once";
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public RecoveryPolicy open(Options options) {
        int atOnce = options.integer("atOnce");
        return (facts, nowNs) -> decide(facts, nowNs, atOnce);
    }

    /** Facts and time in, a proposal out: no state, no clock, no waiting. */
    private static RecoveryDecision decide(FailureFacts facts, long nowNs, int atOnce) {
        if (facts.silentAt(nowNs)) {
            return new RecoveryDecision.Release();
        }
        for (FailureFacts.Agent agent : facts.agents()) {
            if (!agent.asked()) {
                return new RecoveryDecision.AskAgent(agent.name());
            }
        }
        long pending = facts.attempts().stream().filter(attempt -> attempt.result() == FailureFacts.Result.PENDING).count();
        if (facts.crossReset() && pending < atOnce) {
            for (FailureFacts.Source source : facts.sources()) { // the best first
                if (!source.tried() && source.credits() > 0) {
                    return new RecoveryDecision.ResetThrough(source.controller());
                }
            }
        }
        if (facts.katoNs() != 0) {
            return new RecoveryDecision.HoldUntil(facts.silentNs());
        }
        if (facts.held() == 0) {
            return new RecoveryDecision.HoldUntil(Long.MAX_VALUE);
        }
        return nowNs - facts.fencingNs() >= GIVE_UP_NS
                ? new RecoveryDecision.FailFast()
                : new RecoveryDecision.HoldUntil(facts.fencingNs() + GIVE_UP_NS);
    }
}
