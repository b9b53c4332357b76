package io.fenceline.core.target.engine.io;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A queue pair by hand: the test's thread is the loop, and says when tasks run and when data comes. */
final class FakeQueuePair implements TargetQueuePair, Executor {
    static final int MAX_TRANSFER = 256 * 1024;

    final FakePool pool = new FakePool(this, MAX_TRANSFER);
    final ArrayDeque<FakeExchange> fetches = new ArrayDeque<>();
    final List<DataBuffer> sent = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread owner = Thread.currentThread();
    private @Nullable TargetQueuePairListener listener;
    boolean holdSent;
    boolean closed;
    int answers;
    @Nullable
    TransportFault disconnected;

    TargetQueuePairListener listener() {
        TargetQueuePairListener l = listener;
        if (l == null) {
            throw new IllegalStateException("nobody listens");
        }
        return l;
    }

    void listener(TargetQueuePairListener up) {
        listener = up;
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        tasks.add(task);
    }

    /** Runs what has been put on the loop, and what that puts there. */
    int run() {
        int count = 0;
        Runnable task;
        while ((task = tasks.poll()) != null) {
            task.run();
            count++;
        }
        return count;
    }

    /** All data that is being fetched comes. */
    void fetchAll() {
        FakeExchange exchange;
        while ((exchange = fetches.poll()) != null) {
            exchange.fetched(Status.SUCCESS);
        }
    }

    /** The transport has sent what it was given. */
    void releaseSent() {
        List<DataBuffer> all = List.copyOf(sent);
        sent.clear();
        all.forEach(DataBuffer::release);
    }

    @Override
    public Executor loop() {
        return this;
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == owner;
    }

    @Override
    public TransportAddress local() {
        return TransportAddress.memory("target");
    }

    @Override
    public TransportAddress remote() {
        return TransportAddress.memory("host");
    }

    @Override
    public BufferPool buffers() {
        return pool;
    }

    @Override
    public void associate(QueuePairParams params) {
        throw new UnsupportedOperationException("associate");
    }

    @Override
    public void disconnect(TransportFault why) {
        if (disconnected == null) {
            disconnected = why;
            FakeExchange exchange;
            while ((exchange = fetches.poll()) != null) {
                exchange.fetched(Status.ABORTED_SQ_DELETION);
            }
        }
    }
}
