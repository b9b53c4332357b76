package io.fenceline.assembly.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.packaged.Distribution.Result;
import io.fenceline.assembly.packaged.Distribution.Running;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor's recovery policy and fencing agent: one jar, built by a project of its own, in both worlds. */
final class VendorPolicyIT {
    private static final String NQN = "nqn.2026-01.org.example:vendor-it";

    @TempDir
    private static Path folder;
    private static Path jar;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        jar = VendorProject.build(folder.resolve("build"));
    }

    @Test
    void theProjectNamesTheVersionsOfThisBuild() throws IOException {
        VendorProject.hasOurVersions();
    }

    @Test
    void theJarIsAModuleAndABundleThatSayTheSame() throws IOException {
        ModuleDescriptor module = ModuleFinder.of(jar).find("org.example.vendor.policy").orElseThrow().descriptor();
        assertThat(module.requires()).extracting(ModuleDescriptor.Requires::name).contains("io.fenceline.spi.policy")
                .noneMatch(name -> name.startsWith("io.fenceline.core") || name.startsWith("io.fenceline.assembly"));
        try (JarFile file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo(module.name());
            assertThat(manifest.getValue("Import-Package")).contains("io.fenceline.spi.policy");
            for (ModuleDescriptor.Provides provided : module.provides()) {
                String implementation = provided.providers().getFirst();
                assertThat(manifest.getValue("Service-Component")).contains(implementation);
                try (InputStream in = file.getInputStream(file.getEntry("OSGI-INF/" + implementation + ".xml"))) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("interface=\"" + provided.service() + "\"");
                }
            }
        }
    }

    /** Laid beside ours, it is chosen by name; a name that nobody has is answered with those that there are. */
    @Test
    void laidIntoTheFolderOfBundlesItIsChosenByNameOnTheModulePathAndInFelix() throws IOException, InterruptedException {
        Distribution distribution = Distribution.copied(folder.resolve("fenceline"));
        Files.copy(jar, distribution.home().resolve("bundles").resolve(jar.getFileName().toString()));
        Path config = Files.writeString(folder.resolve("it.yaml"), """
                subsystems:
                  - {nqn: %s, allowAnyHost: true, namespaces: [{nsid: 1, backend: {type: memory, size: 1MiB}}]}
                ports:
                  - {id: 1, address: 127.0.0.1, service: 0}
                """.formatted(NQN));
        try (Running target = distribution.start("target", "--json", config.toString())) {
            Matcher port = Pattern.compile("\"service\":\"(\\d+)\"").matcher(target.event("ready"));
            assertThat(port.find()).isTrue();
            String address = "127.0.0.1:" + port.group(1);
            for (String line : guide()) {
                List<String> command = new ArrayList<>(List.of(line.replace(" 127.0.0.1 ", " " + address + " ").split(" ")));
                command.removeFirst();
                command.addAll(List.of("--json", "--for", "100ms"));
                Result result = distribution.run(command.toArray(String[]::new));
                assertThat(result.exit()).as("%s%n%s%n%s", command, result.out(), result.err()).isZero();
                assertThat(result.out()).contains(
                        line.contains("--recovery ") ? "\"recovery\":\"vendor-two-at-once\"" : "\"recovery\":\"ccr-then-time\"");
            }
            Result wrong = distribution.run("host", "connect", address, "--recovery", "vendor-three");
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.err().lines()).singleElement().asString().contains("vendor-three", "vendor-two-at-once", "ccr-then-time");
            Result felix = distribution.run("host", "connect", address, "--felix", "--json", "--for", "100ms", "--recovery",
                    "vendor-two-at-once", "--fencing-agent", "vendor-array");
            assertThat(felix.exit()).as("%s%n%s", felix.out(), felix.err()).isZero();
            assertThat(felix.out()).contains("\"recovery\":\"vendor-two-at-once\"");
            assertThat(target.terminate()).isZero();
        }
    }

    /** The commands of the guide. */
    private static List<String> guide() throws IOException {
        List<String> lines = Files.readAllLines(Distribution.repository().resolve("docs/guide/policy.md")).stream()
                .filter(line -> line.startsWith("fenceline host connect ")).toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(2);
        return lines;
    }

    /** The bundle comes while commands run, decides about a lost path, and goes again. */
    @Test
    void itComesAndGoesUnderCommands() throws IOException, InterruptedException {
        Distribution distribution = Distribution.packaged();
        Result result = FelixIT.scenario(distribution, folder, "VendorScenario", distribution.home().resolve("bundles").toString(),
                folder.resolve("felix").toString(), jar.toString());
        System.out.print(result.out());
        assertThat(result.exit()).as("%s%n%s", result.out(), result.err()).isZero();
        assertThat(result.out()).contains("ok chosen by name under commands", "ok it has decided: vendor-two-at-once",
                "ok the vendor's classes are unloaded", "ok the agent was asked");
    }
}
