package io.fenceline.proof;

import io.fenceline.testkit.story.FenceTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs TLC in a JVM of its own: it keeps static state, and ends its JVM. One worker and fixed seeds, so that numbers of states are the
 * same in every run.
 */
final class Tlc {
    /** Longer than any run of the long tests; a TLC that is stuck is ended. */
    private static final long MOST_MINUTES = 60;
    private static final Pattern STATES = Pattern.compile("(?m)^([0-9]+) states generated, ([0-9]+) distinct states found, ([0-9]+) ");
    private static final Pattern DEPTH = Pattern.compile("depth of the complete state graph search is ([0-9]+)");
    private static final Pattern VIOLATED = Pattern
            .compile("(?:Invariant|Action property) (\\S+) (?:of module \\S+ )?is violated|(Temporal properties) were violated");
    private static final Pattern ACTION = Pattern.compile("(?m)^State [0-9]+: <(\\w+) line");

    /**
     * What TLC found.
     *
     * @param violated the invariant that does not hold, {@code Temporal properties}, or empty
     * @param states states generated
     * @param distinct distinct ones
     * @param depth of the search
     * @param ms how long it took, the JVM's start included
     * @param actions the steps of the counterexample
     * @param output all it said
     */
    record Result(String violated, long states, long distinct, int depth, long ms, List<String> actions, String output) {
        boolean holds() {
            return violated.isEmpty();
        }
    }

    private Tlc() {
    }

    /**
     * Checks a model.
     *
     * @param model which
     * @return what was found
     * @throws IllegalStateException when TLC did not finish its work
     */
    static Result check(Model model) {
        return check("Recovery", model.name(), model.configuration());
    }

    static Result check(String module, String name, String configuration) {
        try {
            Path folder = Path.of("target", "tlc", name).toAbsolutePath();
            clear(folder);
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("Fence.tla"), FenceTable.source());
            Files.copy(Path.of("src", "main", "tla", module + ".tla"), folder.resolve(module + ".tla"));
            Files.writeString(folder.resolve(module + ".cfg"), configuration);
            return run(folder, module);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while TLC checked " + name, e);
        }
    }

    private static Result run(Path folder, String module) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                "-XX:+UseSerialGC", "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + Path.of("target", "tlc.jsa").toAbsolutePath(),
                "-cp", jar().toString(), "tlc2.TLC", "-deadlock", "-workers", "1", "-fp", "1", "-seed", "1", "-metadir",
                folder.resolve("states").toString(), "-nowarning", module + ".tla"));
        long begin = System.nanoTime();
        Process tlc = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile())
                .start();
        try {
            if (!tlc.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException("TLC took more than " + MOST_MINUTES + " minutes: " + output);
            }
        } finally {
            tlc.destroyForcibly();
        }
        long ms = (System.nanoTime() - begin) / 1_000_000;
        String text = Files.readString(output);
        clear(folder.resolve("states"));
        return result(text, ms, output);
    }

    private static Result result(String text, long ms, Path output) {
        Matcher states = STATES.matcher(text);
        Matcher depth = DEPTH.matcher(text);
        Matcher violated = VIOLATED.matcher(text);
        boolean broken = violated.find();
        boolean complete = text.contains("Model checking completed. No error has been found.");
        if (broken == complete || !states.find()) {
            throw new IllegalStateException("TLC came to no result, see " + output + ":\n" + text);
        }
        List<String> actions = new ArrayList<>();
        Matcher action = ACTION.matcher(text);
        while (action.find()) {
            actions.add(action.group(1));
        }
        String what = !broken ? "" : violated.group(1) != null ? violated.group(1) : violated.group(2);
        return new Result(what, Long.parseLong(states.group(1)), Long.parseLong(states.group(2)),
                depth.find() ? Integer.parseInt(depth.group(1)) : 0, ms, List.copyOf(actions), text);
    }

    private static Path jar() {
        try {
            return Path.of(Class.forName("tlc2.TLC", false, Tlc.class.getClassLoader()).getProtectionDomain().getCodeSource().getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException("TLC is not on the class path of the tests", e);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
