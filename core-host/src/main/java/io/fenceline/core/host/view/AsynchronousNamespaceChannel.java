package io.fenceline.core.host.view;

import io.fenceline.api.host.NamespaceHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A namespace as an asynchronous file: any offset, any length, many transfers at a time. A block that is written in part is read,
 * changed and written, and writes that touch the same block run one after another; that is safe among the users of one channel
 * only. One call moves 8 MiB less one block at most, and says how much it was. Handlers run on virtual threads and may wait.
 *
 * <p>A namespace cannot be truncated nor locked: reservations are what locks it against other hosts.
 */
public final class AsynchronousNamespaceChannel extends AsynchronousFileChannel {
    private final ByteAccess access;

    /**
     * A channel.
     *
     * @param namespace stays as it is when the channel is closed
     */
    public AsynchronousNamespaceChannel(NamespaceHandle namespace) {
        access = new ByteAccess(namespace);
    }

    @Override
    public <A extends @Nullable Object> void read(ByteBuffer into, long position, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        tell(reading(into, position), attachment, handler);
    }

    @Override
    public Future<Integer> read(ByteBuffer into, long position) {
        return reading(into, position);
    }

    @Override
    public <A extends @Nullable Object> void write(ByteBuffer from, long position, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        tell(writing(from, position), attachment, handler);
    }

    @Override
    public Future<Integer> write(ByteBuffer from, long position) {
        return writing(from, position);
    }

    private Transfer reading(ByteBuffer into, long position) {
        check(position);
        if (into.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only: one that can be written is wanted");
        }
        return access.read(into, position);
    }

    private Transfer writing(ByteBuffer from, long position) {
        check(position);
        return access.write(from, position);
    }

    private static void check(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position + ": 0 or more is wanted");
        }
    }

    private static <A extends @Nullable Object> void tell(Transfer transfer, A attachment, CompletionHandler<Integer, ? super A> handler) {
        transfer.whenEnded(() -> Thread.ofVirtual().name("fenceline-channel").start(() -> {
            Throwable failure = transfer.exception();
            if (failure == null) {
                handler.completed(transfer.resultNow(), attachment);
            } else {
                handler.failed(failure, attachment);
            }
        }));
    }

    @Override
    public long size() throws IOException {
        if (!access.isOpen()) {
            throw new ClosedChannelException();
        }
        return access.size();
    }

    /**
     * A namespace cannot be truncated; asked for its size or more, nothing is to be done.
     *
     * @param size bytes
     * @return this
     * @throws UnsupportedOperationException when it is less than the size of the namespace
     */
    @Override
    public AsynchronousFileChannel truncate(long size) throws IOException {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + ": 0 or more is wanted");
        }
        NamespaceTruncation.check(size, size());
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        Waiting.bytes(access.flush());
    }

    @Override
    public <A extends @Nullable Object> void lock(long position, long size, boolean shared, A attachment,
            CompletionHandler<FileLock, ? super A> handler) {
        throw noLocks();
    }

    @Override
    public Future<FileLock> lock(long position, long size, boolean shared) {
        throw noLocks();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw noLocks();
    }

    private static UnsupportedOperationException noLocks() {
        return new UnsupportedOperationException("a namespace has no file locks: reservations keep other hosts away");
    }

    @Override
    public boolean isOpen() {
        return access.isOpen();
    }

    /** Ends at once: transfers that are under way fail with {@link AsynchronousCloseException}. */
    @Override
    public void close() {
        access.close();
    }
}
