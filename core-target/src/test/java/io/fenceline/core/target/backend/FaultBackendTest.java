package io.fenceline.core.target.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendRequest;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Requests that no cancel ends, and that end by themselves after a time. */
final class FaultBackendTest {
    private static final int BLOCK = 4096;

    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final Deque<BackendRequest> under = new ArrayDeque<>();

    private static final class Write implements BackendRequest {
        int status = -1;

        @Override
        public Op op() {
            return Op.WRITE;
        }

        @Override
        public long offset() {
            return 0;
        }

        @Override
        public long length() {
            return BLOCK;
        }

        @Override
        public boolean forceUnitAccess() {
            return false;
        }

        @Override
        public boolean mayDeallocate() {
            return false;
        }

        @Override
        public MemorySegment memory() {
            return MemorySegment.NULL;
        }

        @Override
        public ByteBuffer byteBuffer() {
            return ByteBuffer.allocate(0);
        }

        @Override
        public int generation() {
            return 1;
        }

        @Override
        public void complete(int completionStatus) {
            status = completionStatus;
        }
    }

    /** Keeps what it gets, until the test ends it. */
    private final class Slow implements Backend {
        @Override
        public BackendCapabilities capabilities() {
            return new BackendCapabilities(false, false, false, false, 0);
        }

        @Override
        public long sizeBytes() {
            return BLOCK;
        }

        @Override
        public void resize(long bytes) {
            throw new AssertionError("nobody asked for that");
        }

        @Override
        public void submit(BackendRequest request) {
            under.add(request);
        }

        @Override
        public void cancel(BackendRequest request, int generation) {
            throw new AssertionError("it never got that far");
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private FaultBackend backend(String rules) {
        BackendContext.Timer timer = (task, delayNs) -> timers.add(task);
        FaultBackend backend = new FaultBackend(new Slow(), BLOCK, timer, 1);
        FaultRule.parse(rules).forEach(backend::add);
        return backend;
    }

    @Test
    void whatIsStuckForATimeIsNotEndedByACancelAndBeginsAfterIt() {
        FaultBackend backend = backend("write stuck=4s");
        Write write = new Write();
        backend.submit(write);
        backend.cancel(write, 1);
        assertThat(write.status).isEqualTo(-1);
        assertThat(under).isEmpty();
        timers.remove().run();
        under.remove().complete(0);
        assertThat(write.status).isZero();
        assertThat(backend.heldRequests()).isZero();
    }

    @Test
    void whatIsStuckWithoutATimeWaitsForItsRelease() {
        FaultBackend backend = backend("write stuck");
        backend.submit(new Write());
        assertThat(timers).isEmpty();
        assertThat(backend.release()).isOne();
        assertThat(under).hasSize(1);
    }

    @Test
    void whatHangsForATimeEndsWhenItIsDoneIfItsTimeIsOverBefore() {
        FaultBackend backend = backend("write hang=4s");
        Write write = new Write();
        backend.submit(write);
        timers.remove().run();
        assertThat(write.status).isEqualTo(-1);
        under.remove().complete(0);
        assertThat(write.status).isZero();
        assertThat(backend.heldRequests()).isZero();
    }

    @Test
    void whatHangsForATimeIsCarriedOutAtOnceAndAnsweredAfterIt() {
        FaultBackend backend = backend("write hang=4s");
        Write write = new Write();
        backend.submit(write);
        under.remove().complete(0);
        backend.cancel(write, 1);
        assertThat(write.status).isEqualTo(-1);
        timers.remove().run();
        assertThat(write.status).isZero();
    }
}
