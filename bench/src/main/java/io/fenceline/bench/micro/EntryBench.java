package io.fenceline.bench.micro;

import io.fenceline.wire.Cqe;
import io.fenceline.wire.Sqe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What does it cost to read a submission queue entry and to write a completion queue entry? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EntryBench {
    private static final int ENTRIES = 64;
    private MemorySegment queue = MemorySegment.NULL;
    private MemorySegment completion = MemorySegment.NULL;
    private int at;

    /** For JMH. */
    public EntryBench() {
    }

    /** Fills a queue with reads. */
    @Setup
    public void fill() {
        queue = Arena.ofAuto().allocate((long) ENTRIES * Sqe.BYTES);
        completion = Arena.ofAuto().allocate(Cqe.BYTES);
        for (int i = 0; i < ENTRIES; i++) {
            MemorySegment sqe = queue.asSlice((long) i * Sqe.BYTES, Sqe.BYTES);
            sqe.fill((byte) i);
        }
    }

    /**
     * All fields of a read or write.
     *
     * @return something of each
     */
    @Benchmark
    public long decodeSqe() {
        at = (at + 1) % ENTRIES;
        MemorySegment sqe = queue.asSlice((long) at * Sqe.BYTES, Sqe.BYTES);
        long lba = (Sqe.cdw(sqe, 10) & 0xFFFF_FFFFL) | (long) Sqe.cdw(sqe, 11) << 32;
        return Sqe.opcode(sqe) + Sqe.fuse(sqe) + Sqe.psdt(sqe) + Sqe.cid(sqe) + Sqe.nsid(sqe) + lba + Sqe.cdw(sqe, 12);
    }

    /**
     * A whole completion.
     *
     * @return the memory it was written to
     */
    @Benchmark
    public MemorySegment encodeCqe() {
        at++;
        Cqe.encode(completion, at, at & 0x3F, at, 0);
        return completion;
    }
}
