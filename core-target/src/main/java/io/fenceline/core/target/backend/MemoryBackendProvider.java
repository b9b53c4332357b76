package io.fenceline.core.target.backend;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Namespaces in memory: type {@code memory}. */
@Component(service = BackendProvider.class, property = "fenceline.backend=memory")
public final class MemoryBackendProvider implements BackendProvider {
    /** Greatest size of a namespace in memory. */
    static final long MAX_SIZE = 16L << 40;

    private static final OptionSchema OPTIONS = new OptionSchema(List.of(
            OptionSchema.size("size", "1GiB", 4096, MAX_SIZE, "How large the namespace is; memory is taken only for what is written."),
            OptionSchema.size("limit", "0", 0, MAX_SIZE,
                    "How much memory the namespace may take; writes beyond it end with Capacity Exceeded. 0: as much as its size."),
            OptionSchema.size("page", "64KiB", 4096, 2 << 20, "The piece in which memory is taken and given back: a power of two.")));

    /** For the service loader and Declarative Services. */
    public MemoryBackendProvider() {
        // Nothing is opened before open.
    }

    @Override
    public String type() {
        return "memory";
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public long drainMs() {
        return MemoryBackend.DRAIN_MS;
    }

    @Override
    public Backend open(BackendContext context, Options options) {
        long limit = options.number("limit");
        return new MemoryBackend(context.name(), context.blockSize(), options.number("size"), options.integer("page"),
                limit == 0 ? MAX_SIZE : limit);
    }
}
