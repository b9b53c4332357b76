package io.fenceline.backend.file;

import io.fenceline.api.NvmeException;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.wire.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.locks.StampedLock;

/**
 * A namespace in a file. Requests run on {@link Workers}; a request that has begun ends, one that waits can be cancelled.
 * Data that was written is in the system's page cache and survives the end of the process, however sudden; it survives a
 * power failure after the next flush, or if it was written with FUA: so a volatile write cache is reported, unless every
 * write is made durable.
 */
final class FileBackend implements Backend, Workers.Worker {
    /** Zeroes are written in pieces of this many bytes where the file system cannot make them. */
    private static final int ZEROES_BYTES = 1 << 20;
    /** Completed by the group commit. */
    private static final int LATER = -1;

    private final Medium medium;
    private final String path;
    private final int blockSize;
    private final boolean writeThrough;
    private final Workers workers;
    private final BackendCapabilities capabilities;
    private final GroupCommit commit;
    private final StampedLock resizing = new StampedLock();
    private volatile long size;

    FileBackend(Medium medium, String path, int blockSize, boolean writeThrough, Workers workers) throws IOException {
        this.medium = medium;
        this.path = path;
        this.blockSize = blockSize;
        this.writeThrough = writeThrough;
        this.workers = workers;
        capabilities = new BackendCapabilities(!writeThrough, medium.punches(), medium.punches(), false, 0);
        commit = new GroupCommit(medium);
        size = medium.size();
    }

    @Override
    public BackendCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public void resize(long bytes) {
        if (bytes < blockSize || bytes % blockSize != 0) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    "size: " + bytes + " of " + path + " is not valid; a multiple of the block size " + blockSize + " is wanted");
        }
        // No request runs meanwhile: one that is beyond a smaller size would make the file longer again.
        long stamp = resizing.writeLock();
        try {
            medium.resize(bytes);
            medium.force();
            size = bytes;
        } catch (IOException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "size: " + path + " cannot be made " + bytes + " bytes long: "
                    + e.getMessage(), e);
        } finally {
            resizing.unlockWrite(stamp);
        }
    }

    @Override
    public void submit(BackendRequest request) {
        workers.submit(this, request);
    }

    @Override
    public void cancel(BackendRequest request, int generation) {
        if (workers.withdraw(request, generation)) {
            request.complete(Status.ABORT_REQUESTED);
        }
    }

    @Override
    public void perform(BackendRequest request) {
        int status = status(request);
        if (status == LATER) {
            commit.commit(request);
        } else {
            request.complete(status);
        }
    }

    private int status(BackendRequest request) {
        long stamp = resizing.readLock();
        try {
            return run(request);
        } finally {
            resizing.unlockRead(stamp);
        }
    }

    private int run(BackendRequest request) {
        long offset = request.offset();
        long length = request.length();
        long now = size;
        if (length > now || offset > now - length) {
            return Status.LBA_OUT_OF_RANGE | Status.DNR;
        }
        try {
            return switch (request.op()) {
                case READ -> {
                    medium.read(request.byteBuffer(), offset);
                    yield Status.SUCCESS;
                }
                case WRITE -> {
                    medium.write(request.byteBuffer(), offset);
                    yield durable(request);
                }
                case FLUSH -> writeThrough ? Status.SUCCESS : LATER;
                case WRITE_ZEROES -> {
                    writeZeroes(offset, length, request.mayDeallocate());
                    yield durable(request);
                }
                case DEALLOCATE -> {
                    if (medium.punches()) {
                        medium.punch(offset, length);
                    }
                    yield Status.SUCCESS;
                }
            };
        } catch (IOException e) {
            return request.op() == BackendRequest.Op.READ ? Status.UNRECOVERED_READ_ERROR : writeError(e, length);
        } catch (RuntimeException e) {
            return Status.INTERNAL_ERROR;
        }
    }

    private int durable(BackendRequest request) {
        return writeThrough || request.forceUnitAccess() ? LATER : Status.SUCCESS;
    }

    private void writeZeroes(long offset, long length, boolean mayDeallocate) throws IOException {
        if (mayDeallocate && medium.punches()) {
            medium.punch(offset, length);
        } else if (!medium.zero(offset, length)) {
            ByteBuffer zeroes = ByteBuffer.allocateDirect((int) Math.min(length, ZEROES_BYTES));
            for (long done = 0; done < length;) {
                int piece = (int) Math.min(ZEROES_BYTES, length - done);
                medium.write(zeroes.clear().limit(piece), offset + done);
                done += piece;
            }
        }
    }

    /** Java gives no error number: a full disk is known by its message, or by what the file system says of its space. */
    private int writeError(IOException e, long length) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota") || message.contains("file too large")
                || message.contains("error 28") || message.contains("error 122") || full(length)) {
            return Status.CAPACITY_EXCEEDED | Status.DNR;
        }
        return Status.WRITE_FAULT;
    }

    private boolean full(long length) {
        try {
            return medium.usable() < length;
        } catch (IOException e) {
            // Then the disk has other troubles than being full.
            return false;
        }
    }

    long forces() {
        return commit.forces();
    }

    @Override
    public void close() {
        workers.leave();
        try {
            medium.close();
        } catch (IOException e) {
            throw new NvmeException(NvmeException.Category.FAIL, path + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
