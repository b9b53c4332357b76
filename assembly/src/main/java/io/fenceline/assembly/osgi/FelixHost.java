package io.fenceline.assembly.osgi;

import io.fenceline.api.NvmeException;
import io.fenceline.assembly.plugin.PluginRegistry;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TargetTransportProvider;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

/**
 * An embedded Felix: the host's modules are exported by the system bundle; transports, back ends, policies and agents are bundles, and their
 * services feed the registries. A bundle that stops takes its plug-ins out first.
 */
public final class FelixHost implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(FelixHost.class.getName());
    /** Bundles that the others need, in a folder of their own so that the module path does not see them. */
    private static final String SYSTEM_FOLDER = "system";
    /**
     * Classes of the host that keep, for good, the stack trace of whoever made them first look for native code. That must
     * be the host: a bundle in such a trace could never be unloaded.
     */
    private static final Map<String, String> LOOKED_AT_FIRST = Map.of("io.netty.util.internal.PlatformDependent", "io.netty.common",
            "io.netty.channel.epoll.Epoll", "io.netty.transport.classes.epoll", "io.netty.channel.uring.IoUring",
            "io.netty.transport.classes.io_uring");
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Framework framework;
    private final List<ServiceTracker<?, ?>> trackers = new ArrayList<>();
    private final ProviderExtender extender;

    private FelixHost(Framework framework, ProviderExtender extender) {
        this.framework = framework;
        this.extender = extender;
    }

    /**
     * Starts Felix and all bundles of a folder.
     *
     * @param bundles the folder; those in {@code system} below it start first
     * @param cache where Felix may unpack, emptied at the start
     * @param plugins what is fed
     * @return running
     * @throws NvmeException (FAIL) that names each bundle that does not start, and why
     */
    public static FelixHost start(Path bundles, Path cache, Plugins plugins) {
        List<Path> first = jars(bundles.resolve(SYSTEM_FOLDER));
        List<Path> second = jars(bundles);
        if (second.isEmpty()) {
            throw new NvmeException(NvmeException.Category.FAIL, bundles + ": there is no bundle; a folder with jars is wanted");
        }
        LOOKED_AT_FIRST.forEach(FelixHost::initialize);
        try {
            Framework framework = ServiceLoader.load(FrameworkFactory.class).findFirst()
                    .orElseThrow(() -> new NvmeException(NvmeException.Category.FATAL, "Felix is not on the module path"))
                    .newFramework(configuration(cache));
            framework.init();
            FelixHost host = new FelixHost(framework, new ProviderExtender(framework.getBundleContext()));
            try {
                host.open(plugins);
                framework.start();
                host.install(first);
                host.install(second);
                return host;
            } catch (NvmeException | BundleException e) {
                host.close();
                throw e;
            }
        } catch (BundleException e) {
            throw new NvmeException(NvmeException.Category.FATAL, "Felix does not start: " + e.getMessage(), e);
        }
    }

    private static void initialize(String name, String module) {
        ModuleLayer.boot().findModule(module).ifPresent(there -> {
            try {
                Class.forName(name, true, there.getClassLoader());
            } catch (ClassNotFoundException e) {
                LOGGER.log(Logger.Level.DEBUG, module + " has no " + name + "; a transport may not be unloaded whole");
            }
        });
    }

    private static Map<String, String> configuration(Path cache) {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        configuration.put("felix.service.urlhandlers", "false");
        configuration.put("felix.bootdelegation.implicit", "false");
        configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES, SystemPackages.platform());
        configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SystemPackages.shared());
        return configuration;
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new NvmeException(NvmeException.Category.FAIL, folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private void open(Plugins plugins) {
        BundleContext context = framework.getBundleContext();
        trackers.add(new Feed<>(context, TargetTransportProvider.class, plugins.targetTransports()));
        trackers.add(new Feed<>(context, HostTransportProvider.class, plugins.hostTransports()));
        trackers.add(new Feed<>(context, BackendProvider.class, plugins.backends()));
        trackers.add(new Feed<>(context, PathSelectorProvider.class, plugins.pathSelectors()));
        trackers.add(new Feed<>(context, RecoveryPolicyProvider.class, plugins.recoveryPolicies()));
        trackers.add(new Feed<>(context, FencingAgentProvider.class, plugins.fencingAgents()));
        trackers.forEach(ServiceTracker::open);
        extender.open();
    }

    /** Installs all, then starts all, so that the order of names does not matter. */
    private void install(List<Path> files) {
        List<String> failures = new ArrayList<>();
        List<Bundle> installed = new ArrayList<>();
        for (Path file : files) {
            try {
                installed.add(framework.getBundleContext().installBundle(file.toUri().toString()));
            } catch (BundleException e) {
                failures.add(file.getFileName() + ": " + e.getMessage());
            }
        }
        for (Bundle bundle : installed) {
            try {
                if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                    bundle.start();
                }
            } catch (BundleException e) {
                failures.add(bundle.getSymbolicName() + ": " + e.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new NvmeException(NvmeException.Category.FAIL, String.join("\n", failures));
        }
    }

    /**
     * The bundles, the system bundle too.
     *
     * @return as they are now
     */
    public List<Bundle> bundles() {
        return List.of(framework.getBundleContext().getBundles());
    }

    /** Stops all bundles and Felix; takes ten seconds at most. */
    @Override
    public void close() {
        try {
            framework.stop();
            FrameworkEvent end = framework.waitForStop(STOP_LIMIT.toMillis());
            if (end.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                throw new NvmeException(NvmeException.Category.RETRY, "Felix does not stop within " + STOP_LIMIT.toSeconds() + " s");
            }
        } catch (BundleException e) {
            throw new NvmeException(NvmeException.Category.FATAL, "Felix does not stop: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Services of one kind into their registry. */
    private static final class Feed<T> extends ServiceTracker<T, T> {
        private final PluginRegistry<T> registry;
        private final Consumer<T> add;

        Feed(BundleContext context, Class<T> kind, PluginRegistry<T> registry) {
            super(context, kind, null);
            this.registry = registry;
            add = registry::add;
        }

        @Override
        public T addingService(ServiceReference<T> reference) {
            T service = super.addingService(reference);
            add.accept(service);
            return service;
        }

        /** Runs inside Bundle.stop: the bundle goes on when nobody uses its plug-in any more. */
        @Override
        public void removedService(ServiceReference<T> reference, T service) {
            registry.remove(service);
            super.removedService(reference, service);
        }
    }
}
