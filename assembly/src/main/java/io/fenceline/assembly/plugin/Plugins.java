package io.fenceline.assembly.plugin;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.TransportType;
import io.fenceline.assembly.config.Installed;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TargetTransportProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/** The registries of all that plugs in. */
public final class Plugins {
    private final PluginRegistry<TargetTransportProvider> targetTransports = new PluginRegistry<>(provider -> provider.type().name());
    private final PluginRegistry<HostTransportProvider> hostTransports = new PluginRegistry<>(provider -> provider.type().name());
    private final PluginRegistry<BackendProvider> backends = new PluginRegistry<>(BackendProvider::type);
    private final PluginRegistry<PathSelectorProvider> pathSelectors = new PluginRegistry<>(PathSelectorProvider::name);
    private final PluginRegistry<RecoveryPolicyProvider> recoveryPolicies = new PluginRegistry<>(RecoveryPolicyProvider::name);
    private final PluginRegistry<FencingAgentProvider> fencingAgents = new PluginRegistry<>(FencingAgentProvider::name);

    /** Makes empty registries. */
    public Plugins() {
    }

    /**
     * Registries with what the module path has.
     *
     * @return fed
     */
    public static Plugins ofModulePath() {
        Plugins plugins = new Plugins();
        ServiceLoader.load(TargetTransportProvider.class).forEach(plugins.targetTransports::add);
        ServiceLoader.load(HostTransportProvider.class).forEach(plugins.hostTransports::add);
        ServiceLoader.load(BackendProvider.class).forEach(plugins.backends::add);
        ServiceLoader.load(PathSelectorProvider.class).forEach(plugins.pathSelectors::add);
        ServiceLoader.load(RecoveryPolicyProvider.class).forEach(plugins.recoveryPolicies::add);
        ServiceLoader.load(FencingAgentProvider.class).forEach(plugins.fencingAgents::add);
        return plugins;
    }

    /**
     * Target ends of transports.
     *
     * @return the registry
     */
    public PluginRegistry<TargetTransportProvider> targetTransports() {
        return targetTransports;
    }

    /**
     * Host ends of transports.
     *
     * @return the registry
     */
    public PluginRegistry<HostTransportProvider> hostTransports() {
        return hostTransports;
    }

    /**
     * Back ends.
     *
     * @return the registry
     */
    public PluginRegistry<BackendProvider> backends() {
        return backends;
    }

    /**
     * Path selectors of hosts.
     *
     * @return the registry
     */
    public PluginRegistry<PathSelectorProvider> pathSelectors() {
        return pathSelectors;
    }

    /**
     * Recovery policies of hosts.
     *
     * @return the registry
     */
    public PluginRegistry<RecoveryPolicyProvider> recoveryPolicies() {
        return recoveryPolicies;
    }

    /**
     * Fencing agents of hosts.
     *
     * @return the registry
     */
    public PluginRegistry<FencingAgentProvider> fencingAgents() {
        return fencingAgents;
    }

    /**
     * What a configuration can speak of.
     *
     * @return what is there now
     */
    public Installed installed() {
        Map<String, OptionSchema> transports = new HashMap<>();
        Map<String, TransportType> types = new HashMap<>();
        for (TargetTransportProvider provider : targetTransports.all()) {
            transports.put(provider.type().name(), provider.options());
            types.put(provider.type().name(), provider.type());
        }
        Map<String, OptionSchema> stores = new HashMap<>();
        Map<String, Long> drains = new HashMap<>();
        for (BackendProvider provider : backends.all()) {
            stores.put(provider.type(), provider.options());
            drains.put(provider.type(), provider.drainMs());
        }
        return new Installed(transports, types, stores, drains);
    }
}
