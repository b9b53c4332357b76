package io.fenceline.assembly.nbd;

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
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in an array, played for tests of what stands on hosts: with threads for its lanes, or none, and requests that
 * can be held as during a failover.
 */
public final class RamNamespace implements NamespaceHandle, AutoCloseable {
    private final int blockSize;
    private final List<ExecutorService> threads = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final List<RamRequest> held = new ArrayList<>();
    private byte[] bytes;
    private NamespaceLimits limits = limits(true, true, false);
    private boolean holding;
    private int nextStatus;
    private int inFlight;
    private int most;

    /** With so many threads for lanes; none: requests end inside submit, unless they are held. */
    public RamNamespace(int blockSize, int size, int lanes) {
        this.blockSize = blockSize;
        this.bytes = new byte[size];
        for (int i = 0; i < lanes; i++) {
            threads.add(Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "ram-lane");
                thread.setDaemon(true);
                return thread;
            }));
        }
    }

    public static NamespaceLimits limits(boolean deallocate, boolean writeZeroes, boolean readOnly) {
        return new NamespaceLimits(1 << 20, 4096, 0, 0, 0, true, true, writeZeroes, deallocate, true, true, readOnly);
    }

    public synchronized RamNamespace limits(NamespaceLimits now) {
        limits = now;
        return this;
    }

    public synchronized byte[] content() {
        return bytes.clone();
    }

    public synchronized void resize(int size) {
        bytes = Arrays.copyOf(bytes, size);
    }

    /** The next request ends with this. */
    public synchronized void failNext(int status) {
        nextStatus = status;
    }

    /** From now on requests wait, as when there is no path. */
    public synchronized void hold() {
        holding = true;
    }

    /** Lets those that wait go on, in any order given. */
    public void release() {
        List<RamRequest> now;
        synchronized (this) {
            holding = false;
            now = List.copyOf(held.reversed());
            held.clear();
        }
        now.forEach(RamRequest::go);
    }

    public synchronized int waiting() {
        return held.size();
    }

    /** What was done, one line to a command. */
    public synchronized List<String> log() {
        return List.copyOf(log);
    }

    /** How many requests were under way at a time. */
    public synchronized int most() {
        return most;
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdownNow);
    }

    @Override
    public IoRequest request(int lane, IoListener listener) {
        return new RamRequest(lane, listener);
    }

    @Override
    public int lanes() {
        return Math.max(1, threads.size());
    }

    @Override
    public void execute(int lane, Runnable task) {
        if (threads.isEmpty()) {
            task.run();
        } else {
            threads.get(lane % threads.size()).execute(task);
        }
    }

    private final class RamRequest implements IoRequest {
        private final int lane;
        private final IoListener listener;
        private String verb = "";
        private long lba;
        private long blocks;
        private @Nullable MemorySegment memory;
        private boolean fua;
        private boolean deallocate;
        private boolean running;
        private boolean cancelled;
        private int status;

        RamRequest(int lane, IoListener listener) {
            this.lane = lane;
            this.listener = listener;
        }

        private RamRequest set(String what, long at, long count, @Nullable MemorySegment where) {
            if (running) {
                throw new IllegalStateException("still running");
            }
            verb = what;
            lba = at;
            blocks = count;
            memory = where;
            fua = false;
            deallocate = false;
            return this;
        }

        @Override
        public IoRequest read(long at, MemorySegment into) {
            return set("read", at, into.byteSize() / blockSize, into);
        }

        @Override
        public IoRequest write(long at, MemorySegment from) {
            return set("write", at, from.byteSize() / blockSize, from);
        }

        @Override
        public IoRequest compare(long at, MemorySegment with) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IoRequest writeZeroes(long at, int count, boolean free) {
            set("zeroes", at, count, null);
            deallocate = free;
            return this;
        }

        RamRequest deallocate(BlockRange range) {
            return set("deallocate", range.lba(), range.blocks(), null);
        }

        @Override
        public IoRequest flush() {
            return set("flush", 0, 0, null);
        }

        @Override
        public IoRequest fua(boolean on) {
            fua = on;
            return this;
        }

        @Override
        public IoRequest deadline(@Nullable Duration deadline) {
            return this;
        }

        @Override
        public void submit() {
            synchronized (RamNamespace.this) {
                if (running) {
                    throw new IllegalStateException("still running");
                }
                running = true;
                cancelled = false;
                most = Math.max(most, ++inFlight);
                if (holding) {
                    held.add(this);
                    return;
                }
            }
            go();
        }

        void go() {
            synchronized (RamNamespace.this) {
                status = cancelled ? Status.ABORT_REQUESTED : perform();
                running = false;
                inFlight--;
            }
            execute(lane, () -> listener.onEnd(this));
        }

        private int perform() {
            log.add(verb + " " + lba + "+" + blocks + (fua ? " fua" : "") + (deallocate ? " deallocate" : ""));
            if (nextStatus != 0) {
                int now = nextStatus;
                nextStatus = 0;
                return now;
            }
            if ((lba + blocks) * blockSize > bytes.length) {
                return Status.LBA_OUT_OF_RANGE;
            }
            int at = Math.toIntExact(lba * blockSize);
            int length = Math.toIntExact(blocks * blockSize);
            MemorySegment data = memory;
            if (data != null && verb.equals("read")) {
                MemorySegment.copy(bytes, at, data, ValueLayout.JAVA_BYTE, 0, length);
            } else if (data != null) {
                MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, bytes, at, length);
            } else {
                Arrays.fill(bytes, at, at + length, (byte) 0);
            }
            return 0;
        }

        @Override
        public void cancel() {
            boolean waiting;
            synchronized (RamNamespace.this) {
                cancelled = true;
                waiting = held.remove(this);
            }
            if (waiting) {
                go();
            }
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
        public @Nullable HostException failure() {
            return status == 0 ? null : new CommandException(Status.name(status), status, outcome());
        }
    }

    @Override
    public CompletableFuture<Void> deallocate(List<BlockRange> ranges, IoOptions options) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        RamRequest request = new RamRequest(0, ended -> {
            HostException failure = ended.failure();
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        request.deallocate(ranges.getFirst()).submit();
        return done;
    }

    @Override
    public int nsid() {
        return 1;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public synchronized long blocks() {
        return bytes.length / blockSize;
    }

    @Override
    public synchronized NamespaceLimits limits() {
        return limits;
    }

    @Override
    public UUID uuid() {
        return new UUID(1, 2);
    }

    @Override
    public Subsystem subsystem() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> read(long lba, ByteBuffer into, IoOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> write(long lba, ByteBuffer from, IoOptions options) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<RawResult> raw(RawCommand command, ByteBuffer data, IoOptions options) {
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
}
