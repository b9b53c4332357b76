package io.fenceline.core.target.engine.io;

import io.fenceline.spi.transport.DataBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A buffer that knows whether it is in use. */
final class FakeBuffer implements DataBuffer {
    private final FakePool pool;
    private final MemorySegment segment;
    private final ByteBuffer view;
    final int bytes;
    boolean inUse;

    FakeBuffer(FakePool pool, int bytes) {
        this.pool = pool;
        this.bytes = bytes;
        view = ByteBuffer.allocate(bytes);
        segment = MemorySegment.ofBuffer(view);
    }

    @Override
    public MemorySegment segment() {
        requireInUse();
        return segment;
    }

    @Override
    public ByteBuffer byteBuffer() {
        requireInUse();
        return view;
    }

    private void requireInUse() {
        if (!inUse) {
            throw new IllegalStateException("buffer is not in use");
        }
    }

    @Override
    public void release() {
        requireInUse();
        inUse = false;
        segment.fill((byte) 0xDB);
        pool.released(this);
    }
}
