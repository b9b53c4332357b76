package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import org.osgi.service.component.annotations.Component;

/** Holds everything until the times of the specification say that the controller is silent (NVM Express Base 2.1, 9.6.2.2). */
@Component(service = RecoveryPolicyProvider.class, property = "fenceline.recovery=time")
public final class TimePolicyProvider implements RecoveryPolicyProvider {
    /** For the service loader and Declarative Services. */
    public TimePolicyProvider() {
    }

    @Override
    public String name() {
        return "time";
    }

    @Override
    public OptionSchema options() {
        return OptionSchema.EMPTY;
    }

    @Override
    public RecoveryPolicy open(Options options) {
        return (facts, nowNs) -> {
            long silentNs = facts.silentNs();
            return nowNs - silentNs >= 0 ? new RecoveryDecision.Release() : new RecoveryDecision.HoldUntil(silentNs);
        };
    }
}
