package io.fenceline.transport.tcp.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TransportFault;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;

/** One engine, its loop, its clock and its peer, on the thread of the test. */
abstract class Rig {
    static final long MS = 1_000_000;
    static final ConnectionLimits LIMITS = new ConnectionLimits(100 * MS, 200 * MS, 300 * MS, 50 * MS, 256 * 1024);

    /** The greatest buffer, unless there is little memory. */
    private static final int LARGE = 1 << 20;

    final TestWire wire = new TestWire();
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    final Executor loop = tasks::addLast;
    final LoopBufferPool pool;
    long now = 1_000_000 * MS;

    Rig(long memory) {
        pool = new LoopBufferPool(memory, memory / 4, memory < LARGE ? 1 << 16 : LARGE, () -> true, loop);
    }

    abstract TcpConnection connection();

    void attach() {
        wire.connection = connection();
        connection().onConnected();
        settle();
    }

    /** Bytes of the peer in one piece. */
    void feed(byte[] bytes) {
        feed(bytes, 0, bytes.length);
    }

    void feed(byte[] bytes, int from, int to) {
        if (from == to || wire.aborted) {
            return;
        }
        PooledBuffer source = pool.takeForOutput(to - from);
        MemorySegment.copy(bytes, from, source.segment(), ValueLayout.JAVA_BYTE, 0, to - from);
        connection().onBytes(source, 0, to - from);
        source.segment().fill((byte) 0xEE); // the engine must not look at it later
        source.release();
        connection().onBatchEnd();
        settle();
    }

    void feed(Pdu... pdus) {
        feed(Pdu.join(pdus));
    }

    /** Runs what was asked for until nothing more is. */
    void settle() {
        for (int i = 0; i < 1000; i++) {
            if (wire.aborted) {
                wire.aborted = false;
                closed();
            } else if (wire.runRequested) {
                wire.runRequested = false;
                connection().run();
            } else if (!tasks.isEmpty()) {
                tasks.removeFirst().run();
            } else {
                return;
            }
        }
        throw new AssertionError("it does not come to rest");
    }

    private boolean gone;

    /** The socket is closed. */
    void closed() {
        closed(TransportFault.Kind.CLOSED);
    }

    void closed(TransportFault.Kind kind) {
        if (!gone) {
            gone = true;
            wire.dropQueued();
            connection().onClosed(kind, "closed by the test");
            settle();
            wire.aborted = true;
            wire.runRequested = false;
        }
    }

    boolean gone() {
        return gone;
    }

    /** Time passes, and deadlines with it. */
    void pass(long ns) {
        long end = now + ns;
        while (connection().nextDeadlineNs() <= end && !gone) {
            now = connection().nextDeadlineNs();
            connection().onTimeout(now);
            settle();
        }
        now = end;
    }

    List<Pdu> received() {
        return Pdu.split(wire.take());
    }

    Pdu receivedOne() {
        List<Pdu> all = received();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    /** A buffer of the pool, which has one. */
    DataBuffer take(int bytes) {
        return requireNonNull(pool.take(bytes));
    }

    /** All memory is back. */
    void assertNothingLost() {
        assertThat(pool.outstanding()).as("buffers that are out").isZero();
    }
}
