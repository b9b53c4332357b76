package io.fenceline.bench.suite;

import io.fenceline.api.host.IoListener;
import io.fenceline.api.host.IoRequest;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.bench.rig.ProcessCpu;
import io.fenceline.bench.rig.RunResult;
import io.fenceline.bench.rig.Workload;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Closed-loop load on a namespace of our host, on one of its loops: each end submits its request again, with another place.
 * Counts on the loop; whoever asks for the numbers asks the loop for them.
 */
final class HostLoad {
    private static final int LANE = 0;
    private static final long PATIENCE_S = 30;

    private final NamespaceHandle namespace;
    private final Workload workload;
    private final long places;
    private final Histogram latency = new Histogram(1, 60_000_000_000L, 3);
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final CountDownLatch drained = new CountDownLatch(1);
    private long completed;
    private int outstanding;
    private boolean stopping;
    private long state = 88172645463325252L;
    private long next;

    /**
     * What a run showed beside its rate.
     *
     * @param run the rate and the rest
     * @param allocatedPerCommand bytes on the heap, on the thread that allocated most
     * @param allocator that thread's name
     */
    record Loaded(RunResult run, double allocatedPerCommand, String allocator) {
    }

    /** What the loop had counted at one moment. */
    private record Edge(long completed, long ns, Histogram latency) {
    }

    private HostLoad(NamespaceHandle namespace, Workload workload) {
        this.namespace = namespace;
        this.workload = workload;
        places = namespace.bytes() / workload.bytes();
    }

    /** A request that goes round. */
    private final class Slot implements IoListener {
        final IoRequest request;
        final MemorySegment memory;
        final boolean writes = workload.pattern() == Workload.Pattern.RANDWRITE || workload.pattern() == Workload.Pattern.WRITE;
        long beganNs;

        Slot(MemorySegment memory) {
            this.memory = memory;
            request = namespace.request(LANE, this);
        }

        void submit(long nowNs) {
            beganNs = nowNs;
            long lba = place() * (workload.bytes() / namespace.blockSize());
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
            completed++;
            latency.recordValue(Math.max(1, Math.min(nowNs - beganNs, latency.getHighestTrackableValue())));
            if (!stopping) {
                submit(nowNs);
            } else if (--outstanding == 0) {
                drained.countDown();
            }
        }
    }

    private long place() {
        if (workload.pattern() == Workload.Pattern.READ || workload.pattern() == Workload.Pattern.WRITE) {
            next = next + 1 == places ? 0 : next + 1;
            return next;
        }
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return Long.remainderUnsigned(state, places);
    }

    /**
     * Loads a namespace.
     *
     * @param namespace of a connected subsystem
     * @param workload what
     * @param warmUp that is not counted
     * @param measured that is
     * @param serverPid process whose time is taken
     */
    static Loaded run(NamespaceHandle namespace, Workload workload, Duration warmUp, Duration measured, long serverPid)
            throws IOException, InterruptedException {
        try (Arena arena = Arena.ofShared()) {
            HostLoad load = new HostLoad(namespace, workload);
            return load.run(arena, warmUp, measured, serverPid);
        }
    }

    private Loaded run(Arena arena, Duration warmUp, Duration measured, long serverPid) throws IOException, InterruptedException {
        Slot[] slots = new Slot[workload.depth()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot(arena.allocate(workload.bytes(), 4096));
        }
        namespace.execute(LANE, () -> {
            outstanding = slots.length;
            long nowNs = System.nanoTime();
            for (Slot slot : slots) {
                slot.submit(nowNs);
            }
        });
        try {
            Window.pass(warmUp);
            ProcessCpu serverBefore = ProcessCpu.read(serverPid);
            ProcessCpu hostBefore = ProcessCpu.read(ProcessHandle.current().pid());
            Edge begin = edge();
            Allocations before = Allocations.now();
            Window.pass(measured);
            Allocations.Most most = Allocations.now().since(before);
            Edge end = edge();
            ProcessCpu host = ProcessCpu.read(ProcessHandle.current().pid()).since(hostBefore);
            ProcessCpu server = ProcessCpu.read(serverPid).since(serverBefore);
            long commands = end.completed - begin.completed;
            return new Loaded(RunResult.of(commands, end.ns - begin.ns, workload.bytes(), end.latency, server, host),
                    commands == 0 ? 0 : (double) most.bytes() / commands, most.thread());
        } finally {
            drain();
        }
    }

    /** What has been counted so far; latencies begin anew. */
    private Edge edge() throws IOException, InterruptedException {
        AtomicReference<@Nullable Edge> answer = new AtomicReference<>();
        CountDownLatch answered = new CountDownLatch(1);
        namespace.execute(LANE, () -> {
            answer.set(new Edge(completed, System.nanoTime(), latency.copy()));
            latency.reset();
            answered.countDown();
        });
        answered.await(PATIENCE_S, TimeUnit.SECONDS);
        Edge edge = answer.get();
        if (edge == null || failure.get() != null) {
            throw new IOException(failure.get() == null ? "the host's loop stands still" : failure.get());
        }
        return edge;
    }

    private void drain() throws IOException, InterruptedException {
        namespace.execute(LANE, () -> stopping = true);
        if (!drained.await(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new IOException("commands are not answered within " + PATIENCE_S + " s");
        }
    }
}
