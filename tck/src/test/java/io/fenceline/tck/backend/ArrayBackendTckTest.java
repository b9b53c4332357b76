package io.fenceline.tck.backend;

import io.fenceline.spi.backend.BackendProvider;
import java.util.List;
import java.util.Map;

/** A back end made of the SPI's own blocking base class keeps the contract. */
class ArrayBackendTckTest extends BackendContract {
    static class Fixture implements BackendFixture {
        @Override
        public BackendProvider provider() {
            return new ArrayBackend.Provider();
        }

        @Override
        public Map<String, ?> options(long sizeBytes) {
            return Map.of("size", sizeBytes);
        }

        @Override
        public List<WrongOptions> wrongOptions() {
            return List.of(new WrongOptions(Map.of("size", 4097), "size"), new WrongOptions(Map.of("size", "huge"), "size"));
        }

        @Override
        public void close() {
        }
    }

    @Override
    public BackendFixture fixture() {
        return new Fixture();
    }
}
