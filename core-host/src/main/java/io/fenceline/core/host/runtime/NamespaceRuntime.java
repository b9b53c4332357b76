package io.fenceline.core.host.runtime;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.BlockRange;
import io.fenceline.api.host.BlockingNamespace;
import io.fenceline.api.host.HostException;
import io.fenceline.api.host.IoListener;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.NamespaceLimits;
import io.fenceline.api.host.RawCommand;
import io.fenceline.api.host.RawResult;
import io.fenceline.api.host.Subsystem;
import io.fenceline.core.host.engine.path.CommandLimits;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.engine.path.Request;
import io.fenceline.core.host.engine.queue.Command;
import io.fenceline.core.host.engine.queue.QueueSet;
import io.fenceline.core.host.view.AsynchronousNamespaceChannel;
import io.fenceline.core.host.view.BlockingView;
import io.fenceline.core.host.view.NamespaceChannel;
import io.fenceline.wire.CopyRange;
import io.fenceline.wire.DsmRange;
import io.fenceline.wire.NvmCommand;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A namespace as applications use it. */
final class NamespaceRuntime implements NamespaceHandle {
    /** Calls with futures that may be under way: their memory is bounded, and so are those that need none. */
    static final int MAX_CALLS = 65_536;
    /** Ranges of one Dataset Management command. */
    private static final int MAX_RANGES = 256;
    /** Blocks of one range (NLB has 32 bits). */
    private static final long MAX_RANGE_BLOCKS = 0xFFFF_FFFFL;

    private final SubsystemRuntime subsystem;
    private final NamespaceHead head;
    private final HostRuntime host;
    private final @Nullable Duration defaultDeadline;
    private final Set<IoCall<?>> calls = ConcurrentHashMap.newKeySet();
    private final AtomicInteger nextLane = new AtomicInteger();

    NamespaceRuntime(SubsystemRuntime subsystem, NamespaceHead head, HostRuntime host, @Nullable Duration defaultDeadline) {
        this.subsystem = subsystem;
        this.head = head;
        this.host = host;
        this.defaultDeadline = defaultDeadline;
    }

    NamespaceHead head() {
        return head;
    }

    long deadlineNs(@Nullable Duration wanted) {
        Duration within = wanted == null ? defaultDeadline : wanted;
        return within == null ? Long.MAX_VALUE : host.nowNs() + within.toNanos();
    }

    void began(IoCall<?> call) {
        calls.add(call);
    }

    void ended(IoCall<?> call) {
        calls.remove(call);
    }

    /** Something wants to end: looks at it soon. */
    void poke() {
        subsystem.poke();
    }

    void tick(long nowNs) {
        for (IoCall<?> call : calls) {
            if (nowNs >= call.untilNs()) {
                call.expire();
            }
        }
    }

    // What it is.

    @Override
    public int nsid() {
        return head.nsid();
    }

    @Override
    public Subsystem subsystem() {
        return subsystem;
    }

    @Override
    public @Nullable UUID uuid() {
        NamespaceFacts facts = head.facts();
        return facts.uuid().isZero() ? null : facts.uuid().toUuid();
    }

    @Override
    public int blockSize() {
        return 1 << head.blockShift();
    }

    @Override
    public long blocks() {
        return head.facts().blocks();
    }

    @Override
    public NamespaceLimits limits() {
        CommandLimits limits = head.limits();
        NamespaceFacts facts = head.facts();
        int copies = limits.copy() ? facts.maxCopyRanges() : 0;
        return new NamespaceLimits(limits.maxTransferBytes(), Math.max(1, facts.optimalBlocks()) << head.blockShift(), copies,
                facts.maxCopyBlocks(), facts.maxCopyRangeBlocks(), limits.compare(), limits.fused(), limits.writeZeroes(),
                limits.deallocate(), limits.verify(), limits.writeCache(), facts.writeProtected());
    }

    // Calls.

    private int lane() {
        return nextLane.getAndIncrement() & Integer.MAX_VALUE;
    }

