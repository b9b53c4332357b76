package io.fenceline.core.target.runtime;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A back end in the hands of a test: holds requests back, and forgets all data. */
final class HeldBackend implements Backend {
    /** Opens them, and remembers them by name. */
    static final class Provider implements BackendProvider {
        final Map<String, HeldBackend> opened = new LinkedHashMap<>();

        @Override
        public String type() {
            return "held";
        }

        @Override
        public OptionSchema options() {
            return new OptionSchema(
                    List.of(OptionSchema.size("size", "1MiB", 0, 1L << 40, "size"), OptionSchema.flag("fail", false, "fail")));
        }

        @Override
        public Backend open(BackendContext context, Options options) {
            if (options.flag("fail")) {
                throw new NvmeException(NvmeException.Category.FAIL, "fail: the test wants it");
            }
            HeldBackend backend = new HeldBackend(options.number("size"));
            opened.put(context.name(), backend);
            return backend;
        }

        HeldBackend of(int nsid, Nqn subsystem) {
            return Objects.requireNonNull(opened.get("namespace " + nsid + " of " + subsystem));
        }

        HeldBackend only() {
            return opened.values().iterator().next();
        }
    }

    final List<BackendRequest> held = new ArrayList<>();
    boolean hold;
    boolean cancellable = true;
    boolean closed;
    boolean lastWasDurable;
    private long bytes;

    private HeldBackend(long bytes) {
        this.bytes = bytes;
    }

    /** Completes what is held. */
    void release(int status) {
        List<BackendRequest> all = List.copyOf(held);
        held.clear();
        all.forEach(request -> request.complete(status));
    }

    @Override
    public BackendCapabilities capabilities() {
        return new BackendCapabilities(true, true, true, false, 0);
    }

    @Override
    public long sizeBytes() {
        return bytes;
    }

    @Override
    public void resize(long wanted) {
        bytes = wanted;
    }

    @Override
    public void submit(BackendRequest request) {
        lastWasDurable = request.forceUnitAccess();
        if (hold) {
            held.add(request);
        } else {
            request.complete(Status.SUCCESS);
        }
    }

    @Override
    public void cancel(BackendRequest request, int generation) {
        if (cancellable && request.generation() == generation && held.remove(request)) {
            request.complete(Status.ABORT_REQUESTED);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
