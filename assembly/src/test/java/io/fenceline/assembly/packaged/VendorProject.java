package io.fenceline.assembly.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.packaged.Distribution.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds {@code examples/vendor-policy} as its vendor would: with Maven, a pom of his own and published artifacts only. Published are
 * those of this build, in a local repository of their own that borrows all the rest from the user's: nothing of ours gets into that.
 */
final class VendorProject {
    private static final String GROUP = "io/fenceline";
    /** What a vendor's dependencies lead to. */
    private static final List<String> PUBLISHED = List.of("api", "spi-transport", "spi-backend", "spi-policy", "core-conductor", "testkit",
            "tck");

    private VendorProject() {
    }

    static Path source() {
        return Distribution.repository().resolve("examples/vendor-policy");
    }

    /**
     * Builds it.
     *
     * @param folder is filled
     * @return the jar
     */
    static Path build(Path folder) throws IOException, InterruptedException {
        Path project = folder.resolve("vendor-policy");
        copy(source(), Files.createDirectories(project));
        Path repository = repository(folder.resolve("repository"));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("maven.home"), "bin/mvn").toString(), "-B", "-ntp",
                "-Dmaven.repo.local=" + repository, "package"));
        if (System.getProperty("maven.offline").endsWith("true")) {
            command.add(1, "-o");
        }
        // Maven runs with whatever Java it was started with; the vendor's compiler has to be of 25.
        command.addAll(0, List.of("env", "JAVA_HOME=" + System.getProperty("java.home")));
        Result result;
        try {
            result = Distribution.packaged().execute(command, project);
        } finally {
            giveBack(repository);
            giveBack(repository.resolve("io"));
        }
        assertThat(result.exit()).as("%s%n%s%n%s", command, result.out(), result.err()).isZero();
        assertThat(result.out()).contains("Tests run:");
        System.out.println(result.out().lines().filter(line -> line.contains("Tests run:")).reduce("", (one, next) -> next));
        return project.resolve("target/vendor-policy-1.0.0.jar");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !f.startsWith(from.resolve("target"))).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Path repository(Path to) throws IOException {
        Path users = Path.of(System.getProperty("maven.repository"));
        Files.createDirectories(to.resolve(GROUP));
        borrow(users, to, "io");
        borrow(users.resolve("io"), to.resolve("io"), "fenceline");
        String version = version();
        publish(to, "fenceline", version, Distribution.repository().resolve("pom.xml"), null);
        for (String module : PUBLISHED) {
            Path folder = Distribution.repository().resolve(module);
            String artifact = "fenceline-" + module;
            publish(to, artifact, version, folder.resolve("pom.xml"), folder.resolve("target/" + artifact + "-" + version + ".jar"));
        }
        return to;
    }

    /** Links to all but one. */
    private static void borrow(Path from, Path to, String not) throws IOException {
        try (Stream<Path> all = Files.list(from)) {
            for (Path one : all.filter(Files::isDirectory).filter(f -> !f.getFileName().toString().equals(not)).toList()) {
                Files.createSymbolicLink(to.resolve(one.getFileName().toString()), one.toRealPath());
            }
        }
    }

    /** The links, and nothing behind them. */
    private static void giveBack(Path repository) throws IOException {
        try (Stream<Path> all = Files.list(repository)) {
            for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private static void publish(Path repository, String artifact, String version, Path pom, Path jar) throws IOException {
        Path folder = Files.createDirectories(repository.resolve(GROUP).resolve(artifact).resolve(version));
        Files.copy(pom, folder.resolve(artifact + "-" + version + ".pom"));
        if (jar != null) {
            Files.copy(jar, folder.resolve(artifact + "-" + version + ".jar"));
        }
    }

    static String version() throws IOException {
        return first(Files.readString(Distribution.repository().resolve("pom.xml")),
                "<artifactId>fenceline</artifactId>\\s*<version>([^<]+)<");
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    /** Versions that both projects name: what this build has brought to the user's repository is what the vendor's needs. */
    static void hasOurVersions() throws IOException {
        String ours = Files.readString(Distribution.repository().resolve("pom.xml"));
        String theirs = Files.readString(source().resolve("pom.xml"));
        assertThat(first(theirs, "<fenceline.version>([^<]+)<")).isEqualTo(version());
        for (String property : List.of("osgi-component", "junit")) {
            String pattern = "<" + property + "\\.version>([^<]+)<";
            assertThat(first(theirs, pattern)).as(property).isEqualTo(first(ours, pattern));
        }
        for (List<String> plugin : List.of(List.of("maven-compiler-plugin", "compiler-plugin"),
                List.of("maven-surefire-plugin", "surefire"),
                List.of("bnd-maven-plugin", "bnd"))) {
            assertThat(first(theirs, plugin.getFirst() + "</artifactId>\\s*<version>([^<]+)<")).as(plugin.getFirst())
                    .isEqualTo(first(ours, "<" + plugin.getLast() + "\\.version>([^<]+)<"));
        }
        String resources = "maven-resources-plugin</artifactId>\\s*<version>([^<]+)<";
        assertThat(first(theirs, resources)).isEqualTo(first(ours, resources));
    }
}
