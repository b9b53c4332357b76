package io.fenceline.bench.suite;

import io.fenceline.api.host.IoListener;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An application that always has the same number of writes and reads under way, each at a place of its own, and that notes when
 * those were answered that were under way when the paths were lost.
 */
final class RecoveryLoad {
    private static final int BYTES = 4096;
    private static final long PATIENCE_S = 120;
    private static final long SETTLED_NS = 10_000_000;

    private final List<Slot> slots = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final CountDownLatch drained;
    private volatile boolean stopping;
    private volatile long lostNs = Long.MAX_VALUE;

    /** A request that goes round. Its fields belong to its lane; {@code answeredNs} is read by whoever measures. */
    private final class Slot implements IoListener {
        final NamespaceHandle namespace;
        final int lane;
        final boolean writes;
        final long lba;
        final MemorySegment memory;
        final IoRequest request;
        private long beganNs;
        volatile long answeredNs;

        Slot(NamespaceHandle namespace, int lane, boolean writes, long lba, MemorySegment memory) {
            this.namespace = namespace;
            this.lane = lane;
            this.writes = writes;
            this.lba = lba;
            this.memory = memory;
            request = namespace.request(lane, this);
        }

        void submit(long nowNs) {
            beganNs = nowNs;
            if (writes) {
                request.write(lba, memory);
            } else {
                request.read(lba, memory);
            }
            request.submit();
        }

        @Override
        public void onEnd(IoRequest ended) {
            long nowNs = System.nanoTime();
            if (ended.status() != 0) {
                failure.compareAndSet(null, "a command ended with status " + Integer.toHexString(ended.status()) + "h");
                stopping = true;
            }
            if (beganNs <= lostNs && nowNs > lostNs && answeredNs == 0) {
                answeredNs = nowNs;
            }
            answers.incrementAndGet();
            if (stopping) {
                drained.countDown();
            } else {
                submit(nowNs);
            }
        }
    }

    /**
     * How long an application waited after the loss, in nanoseconds.
     *
     * @param firstWriteNs until the first write that had been under way was answered
     * @param lastWriteNs until the last
     * @param lastReadNs until the last read that had been under way was
     */
    record Stall(long firstWriteNs, long lastWriteNs, long lastReadNs) {
    }

    RecoveryLoad(List<NamespaceHandle> namespaces, int writes, int reads, Arena arena) {
        drained = new CountDownLatch(namespaces.size() * (writes + reads));
        int at = 0;
        for (NamespaceHandle namespace : namespaces) {
            for (int i = 0; i < writes + reads; i++) {
                slots.add(new Slot(namespace, at++ % namespace.lanes(), i < writes, i, arena.allocate(BYTES, BYTES)));
            }
        }
    }

    void begin() {
        for (Slot slot : slots) {
            slot.namespace.execute(slot.lane, () -> slot.submit(System.nanoTime()));
        }
    }

    /** Waits until nothing is answered any more: everything is under way then. */
    void awaitStill() throws IOException {
        long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        long seen = -1;
        while (seen != answers.get()) {
            seen = answers.get();
            Window.pass(java.time.Duration.ofNanos(SETTLED_NS));
            check(giveUpNs, "the load does not stand still: it does not go through the path that was cut");
        }
    }

    /** The paths are lost now. */
    void lost() {
        for (Slot slot : slots) {
            slot.answeredNs = 0;
        }
        lostNs = System.nanoTime();
    }

    /** Waits until all that was under way has been answered. */
    Stall awaitAnswers() throws IOException {
        long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        for (Slot slot : slots) {
            while (slot.answeredNs == 0) {
                Window.pass(java.time.Duration.ofMillis(1));
                check(giveUpNs, "a command that was under way when its path was lost has not been answered");
            }
        }
        return new Stall(edge(true, false), edge(true, true), edge(false, true));
    }

    private long edge(boolean writes, boolean last) {
        long found = -1;
        for (Slot slot : slots) {
            long ns = slot.answeredNs - lostNs;
            if (slot.writes == writes && (found < 0 || last == (ns > found))) {
                found = ns;
            }
        }
        return found;
    }

    private void check(long giveUpNs, String otherwise) throws IOException {
        String failed = failure.get();
        if (failed != null || System.nanoTime() > giveUpNs) {
            throw new IOException(failed == null ? otherwise : failed);
        }
    }

    void end() throws IOException, InterruptedException {
        stopping = true;
        if (!drained.await(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new IOException("commands are not answered within " + PATIENCE_S + " s");
        }
    }
}
