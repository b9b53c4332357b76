package io.fenceline.assembly.nbd.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the data of one request: the host reads and writes it where it is, and so does the socket. The header of a reply
 * stands right before the data, so that both leave as one. One owner at a time.
 */
public final class Payload {
    /** Room before the data: a page, so that the data begins at a page. */
    public static final int HEADER = 4096;
    private static final int LEAST = 4096;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final ByteBuffer bytes;
    private final int capacity;
    private MemorySegment data;
    private @Nullable Object binding;

    /** Takes memory for at least so many bytes of data; throws OutOfMemoryError when there is none. */
    Payload(int length) {
        capacity = capacityFor(length);
        try {
            memory = arena.allocate(HEADER + (long) capacity, HEADER);
        } catch (OutOfMemoryError e) {
            arena.close();
            throw e;
        }
        bytes = memory.asByteBuffer();
        data = memory.asSlice(HEADER, capacity);
    }

    /** Lengths come in powers of two, so that memory of one request serves the next. */
    static int capacityFor(int length) {
        return Math.max(LEAST, length <= 1 ? 1 : Integer.highestOneBit(length - 1) << 1);
    }

    /** What it takes with its header. */
    static long footprint(int length) {
        return HEADER + (long) capacityFor(length);
    }

    int capacity() {
        return capacity;
    }

    long footprint() {
        return HEADER + (long) capacity;
    }

    /** The data; the same object for the same length, which is cheapest for the host. */
    MemorySegment data(int length) {
        if (data.byteSize() != length) {
            data = memory.asSlice(HEADER, length);
        }
        return data;
    }

    /**
     * All of it.
     *
     * @return header and data; position and limit are nobody's
     */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Where it is.
     *
     * @return the address of the first byte of {@link #bytes}
     */
    public long address() {
        return memory.address();
    }

    /**
     * What a socket has made of it.
     *
     * @return null when nothing was bound yet
     */
    public @Nullable Object binding() {
        return binding;
    }

    /**
     * Keeps what a socket makes of it.
     *
     * @param made anything
     */
    public void binding(Object made) {
        binding = made;
    }

    /** Gives the memory back. */
    void release() {
        arena.close();
    }
}
