package io.fenceline.testkit.sim;

import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.testkit.Gen;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A shared disk: what all nodes have under the namespace, and what survives their restart. Requests take some time, and single ones are
 * stuck for long; a write happens at its beginning, at its end, or block by block in between, and once it has been completed nothing of
 * it happens any more, as the contract of {@link Backend} demands.
 */
final class Medium implements BackendProvider {
    static final String TYPE = "sim";

    private final BackendContext.Timer timer;
    private final Consumer<String> trouble;
    private final Gen gen;
    private final int blockSize;
    private final long stuckLimitNs;
    private final byte[] data;
    private volatile long size;
    private int stuckCount;
    private long stuckNs;
    private boolean calm;
    private int underWay;
    /** Blocks that are being written, and how often. */
    private final Map<Long, Integer> writing = new HashMap<>();
    /** What must not begin any more: its controller was said to be silent, and it was not sent again. */
    private final Set<Long> silenced = new HashSet<>();

    Medium(BackendContext.Timer timer, Gen gen, int blockSize, int blocks, long stuckLimitNs, Consumer<String> trouble) {
        this.timer = timer;
        this.trouble = trouble;
        this.gen = gen;
        this.blockSize = blockSize;
        this.stuckLimitNs = stuckLimitNs;
        data = new byte[blockSize * blocks];
        size = data.length;
    }

    /** The next requests take long. */
    void stick(int count, long ns) {
        stuckCount = count;
        stuckNs = Math.min(ns, stuckLimitNs);
    }

    /** The next requests take longer than is promised. */
    void hang(int count, long ns) {
        stuckCount = count;
        stuckNs = ns;
    }

    /** A block of a write, as one number. */
    private static long key(long generation, long lba) {
        return generation << 16 | lba;
    }

    /** Whether any block of a write has begun and not ended. */
    boolean isWriting(WatchedQueue.Sent sent) {
        for (int i = 0; i < sent.blocks(); i++) {
            if (writing.containsKey(key(sent.generation(), sent.lba() + i))) {
                return true;
            }
        }
        return false;
    }

    /** A write that must not begin: whoever had it is silent. */
    void silence(WatchedQueue.Sent sent) {
        for (int i = 0; i < sent.blocks(); i++) {
            silenced.add(key(sent.generation(), sent.lba() + i));
        }
    }

    /** It is sent again. */
    void unsilence(WatchedQueue.Sent sent) {
        for (int i = 0; i < sent.blocks(); i++) {
            silenced.remove(key(sent.generation(), sent.lba() + i));
        }
    }

    /** From now on every request is quick. */
    void heal() {
        calm = true;
        stuckCount = 0;
    }

    /** Capacity now, in blocks. */
    long blocks() {
        return size / blockSize;
    }

    int underWay() {
        return underWay;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public OptionSchema options() {
        return new OptionSchema(List.of());
    }

    @Override
    public Backend open(BackendContext context, Options options) {
        return new Door();
    }

    private long draw() {
        if (stuckCount > 0) {
            stuckCount--;
            return stuckNs;
        }
        if (calm || gen.chance(60)) {
            return 0;
        }
        return gen.chance(95) ? gen.between(1L, 2_000L) * 1000 : gen.between(1L, Math.max(1, stuckLimitNs / 2));
    }

    private static final class Work {
        final BackendRequest request;
        final int generation;
        final @Nullable Stamp stamp;
        /** A device that has it in its hands does not give it back. */
        final boolean cancellable;

        Work(BackendRequest request, @Nullable Stamp stamp, boolean cancellable) {
            this.request = request;
            this.stamp = stamp;
            this.cancellable = cancellable;
            generation = request.generation();
        }
    }

    private void count(Work work, int by) {
        underWay += by;
        Stamp stamp = work.stamp;
        if (stamp != null) {
            for (int i = 0; i < work.request.length() / blockSize; i++) {
                writing.merge(key(stamp.generation(), stamp.lba() + i), by, (was, more) -> was + more == 0 ? null : was + more);
            }
        }
    }

    /** What one node sees of it. */
    private final class Door implements Backend {
        private final List<Work> works = new ArrayList<>();

        @Override
        public BackendCapabilities capabilities() {
            return new BackendCapabilities(true, true, true, false, stuckLimitNs / 1_000_000 + 1);
        }

        @Override
        public long sizeBytes() {
            return size;
        }

        @Override
        public void resize(long bytes) {
            if (bytes > data.length || bytes < blockSize) {
                throw new NvmeException(NvmeException.Category.FAIL,
                        "size: " + bytes + ": " + blockSize + " to " + data.length + " is wanted");
            }
            if (bytes < size) {
                Arrays.fill(data, (int) bytes, data.length, (byte) 0);
            }
            size = bytes;
        }

        @Override
        public void submit(BackendRequest request) {
            if (request.length() > size || request.offset() > size - request.length()) {
                request.complete(Status.LBA_OUT_OF_RANGE | Status.DNR);
                return;
            }
            Stamp stamp = request.op() == BackendRequest.Op.WRITE ? Stamp.head(request.memory()) : null;
            if (stamp != null && silenced.contains(key(stamp.generation(), stamp.lba()))) {
                trouble.accept("generation " + stamp.generation()
                        + " is executed after its controller was said to be silent, and was not sent again");
            }
            long takes = draw();
            if (takes == 0) {
                perform(request, 0, request.length());
                request.complete(Status.SUCCESS);
                return;
            }
            int style = gen.between(0, 3);
            long first = style < 2 ? 0 : style == 2 ? request.length() : request.length() / blockSize / 2 * blockSize;
            Work work = new Work(request, stamp, style == 0);
            works.add(work);
            count(work, 1);
            if (first > 0) {
                perform(request, 0, first);
            }
            timer.schedule(() -> end(work, first), takes);
        }

        private void end(Work work, long done) {
            if (works.remove(work)) {
                count(work, -1);
                perform(work.request, done, work.request.length());
                work.request.complete(Status.SUCCESS);
            }
        }

        private void perform(BackendRequest request, long from, long to) {
            int at = (int) (request.offset() + from);
            int length = (int) Math.min(to - from, Math.max(0, size - at));
            if (length <= 0) {
                return;
            }
            switch (request.op()) {
                case READ -> MemorySegment.copy(data, at, request.memory(), ValueLayout.JAVA_BYTE, from, length);
                case WRITE -> MemorySegment.copy(request.memory(), ValueLayout.JAVA_BYTE, from, data, at, length);
                case WRITE_ZEROES, DEALLOCATE -> Arrays.fill(data, at, at + length, (byte) 0);
                case FLUSH -> {
                    // What was completed is there.
                }
            }
        }

        @Override
        public void cancel(BackendRequest request, int generation) {
            for (Work work : works) {
                if (work.request.equals(request) && work.generation == generation && work.cancellable) {
                    works.remove(work);
                    count(work, -1);
                    request.complete(Status.ABORT_REQUESTED);
                    return;
                }
            }
        }

        @Override
        public void close() {
            if (!works.isEmpty()) {
                throw new IllegalStateException("closed with " + works.size() + " requests under way");
            }
        }
    }
}
