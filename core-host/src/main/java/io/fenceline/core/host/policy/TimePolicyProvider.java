package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import org.osgi.service.component.annotations.Component;

/**
 * Holds everything until the times of the specification say that the controller is silent (NVM Express Base 2.1, 9.6.2.2). Without
 * a keep alive there is no such time, and held commands end with an unknown outcome after {@code giveUp}.
 */
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
        return FencingTimes.WAITING;
    }

    @Override
    public RecoveryPolicy open(Options options) {
        long giveUpNs = FencingTimes.giveUpNs(options);
        return (facts, nowNs) -> FencingTimes.release(facts, nowNs, giveUpNs);
    }
}
