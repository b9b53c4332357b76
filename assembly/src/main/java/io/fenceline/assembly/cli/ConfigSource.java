package io.fenceline.assembly.cli;

import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.config.Loaded;
import io.fenceline.assembly.config.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a configuration comes from: options that commands share. */
final class ConfigSource {
    @Parameters(paramLabel = "CONFIG", arity = "0..1", description = "A fenceline.yaml.")
    private @Nullable Path yaml;

    @Option(names = "--nvmetcli", paramLabel = "FILE", description = "A file that nvmetcli has saved, such as /etc/nvmet/config.json.")
    private @Nullable Path nvmetcli;

    /** Whether neither is given. */
    boolean isEmpty() {
        return yaml == null && nvmetcli == null;
    }

    /** Whether both are given. */
    boolean isAmbiguous() {
        return yaml != null && nvmetcli != null;
    }

    /** The file, if one is given. */
    @Nullable
    Path file() {
        return nvmetcli != null ? nvmetcli : yaml;
    }

    /** Reads and checks; the embedded default when nothing is given. */
    Loaded load(ConfigLoader loader) {
        if (nvmetcli != null) {
            return loader.nvmetcli(nvmetcli);
        }
        return yaml != null ? loader.yaml(yaml) : loader.yaml("the default", embedded("default.yaml"));
    }

    /** A text that comes with the program. */
    static String embedded(String name) {
        try (InputStream in = Objects.requireNonNull(ConfigSource.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Says what is wrong, and what is worth knowing. */
    static void report(Shell shell, Loaded loaded) {
        for (Problem problem : loaded.problems()) {
            boolean error = problem.severity() == Problem.Severity.ERROR;
            shell.err().println(error ? shell.bad(problem.line(loaded.file())) : shell.faint(problem.line(loaded.file())));
        }
        shell.err().flush();
    }
}
