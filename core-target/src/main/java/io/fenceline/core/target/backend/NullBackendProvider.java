package io.fenceline.core.target.backend;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** A namespace that forgets what is written and reads as zeroes, to measure all but the back end: type {@code null}. */
@Component(service = BackendProvider.class, property = "fenceline.backend=null")
public final class NullBackendProvider implements BackendProvider {
    private static final OptionSchema OPTIONS = new OptionSchema(List.of(
            OptionSchema.size("size", "1TiB", 4096, 1L << 60, "How large the namespace says it is.")));

    /** For the service loader and Declarative Services. */
    public NullBackendProvider() {
        // Nothing is opened before open.
    }

    @Override
    public String type() {
        return "null";
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public long drainMs() {
        return NullBackend.DRAIN_MS;
    }

    @Override
    public Backend open(BackendContext context, Options options) {
        return new NullBackend(context.blockSize(), options.number("size"));
    }
}
