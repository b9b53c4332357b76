package io.fenceline.core.host.sim;

import io.fenceline.testkit.sim.Makers;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;

/** Compiles a changed source of the host or the target, and loads both with it beside those that are there already. */
public final class MutatedCode {
    private static final List<String> OURS = List.of("io.fenceline.core.host.", "io.fenceline.core.target.");
    private static final Path SOURCES = Path.of("src", "main", "java");

    private MutatedCode() {
    }

    /** Host and target with the mutation in them. */
    public static Makers of(Mutation mutation, Path scratch) {
        try {
            String module = mutation.source().startsWith("io/fenceline/core/target/") ? "core-target" : "core-host";
            Path root = (Files.isDirectory(Path.of(module)) ? Path.of(module) : Path.of("..", module)).resolve(SOURCES);
            Path at = scratch.resolve(mutation.name().replaceAll("\\W+", "-"));
            Path source = at.resolve("source").resolve(mutation.source());
            Path classes = at.resolve("classes");
            Files.createDirectories(Objects.requireNonNull(source.getParent()));
            Files.createDirectories(classes);
            Path original = root.resolve(mutation.source());
            if (!Files.exists(original)) {
                throw new AssertionError("mutation '" + mutation.name() + "': there is no " + original + " any more");
            }
            Files.writeString(source, mutation.apply(Files.readString(original)));
            compile(mutation, source, classes);
            Loader loader = new Loader(classes);
            return new Makers((Makers.HostMaker) loader.loadClass(RealHosts.class.getName()).getDeclaredConstructor().newInstance(),
                    (Makers.TargetMaker) loader.loadClass(RealTargets.class.getName()).getDeclaredConstructor().newInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void compile(Mutation mutation, Path source, Path classes) {
        StringWriter out = new StringWriter();
        PrintWriter lines = new PrintWriter(out);
        int result = ToolProvider.findFirst("javac").orElseThrow().run(lines, lines, "-nowarn", "-proc:none", "-implicit:none", "-d",
                classes.toString(), "-cp", classPath(), source.toString());
        if (result != 0) {
            throw new AssertionError("mutation '" + mutation.name() + "' does not compile:\n" + out);
        }
    }

    /** Everything that this test runs with, whether as modules or not. */
    private static String classPath() {
        StringBuilder all = new StringBuilder(System.getProperty("java.class.path", ""));
        for (String more : new String[]{System.getProperty("jdk.module.path", ""), "target/classes", "core-host/target/classes",
                "../core-target/target/classes",
                "core-target/target/classes"}) {
            all.append(File.pathSeparatorChar).append(more);
        }
        return all.toString();
    }

    /** Loads what was compiled, and else a copy of every class of the host; the rest is shared. */
    private static final class Loader extends ClassLoader {
        private final Path classes;

        Loader(Path classes) {
            super(MutatedCode.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (OURS.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            Path mutated = classes.resolve(file);
            try (InputStream in = Files.exists(mutated) ? Files.newInputStream(mutated) : getParent().getResourceAsStream(file)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
