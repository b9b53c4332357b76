package io.fenceline.core.host.runtime;

import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostFactory;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.spi.transport.HostTransportProvider;
import java.util.List;
import java.util.ServiceLoader;

/** Makes hosts from what is on the module path. */
public final class ModulePathHostFactory implements HostFactory {
    /** For the service loader. */
    public ModulePathHostFactory() {
    }

    @Override
    public Host open() {
        List<HostTransportProvider> transports = load(HostTransportProvider.class);
        List<PathSelectorProvider> selectors = load(PathSelectorProvider.class);
        List<RecoveryPolicyProvider> policies = load(RecoveryPolicyProvider.class);
        List<FencingAgentProvider> agents = load(FencingAgentProvider.class);
        return new HostRuntime(new HostSettings("fenceline-host", () -> transports, () -> selectors, () -> policies, () -> agents));
    }

    /** From the layer of this module; from the class path when it is none. */
    private static <T> List<T> load(Class<T> service) {
        ModuleLayer layer = ModulePathHostFactory.class.getModule().getLayer();
        ServiceLoader<T> loader = layer == null ? ServiceLoader.load(service) : ServiceLoader.load(layer, service);
        return loader.stream().map(ServiceLoader.Provider::get).toList();
    }
}
