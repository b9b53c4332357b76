package io.fenceline.backend.file;

import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendRequest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request made by a test. */
final class Request implements BackendRequest {
    private final Op op;
    private final long offset;
    private final long length;
    private final MemorySegment memory;
    private final ByteBuffer view;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    boolean durable;
    boolean mayDeallocate;

    Request(Op op, long offset, long length) {
        this.op = op;
        this.offset = offset;
        this.length = length;
        // One byte off any alignment: direct I/O must cope.
        memory = Arena.ofAuto().allocate(op == Op.READ || op == Op.WRITE ? length + 1 : 1, 4096);
        view = memory.asByteBuffer();
    }

    static Request write(long offset, int length, int fill) {
        Request request = new Request(Op.WRITE, offset, length);
        request.memory.fill((byte) fill);
        return request;
    }

    Request durable() {
        durable = true;
        return this;
    }

    Request submit(Backend backend) {
        backend.submit(this);
        return this;
    }

    /** Submits it and waits for its end. */
    int run(Backend backend) {
        return submit(backend).await();
    }

    int await() {
        try {
            return ended.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no end of " + op, e);
        }
    }

    boolean ended() {
        return ended.isDone();
    }

    static byte[] read(Backend backend, long offset, int length) {
        Request request = new Request(Op.READ, offset, length);
        int status = request.run(backend);
        if (status != 0) {
            throw new AssertionError("read: status " + Integer.toHexString(status));
        }
        return request.memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
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
        return durable;
    }

    @Override
    public boolean mayDeallocate() {
        return mayDeallocate;
    }

    @Override
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public ByteBuffer byteBuffer() {
        return view.clear().limit((int) length);
    }

    @Override
    public int generation() {
        return 1;
    }

    @Override
    public void complete(int status) {
        if (!ended.complete(status)) {
            throw new IllegalStateException("completed twice");
        }
    }
}
