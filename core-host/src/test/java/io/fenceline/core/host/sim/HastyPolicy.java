package io.fenceline.core.host.sim;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import java.util.List;

/** Wants to release at once, and does not say that this is unsafe: the engine must not obey. */
final class HastyPolicy implements RecoveryPolicyProvider {
    @Override
    public String name() {
        return "hasty";
    }

    @Override
    public OptionSchema options() {
        return new OptionSchema(List.of());
    }

    @Override
    public RecoveryPolicy open(Options options) {
        return (facts, nowNs) -> new RecoveryDecision.Release();
    }
}
