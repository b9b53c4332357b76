package io.fenceline.tck.backend;

import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.testkit.Gen;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A request of the contract. Its memory is longer than the request, as a core's may be, and what lies behind is watched;
 * a second completion throws, and is remembered.
 */
final class Work implements BackendRequest {
    /** Bytes behind the request's that nobody may touch. */
    private static final int BEHIND = 64;
    private static final byte UNTOUCHED = 0x77;

    private final MemorySegment memory;
    private final ByteBuffer view;
    private final AtomicInteger generation = new AtomicInteger();
    private final AtomicInteger completions = new AtomicInteger();
    private volatile CountDownLatch done = new CountDownLatch(1);
    private volatile int status = -1;
    private volatile @Nullable Runnable then;
    private Op op = Op.FLUSH;
    private long offset;
    private long length;
    private boolean forceUnitAccess;
    private boolean mayDeallocate;

    Work(int capacity) {
        memory = Arena.ofAuto().allocate(capacity + BEHIND, 4096);
        view = memory.asByteBuffer();
    }

    /** Another request in the same object. */
    Work again(Op what, long from, long bytes) {
        generation.incrementAndGet();
        completions.set(0);
        done = new CountDownLatch(1);
        status = -1;
        then = null;
        op = what;
        offset = from;
        length = bytes;
        forceUnitAccess = false;
        mayDeallocate = false;
        boolean moves = op == Op.READ || op == Op.WRITE;
        memory.asSlice(moves ? bytes : 0).fill(UNTOUCHED);
        view.position(0).limit(moves ? (int) bytes : 0);
        return this;
    }

    Work fill(long key) {
        Gen.fill(data(), key);
        return this;
    }

    Work fua() {
        forceUnitAccess = true;
        return this;
    }

    Work deallocating() {
        mayDeallocate = true;
        return this;
    }

    Work then(Runnable task) {
        then = task;
        return this;
    }

    /** The request's own bytes. */
    MemorySegment data() {
        return memory.asSlice(0, length);
    }

    byte[] bytes() {
        return data().toArray(ValueLayout.JAVA_BYTE);
    }

    /** Waits for the end. */
    int await(long withinMs) {
        try {
            if (!done.await(withinMs, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(this + " has not been completed within " + withinMs + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        if (completions.get() != 1) {
            throw new AssertionError(this + " has been completed " + completions.get() + " times");
        }
        boolean moves = op == Op.READ || op == Op.WRITE;
        for (long i = moves ? length : 0; i < memory.byteSize(); i++) {
            if (memory.get(ValueLayout.JAVA_BYTE, i) != UNTOUCHED) {
                throw new AssertionError(this + ": byte " + i + " of the memory, which is not the request's, was touched");
            }
        }
        return status;
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
        return forceUnitAccess;
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
        return view;
    }

    @Override
    public int generation() {
        return generation.get();
    }

    @Override
    public void complete(int with) {
        if (completions.incrementAndGet() != 1) {
            throw new IllegalStateException(this + " has been completed already");
        }
        Runnable task = then;
        CountDownLatch waiting = done;
        status = with;
        if (task != null) {
            task.run();
        }
        waiting.countDown();
    }

    @Override
    public String toString() {
        return op + " of " + length + " bytes at " + offset;
    }
}
