package io.fenceline.backend.file;

import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.tck.backend.BackendContract;
import io.fenceline.tck.backend.BackendFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The contract of back ends, kept by the file back end. */
final class FileBackendContractTest extends BackendContract {
    @TempDir
    private Path folder = Path.of("");

    @Override
    public BackendFixture fixture() {
        return new BackendFixture() {
            @Override
            public BackendProvider provider() {
                return new FileBackendProvider();
            }

            @Override
            public Map<String, ?> options(long sizeBytes) {
                return Map.of("path", folder.resolve("ns"), "size", sizeBytes);
            }

            @Override
            public boolean outlivesClose() {
                return true;
            }

            @Override
            public List<WrongOptions> wrongOptions() {
                return List.of(new WrongOptions(Map.of("size", "1MiB"), "path"),
                        new WrongOptions(Map.of("path", folder.resolve("other"), "size", 4097), "size"),
                        new WrongOptions(Map.of("path", folder.resolve("other")), "size"),
                        new WrongOptions(Map.of("path", folder.resolve("other"), "size", "1MiB", "create", false), "path"),
                        new WrongOptions(Map.of("path", folder, "size", "1MiB"), "path"));
            }

            @Override
            public void close() {
                // JUnit removes the folder.
            }
        };
    }
}
