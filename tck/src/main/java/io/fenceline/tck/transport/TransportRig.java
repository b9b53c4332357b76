package io.fenceline.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.tck.transport.TransportFixture.Profile;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** What a test of the contract works with: a host end and a target end, with cores that record and check all they hear. */
public final class TransportRig {
    static final TransportRig NONE = new TransportRig();
    static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Nqn HOST = Nqn.of("nqn.2014-08.org.nvmexpress:uuid:5f0f5a34-5d0e-4b52-9e2c-6f3f0d2b9a01");
    private static final Nqn SUBSYSTEM = Nqn.of("nqn.2026-01.io.fenceline:tck");
    private static final UUID HOST_ID = UUID.fromString("5f0f5a34-5d0e-4b52-9e2c-6f3f0d2b9a01");

    private final @Nullable TransportFixture fixture;
    private final Rules rules = new Rules();
    private final List<HostTransport> hosts = new ArrayList<>();
    private final List<TargetTransport> targets = new ArrayList<>();
    private @Nullable HostTransport host;
    private @Nullable TargetTransport target;
    private @Nullable TargetCore core;

    private TransportRig() {
        fixture = null;
    }

    TransportRig(TransportFixture fixture) {
        this.fixture = fixture;
    }

    TransportFixture fixture() {
        if (fixture == null) {
            throw new IllegalStateException("no test is running");
        }
        return fixture;
    }

    Rules rules() {
        return rules;
    }

    // Ends.

    HostTransport host() {
        HostTransport open = host;
        if (open == null) {
            open = fixture().openHost();
            hosts.add(open);
            host = open;
        }
        return open;
    }

    TargetTransport target() {
        TargetTransport open = target;
        return open == null ? openTarget(Profile.USUAL) : open;
    }

    TargetTransport openTarget(Profile profile) {
        TargetTransport open = fixture().openTarget(profile);
        targets.add(open);
        target = open;
        return open;
    }

    HostTransport anotherHost() {
        HostTransport open = fixture().openHost();
        hosts.add(open);
        return open;
    }

    TargetTransport anotherTarget() {
        TargetTransport open = fixture().openTarget(Profile.USUAL);
        targets.add(open);
        return open;
    }

    /** The target's core, listening. */
    TargetCore core() {
        TargetCore listening = core;
        if (listening == null) {
            listening = listen(target());
            core = listening;
        }
        return listening;
    }

    TargetCore listen(TargetTransport at) {
        TargetCore listening = new TargetCore(this);
        at.listen(fixture().address(), listening);
        await(listening::decided, "an answer to listen");
        assertThat(listening.failure()).as("listen at " + fixture().address()).isNull();
        return listening;
    }

    // Connections.

    /** Both ends of a queue pair. */
    record Pair(HostQueue host, TargetQueue target) {
    }

    static QueuePairParams params(int qid, int size, boolean flowControl) {
        return new QueuePairParams(HOST, HOST_ID, SUBSYSTEM, qid == 0 ? 0xFFFF : 1, qid, size, flowControl);
    }

    /** An admin queue pair with 32 entries, past Connect. */
    Pair connect() {
        return connect(params(0, 32, false));
    }

    /** A queue pair past Connect. */
    Pair connect(QueuePairParams params) {
        Pair pair = connectWithoutCommand(params);
        Op connect = on(pair.host, () -> pair.host.submitNow(Command.connect(params)));
        await(connect::ended, "the answer to Connect");
        assertThat(connect.status()).as("status of Connect").isEqualTo(0);
        pair.target.forgetConnect();
        if (params.qid() != 0) {
            on(pair.host, () -> pair.host.queuePair().inCapsuleLimit(target().capabilities().inCapsuleBytes()));
        }
        return pair;
    }

    Pair connectWithoutCommand(QueuePairParams params) {
        TargetCore listening = core();
        int before = listening.queues().size();
        HostQueue queue = new HostQueue(this, params);
        host().connect(listening.actual(), params, queue);
        await(() -> queue.connected() || queue.quiesced(), "a connection");
        assertThat(queue.connected()).as("connected; " + queue.fault()).isTrue();
        await(() -> listening.queues().size() > before, "the target's end of a connection");
        return new Pair(queue, listening.queues().get(before));
    }

    /** Whether the host end takes memory of the caller's. */
    boolean wraps(Pair pair) {
        return on(pair.host(), () -> {
            DataBuffer buffer = pair.host().queuePair().buffers().wrap(Arena.ofAuto().allocate(4096));
            if (buffer != null) {
                buffer.release();
            }
            return buffer != null;
        });
    }

    // Waiting and running.

    void await(BooleanSupplier done, String what) {
        if (!poll(done)) {
            throw new AssertionError("waited in vain for " + what + "; rules broken: " + rules.all());
        }
    }

    /** Waits as long as anything may take. */
    boolean poll(BooleanSupplier done) {
        return fixture().await(done, LIMIT.multipliedBy(fixture().patience()));
    }

    /** Lets things happen for a while that must not happen. */
    void settle() {
        fixture().await(() -> false, Duration.ofMillis(60L * fixture().patience()));
    }

    /** Something that may throw. */
    interface Task<T extends @Nullable Object> {
        T run();
    }

    /** Runs on a host queue's loop and waits for it. */
    <T extends @Nullable Object> T on(HostQueue queue, Task<T> task) {
        return on(queue.queuePair().loop(), () -> queue.inCall(task));
    }

    void on(HostQueue queue, Runnable task) {
        on(queue, () -> {
            task.run();
            return null;
        });
    }

    /** Runs on a target queue's loop and waits for it. */
    <T extends @Nullable Object> T on(TargetQueue queue, Task<T> task) {
        return on(queue.queuePair().loop(), () -> queue.inCall(task));
    }

    void on(TargetQueue queue, Runnable task) {
        on(queue, () -> {
            task.run();
            return null;
        });
    }

    @SuppressWarnings("NullAway") // The value is null when the task's is.
    private <T extends @Nullable Object> T on(Executor loop, Task<T> task) {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        AtomicReference<@Nullable T> value = new AtomicReference<>();
        AtomicReference<Boolean> done = new AtomicReference<>(false);
        loop.execute(() -> {
            try {
                value.set(task.run());
            } catch (RuntimeException | Error e) {
                thrown.set(e);
            } finally {
                done.set(true);
            }
        });
        await(done::get, "a task on a loop");
        Throwable cause = thrown.get();
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return value.get();
    }

    static void requireAbility(boolean there, String ability) {
        if (!there) {
            System.out.println("TCK: SKIPPED, the fixture has not: " + ability);
        }
        Assumptions.assumeTrue(there, "the fixture has not: " + ability);
    }

    // The end.

    void closeAndCheck() {
        try (TransportFixture open = fixture()) {
            if (core != null) {
                core.queues().forEach(TargetQueue::letGo);
            }
            hosts.forEach(end -> end.close(Duration.ofSeconds(5)));
            targets.forEach(end -> end.close(Duration.ofSeconds(5)));
            assertThat(rules.all()).as("rules that were broken").isEmpty();
            OptionalInt out = open.buffersOutstanding();
            if (out.isPresent()) {
                assertThat(out.getAsInt()).as("buffers that are not back").isZero();
            }
        }
    }
}
