package io.fenceline.assembly.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The distribution that this build has packaged, run as a user runs it. */
final class Distribution {
    /** How long anything may take on a machine that does other work, too. */
    static final long LIMIT_S = 120;

    private final Path home;

    /** What a process said, and how it ended. */
    record Result(int exit, String out, String err) {
    }

    private Distribution(Path home) {
        this.home = home;
    }

    static Distribution packaged() {
        return new Distribution(Path.of(System.getProperty("distribution")));
    }

    /** A copy elsewhere. */
    static Distribution copied(Path to) throws IOException {
        Path from = packaged().home;
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !f.startsWith(from.resolve("cache"))).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new Distribution(to);
    }

    Path home() {
        return home;
    }

    static Path repository() {
        return Path.of("..").toAbsolutePath().normalize();
    }

    /** The Java that runs this test: the same that the build compiles with. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA25_HOME", System.getProperty("java.home"));
        return builder;
    }

    private List<String> fenceline(String... args) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/fenceline").toString()));
        command.addAll(List.of(args));
        return command;
    }

    /** Runs a command line of ours to its end. */
    Result run(String... args) throws IOException, InterruptedException {
        return finish(builder(fenceline(args)));
    }

    /** Runs any program to its end. */
    Result execute(List<String> command, Path folder) throws IOException, InterruptedException {
        return finish(builder(command).directory(folder.toFile()));
    }

    private static Result finish(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", null);
        Path err = Files.createTempFile("err", null);
        Process process = builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).redirectOutput(out.toFile())
                .redirectError(err.toFile()).start();
        try {
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).as("ends: %s", builder.command()).isTrue();
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Starts a command line of ours, and lets it run. */
    Running start(String... args) throws IOException {
        return new Running(builder(fenceline(args)).redirectErrorStream(true).start());
    }

    /** Starts any program in a folder, and lets it run. */
    Running start(List<String> command, Path folder) throws IOException {
        return new Running(builder(command).directory(folder.toFile()).redirectErrorStream(true).start());
    }

    /** A process that runs, and the lines that it says. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final List<String> all = new ArrayList<>();

        Running(Process process) {
            this.process = process;
            Thread.ofVirtual().start(() -> {
                try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                    reader.lines().forEach(lines::add);
                } catch (IOException e) {
                    lines.add("reading ended: " + e);
                }
            });
        }

        /** Waits for a line. */
        String line(String what, Predicate<String> wanted) throws InterruptedException {
            while (true) {
                String line = lines.poll(LIMIT_S, TimeUnit.SECONDS);
                assertThat(line).as("a line with %s after %s", what, all).isNotNull();
                all.add(line);
                if (wanted.test(line)) {
                    return line;
                }
            }
        }

        /** Waits for an event of {@code --json}. */
        String event(String event) throws InterruptedException {
            return line(event, line -> line.startsWith("{\"event\":\"" + event + "\""));
        }

        /**
         * Asks it to end, as a service manager does, and waits until it has. Not by SIGINT: whoever runs the tests in the background has
         * it ignored, and a process inherits that.
         */
        int terminate() throws InterruptedException {
            process.toHandle().destroy(); // Process.destroy would close what it still says
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
