package io.fenceline.core.target.backend;

import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.tck.backend.BackendContract;
import io.fenceline.tck.backend.BackendFixture;
import java.util.List;
import java.util.Map;

/** The contract of back ends, kept by the memory back end. */
final class MemoryBackendContractTest extends BackendContract {
    @Override
    public BackendFixture fixture() {
        return new BackendFixture() {
            @Override
            public BackendProvider provider() {
                return new MemoryBackendProvider();
            }

            @Override
            public Map<String, ?> options(long sizeBytes) {
                return Map.of("size", sizeBytes);
            }

            @Override
            public List<WrongOptions> wrongOptions() {
                return List.of(new WrongOptions(Map.of("size", 4097), "size"), new WrongOptions(Map.of("page", 5000), "page"));
            }

            @Override
            public void close() {
                // Nothing outlives the back end.
            }
        };
    }
}
