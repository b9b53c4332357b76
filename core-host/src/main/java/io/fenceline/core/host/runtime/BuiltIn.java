package io.fenceline.core.host.runtime;

import io.fenceline.api.Options;
import io.fenceline.core.host.engine.fence.Recovery;
import io.fenceline.core.host.policy.ActivePassiveSelectorProvider;
import io.fenceline.core.host.policy.AffinitySelectorProvider;
import io.fenceline.core.host.policy.CcrPolicyProvider;
import io.fenceline.core.host.policy.CcrThenTimePolicyProvider;
import io.fenceline.core.host.policy.LatencySelectorProvider;
import io.fenceline.core.host.policy.NoPolicyProvider;
import io.fenceline.core.host.policy.QueueDepthSelectorProvider;
import io.fenceline.core.host.policy.RoundRobinSelectorProvider;
import io.fenceline.core.host.policy.TimePolicyProvider;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import java.util.List;

/** What comes with the module. */
final class BuiltIn {
    private BuiltIn() {
    }

    static List<PathSelectorProvider> selectors() {
        return List.of(new QueueDepthSelectorProvider(), new RoundRobinSelectorProvider(), new AffinitySelectorProvider(),
                new ActivePassiveSelectorProvider(), new LatencySelectorProvider());
    }

    /** Decides where another policy must not be obeyed. */
    static Recovery fallback() {
        RecoveryPolicyProvider provider = new CcrThenTimePolicyProvider();
        return new Recovery(provider.name(), provider.open(Options.defaults(provider.options())), false);
    }

    static List<RecoveryPolicyProvider> policies() {
        return List.of(new CcrThenTimePolicyProvider(), new CcrPolicyProvider(), new TimePolicyProvider(), new NoPolicyProvider());
    }
}
