package io.fenceline.tck.backend;

import io.fenceline.spi.backend.BackendProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a back end brings to its contract. A hook that says no makes the tests that need it skip, with a line that says so.
 */
public interface BackendFixture extends AutoCloseable {
    /**
     * Options that are wrong.
     *
     * @param options as given
     * @param key the option that the message must name
     */
    record WrongOptions(Map<String, ?> options, String key) {
    }

    /**
     * The provider under test.
     *
     * @return a provider
     */
    BackendProvider provider();

    /**
     * Options of a back end of some size; the same options again are the same medium, if it outlives its back end.
     *
     * @param sizeBytes a multiple of 1 MiB
     * @return values by key
     */
    Map<String, ?> options(long sizeBytes);

    /**
     * The block size to test with.
     *
     * @return bytes
     */
    default int blockSize() {
        return 512;
    }

    /**
     * Whether what is written can be read; not so for a back end that only measures.
     *
     * @return true as a rule
     */
    default boolean keepsData() {
        return true;
    }

    /**
     * Whether the data is there again when the back end is closed and opened with the same options.
     *
     * @return true when it is
     */
    default boolean outlivesClose() {
        return false;
    }

    /**
     * Whether the size can be changed.
     *
     * @return true when it can
     */
    default boolean canResize() {
        return true;
    }

    /**
     * Options that {@link BackendProvider#open} must refuse though {@link io.fenceline.api.Options} lets them pass.
     *
     * @return may be empty
     */
    default List<WrongOptions> wrongOptions() {
        return List.of();
    }

    /**
     * The greatest time in which any request must be completed.
     *
     * @return a generous limit
     */
    default Duration limit() {
        return Duration.ofSeconds(20);
    }

    /** Undoes what the fixture did; the back ends are closed by then. */
    @Override
    void close();
}
