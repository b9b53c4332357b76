package io.fenceline.core.target.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Fills memory with zeroes without making a slice of it. */
final class Zeroes {
    private static final MemorySegment SOURCE = Arena.global().allocate(64 * 1024, 4096).asReadOnly();

    private Zeroes() {
    }

    static void fill(MemorySegment memory, long offset, long length) {
        for (long done = 0; done < length;) {
            long piece = Math.min(SOURCE.byteSize(), length - done);
            MemorySegment.copy(SOURCE, 0, memory, offset + done, piece);
            done += piece;
        }
    }
}
