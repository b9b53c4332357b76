/** Reaches subsystems over any number of paths: engines, and the runtime that drives them. */
module io.fenceline.core.host {
    requires transitive io.fenceline.core.conductor;
    requires transitive io.fenceline.spi.policy;
    requires transitive io.fenceline.spi.transport;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    exports io.fenceline.core.host.policy;
    exports io.fenceline.core.host.runtime;
    exports io.fenceline.core.host.view;

    uses io.fenceline.spi.policy.FencingAgentProvider;
    uses io.fenceline.spi.policy.PathSelectorProvider;
    uses io.fenceline.spi.policy.RecoveryPolicyProvider;
    uses io.fenceline.spi.transport.HostTransportProvider;

    provides io.fenceline.api.host.HostFactory with io.fenceline.core.host.runtime.ModulePathHostFactory;
    provides io.fenceline.spi.policy.PathSelectorProvider with
            io.fenceline.core.host.policy.QueueDepthSelectorProvider,
            io.fenceline.core.host.policy.RoundRobinSelectorProvider,
            io.fenceline.core.host.policy.AffinitySelectorProvider,
            io.fenceline.core.host.policy.ActivePassiveSelectorProvider,
            io.fenceline.core.host.policy.LatencySelectorProvider;
    provides io.fenceline.spi.policy.RecoveryPolicyProvider with
            io.fenceline.core.host.policy.CcrThenTimePolicyProvider,
            io.fenceline.core.host.policy.CcrPolicyProvider,
            io.fenceline.core.host.policy.TimePolicyProvider,
            io.fenceline.core.host.policy.NoPolicyProvider;
}
