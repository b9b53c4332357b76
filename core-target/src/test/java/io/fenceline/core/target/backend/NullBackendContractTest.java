package io.fenceline.core.target.backend;

import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.tck.backend.BackendContract;
import io.fenceline.tck.backend.BackendFixture;
import java.util.List;
import java.util.Map;

/** The contract of back ends, kept by the null back end as far as it keeps anything. */
final class NullBackendContractTest extends BackendContract {
    @Override
    public BackendFixture fixture() {
        return new BackendFixture() {
            @Override
            public BackendProvider provider() {
                return new NullBackendProvider();
            }

            @Override
            public Map<String, ?> options(long sizeBytes) {
                return Map.of("size", sizeBytes);
            }

            @Override
            public boolean keepsData() {
                return false;
            }

            @Override
            public List<WrongOptions> wrongOptions() {
                return List.of(new WrongOptions(Map.of("size", 4097), "size"));
            }

            @Override
            public void close() {
                // Nothing outlives the back end.
            }
        };
    }
}
