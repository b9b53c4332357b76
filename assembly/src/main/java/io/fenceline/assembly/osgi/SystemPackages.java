package io.fenceline.assembly.osgi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * What the system bundle exports: the framework's own packages, the JDK's, and those of the host's modules with their
 * versions. Left to itself, Felix would export the whole boot layer without versions, and whoever asks for a version range
 * would find nothing.
 */
final class SystemPackages {
    /** Of the host itself, whose packages are no business of bundles. */
    private static final Set<String> NOT_SHARED = Set.of("io.fenceline.assembly", "org.apache.felix.framework");
    private static final Pattern VERSION = Pattern.compile("(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?.*");

    private SystemPackages() {
    }

    /** OSGi's and the JDK's. */
    static String platform() {
        return osgi() + "," + jdk();
    }

    private static String osgi() {
        try (InputStream in = Objects.requireNonNull(FrameworkFactory.class.getModule().getResourceAsStream("default.properties"))) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("osgi-exports").strip().replaceAll("^,|,$", "");
        } catch (IOException e) {
            throw new UncheckedIOException("Felix's default.properties", e);
        }
    }

    private static String jdk() {
        return ModuleLayer.boot().modules().stream()
                .filter(module -> module.getName().startsWith("java.") || module.getName().startsWith("jdk."))
                .flatMap(module -> module.getDescriptor().exports().stream()).filter(export -> !export.isQualified())
                .map(export -> export.source() + ";version=0.0.0").sorted().collect(Collectors.joining(","));
    }

    /** Those of the host's modules, with the modules' versions. */
    static String shared() {
        TreeMap<String, String> packages = new TreeMap<>();
        for (Module module : ModuleLayer.boot().modules()) {
            ModuleDescriptor descriptor = module.getDescriptor();
            boolean platform = module.getName().startsWith("java.") || module.getName().startsWith("jdk.");
            if (!platform && !NOT_SHARED.contains(module.getName())) {
                String version = version(descriptor.rawVersion().orElse("0"));
                descriptor.exports().stream().filter(export -> !export.isQualified())
                        .forEach(export -> packages.put(export.source(), version));
            }
        }
        return packages.entrySet().stream().map(entry -> entry.getKey() + ";version=" + entry.getValue()).collect(Collectors.joining(","));
    }

    /** A module's version as OSGi writes it: 4.2.18.Final becomes 4.2.18. */
    static String version(String raw) {
        Matcher matcher = VERSION.matcher(raw);
        if (!matcher.matches()) {
            return "0.0.0";
        }
        return matcher.group(1) + "." + Objects.requireNonNullElse(matcher.group(2), "0") + "."
                + Objects.requireNonNullElse(matcher.group(3), "0");
    }
}
