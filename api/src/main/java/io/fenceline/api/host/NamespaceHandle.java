package io.fenceline.api.host;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A namespace, over all its paths. Any thread; calls may run side by side, and those that overlap have no order among
 * themselves. A command whose path is lost goes on over another one as soon as that is safe; one that must not be repeated
 * blindly (compare and write, copy, raw commands) fails with {@link OutcomeUnknownException} instead.
 *
 * <p>The calls that return futures copy data between the caller's buffer and memory of the host's own: reads write into the
 * buffer before the future completes, and not after; a write's buffer is free as soon as the call returns. Cancelling a
 * future aborts the command. {@link #request} does without the copy and without garbage.
 *
 * <p>A transfer that is longer than the controller takes at once is split, and then is not atomic.
 */
public interface NamespaceHandle {
    /**
     * Its identifier.
     *
     * @return NSID
     */
    int nsid();

    /**
     * Its subsystem.
     *
     * @return the subsystem
     */
    Subsystem subsystem();

    /**
     * Its UUID.
     *
     * @return null when it has none
     */
    @Nullable
    UUID uuid();

    /**
     * Size of a logical block.
     *
     * @return bytes, a power of two
     */
    int blockSize();

    /**
     * Capacity, as it is now.
     *
     * @return logical blocks
     */
    long blocks();

    /**
     * Capacity, as it is now.
     *
     * @return bytes
     */
    default long bytes() {
        return blocks() * blockSize();
    }

    /**
     * What a request may carry without being split, and the limits of other commands.
     *
     * @return as the live controllers report them
     */
    NamespaceLimits limits();

    /**
     * Reads.
     *
     * @param lba first logical block
     * @param into whole blocks between position and limit; the position moves to the limit when the read has ended well
     * @param options how
     * @return done
     */
    CompletableFuture<Void> read(long lba, ByteBuffer into, IoOptions options);

    /**
     * Writes.
     *
     * @param lba first logical block
     * @param from whole blocks between position and limit; copied before the call returns, and the position moves to the limit
     * @param options how
     * @return done
     */
    CompletableFuture<Void> write(long lba, ByteBuffer from, IoOptions options);

    /**
     * Compares.
     *
     * @param lba first logical block
     * @param with whole blocks between position and limit; copied before the call returns
     * @param options how
     * @return whether the blocks are equal
     */
    CompletableFuture<Boolean> compare(long lba, ByteBuffer with, IoOptions options);

    /**
     * Compares and, if equal, writes, as one (fused) operation.
     *
     * @param lba first logical block
     * @param expected whole blocks between position and limit; copied before the call returns
     * @param replacement as much again; copied before the call returns
     * @param options how
     * @return whether the blocks were equal and are now replaced
     */
    CompletableFuture<Boolean> compareAndWrite(long lba, ByteBuffer expected, ByteBuffer replacement, IoOptions options);

    /**
     * Writes zeroes.
     *
     * @param lba first logical block
     * @param blocks how many; split as needed
     * @param deallocate whether the controller may free the blocks
     * @param options how
     * @return done
     */
    CompletableFuture<Void> writeZeroes(long lba, long blocks, boolean deallocate, IoOptions options);

    /**
     * Tells that the contents of ranges are not needed any more (Dataset Management, AD).
     *
     * @param ranges 1 to 256
     * @param options how
     * @return done
     */
    CompletableFuture<Void> deallocate(List<BlockRange> ranges, IoOptions options);

    /**
     * Copies within the namespace.
     *
     * @param sources 1 or more, within the limits
     * @param lba where the first block goes; the others follow
     * @param options how
     * @return done
     */
    CompletableFuture<Void> copy(List<BlockRange> sources, long lba, IoOptions options);

    /**
     * Lets the controller read blocks and check them, without a transfer.
     *
     * @param lba first logical block
     * @param blocks how many
     * @param options how
     * @return done
     */
    CompletableFuture<Void> verify(long lba, long blocks, IoOptions options);

    /**
     * Makes all writes that have ended before durable.
     *
     * @param options how
     * @return done
     */
    CompletableFuture<Void> flush(IoOptions options);

    /**
     * Sends any I/O command over one path, once.
     *
     * @param command NSID is filled in
     * @param data for both directions as the opcode says: bytes between position and limit; not to be touched before the end
     * @param options how
     * @return the answer, whatever its status
     */
    CompletableFuture<RawResult> raw(RawCommand command, ByteBuffer data, IoOptions options);

    /**
     * The same calls, waiting. Best on virtual threads.
     *
     * @return a view
     */
    BlockingNamespace blocking();

    /**
     * The namespace as a channel of bytes, which need not be multiples of a block: partial blocks are read, changed and
     * written, which is safe among the writers of one channel only.
     *
     * @return a new channel with a position of its own; closing it leaves the namespace alone
     */
    SeekableByteChannel channel();

    /**
     * The namespace as an asynchronous file: as {@link #channel}, with any number of transfers at a time and without a position.
     * It can neither be truncated nor locked. Handlers run on virtual threads.
     *
     * @return a new channel; closing it leaves the namespace alone
     * @throws UnsupportedOperationException when this implementation of the interface has none
     */
    default AsynchronousFileChannel asynchronousChannel() {
        throw new UnsupportedOperationException("this namespace has no asynchronous channel; channel() is wanted");
    }

    /**
     * A reusable request: the way without copies and garbage.
     *
     * @param lane whose loop it is to run on, any number, taken modulo {@link #lanes}
     * @param listener hears of every end
     * @return belongs to the caller, for as many commands as he likes, one at a time
     */
    IoRequest request(int lane, IoListener listener);

    /**
     * How many loops there are.
     *
     * @return 1 or more
     */
    int lanes();

    /**
     * Runs a task where requests of a lane are cheapest: they leave without changing threads, together, when the task ends.
     *
     * @param lane as for {@link #request}
     * @param task must not block
     */
    void execute(int lane, Runnable task);
}
