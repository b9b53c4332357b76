package io.fenceline.bench.suite;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.bench.rig.ProcessCpu;
import io.fenceline.bench.rig.RunResult;
import io.fenceline.bench.rig.Workload;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Closed-loop load by our transport alone, without the core of the host, on one queue pair to the limit server, which asks for
 * no Connect: what is left to the core of the host is the difference.
 */
final class TransportLoad implements QueuePairListener {
    private static final long PATIENCE_S = 30;
    private static final int IN_CAPSULE = 16 * 1024;
    private static final long BLOCKS = 65_536;
    private static final int BLOCK = 4096;

    private final Workload workload;
    private final MemorySegment[] entries;
    private final @Nullable DataBuffer[] buffers;
    private final long[] beganNs;
    private final int[] generation;
    private final int slotBits;
    private final Arena arena;
    private final boolean writes;
    private final Histogram latency = new Histogram(1, 60_000_000_000L, 3);
    private final CountDownLatch connected = new CountDownLatch(1);
    private final CountDownLatch quiesced = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private @Nullable QueuePair pair;
    private long completed;
    private long state = 88172645463325252L;

    private TransportLoad(Workload workload, Arena arena) {
        this.workload = workload;
        this.arena = arena;
        writes = workload.pattern().toString().endsWith("write");
        entries = new MemorySegment[workload.depth()];
        buffers = new @Nullable DataBuffer[workload.depth()];
        beganNs = new long[workload.depth()];
        generation = new int[workload.depth()];
        slotBits = 32 - Integer.numberOfLeadingZeros(Math.max(1, workload.depth() - 1));
    }

    /** Loads the limit server. */
    static RunResult run(HostTransport transport, Server server, Workload workload, Duration warmUp, Duration measured)
            throws IOException, InterruptedException {
        try (Arena arena = Arena.ofShared()) {
            TransportLoad load = new TransportLoad(workload, arena);
            QueuePairParams params = new QueuePairParams(Nqn.of("nqn.2026-01.io.fenceline:host"), new UUID(0, 1),
                    Nqn.of(TargetFile.NQN), 1, 1, Math.max(2, workload.depth()), false);
            transport.connect(TransportAddress.tcp("127.0.0.1", server.address().getPort()), params, load);
            return load.measure(server.pid(), warmUp, measured);
        }
    }

    private RunResult measure(long serverPid, Duration warmUp, Duration measured) throws IOException, InterruptedException {
        if (!connected.await(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new IOException("the transport cannot connect: " + failure.get());
        }
        QueuePair up = Objects.requireNonNull(pair);
        try {
            up.loop().execute(this::begin);
            Window.pass(warmUp);
            ProcessCpu serverBefore = ProcessCpu.read(serverPid);
            ProcessCpu hostBefore = ProcessCpu.read(ProcessHandle.current().pid());
            Edge begin = edge(up);
            Window.pass(measured);
            Edge end = edge(up);
            return RunResult.of(end.completed - begin.completed, end.ns - begin.ns, workload.bytes(), end.latency,
                    ProcessCpu.read(serverPid).since(serverBefore), ProcessCpu.read(ProcessHandle.current().pid()).since(hostBefore));
        } finally {
            up.loop().execute(() -> up.disconnect(TransportFault.of(TransportFault.Kind.CLOSED, "done")));
            if (!quiesced.await(PATIENCE_S, TimeUnit.SECONDS)) {
                failure.compareAndSet(null, "the transport does not let go");
            }
        }
    }

    private record Edge(long completed, long ns, Histogram latency) {
    }

    private Edge edge(QueuePair up) throws IOException, InterruptedException {
        AtomicReference<@Nullable Edge> answer = new AtomicReference<>();
        CountDownLatch answered = new CountDownLatch(1);
        up.loop().execute(() -> {
            answer.set(new Edge(completed, System.nanoTime(), latency.copy()));
            latency.reset();
            answered.countDown();
        });
        answered.await(PATIENCE_S, TimeUnit.SECONDS);
        Edge edge = answer.get();
        if (edge == null || failure.get() != null) {
            throw new IOException("the transport failed: " + failure.get());
        }
        return edge;
    }

    private void begin() {
        QueuePair up = Objects.requireNonNull(pair);
        up.inCapsuleLimit(IN_CAPSULE);
        long nowNs = System.nanoTime();
        for (int slot = 0; slot < entries.length; slot++) {
            MemorySegment sqe = arena.allocate(Sqe.BYTES, 8);
            sqe.set(ValueLayout.JAVA_BYTE, Sqe.OPCODE, (byte) (writes ? 1 : 2));
            sqe.set(ValueLayout.JAVA_INT_UNALIGNED, Sqe.NSID, 1);
            sqe.set(ValueLayout.JAVA_INT_UNALIGNED, Sqe.CDW12, workload.bytes() / BLOCK - 1);
            entries[slot] = sqe;
            buffers[slot] = up.buffers().wrap(arena.allocate(workload.bytes(), BLOCK));
            submit(up, slot, nowNs);
        }
        up.flush();
    }

    private void submit(QueuePair up, int slot, long nowNs) {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        MemorySegment sqe = entries[slot];
        beganNs[slot] = nowNs;
        sqe.set(ValueLayout.JAVA_SHORT_UNALIGNED, Sqe.CID, (short) (slot | generation[slot]++ << slotBits));
        sqe.set(ValueLayout.JAVA_LONG_UNALIGNED, Sqe.CDW10, Long.remainderUnsigned(state, BLOCKS));
        up.submit(slot, sqe, buffers[slot], workload.bytes());
    }

    @Override
    public void onConnected(QueuePair queuePair) {
        pair = queuePair;
        connected.countDown();
    }

    @Override
    public void onCompletion(int slot, long result, int sqHead, int status) {
        long nowNs = System.nanoTime();
        completed++;
        latency.recordValue(Math.max(1, Math.min(nowNs - beganNs[slot], latency.getHighestTrackableValue())));
        if (status != Status.SUCCESS) {
            failure.compareAndSet(null, "a command ended with status " + Integer.toHexString(status) + "h");
        } else {
            submit(Objects.requireNonNull(pair), slot, nowNs);
        }
    }

    @Override
    public void onBatchEnd() {
        Objects.requireNonNull(pair).flush();
    }

    @Override
    public void onFault(TransportFault fault) {
        failure.compareAndSet(null, fault.toString());
        QueuePair up = pair;
        if (up == null) {
            connected.countDown();
        } else {
            up.disconnect(fault);
        }
    }

    @Override
    public void onQuiesced(long lastByteNs) {
        quiesced.countDown();
    }
}
