package io.fenceline.core.host.runtime;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.core.target.backend.MemoryBackendProvider;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.backend.BackendRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Memory behind which requests can be held back; they are done when they are released. */
final class HoldingBackend implements Backend {
    /** Opens them, and remembers them in order. */
    static final class Provider implements BackendProvider {
        final List<HoldingBackend> opened = new ArrayList<>();

        @Override
        public String type() {
            return "held";
        }

        @Override
        public OptionSchema options() {
            return new MemoryBackendProvider().options();
        }

        @Override
        public Backend open(BackendContext context, Options options) {
            HoldingBackend backend = new HoldingBackend(new MemoryBackendProvider().open(context, options));
            opened.add(backend);
            return backend;
        }
    }

    final List<BackendRequest> held = new ArrayList<>();
    /** Which requests are held back. */
    Predicate<BackendRequest> hold = request -> false;
    /** What requests of a kind are answered with instead of being done; 0: they are done. */
    int answer;
    private final Backend under;

    private HoldingBackend(Backend under) {
        this.under = under;
    }

    /** Does what is held. */
    void release() {
        List<BackendRequest> all = List.copyOf(held);
        held.clear();
        all.forEach(under::submit);
    }

    @Override
    public BackendCapabilities capabilities() {
        return under.capabilities();
    }

    @Override
    public long sizeBytes() {
        return under.sizeBytes();
    }

    @Override
    public void resize(long wanted) {
        under.resize(wanted);
    }

    @Override
    public void submit(BackendRequest request) {
        if (hold.test(request)) {
            held.add(request);
        } else if (answer != 0) {
            request.complete(answer);
        } else {
            under.submit(request);
        }
    }

    @Override
    public void cancel(BackendRequest request, int generation) {
        // A device that is stuck does not hear.
    }

    @Override
    public void close() {
        under.close();
    }
}
