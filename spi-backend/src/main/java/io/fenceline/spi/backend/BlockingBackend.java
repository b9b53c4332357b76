package io.fenceline.spi.backend;

import io.fenceline.wire.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * A back end written with plain blocking calls: a vendor overrides five methods. Each request runs on a virtual thread;
 * how many run at a time is bounded, the others wait and can be cancelled while they do.
 */
public abstract class BlockingBackend implements Backend {
    private final Semaphore running;
    private final ExecutorService threads;
    private final Map<BackendRequest, Integer> cancelled = new ConcurrentHashMap<>();

    /**
     * Makes one.
     *
     * @param name of the threads
     * @param depth how many requests run at a time, at least 1
     */
    protected BlockingBackend(String name, int depth) {
        running = new Semaphore(depth);
        threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
    }

    /**
     * Fills the buffer.
     *
     * @param into from position to limit
     * @param offset in bytes
     * @throws IOException answered with Unrecovered Read Error
     */
    protected abstract void read(ByteBuffer into, long offset) throws IOException;

    /**
     * Writes the buffer.
     *
     * @param from from position to limit
     * @param offset in bytes
     * @param durable whether it must be durable on return
     * @throws IOException answered with Write Fault
     */
    protected abstract void write(ByteBuffer from, long offset, boolean durable) throws IOException;

    /**
     * Makes everything durable that was written.
     *
     * @throws IOException answered with Write Fault
     */
    protected abstract void flush() throws IOException;

    /**
     * Makes a range read as zeroes.
     *
     * @param offset in bytes
     * @param length in bytes
     * @param mayDeallocate whether space may be given back
     * @throws IOException answered with Write Fault
     */
    protected abstract void writeZeroes(long offset, long length, boolean mayDeallocate) throws IOException;

    /**
     * Gives a range's space back.
     *
     * @param offset in bytes
     * @param length in bytes
     * @throws IOException answered with Write Fault
     */
    protected abstract void deallocate(long offset, long length) throws IOException;

    @Override
    public final void submit(BackendRequest request) {
        int generation = request.generation();
        try {
            threads.execute(() -> run(request, generation));
        } catch (RejectedExecutionException e) {
            request.complete(Status.NAMESPACE_NOT_READY);
        }
    }

    private void run(BackendRequest request, int generation) {
        running.acquireUninterruptibly();
        int status;
        try {
            status = cancelled.remove(request, generation) ? Status.ABORT_REQUESTED : perform(request);
        } finally {
            running.release();
        }
        cancelled.remove(request, generation);
        request.complete(status);
    }

    private int perform(BackendRequest request) {
        try {
            switch (request.op()) {
                case READ -> read(request.byteBuffer(), request.offset());
                case WRITE -> write(request.byteBuffer(), request.offset(), request.forceUnitAccess());
                case FLUSH -> flush();
                case WRITE_ZEROES -> {
                    writeZeroes(request.offset(), request.length(), request.mayDeallocate());
                    if (request.forceUnitAccess()) {
                        flush();
                    }
                }
                case DEALLOCATE -> deallocate(request.offset(), request.length());
            }
            return Status.SUCCESS;
        } catch (IOException e) {
            return request.op() == BackendRequest.Op.READ ? Status.UNRECOVERED_READ_ERROR : Status.WRITE_FAULT;
        } catch (RuntimeException e) {
            return Status.INTERNAL_ERROR;
        }
    }

    @Override
    public final void cancel(BackendRequest request, int generation) {
        cancelled.put(request, generation);
        if (request.generation() != generation) {
            cancelled.remove(request, generation);
        }
    }

    /** Waits for all requests; subclasses close what they opened after calling this. */
    @Override
    public void close() {
        threads.close();
    }
}
