package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.assembly.osgi.FelixHost;
import io.fenceline.assembly.plugin.Plugins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option to take plug-ins from bundles. */
final class FelixOption {
    @Option(names = "--felix", description = "Run transports and back ends as OSGi bundles in an embedded Felix.")
    private boolean felix;

    @Option(names = "--bundles", paramLabel = "FOLDER", description = "With --felix: where the bundles are; default: bundles/ of the distribution.")
    private @Nullable Path bundles;

    private @Nullable Path cache;

    /** Starts Felix when it is wanted, which feeds the plug-ins. */
    void start(Plugins plugins) {
        if (!felix) {
            return;
        }
        Path folder = bundles != null ? bundles : Path.of(System.getProperty("fenceline.home", "."), "bundles");
        try {
            cache = Files.createTempDirectory("fenceline-felix");
        } catch (IOException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "no temporary folder for Felix: " + e.getMessage(), e);
        }
        FelixHost.start(folder, cache, plugins);
    }

    /** Removes what Felix unpacked; the process ends, and Felix with it. */
    void clean() {
        Path folder = cache;
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }
}
