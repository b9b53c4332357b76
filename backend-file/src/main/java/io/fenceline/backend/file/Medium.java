package io.fenceline.backend.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a file can do, apart from whose requests it serves: the seam at which tests let a disk fail. All calls may block. */
interface Medium extends AutoCloseable {
    /** Fills the buffer from its position to its limit. */
    void read(ByteBuffer into, long offset) throws IOException;

    /** Writes the buffer from its position to its limit. */
    void write(ByteBuffer from, long offset) throws IOException;

    /** Makes all data that was written durable. */
    void force() throws IOException;

    /** Gives space back; the range reads as zeroes afterwards. */
    void punch(long offset, long length) throws IOException;

    /** Makes a range read as zeroes and keeps its space; false: it must be written instead. */
    boolean zero(long offset, long length) throws IOException;

    /** Whether {@link #punch} works. */
    boolean punches();

    long size() throws IOException;

    /** Grows by a hole, or cuts off. */
    void resize(long bytes) throws IOException;

    /** Space that the file system still has, in bytes. */
    long usable() throws IOException;

    @Override
    void close() throws IOException;
}
