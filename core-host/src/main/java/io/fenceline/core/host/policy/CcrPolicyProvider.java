package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import org.osgi.service.component.annotations.Component;

/**
 * Trusts a proof only: a Cross-Controller Reset, or a fencing agent. Where neither comes until the times of the specification are
 * over, commands end with an unknown outcome instead of being repeated, and only then the path is connected again. For subsystems
 * that do not keep what their CQT promises. Without a keep alive there is no such time, and commands end after {@code giveUp}.
 */
@Component(service = RecoveryPolicyProvider.class, property = "fenceline.recovery=ccr")
public final class CcrPolicyProvider implements RecoveryPolicyProvider {
    /** For the service loader and Declarative Services. */
    public CcrPolicyProvider() {
    }

    @Override
    public String name() {
        return "ccr";
    }

    @Override
    public OptionSchema options() {
        return CcrOptions.WITH_GIVE_UP;
    }

    @Override
    public RecoveryPolicy open(Options options) {
        long giveUpNs = CcrOptions.giveUpNs(options);
        return new ResetOrTime(CcrOptions.patienceNs(options), (facts, nowNs) -> {
            boolean timed = facts.silentNs() != Long.MAX_VALUE;
            long untilNs = timed ? facts.silentNs() : facts.fencingNs() + giveUpNs;
            if (nowNs - untilNs < 0) {
                return new RecoveryDecision.HoldUntil(untilNs);
            }
            if (facts.held() > 0) {
                return new RecoveryDecision.FailFast();
            }
            return timed ? new RecoveryDecision.Release() : new RecoveryDecision.HoldUntil(Long.MAX_VALUE);
        });
    }
}
