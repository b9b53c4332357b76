package io.fenceline.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.backend.BackendRequest.Op;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed while it writes: whatever it has acknowledged is in the file. */
final class KillTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 256;
    private static final int ACKNOWLEDGED = 400;

    @TempDir
    private Path folder = Path.of("");

    /** What the child runs: writes blocks over and over, each with a higher number, and says which are durable. */
    static final class Child {
        private Child() {
        }

        /**
         * Writes until it is killed.
         *
         * @param args the file
         */
        public static void main(String[] args) {
            PrintStream out = System.out;
            Backend backend = open(Path.of(args[0]));
            for (int number = 1;; number += 8) {
                List<Request> batch = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Request request = new Request(Op.WRITE, (long) ((number + i) % BLOCKS) * BLOCK,
                            BLOCK).durable();
                    ByteBuffer buffer = request.byteBuffer();
                    while (buffer.hasRemaining()) {
                        buffer.putInt(number + i);
                    }
                    batch.add(request.submit(backend));
                }
                for (int i = 0; i < 8; i++) {
                    if (batch.get(i).await() == 0) {
                        out.println(number + i);
                    }
                }
                out.flush();
            }
        }
    }

    private static Backend open(Path path) {
        FileBackendProvider provider = new FileBackendProvider();
        BackendContext context = new BackendContext("test", new UUID(1, 2), BLOCK, System::nanoTime, (task, ns) -> task.run());
        return provider.open(context, Options.of(provider.options(), Map.of("path", path, "size", BLOCKS * BLOCK)));
    }

    private static String classPath() throws URISyntaxException {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> one : List.of(KillTest.class, FileBackendProvider.class, BackendProvider.class, Options.class, NullMarked.class)) {
            places.add(Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
        }
        return String.join(File.pathSeparator, places);
    }

    @Test
    void everyAcknowledgedWriteIsInTheFileAfterAKill() throws Exception {
        Path path = folder.resolve("ns");
        Map<Integer, Integer> newest = new HashMap<>();
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp", classPath(), Child.class.getName(), path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < ACKNOWLEDGED; i++) {
                note(newest, lines.readLine());
            }
            child.destroyForcibly();
            String line;
            while ((line = lines.readLine()) != null) {
                note(newest, line);
            }
        } catch (IOException e) {
            // The pipe of a process that was killed may end like this; what was read counts.
            assertThat(newest).isNotEmpty();
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(child.exitValue()).as("it was killed").isNotZero();
        byte[] file = Files.readAllBytes(path);
        newest.forEach((block, number) -> {
            ByteBuffer buffer = ByteBuffer.wrap(file, block * BLOCK, BLOCK);
            int found = buffer.getInt();
            assertThat(found).as("block %d", block).isGreaterThanOrEqualTo(number);
            assertThat(found % BLOCKS).isEqualTo(block);
        });
        try (Backend backend = open(path)) {
            assertThat(backend.sizeBytes()).as("the lock is gone, the file opens again").isEqualTo((long) BLOCKS * BLOCK);
        }
    }

    private static void note(Map<Integer, Integer> newest, @Nullable String line) {
        // The last line may have been cut off by the kill: digits that are missing make it smaller, and then it proves less.
        if (line != null && !line.isEmpty()) {
            int number = Integer.parseInt(line);
            newest.merge(number % BLOCKS, number, Math::max);
        }
    }
}
