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
import java.util.Objects;
import java.util.spi.ToolProvider;

/** Compiles a changed source of the host, and loads the host with it beside the one that is there already. */
final class MutatedHosts {
    private static final String OURS = "io.fenceline.core.host.";
    private static final Path SOURCES = Path.of("src", "main", "java");

    private MutatedHosts() {
    }

    /** A host with the mutation in it. */
    static Makers.HostMaker of(Mutation mutation, Path scratch) {
        try {
            Path root = Files.isDirectory(SOURCES) ? SOURCES : Path.of("core-host").resolve(SOURCES);
            Path source = scratch.resolve("source").resolve(mutation.source());
            Path classes = scratch.resolve("classes");
            Files.createDirectories(Objects.requireNonNull(source.getParent()));
            Files.createDirectories(classes);
            Path original = root.resolve(mutation.source());
            if (!Files.exists(original)) {
                throw new AssertionError("mutation '" + mutation.name() + "': there is no " + original + " any more");
            }
            Files.writeString(source, mutation.apply(Files.readString(original)));
            compile(mutation, source, classes);
            return (Makers.HostMaker) new Loader(classes).loadClass(RealHosts.class.getName()).getDeclaredConstructor().newInstance();
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
        for (String more : new String[]{System.getProperty("jdk.module.path", ""), "target/classes", "core-host/target/classes"}) {
            all.append(File.pathSeparatorChar).append(more);
        }
        return all.toString();
    }

    /** Loads what was compiled, and else a copy of every class of the host; the rest is shared. */
    private static final class Loader extends ClassLoader {
        private final Path classes;

        Loader(Path classes) {
            super(MutatedHosts.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OURS)) {
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
