package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
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
        return FencingTimes.RESETTING;
    }

    @Override
    public RecoveryPolicy open(Options options) {
        long giveUpNs = FencingTimes.giveUpNs(options);
        return new ResetOrTime(FencingTimes.patienceNs(options), (facts, nowNs) -> FencingTimes.failFast(facts, nowNs, giveUpNs));
    }
}