    private void checkRange(long lba, long blocks) {
        long all = blocks();
        if (lba < 0 || blocks < 1 || lba > all - blocks) {
            throw new IllegalArgumentException(blocks + " blocks at " + lba + ": 1 or more between 0 and " + all + " are wanted");
        }
    }

    private long blocksOf(ByteBuffer buffer) {
        int bytes = buffer.remaining();
        if (bytes == 0 || (bytes & (blockSize() - 1)) != 0) {
            throw new IllegalArgumentException(bytes + " bytes: a multiple of the block size, " + blockSize() + ", is wanted");
        }
        return bytes >> head.blockShift();
    }

    private void require(boolean supported, String what) {
        if (!supported) {
            throw new NvmeException(NvmeException.Category.FAIL, what + " is not supported by the controllers of " + subsystem.nqn());
        }
    }

    /** Sets up a request when there is memory. */
    @FunctionalInterface
    private interface Setup {
        void with(Request request, MemorySegment memory);
    }

    private <T> CompletableFuture<T> call(int bytes, IoOptions options, Setup setup, Data<T> data) {
        if (calls.size() >= MAX_CALLS) {
            throw new NvmeException(NvmeException.Category.RETRY,
                    "more than " + MAX_CALLS + " calls to namespace " + nsid() + " of " + subsystem.nqn() + " are under way");
        }
        Slot slot = new Slot();
        IoCall<T> call = new IoCall<>(this, deadlineNs(options.deadline()), ended -> {
            HostException failure = data.understands(ended.status()) ? null : ended.failure();
            if (failure != null) {
                throw failure;
            }
            return data.finish(ended, slot.memory);
        }, () -> {
            MemorySegment taken = slot.taken;
            if (taken != null) {
                host.bounces().release(taken);
            }
        });
        if (bytes == 0) {
            Request request = new Request(head, lane(), call::onEnd);
            setup.with(request, slot.memory);
            call.submit(request);
            return call;
        }
        boolean accepted = host.bounces().take(bytes, memory -> {
            slot.taken = memory;
            slot.memory = memory.asSlice(0, bytes);
            Request request = new Request(head, lane(), call::onEnd);
            setup.with(request, slot.memory);
            call.submit(request);
        });
        if (!accepted) {
            throw new NvmeException(NvmeException.Category.RETRY, "more than " + Bounces.WAITING_LIMIT + " calls wait for memory");
        }
        return call;
    }

    /** The memory of a call. */
    private static final class Slot {
        @Nullable
        MemorySegment taken;
        MemorySegment memory = MemorySegment.NULL;
    }

    /** What a call gives when its request has ended. */
    private interface Data<T> {
        T finish(Request request, MemorySegment memory);

        default boolean understands(int status) {
            return status == Status.SUCCESS;
        }
    }

    /** Done, without a value. */
    @SuppressWarnings("NullAway") // a future of Void holds null
    private static final Data<Void> DONE = (request, memory) -> null;

    private static void fill(MemorySegment memory, ByteBuffer from) {
        memory.asByteBuffer().put(from);
    }

