package io.fenceline.core.target.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.wire.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the memory back end promises beyond the contract of all back ends. */
final class MemoryBackendTest {
    private static final int BLOCK = 4096;
    private static final int PAGE = 65536;

    /** A request that can be used again, by one thread. */
    private static final class Work implements BackendRequest {
        final MemorySegment memory;
        private Op op = Op.FLUSH;
        private long offset;
        private long length;
        int status = -1;

        Work(int bytes) {
            memory = Arena.ofAuto().allocate(bytes, 8);
        }

        int run(MemoryBackend backend, Op what, long at, long bytes) {
            op = what;
            offset = at;
            length = bytes;
            status = -1;
            backend.submit(this);
            return status;
        }

        @Override
        public Op op() {
            return op;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public boolean forceUnitAccess() {
            return false;
        }

        @Override
        public boolean mayDeallocate() {
            return true;
        }

        @Override
        public MemorySegment memory() {
            return memory;
        }

        @Override
        public ByteBuffer byteBuffer() {
            return memory.asByteBuffer();
        }

        @Override
        public int generation() {
            return 0;
        }

        @Override
        public void complete(int completionStatus) {
            status = completionStatus;
        }
    }

    @Test
    void hugeNamespaceTakesNothingUntilItIsWritten() {
        try (MemoryBackend backend = new MemoryBackend("test", BLOCK, 16L << 40, PAGE, 1 << 20)) {
            Work work = new Work(BLOCK);
            assertThat(work.run(backend, BackendRequest.Op.READ, (16L << 40) - BLOCK, BLOCK)).isZero();
            assertThat(work.run(backend, BackendRequest.Op.WRITE_ZEROES, 0, 16L << 40)).isZero();
            assertThat(backend.usedBytes()).isZero();
            assertThat(work.run(backend, BackendRequest.Op.WRITE, (16L << 40) - BLOCK, BLOCK)).isZero();
            assertThat(backend.usedBytes()).isEqualTo(PAGE);
        }
    }

    @Test
    void writeBeyondTheLimitExceedsTheCapacityUntilSpaceIsGivenBack() {
        try (MemoryBackend backend = new MemoryBackend("test", BLOCK, 1 << 20, PAGE, 2 * PAGE)) {
            Work work = new Work(BLOCK);
            work.memory.fill((byte) 7);
            assertThat(work.run(backend, BackendRequest.Op.WRITE, 0, BLOCK)).isZero();
            assertThat(work.run(backend, BackendRequest.Op.WRITE, PAGE, BLOCK)).isZero();
            assertThat(work.run(backend, BackendRequest.Op.WRITE, 2 * PAGE, BLOCK)).isEqualTo(Status.CAPACITY_EXCEEDED | Status.DNR);
            assertThat(work.run(backend, BackendRequest.Op.DEALLOCATE, 0, PAGE)).isZero();
            assertThat(work.run(backend, BackendRequest.Op.WRITE, 2 * PAGE, BLOCK)).isZero();
            assertThat(work.run(backend, BackendRequest.Op.READ, 2 * PAGE + BLOCK, BLOCK)).isZero();
            assertThat(work.memory.get(ValueLayout.JAVA_BYTE, 0)).as("a page is clean when it is used again").isZero();
        }
    }

    @Test
    void whatWasCutOffReadsAsZeroesWhenItComesBack() {
        try (MemoryBackend backend = new MemoryBackend("test", BLOCK, 4 * PAGE, PAGE, 1 << 20)) {
            Work work = new Work(4 * PAGE);
            work.memory.fill((byte) 7);
            work.run(backend, BackendRequest.Op.WRITE, 0, 4 * PAGE);
            backend.resize(PAGE + BLOCK);
            assertThat(backend.usedBytes()).isEqualTo(2 * PAGE);
            assertThat(work.run(backend, BackendRequest.Op.READ, PAGE, 2 * BLOCK)).isEqualTo(Status.LBA_OUT_OF_RANGE | Status.DNR);
            backend.resize(8 * PAGE);
            work.run(backend, BackendRequest.Op.READ, PAGE, 3 * PAGE);
            assertThat(work.memory.get(ValueLayout.JAVA_BYTE, BLOCK - 1)).isEqualTo((byte) 7);
            assertThat(work.memory.get(ValueLayout.JAVA_BYTE, BLOCK)).isZero();
            assertThat(work.memory.get(ValueLayout.JAVA_BYTE, 3 * PAGE - 1)).isZero();
        }
    }

    /** Blocks as large as a page, so that a copy takes long enough to be met in its middle. */
    @Test
    void blockIsNeverReadHalfWrittenAndNeverMixed() throws InterruptedException {
        int threads = 3;
        AtomicInteger torn = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        CountDownLatch start = new CountDownLatch(1);
        try (MemoryBackend backend = new MemoryBackend("test", PAGE, 2 * PAGE, PAGE, 4 * PAGE)) {
            for (int t = 0; t < threads; t++) {
                int thread = t;
                Thread.ofPlatform().start(() -> {
                    try {
                        start.await();
                        race(backend, thread, torn);
                    } catch (InterruptedException e) {
                        torn.incrementAndGet();
                    } finally {
                        done.countDown();
                    }
                });
            }
            start.countDown();
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(torn).hasValue(0);
    }

    /** Thread 0 reads; the others write whole blocks of one value, and give them back now and then. */
    private static void race(MemoryBackend backend, int thread, AtomicInteger torn) {
        Work work = new Work(PAGE);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
        for (int i = 0; System.nanoTime() < until; i++) {
            long at = (long) (i & 1) * PAGE;
            if (thread != 0) {
                work.memory.fill((byte) (i * 2 + thread));
                work.run(backend, i % 8 == 0 ? BackendRequest.Op.DEALLOCATE : BackendRequest.Op.WRITE, at, PAGE);
            } else {
                work.run(backend, BackendRequest.Op.READ, at, PAGE);
                byte first = work.memory.get(ValueLayout.JAVA_BYTE, 0);
                for (int b = 0; b < PAGE; b += 512) {
                    if (work.memory.get(ValueLayout.JAVA_BYTE, b) != first) {
                        torn.incrementAndGet();
                    }
                }
            }
        }
    }
}
