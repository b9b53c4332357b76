package io.fenceline.spi.backend;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** One piece of work for a back end. Made and used again by the core; a back end reads it until it completes it. */
public interface BackendRequest {
    /** What is to be done. */
    enum Op {
        /** Fill the memory from the medium. */
        READ,
        /** Put the memory on the medium. */
        WRITE,
        /** Make durable everything that was completed before this request was submitted. */
        FLUSH,
        /** Make the range read as zeroes; give its space back if {@link #mayDeallocate}. */
        WRITE_ZEROES,
        /** Give the range's space back; what it reads as afterwards, {@link BackendCapabilities} tells. */
        DEALLOCATE
    }

    /**
     * What is to be done.
     *
     * @return the operation
     */
    Op op();

    /**
     * Where.
     *
     * @return bytes from the start; the range is inside the size that the core saw last: a back end that shrinks checks again
     */
    long offset();

    /**
     * How much.
     *
     * @return bytes; 0 for a flush
     */
    long length();

    /**
     * Whether a write must be durable before it is completed.
     *
     * @return FUA
     */
    boolean forceUnitAccess();

    /**
     * Whether a write of zeroes may give space back.
     *
     * @return DEAC
     */
    boolean mayDeallocate();

    /**
     * The memory of a read or write.
     *
     * @return at least {@link #length} bytes, of which only the first {@link #length} are the request's: a slice of exactly
     *         that length would be an object per command; valid until the request is completed
     */
    MemorySegment memory();

    /**
     * The same memory for calls of the JDK's channels.
     *
     * @return a view with position 0 and limit {@link #length}; the same object each time
     */
    ByteBuffer byteBuffer();

    /**
     * Grows each time the object is used again.
     *
     * @return the generation of the present request
     */
    int generation();

    /**
     * Ends the request. Any thread.
     *
     * @param status as in {@link io.fenceline.wire.Status}
     * @throws IllegalStateException when it has been completed already
     */
    void complete(int status);
}
