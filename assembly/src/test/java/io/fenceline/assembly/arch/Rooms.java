package io.fenceline.assembly.arch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the rooms are: the folders of the reactor, seen from the folder in which Maven runs the tests. */
final class Rooms {
    /** Rooms that are looked at; the bench is built after this test, and nothing may depend on it. */
    static final List<String> NAMES = List.of("api", "spi-transport", "spi-backend", "spi-policy", "core-conductor", "core-target",
            "core-host",
            "transport-tcp", "backend-file",
            "testkit", "tck", "assembly");

    private Rooms() {
    }

    /** The root of the repository. */
    static Path root() {
        return Path.of("..").toAbsolutePath().normalize();
    }

    static List<Path> classFolders() {
        return NAMES.stream().map(n -> root().resolve(n).resolve("target/classes")).toList();
    }

    /** All files below the rooms' sources, and of the bench. */
    static List<Path> sources(String ending) {
        return Stream.concat(NAMES.stream(), Stream.of("bench")).map(n -> root().resolve(n).resolve("src")).filter(Files::isDirectory)
                .flatMap(Rooms::walk).filter(p -> p.toString().endsWith(ending)).sorted().toList();
    }

    private static Stream<Path> walk(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
