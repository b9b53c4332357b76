package io.fenceline.tck.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.testkit.Loops;
import io.fenceline.testkit.ThreadLoops;
import io.fenceline.wire.Status;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** What a test of the contract works with: a back end, a timer, and requests. */
public final class BackendRig {
    static final BackendRig NONE = new BackendRig();
    static final long SIZE = 16 << 20;
    /** As much data as a request of the contract has at most. */
    static final int MOST = 1 << 20;

    private final @Nullable BackendFixture fixture;
    private final ThreadLoops loops = new ThreadLoops();
    private @Nullable Backend backend;

    private BackendRig() {
        fixture = null;
    }

    BackendRig(BackendFixture fixture) {
        this.fixture = fixture;
    }

    BackendFixture fixture() {
        if (fixture == null) {
            throw new IllegalStateException("no test is running");
        }
        return fixture;
    }

    Backend backend() {
        Backend open = backend;
        if (open == null) {
            open = open(fixture().options(SIZE));
            backend = open;
        }
        return open;
    }

    Backend open(Map<String, ?> options) {
        Loops.Loop timer = loops.loop("tck-timer");
        BackendContext context = new BackendContext("tck", new UUID(3, 7), blockSize(), System::nanoTime, timer::schedule);
        return fixture().provider().open(context, Options.of(fixture().provider().options(), options));
    }

    void reopen() {
        backend().close();
        backend = null;
        backend();
    }

    int blockSize() {
        return fixture().blockSize();
    }

    boolean keepsData() {
        return fixture().keepsData();
    }

    void requireData() {
        requireAbility(keepsData(), "a medium that keeps data");
    }

    static void requireAbility(boolean there, String ability) {
        if (!there) {
            System.out.println("TCK: SKIPPED, the fixture has not: " + ability);
        }
        Assumptions.assumeTrue(there, "the fixture has not: " + ability);
    }

    Work work() {
        return new Work(MOST);
    }

    Work submit(Work work) {
        backend().submit(work);
        return work;
    }

    int await(Work work) {
        return work.await(fixture().limit().toMillis());
    }

    /** Submits, waits, and requires success. */
    Work done(Work work) {
        submit(work);
        assertThat(await(work)).as("status of " + work).isEqualTo(Status.SUCCESS);
        return work;
    }

    void write(long at, int bytes, long key) {
        done(work().again(Op.WRITE, at, bytes).fill(key));
    }

    byte[] read(long at, int bytes) {
        return done(work().again(Op.READ, at, bytes)).bytes();
    }

    /** Lets things happen for a while that must not happen. */
    void settle() {
        loops.await(() -> false, Duration.ofMillis(60));
    }

    void close() {
        try (BackendFixture open = fixture()) {
            assertThat(open).isNotNull();
            if (backend != null) {
                backend.close();
            }
        } finally {
            loops.close();
        }
    }
}
