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
import java.util.List;

/**
 * A shared disk: what all nodes have under the namespace, and what survives their restart. Requests take some time, and single ones are
 * stuck for long; a write happens at its beginning, at its end, or block by block in between, and once it has been completed nothing of
 * it happens any more, as the contract of {@link Backend} demands.
 */
final class Medium implements BackendProvider {
    static final String TYPE = "sim";

    private final BackendContext.Timer timer;
    private final Gen gen;
    private final int blockSize;
    private final long stuckLimitNs;
    private final byte[] data;
    private volatile long size;
    private int stuckCount;
    private long stuckNs;
    private boolean calm;
    private int underWay;

    Medium(BackendContext.Timer timer, Gen gen, int blockSize, int blocks, long stuckLimitNs) {
        this.timer = timer;
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
        /** A device that has it in its hands does not give it back. */
        final boolean cancellable;

        Work(BackendRequest request, boolean cancellable) {
            this.request = request;
            this.cancellable = cancellable;
            generation = request.generation();
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
            long takes = draw();
            if (takes == 0) {
                perform(request, 0, request.length());
                request.complete(Status.SUCCESS);
                return;
            }
            int style = gen.between(0, 3);
            long first = style < 2 ? 0 : style == 2 ? request.length() : request.length() / blockSize / 2 * blockSize;
            Work work = new Work(request, style == 0);
            works.add(work);
            underWay++;
            if (first > 0) {
                perform(request, 0, first);
            }
            timer.schedule(() -> end(work, first), takes);
        }

        private void end(Work work, long done) {
            if (works.remove(work)) {
                underWay--;
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
                    underWay--;
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