    @Override
    @SuppressWarnings("NullAway") // a future of Void holds null
    public CompletableFuture<Void> read(long lba, ByteBuffer into, IoOptions options) {
        checkRange(lba, blocksOf(into));
        return call(into.remaining(), options, (request, memory) -> {
            request.transfer(NvmOpcode.READ, lba, memory);
            request.flags(NvmCommand.FUA, options.fua());
        }, (request, memory) -> {
            into.put(memory.asByteBuffer());
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> write(long lba, ByteBuffer from, IoOptions options) {
        checkRange(lba, blocksOf(from));
        return withCopy(from, options, (request, memory) -> {
            request.transfer(NvmOpcode.WRITE, lba, memory);
            request.flags(NvmCommand.FUA, options.fua());
        }, DONE);
    }

    /** The caller's buffer is free at once, also when the call has to wait for memory of the host's. */
    private <T> CompletableFuture<T> withCopy(ByteBuffer from, IoOptions options, Setup setup, Data<T> data) {
        int bytes = from.remaining();
        boolean[] filled = new boolean[1];
        ByteBuffer[] source = {from};
        CompletableFuture<T> call = call(bytes, options, (request, memory) -> {
            synchronized (filled) {
                fill(memory, source[0]);
                filled[0] = true;
            }
            setup.with(request, memory);
        }, data);
        synchronized (filled) {
            if (!filled[0]) {
                ByteBuffer copy = ByteBuffer.allocate(bytes);
                copy.put(from).flip();
                source[0] = copy;
            }
        }
        return call;
    }

    @Override
    public CompletableFuture<Boolean> compare(long lba, ByteBuffer with, IoOptions options) {
        require(head.limits().compare(), "Compare");
        checkRange(lba, blocksOf(with));
        return withCopy(with, options, (request, memory) -> request.transfer(NvmOpcode.COMPARE, lba, memory), new Equal());
    }

    /** Compare Failure is an answer, not an error. */
    private static final class Equal implements Data<Boolean> {
        @Override
        public Boolean finish(Request request, MemorySegment memory) {
            return request.status() == Status.SUCCESS;
        }

        @Override
        public boolean understands(int status) {
            return status == Status.SUCCESS || Status.plain(status) == Status.COMPARE_FAILURE;
        }
    }

    @Override
    public CompletableFuture<Boolean> compareAndWrite(long lba, ByteBuffer expected, ByteBuffer replacement, IoOptions options) {
        require(head.limits().fused(), "Compare and Write");
        int bytes = expected.remaining();
        checkRange(lba, blocksOf(expected));
        if (replacement.remaining() != bytes || bytes > head.limits().maxTransferBytes()) {
            throw new IllegalArgumentException("compare " + bytes + " bytes and write " + replacement.remaining()
                    + ": as many of each, at most " + head.limits().maxTransferBytes() + ", are wanted");
        }
        ByteBuffer both = ByteBuffer.allocate(2 * bytes).put(expected).put(replacement).flip();
        return withCopy(both, options, (request, memory) -> {
            request.compareAndWrite(lba, memory.asSlice(0, bytes), memory.asSlice(bytes, bytes));
            request.flags(NvmCommand.FUA, options.fua());
        }, new Equal());
    }

    @Override
    public CompletableFuture<Void> writeZeroes(long lba, long blocks, boolean deallocate, IoOptions options) {
        require(head.limits().writeZeroes(), "Write Zeroes");
        checkRange(lba, blocks);
        return call(0, options, (request, memory) -> request.range(NvmOpcode.WRITE_ZEROES, lba, blocks, head.limits().maxZeroesBytes(),
                (deallocate ? NvmCommand.DEAC : 0) | (options.fua() ? NvmCommand.FUA : 0)), DONE);
    }

    @Override
    public CompletableFuture<Void> verify(long lba, long blocks, IoOptions options) {
        require(head.limits().verify(), "Verify");
        checkRange(lba, blocks);
        return call(0, options, (request, memory) -> request.range(NvmOpcode.VERIFY, lba, blocks, head.limits().maxVerifyBytes(), 0), DONE);
    }

    @Override
    public CompletableFuture<Void> deallocate(List<BlockRange> ranges, IoOptions options) {
        require(head.limits().deallocate(), "Dataset Management");
        List<BlockRange> pieces = new ArrayList<>();
        long first = Long.MAX_VALUE;
        long end = 0;
        for (BlockRange range : ranges) {
            checkRange(range.lba(), range.blocks());
            first = Math.min(first, range.lba());
            end = Math.max(end, range.lba() + range.blocks());
            for (long at = 0; at < range.blocks(); at += MAX_RANGE_BLOCKS) {
                pieces.add(new BlockRange(range.lba() + at, Math.min(MAX_RANGE_BLOCKS, range.blocks() - at)));
            }
        }
        if (pieces.isEmpty() || pieces.size() > MAX_RANGES) {
            throw new IllegalArgumentException(pieces.size() + " ranges: 1 to " + MAX_RANGES + " are wanted");
        }
        long from = first;
        long count = end - first;
        return call(pieces.size() * DsmRange.BYTES, options, (request, memory) -> {
            for (int i = 0; i < pieces.size(); i++) {
                DsmRange.encode(memory, i, pieces.get(i).lba(), pieces.get(i).blocks(), 0);
            }
            Command command = request.single(NvmOpcode.DATASET_MANAGEMENT, from, count, true, true, memory);
            command.cdw10 = pieces.size() - 1;
            command.cdw11 = NvmCommand.DSM_AD;
        }, DONE);
    }

    @Override
    public CompletableFuture<Void> copy(List<BlockRange> sources, long lba, IoOptions options) {
        NamespaceLimits limits = limits();
        require(limits.maxCopyRanges() > 0, "Copy");
        long total = 0;
        for (BlockRange source : sources) {
            checkRange(source.lba(), source.blocks());
            if (source.blocks() > limits.maxCopyRangeBlocks()) {
                throw new IllegalArgumentException("a source of " + source.blocks() + " blocks: at most " + limits.maxCopyRangeBlocks()
                        + " (MSSRL) are wanted");
            }
            total += source.blocks();
        }
        if (sources.isEmpty() || sources.size() > limits.maxCopyRanges() || total > limits.maxCopyBlocks()) {
            throw new IllegalArgumentException(sources.size() + " sources of " + total + " blocks: 1 to " + limits.maxCopyRanges()
                    + " (MSRC) of at most " + limits.maxCopyBlocks() + " (MCL) are wanted");
        }
        checkRange(lba, total);
        long blocks = total;
        return call(sources.size() * CopyRange.BYTES, options, (request, memory) -> {
            for (int i = 0; i < sources.size(); i++) {
                CopyRange.encode(memory, i, sources.get(i).lba(), (int) sources.get(i).blocks());
            }
            Command command = request.single(NvmOpcode.COPY, lba, blocks, true, false, memory);
            command.range(lba, sources.size() - 1 | (options.fua() ? NvmCommand.FUA : 0));
        }, DONE);
    }

    @Override
    public CompletableFuture<Void> flush(IoOptions options) {
        return call(0, options, (request, memory) -> request.flush(), DONE);
    }

    @Override
    public CompletableFuture<RawResult> raw(RawCommand wanted, ByteBuffer data, IoOptions options) {
        int bytes = data.remaining();
        boolean sends = (wanted.opcode() & 1) != 0;
        boolean reads = (wanted.opcode() & 2) != 0;
        if (bytes > head.limits().maxTransferBytes() || (bytes > 0) != (sends || reads)) {
            throw new IllegalArgumentException("opcode " + wanted.opcode() + " with " + bytes + " bytes of data: "
                    + (sends || reads ? "1 to " + head.limits().maxTransferBytes() : "none") + " are wanted");
        }
        Data<RawResult> answer = new Data<>() {
            @Override
            public RawResult finish(Request request, MemorySegment memory) {
                HostException failure = request.failure();
                if (failure != null && failure.outcome() != HostException.Outcome.FAILED) {
                    throw failure;
                }
                if (reads && request.status() == Status.SUCCESS) {
                    data.put(memory.asByteBuffer());
                }
                return new RawResult(request.status(), request.result());
            }

            @Override
            public boolean understands(int status) {
                return true;
            }
        };
        return call(bytes, options, (request, memory) -> {
            if (sends) {
                fill(memory, data.duplicate());
            }
            Command command = request.single(wanted.opcode(), 0, sends ? blocks() : 0, sends, false, bytes == 0 ? null : memory);
            command.cdw2 = wanted.cdw2();
            command.cdw3 = wanted.cdw3();
            command.cdw10 = wanted.cdw10();
            command.cdw11 = wanted.cdw11();
            command.cdw12 = wanted.cdw12();
            command.cdw13 = wanted.cdw13();
            command.cdw14 = wanted.cdw14();
            command.cdw15 = wanted.cdw15();
            request.asIs();
        }, answer);
    }

    // Views.

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
        return new ReusableRequest(this, lane, listener);
    }

    @Override
    public int lanes() {
        return head.lanes();
    }

    @Override
    public void execute(int lane, Runnable task) {
        QueueSet path = head.anyPath();
        if (path == null || !path.queue(Math.floorMod(lane, head.lanes())).execute(task)) {
            host.control().execute(task); // no path now: where waiting requests are
        }
    }
}
