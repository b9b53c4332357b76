package io.fenceline.core.target.engine.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Memory of the queue's own for commands that read what does not go to the host: one command at a time. It is not taken
 * from the transport's pool because a command that holds one buffer and waits for another could wait for ever. Made when
 * the first such command comes.
 */
final class Scratch {
    private final MemorySegment segment = Arena.ofAuto().allocate(IoLimits.SCRATCH_BYTES, 4096);
    private final ByteBuffer view = segment.asByteBuffer();

    MemorySegment segment() {
        return segment;
    }

    ByteBuffer view() {
        return view;
    }
}
