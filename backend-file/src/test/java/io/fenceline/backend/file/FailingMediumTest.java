package io.fenceline.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.NvmeException;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** A disk that is full, broken or slow. */
final class FailingMediumTest {
    private static final int BLOCK = 4096;

    private final FakeMedium medium = new FakeMedium();
    @TempDir
    private Path folder = Path.of("");
    private @Nullable FileBackend backend;

    /** Memory instead of a file, which fails and waits when it is told to. */
    private static final class FakeMedium implements Medium {
        final byte[] bytes = new byte[1 << 20];
        final AtomicInteger forces = new AtomicInteger();
        volatile @Nullable IOException writeFailure;
        volatile @Nullable IOException forceFailure;
        volatile @Nullable IOException readFailure;
        volatile @Nullable CountDownLatch forceGate;
        volatile @Nullable CountDownLatch writeGate;
        final CountDownLatch forcing = new CountDownLatch(1);
        final CountDownLatch writing = new CountDownLatch(1);
        volatile long usable = Long.MAX_VALUE;

        private static void fail(@Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
        }

        private static void pass(@Nullable CountDownLatch gate) throws IOException {
            try {
                if (gate != null && !gate.await(30, TimeUnit.SECONDS)) {
                    throw new IOException("nobody opened the gate");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void read(ByteBuffer into, long offset) throws IOException {
            fail(readFailure);
            into.put(bytes, (int) offset, into.remaining());
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            writing.countDown();
            pass(writeGate);
            fail(writeFailure);
            from.get(bytes, (int) offset, from.remaining());
        }

        @Override
        public void force() throws IOException {
            forcing.countDown();
            forces.incrementAndGet();
            pass(forceGate);
            fail(forceFailure);
        }

        @Override
        public void punch(long offset, long length) throws IOException {
            fail(writeFailure);
        }

        @Override
        public boolean zero(long offset, long length) {
            return false;
        }

        @Override
        public boolean punches() {
            return true;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void resize(long length) throws IOException {
            fail(writeFailure);
        }

        @Override
        public long usable() {
            return usable;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @BeforeEach
    void openIt() throws IOException {
        FileStore store = Files.getFileStore(folder);
        backend = new FileBackend(medium, "fake", BLOCK, false, Workers.of(store, 4));
    }

    private FileBackend backend() {
        FileBackend b = backend;
        if (b == null) {
            throw new AssertionError("not open");
        }
        return b;
    }

    @AfterEach
    void closeIt() {
        backend().close();
    }

    @Test
    void readErrorIsUnrecovered() {
        medium.readFailure = new IOException("Input/output error");
        assertThat(new Request(Op.READ, 0, BLOCK).run(backend())).isEqualTo(Status.UNRECOVERED_READ_ERROR);
    }

    @Test
    void writeErrorIsAWriteFault() {
        medium.writeFailure = new IOException("Input/output error");
        assertThat(Request.write(0, BLOCK, 1).run(backend())).isEqualTo(Status.WRITE_FAULT);
        assertThat(new Request(Op.WRITE_ZEROES, 0, BLOCK).run(backend())).isEqualTo(Status.WRITE_FAULT);
        assertThat(new Request(Op.DEALLOCATE, 0, BLOCK).run(backend())).isEqualTo(Status.WRITE_FAULT);
    }

    @Test
    void fullDiskExceedsTheCapacityAndTheNextWriteSucceedsWhenThereIsSpace() {
        medium.writeFailure = new IOException("No space left on device");
        assertThat(Request.write(0, BLOCK, 1).run(backend())).isEqualTo(Status.CAPACITY_EXCEEDED | Status.DNR);
        medium.writeFailure = new IOException("Kein Speicherplatz mehr frei");
        medium.usable = 100;
        assertThat(Request.write(0, BLOCK, 1).run(backend())).isEqualTo(Status.CAPACITY_EXCEEDED | Status.DNR);
        medium.writeFailure = null;
        assertThat(Request.write(0, BLOCK, 1).durable().run(backend())).isZero();
    }

    @Test
    void forceThatFailedOnceIsNeverASuccessAgain() {
        medium.forceFailure = new IOException("Input/output error");
        assertThat(Request.write(0, BLOCK, 1).durable().run(backend())).isEqualTo(Status.WRITE_FAULT);
        medium.forceFailure = null;
        assertThat(new Request(Op.FLUSH, 0, 0).run(backend())).isEqualTo(Status.WRITE_FAULT);
        assertThat(Request.write(0, BLOCK, 2).durable().run(backend())).isEqualTo(Status.WRITE_FAULT);
        assertThat(Request.read(backend(), 0, BLOCK)[0]).as("reads go on").isEqualTo((byte) 2);
    }

    @Test
    void thoseWhoComeDuringAForceShareTheNextOne() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        medium.forceGate = gate;
        Request first = Request.write(0, BLOCK, 1).durable().submit(backend());
        assertThat(medium.forcing.await(30, TimeUnit.SECONDS)).isTrue();
        List<Request> others = new ArrayList<>();
        for (int i = 1; i < 20; i++) {
            others.add(i % 3 == 0
                    ? new Request(Op.FLUSH, 0, 0).submit(backend())
                    : Request.write(BLOCK, BLOCK, i).durable().submit(backend()));
        }
        // A plain write behind them shows that they have been written and wait only for the force: the threads are free.
        assertThat(Request.write(2 * BLOCK, BLOCK, 1).run(backend())).isZero();
        assertThat(first.ended()).isFalse();
        gate.countDown();
        assertThat(first.await()).isZero();
        for (Request other : others) {
            assertThat(other.await()).isZero();
        }
        assertThat(medium.forces.get()).isBetween(2, 4);
    }

    @Test
    void waitingRequestIsCancelledAndARunningOneEnds() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        medium.writeGate = gate;
        List<Request> running = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            running.add(Request.write((long) i * BLOCK, BLOCK, 1).submit(backend()));
        }
        assertThat(medium.writing.await(30, TimeUnit.SECONDS)).isTrue();
        Request waiting = Request.write(100 * BLOCK, BLOCK, 5).submit(backend());
        backend().cancel(waiting, 99);
        assertThat(waiting.ended()).as("another generation").isFalse();
        backend().cancel(waiting, waiting.generation());
        assertThat(waiting.await()).isEqualTo(Status.ABORT_REQUESTED);
        backend().cancel(running.getFirst(), running.getFirst().generation());
        gate.countDown();
        for (Request request : running) {
            assertThat(request.await()).isIn(Status.SUCCESS, Status.ABORT_REQUESTED);
        }
        assertThat(running.getFirst().await()).as("it had begun").isZero();
        assertThat(medium.bytes[100 * BLOCK]).as("what was cancelled is not written").isZero();
    }

    @Test
    void resizeThatFailsChangesNothing() {
        medium.writeFailure = new IOException("Input/output error");
        assertThatThrownBy(() -> backend().resize(2 << 20)).isInstanceOf(NvmeException.class).hasMessageContaining("fake");
        assertThat(backend().sizeBytes()).isEqualTo(1 << 20);
    }
}
