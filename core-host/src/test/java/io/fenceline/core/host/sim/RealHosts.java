package io.fenceline.core.host.sim;

import io.fenceline.api.host.Host;
import io.fenceline.core.conductor.Conductor;
import io.fenceline.core.host.policy.ActivePassiveSelectorProvider;
import io.fenceline.core.host.policy.AffinitySelectorProvider;
import io.fenceline.core.host.policy.CcrPolicyProvider;
import io.fenceline.core.host.policy.CcrThenTimePolicyProvider;
import io.fenceline.core.host.policy.LatencySelectorProvider;
import io.fenceline.core.host.policy.CcrPolicyProvider;
import io.fenceline.core.host.policy.CcrThenTimePolicyProvider;
import io.fenceline.core.host.policy.NoPolicyProvider;
import io.fenceline.core.host.policy.QueueDepthSelectorProvider;
import io.fenceline.core.host.policy.RoundRobinSelectorProvider;
import io.fenceline.core.host.policy.TimePolicyProvider;
import io.fenceline.core.host.runtime.HostRuntime;
import io.fenceline.core.host.runtime.HostSettings;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.testkit.sim.Makers;
import java.util.List;
import java.util.function.LongSupplier;

/** Makes hosts of the production code; a class of its own, so that a mutated copy of that code can be had by loading it anew. */
public final class RealHosts implements Makers.HostMaker {
    private final List<PathSelectorProvider> selectors = List.of(new QueueDepthSelectorProvider(), new RoundRobinSelectorProvider(),
            new AffinitySelectorProvider(), new ActivePassiveSelectorProvider(), new LatencySelectorProvider());
    private final List<RecoveryPolicyProvider> policies = List.of(new CcrThenTimePolicyProvider(), new CcrPolicyProvider(),
            new TimePolicyProvider(), new NoPolicyProvider(), new HastyPolicy());

    /** For the loader of mutations. */
    public RealHosts() {
    }

    @Override
    public Host host(String name, Conductor conductor, LongSupplier random, HostTransportProvider transport) {
        return new HostRuntime(
                new HostSettings(name, () -> List.of(transport), () -> selectors, () -> policies, () -> SimAgents.of(conductor)), conductor,
                random);
    }
}
