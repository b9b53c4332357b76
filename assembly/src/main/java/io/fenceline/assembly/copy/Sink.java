package io.fenceline.assembly.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Where bytes go. Writes come in order of their offsets, without gaps and overlaps; only the last may be no multiple of a block. */
interface Sink extends AutoCloseable {
    /**
     * Writes.
     *
     * @param offset from the beginning
     * @param from all bytes from position to limit; not to be changed before the end
     */
    CompletableFuture<Void> write(long offset, ByteBuffer from) throws IOException;

    /** Makes bytes zero without sending them; false: it has to be done with {@link #write}. */
    boolean canSkipZeroes();

    /** Makes bytes zero. */
    CompletableFuture<Void> zero(long offset, long length) throws IOException;

    /** All is written: makes it last. */
    void finish(long length) throws IOException;

    @Override
    void close() throws IOException;
}
