package io.fenceline.assembly.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A program that runs the other layout: nothing of the host is shared, everything is a bundle. Each of ours has to resolve
 * and start, and Declarative Services have to make every provider.
 */
final class AllBundlesScenario {
    private AllBundlesScenario() {
    }

    /** Arguments: a folder for Felix, then folders with jars. */
    public static void main(String[] args) throws BundleException, IOException, InvalidSyntaxException, InterruptedException {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, args[0]);
        configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        configuration.put("felix.service.urlhandlers", "false");
        configuration.put("felix.bootdelegation.implicit", "false");
        configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES, SystemPackages.platform());
        Framework framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(configuration);
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            try (Stream<Path> files = Files.list(Path.of(args[i]))) {
                for (Path file : files.filter(AllBundlesScenario::isBundle).sorted().toList()) {
                    bundles.add(framework.getBundleContext().installBundle(file.toUri().toString()));
                }
            }
        }
        boolean good = true;
        for (Bundle bundle : bundles) {
            if (bundle.getSymbolicName().startsWith("io.fenceline") || bundle.getSymbolicName().contains("felix.scr")) {
                try {
                    bundle.start();
                    System.out.println("ok active: " + bundle.getSymbolicName());
                } catch (BundleException e) {
                    good = false;
                    System.out.println("not active: " + bundle.getSymbolicName() + ": " + e.getMessage());
                }
            }
        }
        for (String kind : List.of("spi.transport.TargetTransportProvider", "spi.transport.HostTransportProvider",
                "spi.backend.BackendProvider")) {
            var services = framework.getBundleContext().getAllServiceReferences("io.fenceline." + kind, null);
            System.out.println("services of " + kind + ": " + (services == null ? 0 : services.length));
        }
        framework.stop();
        framework.waitForStop(10_000);
        System.exit(good ? 0 : 1);
    }

    private static boolean isBundle(Path file) {
        if (!file.toString().endsWith(".jar") || file.getFileName().toString().startsWith("org.apache.felix.framework")) {
            return false;
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.getManifest() != null && jar.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) != null;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(file.toString(), e);
        }
    }
}
