package io.fenceline.assembly.nbd;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of others. */
final class Tool {
    private static final int SECONDS = 60;

    private Tool() {
    }

    /** What a program has said, and how it ended. */
    record Result(int status, String output) {
    }

    /** Skips the test when one of them is not there, and says so. */
    static void need(String... programs) {
        for (String program : programs) {
            boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, program))
                    .anyMatch(Files::isExecutable);
            if (!there) {
                String why = "SKIPPED: " + program + " is not installed";
                System.out.println(why);
                Assumptions.abort(why);
            }
        }
    }

    /** Runs one to its end; it has a minute. */
    static Result run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(command + " does not end within " + SECONDS + " s: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Runs one that must end well. */
    static String ok(Path folder, String... command) throws IOException, InterruptedException {
        Result result = run(folder, List.of(command));
        if (result.status() != 0) {
            throw new AssertionError(List.of(command) + " ended with status " + result.status() + ": " + result.output());
        }
        return result.output();
    }
}
