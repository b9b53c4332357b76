package io.fenceline.bench.micro;

import io.fenceline.transport.tcp.engine.PooledBuffer;
import java.util.zip.CRC32C;

/** CRC32C of what a benchmark lays out. */
final class Digest {
    private Digest() {
    }

    static int of(PooledBuffer buffer, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.byteBuffer().slice(at, length));
        return (int) crc.getValue();
    }
}
