package io.fenceline.assembly.osgi;

import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TargetTransportProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.System.Logger;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.BundleTracker;

/**
 * Registers what a bundle names under META-INF/services, so that a vendor's jar that knows nothing of OSGi but its headers
 * works too. Bundles with Declarative Services speak for themselves.
 */
final class ProviderExtender extends BundleTracker<List<ServiceRegistration<?>>> {
    private static final Logger LOGGER = System.getLogger(ProviderExtender.class.getName());
    private static final List<Class<?>> KINDS = List.of(TargetTransportProvider.class, HostTransportProvider.class, BackendProvider.class,
            PathSelectorProvider.class, RecoveryPolicyProvider.class, FencingAgentProvider.class);

    ProviderExtender(BundleContext context) {
        super(context, Bundle.ACTIVE, null);
    }

    @Override
    public @Nullable List<ServiceRegistration<?>> addingBundle(Bundle bundle, @Nullable BundleEvent event) {
        if (bundle.getBundleId() == 0 || bundle.getHeaders().get("Service-Component") != null) {
            return null;
        }
        List<ServiceRegistration<?>> registrations = new ArrayList<>();
        for (Class<?> kind : KINDS) {
            URL list = bundle.getEntry("META-INF/services/" + kind.getName());
            if (list != null) {
                register(bundle, kind, list, registrations);
            }
        }
        return registrations.isEmpty() ? null : registrations;
    }

    private static void register(Bundle bundle, Class<?> kind, URL list, List<ServiceRegistration<?>> registrations) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
            for (String line : lines.lines().toList()) {
                String name = line.replaceAll("#.*", "").strip();
                if (!name.isEmpty()) {
                    Object provider = bundle.loadClass(name).getConstructor().newInstance();
                    registrations.add(bundle.getBundleContext().registerService(kind.getName(), provider, null));
                }
            }
        } catch (IOException | ReflectiveOperationException e) {
            LOGGER.log(Logger.Level.WARNING, bundle.getSymbolicName() + ": what it names under META-INF/services cannot be made: " + e);
        }
    }

    @Override
    public void removedBundle(Bundle bundle, @Nullable BundleEvent event, List<ServiceRegistration<?>> registrations) {
        for (ServiceRegistration<?> registration : registrations) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOGGER.log(Logger.Level.DEBUG, bundle.getSymbolicName() + ": its service has gone already");
            }
        }
    }
}
