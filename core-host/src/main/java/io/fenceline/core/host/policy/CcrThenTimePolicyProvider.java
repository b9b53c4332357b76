package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import org.osgi.service.component.annotations.Component;

/**
 * Lets other controllers reset the lost one (Cross-Controller Reset, TP8028), and holds by the times of the specification where
 * that cannot be done or does not end. Without a keep alive there is no such time, and held commands end with an unknown outcome
 * after {@code giveUp}.
 */
@Component(service = RecoveryPolicyProvider.class, property = "fenceline.recovery=ccr-then-time")
public final class CcrThenTimePolicyProvider implements RecoveryPolicyProvider {
    /** For the service loader and Declarative Services. */
    public CcrThenTimePolicyProvider() {
    }

    @Override
    public String name() {
        return "ccr-then-time";
    }

    @Override
    public OptionSchema options() {
        return FencingTimes.RESETTING;
    }

    @Override
    public RecoveryPolicy open(Options options) {
        long giveUpNs = FencingTimes.giveUpNs(options);
        return new ResetOrTime(FencingTimes.patienceNs(options), (facts, nowNs) -> FencingTimes.release(facts, nowNs, giveUpNs));
    }
}
