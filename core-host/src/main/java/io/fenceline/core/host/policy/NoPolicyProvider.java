package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import org.osgi.service.component.annotations.Component;

/**
 * Gives everything back at once, as hosts without recovery do: a write that the lost controller executes later can overwrite a
 * newer one. For data that can be lost, and to show what is lost.
 */
@Component(service = RecoveryPolicyProvider.class, property = "fenceline.recovery=none")
public final class NoPolicyProvider implements RecoveryPolicyProvider {
    /** For the service loader and Declarative Services. */
    public NoPolicyProvider() {
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public OptionSchema options() {
        return OptionSchema.EMPTY;
    }

    @Override
    public boolean unsafe() {
        return true;
    }

    @Override
    public RecoveryPolicy open(Options options) {
        return (facts, nowNs) -> new RecoveryDecision.Release();
    }
}
