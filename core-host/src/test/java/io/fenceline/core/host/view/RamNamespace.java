package io.fenceline.core.host.view;

import io.fenceline.api.host.BlockRange;
import io.fenceline.api.host.BlockingNamespace;
import io.fenceline.api.host.IoListener;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.NamespaceLimits;
import io.fenceline.api.host.RawCommand;
import io.fenceline.api.host.RawResult;
import io.fenceline.api.host.Subsystem;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in an array. Calls end at once, or, when it is {@link #hold held}, when the test says so; the next ones can be made to
 * fail. It writes down what was asked of it.
 */
public final class RamNamespace implements NamespaceHandle {
    private final int block;
    private volatile byte[] memory;
    private final List<String> calls = new ArrayList<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final LinkedBlockingQueue<Held> held = new LinkedBlockingQueue<>();
    private boolean holding;

    /**
     * A call that waits for the test.
     *
     * @param what as in {@link #calls}
     * @param future what the caller got
     * @param run ends it
     */
    public record Held(String what, CompletableFuture<?> future, Runnable run) {
    }

    /**
     * Filled with zeroes.
     *
     * @param block bytes of a block
     * @param blocks how many
     */
    public RamNamespace(int block, int blocks) {
        this.block = block;
        memory = new byte[block * blocks];
    }

    /** From now on calls wait for {@link #next}. */
    public synchronized void hold() {
        holding = true;
    }

    /**
     * The call that waits longest; waits for one if there is none.
     *
     * @return the call
     * @throws InterruptedException not in a test
     */
    public Held next() throws InterruptedException {
        return held.take();
    }

    /**
     * Calls that wait.
     *
     * @return how many
     */
    public int waiting() {
        return held.size();
    }

    /**
     * Lets the next call fail.
     *
     * @param failure with what
     */
    public synchronized void failNext(RuntimeException failure) {
        failures.add(failure);
    }

    /**
     * What was asked, such as {@code read 3+1}.
     *
     * @return a copy
     */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /**
     * Its contents.
     *
     * @return the array itself
     */
    public byte[] memory() {
        return memory;
    }

    /**
     * Changes its size.
     *
     * @param blocks how many
     */
    public synchronized void resize(int blocks) {
        memory = Arrays.copyOf(memory, blocks * block);
    }

    private synchronized <T extends @Nullable Object> CompletableFuture<T> call(String what, Supplier<T> work) {
        calls.add(what);
        CompletableFuture<T> future = new CompletableFuture<>();
        RuntimeException failure = failures.poll();
        Runnable run = () -> {
            if (failure != null) {
                future.completeExceptionally(failure);
            } else if (!future.isDone()) {
                future.complete(work.get());
            }
        };
        if (holding) {
            held.add(new Held(what, future, run));
        } else {
            run.run();
        }
        return future;
    }

    private int at(long lba, long bytes) {
        if (bytes % block != 0 || lba < 0 || lba * block + bytes > memory.length) {
            throw new IllegalArgumentException("lba " + lba + ", " + bytes + " bytes: whole blocks within " + blocks() + " are wanted");
        }
        return Math.toIntExact(lba * block);
    }

    private String name(String verb, long lba, long bytes) {
        return verb + " " + lba + "+" + bytes / block;
    }

    private static byte[] taken(ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        return bytes;
    }

    @Override
    public CompletableFuture<Void> read(long lba, ByteBuffer into, IoOptions options) {
        int at = at(lba, into.remaining());
        return call(name("read", lba, into.remaining()), () -> {
            into.put(memory, at, into.remaining());
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> write(long lba, ByteBuffer from, IoOptions options) {
        int at = at(lba, from.remaining());
        byte[] bytes = taken(from);
        return call(name(options.fua() ? "write fua" : "write", lba, bytes.length), () -> {
            System.arraycopy(bytes, 0, memory, at, bytes.length);
            return null;
        });
    }

    @Override
    public CompletableFuture<Boolean> compare(long lba, ByteBuffer with, IoOptions options) {
        int at = at(lba, with.remaining());
        byte[] bytes = taken(with);
        return call(name("compare", lba, bytes.length), () -> equal(at, bytes));
    }

    private boolean equal(int at, byte[] bytes) {
        return Arrays.equals(memory, at, at + bytes.length, bytes, 0, bytes.length);
    }

    @Override
    public CompletableFuture<Boolean> compareAndWrite(long lba, ByteBuffer expected, ByteBuffer replacement, IoOptions options) {
        int at = at(lba, expected.remaining());
        byte[] old = taken(expected);
        byte[] bytes = taken(replacement);
        return call(name("compare and write", lba, bytes.length), () -> {
            boolean equal = equal(at, old);
            if (equal) {
                System.arraycopy(bytes, 0, memory, at, bytes.length);
            }
            return equal;
        });
    }

    @Override
    public CompletableFuture<Void> writeZeroes(long lba, long blocks, boolean deallocate, IoOptions options) {
        int at = at(lba, blocks * block);
        return call(name("zero", lba, blocks * block), () -> {
            Arrays.fill(memory, at, Math.toIntExact(at + blocks * block), (byte) 0);
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> deallocate(List<BlockRange> ranges, IoOptions options) {
        return call("deallocate " + ranges.size(), () -> {
            for (BlockRange range : ranges) {
                int at = at(range.lba(), range.blocks() * block);
                Arrays.fill(memory, at, Math.toIntExact(at + range.blocks() * block), (byte) 0);
            }
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> copy(List<BlockRange> sources, long lba, IoOptions options) {
        return call("copy " + sources.size(), () -> {
            long to = lba;
            for (BlockRange range : sources) {
                int bytes = Math.toIntExact(range.blocks() * block);
                System.arraycopy(memory, at(range.lba(), bytes), memory, at(to, bytes), bytes);
                to += range.blocks();
            }
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> verify(long lba, long blocks, IoOptions options) {
        at(lba, blocks * block);
        return call(name("verify", lba, blocks * block), () -> null);
    }

    @Override
    public CompletableFuture<Void> flush(IoOptions options) {
        return call("flush", () -> null);
    }

    @Override
    public CompletableFuture<RawResult> raw(RawCommand command, ByteBuffer data, IoOptions options) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("no controller takes raw commands here"));
    }

    @Override
    public BlockingNamespace blocking() {
        return new BlockingView(this);
    }

    @Override
    public SeekableByteChannel channel() {
        return new NamespaceChannel(this);
    }

    @Override
    public AsynchronousFileChannel asynchronousChannel() {
        return new AsynchronousNamespaceChannel(this);
    }

    @Override
    public IoRequest request(int lane, IoListener listener) {
        throw new UnsupportedOperationException("the views use futures");
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void execute(int lane, Runnable task) {
        task.run();
    }

    @Override
    public int nsid() {
        return 1;
    }

    @Override
    public Subsystem subsystem() {
        throw new UnsupportedOperationException("there is none");
    }

    @Override
    public @Nullable UUID uuid() {
        return null;
    }

    @Override
    public int blockSize() {
        return block;
    }

    @Override
    public long blocks() {
        return memory.length / block;
    }

    @Override
    public NamespaceLimits limits() {
        return new NamespaceLimits(1 << 20, block, 16, 1 << 16, 1 << 12, true, true, true, true, true, true, false);
    }
}
