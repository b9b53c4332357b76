package io.fenceline.bench.micro;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.core.target.engine.io.IoQueue;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.transport.tcp.engine.ConnectionLimits;
import io.fenceline.transport.tcp.engine.LoopBufferPool;
import io.fenceline.transport.tcp.engine.PooledBuffer;
import io.fenceline.transport.tcp.engine.TargetSettings;
import io.fenceline.transport.tcp.engine.TcpTargetConnection;
import io.fenceline.transport.tcp.engine.Wire;
import io.fenceline.transport.tcp.pdu.Capsule;
import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.transport.tcp.pdu.IcReq;
import io.fenceline.transport.tcp.pdu.PduType;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What does a command cost from the bytes of its capsule to the bytes of its answer, all of our own code and no socket?
 * Commands come in batches of {@link #BATCH}; the wire takes everything at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CommandPathBench {
    private static final int BATCH = 32;
    private static final int READ = 0x02;
    private static final int WRITE = 0x01;
    private static final int PSDT_SGL = 0x40;
    private static final int SGL_IN_CAPSULE = 0x01;
    private static final int SGL_TRANSPORT = 0x5A;
    private static final long POOL_BYTES = 64L << 20;
    private static final long SECOND_NS = 1_000_000_000L;

    /** What the commands do; their data is 4 KiB. */
    @Param({"read", "write"})
    public String command = "read";
    /** What is under the namespace. */
    @Param({"null", "memory"})
    public String backend = "null";
    /** Whether PDUs carry header and data digests. */
    @Param({"false", "true"})
    public boolean digests;

    private @Nullable TcpTargetConnection connection;
    private @Nullable PooledBuffer input;
    private int inputBytes;
    private final Drain drain = new Drain();

    /** For JMH. */
    public CommandPathBench() {
    }

    /** Takes all that is written, and says so when it is flushed. */
    private static final class Drain implements Wire {
        private @Nullable TcpTargetConnection connection;
        private int ranges;
        private long bytes;

        @Override
        public void write(PooledBuffer buffer, int from, int length) {
            ranges++;
            bytes += length;
        }

        @Override
        public void flush() {
            TcpTargetConnection to = connection;
            for (int n = ranges; n > 0 && to != null; n--) {
                ranges--;
                to.onWritten(true);
            }
        }

        @Override
        public void requestRun() {
            throw new IllegalStateException("nothing ends outside a batch here");
        }

        @Override
        public void reading(boolean on) {
            throw new IllegalStateException("nothing waits here");
        }

        @Override
        public void shutdownOutput() {
            throw new IllegalStateException("the connection does not end");
        }

        @Override
        public void abort() {
            throw new IllegalStateException("the connection does not end");
        }
    }

    /** Shakes hands and lays the capsules of a batch out. */
    @Setup
    public void connect() {
        FixedController controller = new FixedController(backend);
        LoopBufferPool pool = new LoopBufferPool(POOL_BYTES, POOL_BYTES / 4, 1 << 20, () -> true, Runnable::run);
        ConnectionLimits limits = new ConnectionLimits(SECOND_NS, SECOND_NS, SECOND_NS, SECOND_NS, 4 << 20);
        TargetSettings settings = new TargetSettings(limits, 0, 1 << 20, 1 << 20, 1 << 20, 16384, 16384);
        TransportAddress here = TransportAddress.tcp("127.0.0.1", 4420);
        TcpTargetConnection made = new TcpTargetConnection(drain, pool, System::nanoTime, settings, Runnable::run, () -> true, here, here,
                queuePair -> queue(queuePair, controller));
        drain.connection = made;
        connection = made;
        PooledBuffer buffer = pool.takeForOutput(256 * 1024);
        input = buffer;
        made.onConnected();
        MemorySegment s = buffer.segment();
        s.fill((byte) 0);
        Bytes.put64(s, 0, CommonHeader.encode(PduType.IC_REQ, 0, IcReq.BYTES, 0, IcReq.BYTES));
        Bytes.put8(s, IcReq.DGST, digests ? IcReq.HDGST_ENABLE | IcReq.DDGST_ENABLE : 0);
        made.onBytes(buffer, 0, IcReq.BYTES);
        made.onBatchEnd();
        s.fill((byte) 0);
        for (int i = 0; i < BATCH; i++) {
            inputBytes = capsule(buffer, inputBytes, i);
        }
    }

    private static TargetQueuePairListener queue(TargetQueuePair queuePair, FixedController controller) {
        Nqn host = Nqn.of("nqn.2026-01.io.fenceline:host");
        QueuePairParams params = new QueuePairParams(host, new UUID(0, 2), FixedController.SUBSYSTEM, 1, 1, 128, false);
        queuePair.associate(params);
        return new IoQueue(queuePair, params, controller, System::nanoTime);
    }

    private int capsule(PooledBuffer buffer, int at, int cid) {
        MemorySegment s = buffer.segment();
        boolean writes = command.equals("write");
        int headerEnd = Capsule.CMD_BYTES + (digests ? CommonHeader.DIGEST_BYTES : 0);
        int end = at + headerEnd + (writes ? 4096 + (digests ? CommonHeader.DIGEST_BYTES : 0) : 0);
        int flags = (digests ? CommonHeader.HDGSTF : 0) | (digests && writes ? CommonHeader.DDGSTF : 0);
        Bytes.put64(s, at, CommonHeader.encode(PduType.CAPSULE_CMD, flags, Capsule.CMD_BYTES, writes ? headerEnd : 0, end - at));
        int sqe = at + Capsule.SQE;
        Bytes.put8(s, sqe + Sqe.OPCODE, writes ? WRITE : READ);
        Bytes.put8(s, sqe + Sqe.FLAGS, PSDT_SGL);
        Bytes.put16(s, sqe + Sqe.CID, cid);
        Bytes.put32(s, sqe + Sqe.NSID, 1);
        Bytes.put32(s, sqe + Sqe.SGL1 + 8, 4096);
        Bytes.put8(s, sqe + Sqe.SGL1 + 15, writes ? SGL_IN_CAPSULE : SGL_TRANSPORT);
        Bytes.put64(s, sqe + Sqe.CDW10, cid * 8L);
        Bytes.put32(s, sqe + Sqe.CDW12, 7);
        if (digests) {
            Bytes.put32(s, at + Capsule.CMD_BYTES, Digest.of(buffer, at, Capsule.CMD_BYTES));
        }
        if (digests && writes) {
            Bytes.put32(s, end - CommonHeader.DIGEST_BYTES, Digest.of(buffer, at + headerEnd, 4096));
        }
        return end;
    }

    /**
     * A batch of commands.
     *
     * @return bytes that left, since the start
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long batch() {
        TcpTargetConnection to = connection;
        PooledBuffer from = input;
        if (to == null || from == null) {
            throw new IllegalStateException("not connected");
        }
        to.onBytes(from, 0, inputBytes);
        to.onBatchEnd();
        return drain.bytes;
    }
}
