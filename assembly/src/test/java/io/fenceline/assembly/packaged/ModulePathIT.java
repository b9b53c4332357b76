package io.fenceline.assembly.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.packaged.Distribution.Result;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The first world: real modules; and that both worlds are told the same. */
final class ModulePathIT {
    private final Distribution distribution = Distribution.packaged();
    private final ModuleFinder finder = ModuleFinder.of(distribution.home().resolve("lib"), distribution.home().resolve("bundles"));

    private List<ModuleReference> ours() {
        List<ModuleReference> ours = finder.findAll().stream().filter(m -> m.descriptor().name().startsWith("io.fenceline.")).toList();
        assertThat(ours).extracting(m -> m.descriptor().name()).contains("io.fenceline.api", "io.fenceline.assembly",
                "io.fenceline.backend.file", "io.fenceline.core.host", "io.fenceline.core.target", "io.fenceline.spi.backend",
                "io.fenceline.spi.transport",
                "io.fenceline.transport.tcp");
        return ours;
    }

    /** HdrHistogram has no descriptor; it needs nothing but java.base, so that nothing depends on what an automatic module reads. */
    @Test
    void everyJarIsAModuleAndNoneButOneIsAutomatic() {
        assertThat(finder.findAll()).isNotEmpty().filteredOn(m -> m.descriptor().isAutomatic()).extracting(m -> m.descriptor().name())
                .containsExactly("HdrHistogram");
    }

    @Test
    void theJvmResolvesAllOfThem() throws IOException, InterruptedException {
        String path = distribution.home().resolve("lib") + ":" + distribution.home().resolve("bundles");
        Result result = distribution.execute(List.of(Distribution.java().toString(), "-p", path, "--add-modules", "ALL-MODULE-PATH",
                "--dry-run", "-m", "io.fenceline.assembly/io.fenceline.assembly.cli.Fenceline"), Path.of("/"));
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    /** Not the factory behind Host.open(): it collects what the module path has, which a container does in its own way. */
    @Test
    void whatAModuleProvidesItsBundleDeclares() throws IOException {
        for (ModuleReference module : ours()) {
            Map<String, Set<String>> provided = new HashMap<>();
            module.descriptor().provides().stream().filter(p -> !p.service().equals("io.fenceline.api.host.HostFactory"))
                    .forEach(p -> provided.put(p.service(), new TreeSet<>(p.providers())));
            Map<String, Set<String>> components = new HashMap<>();
            try (JarFile jar = new JarFile(Path.of(module.location().orElseThrow()).toFile())) {
                Manifest manifest = jar.getManifest();
                String list = manifest.getMainAttributes().getValue("Service-Component");
                for (String xml : list == null ? new String[0] : list.split(",")) {
                    component(jar, xml.strip(), components);
                }
            }
            assertThat(components).as(module.descriptor().name()).isEqualTo(provided);
        }
    }

    private static void component(JarFile jar, String name, Map<String, Set<String>> components) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Matcher implementation = Pattern.compile("<implementation class=\"([^\"]+)\"").matcher(xml);
            assertThat(implementation.find()).isTrue();
            Matcher service = Pattern.compile("<provide interface=\"([^\"]+)\"").matcher(xml);
            while (service.find()) {
                components.computeIfAbsent(service.group(1), key -> new TreeSet<>()).add(implementation.group(1));
            }
        }
    }

    @Test
    void whatAModuleExportsItsBundleExports() throws IOException {
        for (ModuleReference module : ours()) {
            Set<String> exported = module.descriptor().exports().stream().filter(e -> !e.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
            try (JarFile jar = new JarFile(Path.of(module.location().orElseThrow()).toFile())) {
                String header = jar.getManifest().getMainAttributes().getValue("Export-Package");
                Set<String> packages = new HashSet<>();
                Matcher matcher = Pattern.compile("(?:^|,)(io\\.fenceline[a-z.]*);")
                        .matcher(header == null ? "" : header.replaceAll("\"[^\"]*\"", ""));
                while (matcher.find()) {
                    packages.add(matcher.group(1));
                }
                assertThat(packages).as(module.descriptor().name()).isEqualTo(exported);
                assertThat(jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName")).isEqualTo(module.descriptor().name());
            }
        }
    }
}
