package io.fenceline.bench.micro;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What does a header or data digest cost? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DigestBench {
    /** Length: a header, a page, a large transfer. */
    @Param({"24", "72", "4096", "131072"})
    public int bytes;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer data = ByteBuffer.allocateDirect(0);

    /** For JMH. */
    public DigestBench() {
    }

    /** Makes the data. */
    @Setup
    public void fill() {
        data = ByteBuffer.allocateDirect(bytes);
        for (int i = 0; i < bytes; i++) {
            data.put(i, (byte) i);
        }
    }

    /**
     * CRC32C of a direct buffer.
     *
     * @return the digest
     */
    @Benchmark
    public int crc32c() {
        crc.reset();
        crc.update(data.clear());
        return (int) crc.getValue();
    }
}
