package io.fenceline.core.target.engine.io;

import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendRequest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A request made by a test, straight to a back end. */
final class TestRequest implements BackendRequest {
    private final Op op;
    private final long offset;
    private final long length;
    private final MemorySegment memory;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    /**
     * Makes one.
     *
     * @param op what to do
     * @param offset where
     * @param length how much
     */
    TestRequest(Op op, long offset, long length) {
        this.op = op;
        this.offset = offset;
        this.length = length;
        memory = Arena.ofAuto().allocate(op == Op.READ || op == Op.WRITE ? Math.max(1, length) : 1, 4096);
    }

    /** Reads past everything. */
    static byte[] read(Backend backend, long offset, int length) {
        TestRequest request = new TestRequest(Op.READ, offset, length);
        backend.submit(request);
        if (request.status() != 0) {
            throw new AssertionError("status " + Integer.toHexString(request.status()));
        }
        return request.memory.toArray(ValueLayout.JAVA_BYTE);
    }

    int status() {
        return ended.join();
    }

    @Override
    public Op op() {
        return op;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean forceUnitAccess() {
        return false;
    }

    @Override
    public boolean mayDeallocate() {
        return false;
    }

    @Override
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public ByteBuffer byteBuffer() {
        return memory.asByteBuffer();
    }

    @Override
    public int generation() {
        return 0;
    }

    @Override
    public void complete(int status) {
        if (!ended.complete(status)) {
            throw new IllegalStateException("completed twice");
        }
    }
}
