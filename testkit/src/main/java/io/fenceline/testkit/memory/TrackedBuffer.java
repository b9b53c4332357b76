package io.fenceline.testkit.memory;

import io.fenceline.spi.transport.DataBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A buffer that knows its owner, is poisoned while it is free, and complains when it is used against the rules. */
final class TrackedBuffer implements DataBuffer {
    /** Who may touch the memory. */
    enum Owner {
        /** The pool: nobody may. */
        POOL,
        /** The user of the transport. */
        CORE,
        /** The transport, from submit, fetch, send or sendAndRespond until the callback. */
        TRANSPORT
    }

    private static final byte POISON = (byte) 0xDE;
    private static final StackWalker WALKER = StackWalker.getInstance();

    private final TrackedPool pool;
    private final MemorySegment segment;
    private final boolean wrapped;
    private final ByteBuffer view;
    private final AtomicReference<Owner> owner = new AtomicReference<>(Owner.POOL);
    private volatile @Nullable String takenBy;

    TrackedBuffer(TrackedPool pool, MemorySegment segment) {
        this(pool, segment, false);
    }

    /** Memory of somebody else, seen through this pool; it is lent and given back like others, and never poisoned. */
    static TrackedBuffer wrapped(TrackedPool pool, MemorySegment memory) {
        return new TrackedBuffer(pool, memory, true);
    }

    private TrackedBuffer(TrackedPool pool, MemorySegment segment, boolean wrapped) {
        this.pool = pool;
        this.segment = segment;
        this.wrapped = wrapped;
        view = segment.asByteBuffer();
        if (wrapped) {
            owner.set(Owner.CORE);
            takenBy = "wrapped on " + Thread.currentThread().getName();
        } else {
            segment.fill(POISON);
        }
    }

    /** Leaves the pool. Whoever wrote to it while it was free is told about here, at the latest. */
    void leavePool(boolean trace) {
        for (long i = 0; i < segment.byteSize(); i++) {
            if (segment.get(ValueLayout.JAVA_BYTE, i) != POISON) {
                throw new IllegalStateException("byte " + i + " of a free buffer was written to; it was last " + takenBy);
            }
        }
        move(Owner.POOL, Owner.CORE, "take");
        view.clear();
        takenBy = trace
                ? WALKER.walk(frames -> frames.skip(2).limit(6).map(StackWalker.StackFrame::toString)
                        .collect(Collectors.joining(" < ", "taken by ", "")))
                : "taken on " + Thread.currentThread().getName();
    }

    /** The transport takes the buffer over. */
    void lend(String verb) {
        move(Owner.CORE, Owner.TRANSPORT, verb);
    }

    /** The core has the buffer again. */
    void giveBack() {
        move(Owner.TRANSPORT, Owner.CORE, "give back");
    }

    /** The transport releases a buffer that it has taken over. */
    void releaseByTransport() {
        move(Owner.TRANSPORT, Owner.CORE, "release by transport");
        release();
    }

    private void move(Owner from, Owner to, String verb) {
        Owner found = owner.compareAndExchange(from, to);
        if (found != from) {
            throw new IllegalStateException(verb + ": the buffer belongs to the " + found + ", not to the " + from + "; " + takenBy);
        }
    }

    @Override
    public MemorySegment segment() {
        requireOwned();
        return segment;
    }

    @Override
    public ByteBuffer byteBuffer() {
        requireOwned();
        return view;
    }

    private void requireOwned() {
        if (owner.get() == Owner.POOL) {
            throw new IllegalStateException("the buffer has been released; it was " + takenBy);
        }
    }

    @Override
    public void release() {
        // Poisoned before it is free, or else its next owner could see the poison come.
        Owner now = owner.get();
        if (now != Owner.CORE) {
            throw new IllegalStateException("release: the buffer belongs to the " + now + ", not to the CORE; " + takenBy);
        }
        if (wrapped) {
            move(Owner.CORE, Owner.POOL, "release");
            return;
        }
        if (segment.scope().isAlive()) {
            segment.fill(POISON);
        }
        move(Owner.CORE, Owner.POOL, "release");
        pool.returned(this);
    }

    String describe() {
        return owner.get() + " " + segment.byteSize() + " bytes, " + takenBy;
    }

    /** The memory, for the transport itself. */
    MemorySegment memory() {
        return segment;
    }
}
