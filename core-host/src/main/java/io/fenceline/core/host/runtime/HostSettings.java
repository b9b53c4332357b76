package io.fenceline.core.host.runtime;

import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.spi.transport.HostTransportProvider;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a host is put together from. The suppliers are asked each time something is needed, so what they give may change.
 *
 * @param name of its threads
 * @param transports what is there
 * @param selectors what is there
 * @param policies what is there
 * @param agents what is there
 */
public record HostSettings(String name, Supplier<? extends Collection<HostTransportProvider>> transports,
        Supplier<? extends Collection<PathSelectorProvider>> selectors, Supplier<? extends Collection<RecoveryPolicyProvider>> policies,
        Supplier<? extends Collection<FencingAgentProvider>> agents) {
    /**
     * Without fencing agents.
     *
     * @param name of its threads
     * @param transports what is there
     * @param selectors what is there
     * @param policies what is there
     */
    public HostSettings(String name, Supplier<? extends Collection<HostTransportProvider>> transports,
            Supplier<? extends Collection<PathSelectorProvider>> selectors,
            Supplier<? extends Collection<RecoveryPolicyProvider>> policies) {
        this(name, transports, selectors, policies, List::of);
    }

    /**
     * With the path selectors and recovery policies of this module, and no fencing agents.
     *
     * @param name of its threads
     * @param transports what is there
     * @return the settings
     */
    public static HostSettings of(String name, Collection<HostTransportProvider> transports) {
        List<HostTransportProvider> copy = List.copyOf(transports);
        return new HostSettings(name, () -> copy, BuiltIn::selectors, BuiltIn::policies);
    }
}
