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
    static final RecoveryPolicyProvider FALLBACK = new CcrThenTimePolicyProvider();

    private BuiltIn() {
    }

    static List<PathSelectorProvider> selectors() {
        return List.of(new QueueDepthSelectorProvider(), new RoundRobinSelectorProvider(), new AffinitySelectorProvider(),
                new ActivePassiveSelectorProvider(), new LatencySelectorProvider());
    }

    /** Decides where another policy must not be obeyed. */
    static Recovery fallback() {
        return new Recovery(FALLBACK.name(), FALLBACK.open(Options.defaults(FALLBACK.options())), false);
    }

    /** Whether a provider is one of this module, whose policies are quick and never wait. */
    @SuppressWarnings("ReferenceEquality") // a class loader is itself and no other
    static boolean isOurs(RecoveryPolicyProvider provider) {
        Class<?> type = provider.getClass();
        return type.getClassLoader() == BuiltIn.class.getClassLoader()
                && type.getPackageName().equals(CcrThenTimePolicyProvider.class.getPackageName());
    }

    static List<RecoveryPolicyProvider> policies() {
        return List.of(new CcrThenTimePolicyProvider(), new CcrPolicyProvider(), new TimePolicyProvider(), new NoPolicyProvider());
    }
}
