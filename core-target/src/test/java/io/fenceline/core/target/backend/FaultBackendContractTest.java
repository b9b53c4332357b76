package io.fenceline.core.target.backend;

import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.tck.backend.BackendContract;
import io.fenceline.tck.backend.BackendFixture;
import java.util.List;
import java.util.Map;

/** The contract of back ends, kept by the fault injector when it delays half of everything. */
final class FaultBackendContractTest extends BackendContract {
    @Override
    public BackendFixture fixture() {
        return new BackendFixture() {
            @Override
            public BackendProvider provider() {
                return new FaultBackendProvider();
            }

            @Override
            public Map<String, ?> options(long sizeBytes) {
                return Map.of("under", "memory", "underOptions", "size=" + sizeBytes, "rules", "any delay=1ms chance=50%", "seed", 42);
            }

            @Override
            public List<WrongOptions> wrongOptions() {
                return List.of(new WrongOptions(Map.of("under", "tape"), "under"), new WrongOptions(Map.of("under", "fault"), "under"),
                        new WrongOptions(Map.of("underOptions", "size"), "underOptions"),
                        new WrongOptions(Map.of("underOptions", "size=1"), "underOptions"),
                        new WrongOptions(Map.of("rules", "write explode"), "rules"));
            }

            @Override
            public void close() {
                // Nothing outlives the back end.
            }
        };
    }
}
