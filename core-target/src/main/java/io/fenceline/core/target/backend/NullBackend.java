package io.fenceline.core.target.backend;

import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.wire.Status;

/** Forgets what is written and reads as zeroes. */
final class NullBackend implements Backend {
    private static final BackendCapabilities CAPABILITIES = new BackendCapabilities(false, true, true, true, 1);

    private volatile long size;

    NullBackend(long size) {
        this.size = size;
    }

    @Override
    public BackendCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public void resize(long bytes) {
        size = bytes;
    }

    @Override
    public void submit(BackendRequest request) {
        if (request.length() > size || request.offset() > size - request.length()) {
            request.complete(Status.LBA_OUT_OF_RANGE | Status.DNR);
            return;
        }
        if (request.op() == BackendRequest.Op.READ) {
            Zeroes.fill(request.memory(), 0, request.length());
        }
        request.complete(Status.SUCCESS);
    }

    @Override
    public void cancel(BackendRequest request, int generation) {
        // Completed inside submit: there is nothing to cancel.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
