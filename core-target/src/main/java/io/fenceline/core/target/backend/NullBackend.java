package io.fenceline.core.target.backend;

import io.fenceline.api.NvmeException;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.wire.Status;

/** Forgets what is written and reads as zeroes. */
final class NullBackend implements Backend {
    /** Requests are completed before submit returns. */
    static final long DRAIN_MS = 1;
    private static final BackendCapabilities CAPABILITIES = new BackendCapabilities(false, true, true, true, DRAIN_MS);

    private final int blockSize;
    private volatile long size;

    NullBackend(int blockSize, long size) {
        this.blockSize = blockSize;
        checkSize(size);
        this.size = size;
    }

    private void checkSize(long bytes) {
        if (bytes < blockSize || bytes % blockSize != 0) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    "size: " + bytes + " is not valid; a multiple of the block size " + blockSize + " is wanted");
        }
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
        checkSize(bytes);
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
