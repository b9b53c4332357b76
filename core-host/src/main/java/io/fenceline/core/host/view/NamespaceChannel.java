package io.fenceline.core.host.view;

import io.fenceline.api.host.NamespaceHandle;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A namespace as a channel of bytes with a position, at any offset and of any length: a block that is written in part is read,
 * changed and written. That is safe among the users of one channel, and of one channel only. The size is the namespace's; a write
 * ends where it ends. Any thread; calls run one after another.
 *
 * <p>What fails in the middle has moved the positions of channel and buffer by what was done before. A thread that is interrupted
 * gets an {@link InterruptedIOException} and stays interrupted; the channel stays open.
 */
public final class NamespaceChannel implements SeekableByteChannel {
    private final ByteAccess access;
    private final ReentrantLock lock = new ReentrantLock();
    private long position;

    /**
     * A channel at position 0.
     *
     * @param namespace stays as it is when the channel is closed
     */
    public NamespaceChannel(NamespaceHandle namespace) {
        access = new ByteAccess(namespace);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (into.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only: one that can be written is wanted");
        }
        lock();
        try {
            int total = 0;
            while (into.hasRemaining()) {
                int bytes = Waiting.bytes(access.read(into, position));
                if (bytes < 0) {
                    return total == 0 ? -1 : total;
                }
                total += bytes;
                position += bytes;
            }
            return total;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        lock();
        try {
            int total = 0;
            while (from.hasRemaining() && (total == 0 || position < access.size())) {
                int bytes = Waiting.bytes(access.write(from, position));
                total += bytes;
                position += bytes;
            }
            return total;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long position() throws IOException {
        lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition + ": 0 or more is wanted");
        }
        lock();
        try {
            position = newPosition;
            return this;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return access.size();
    }

    /**
     * A namespace cannot be truncated. Asked for its size or more, nothing is to be done, and only the position is kept within it.
     *
     * @param size bytes
     * @return this
     * @throws UnsupportedOperationException when it is less than the size of the namespace
     */
    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + ": 0 or more is wanted");
        }
        lock();
        try {
            NamespaceTruncation.check(size, access.size());
            position = Math.min(position, size);
            return this;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOpen() {
        return access.isOpen();
    }

    /** Ends at once: a call that is under way fails with {@link AsynchronousCloseException}. */
    @Override
    public void close() {
        access.close();
    }

    private void checkOpen() throws ClosedChannelException {
        if (!access.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void lock() throws IOException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw Waiting.interrupted();
        }
        if (!access.isOpen()) {
            lock.unlock();
            throw new ClosedChannelException();
        }
    }
}
