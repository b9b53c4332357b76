package io.fenceline.core.host.sim.hazard;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.backend.BackendRequest;
import java.util.ArrayList;
import java.util.List;

/** A disk that counts what changes it, and can be held: nothing is done to it then, and nothing is given back. */
final class HeldDisk implements BackendProvider, Backend {
    static final String TYPE = "held";
    private static final long SIZE = 1 << 20;

    boolean holds;
    int changes;
    private final List<BackendRequest> held = new ArrayList<>();

    /** Does what is held, and holds no more. */
    void release() {
        holds = false;
        List<BackendRequest> all = List.copyOf(held);
        held.clear();
        all.forEach(this::submit);
    }

    int held() {
        return held.size();
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public OptionSchema options() {
        return new OptionSchema(List.of());
    }

    @Override
    public Backend open(BackendContext context, Options options) {
        return this;
    }

    @Override
    public BackendCapabilities capabilities() {
        return new BackendCapabilities(true, true, true, false, 1);
    }

    @Override
    public long sizeBytes() {
        return SIZE;
    }

    @Override
    public void resize(long bytes) {
        throw new UnsupportedOperationException("its size is " + SIZE);
    }

    @Override
    public void submit(BackendRequest request) {
        boolean change = request.op() == BackendRequest.Op.WRITE || request.op() == BackendRequest.Op.WRITE_ZEROES;
        if (holds && change) {
            held.add(request);
            return;
        }
        changes += change ? 1 : 0;
        request.complete(0);
    }

    @Override
    public void cancel(BackendRequest request, int generation) {
        // What is held does not hear.
    }

    @Override
    public void close() {
        // It goes with its test.
    }
}
