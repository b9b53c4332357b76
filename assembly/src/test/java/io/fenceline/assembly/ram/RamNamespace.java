package io.fenceline.assembly.ram;

import io.fenceline.api.host.BlockRange;
import io.fenceline.api.host.BlockingNamespace;
import io.fenceline.api.host.CommandException;
import io.fenceline.api.host.HostException;
import io.fenceline.api.host.IoListener;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.NamespaceLimits;
import io.fenceline.api.host.RawCommand;
import io.fenceline.api.host.RawResult;
import io.fenceline.api.host.Subsystem;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * A namespace in the memory of a test that does wrong what the test wants: no real target loses or tears writes when asked to.
 * One loop. Everything else is tested with the real thing.
 */
public final class RamNamespace implements NamespaceHandle, AutoCloseable {
    private final byte[] data;
    private final int blockSize;
    private final ExecutorService loop = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("ram").factory());
    /** Before a command: what it is ("read", "write", "zero"), its first block; gives bytes to execute, less than 0: it fails. */
    private volatile BiFunction<String, Long, Integer> fate = (what, lba) -> Integer.MAX_VALUE;
    private volatile boolean writeZeroes = true;

    /** Makes one. */
    public RamNamespace(int blockSize, int blocks) {
        this.blockSize = blockSize;
        data = new byte[blockSize * blocks];
    }

    /** How commands go from now on: how many bytes of each take effect; less than 0: it fails with Internal Error. */
    public void fate(BiFunction<String, Long, Integer> next) {
        fate = next;
    }

    /** Without Write Zeroes from now on. */
    public void withoutWriteZeroes() {
        writeZeroes = false;
    }

    /** What is there. */
    public byte[] data() {
        return data;
    }

    @Override
    public void close() {
        loop.close();
    }

    @Override
    public int nsid() {
        return 1;
    }

    @Override
    public Subsystem subsystem() {
        throw new UnsupportedOperationException();
    }

    @Override
    public UUID uuid() {
        return new UUID(1, 2);
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public long blocks() {
        return data.length / blockSize;
    }

    @Override
    public NamespaceLimits limits() {
        return new NamespaceLimits(1 << 20, blockSize, 0, 0, 0, true, true, writeZeroes, true, true, false, false);
    }

    private static HostException failed() {
        return new CommandException("Internal Error", 6, HostException.Outcome.FAILED);
    }

    private <T> CompletableFuture<T> on(Runnable task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /** How much of a command takes effect. */
    private int effect(String what, long lba, int length) {
        if (lba < 0 || lba * blockSize + length > data.length || length % blockSize != 0) {
            throw new IllegalArgumentException(what + " of " + length + " bytes at block " + lba);
        }
        int bytes = fate.apply(what, lba);
        if (bytes < 0) {
            throw failed();
        }
        return Math.min(bytes, length);
    }

    @Override
    public CompletableFuture<Void> read(long lba, ByteBuffer into, IoOptions options) {
        return on(() -> {
            effect("read", lba, into.remaining());
            into.put(data, (int) lba * blockSize, into.remaining());
        });
    }

    @Override
    public CompletableFuture<Void> write(long lba, ByteBuffer from, IoOptions options) {
        byte[] copy = new byte[from.remaining()];
        from.get(copy);
        return on(() -> System.arraycopy(copy, 0, data, (int) lba * blockSize, effect("write", lba, copy.length)));
    }

    @Override
    public CompletableFuture<Boolean> compare(long lba, ByteBuffer with, IoOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> compareAndWrite(long lba, ByteBuffer expected, ByteBuffer replacement, IoOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> writeZeroes(long lba, long blocks, boolean deallocate, IoOptions options) {
        return on(() -> {
            int at = (int) lba * blockSize;
            java.util.Arrays.fill(data, at, at + effect("zero", lba, (int) blocks * blockSize), (byte) 0);
        });
    }

    @Override
    public CompletableFuture<Void> deallocate(List<BlockRange> ranges, IoOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> copy(List<BlockRange> sources, long lba, IoOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> verify(long lba, long blocks, IoOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> flush(IoOptions options) {
        return on(() -> effect("flush", 0, 0));
    }

    @Override
    public CompletableFuture<RawResult> raw(RawCommand command, ByteBuffer buffer, IoOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BlockingNamespace blocking() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel channel() {
        throw new UnsupportedOperationException();
    }

    @Override
    public IoRequest request(int lane, IoListener listener) {
        return new Request(listener);
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void execute(int lane, Runnable task) {
        loop.execute(task);
    }

    private final class Request implements IoRequest {
        private final IoListener listener;
        private boolean write;
        private long lba;
        private MemorySegment memory = MemorySegment.NULL;
        private int status;

        Request(IoListener listener) {
            this.listener = listener;
        }

        private IoRequest set(boolean writing, long at, MemorySegment what) {
            write = writing;
            lba = at;
            memory = what;
            return this;
        }

        @Override
        public IoRequest read(long at, MemorySegment into) {
            return set(false, at, into);
        }

        @Override
        public IoRequest write(long at, MemorySegment from) {
            return set(true, at, from);
        }

        @Override
        public IoRequest compare(long at, MemorySegment with) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IoRequest writeZeroes(long at, int blocks, boolean deallocate) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IoRequest flush() {
            throw new UnsupportedOperationException();
        }

        @Override
        public IoRequest fua(boolean fua) {
            return this;
        }

        @Override
        public IoRequest deadline(java.time.Duration deadline) {
            return this;
        }

        @Override
        public void submit() {
            loop.execute(() -> {
                try {
                    int bytes = effect(write ? "write" : "read", lba, (int) memory.byteSize());
                    MemorySegment place = MemorySegment.ofArray(data).asSlice(lba * blockSize, bytes);
                    if (write) {
                        place.copyFrom(memory.asSlice(0, bytes));
                    } else {
                        memory.copyFrom(place);
                    }
                    status = 0;
                } catch (HostException e) {
                    status = e.status();
                }
                listener.onEnd(this);
            });
        }

        @Override
        public void cancel() {
            // everything here ends at once
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public HostException.Outcome outcome() {
            return HostException.Outcome.FAILED;
        }

        @Override
        public HostException failure() {
            return status == 0 ? null : failed();
        }
    }
}
