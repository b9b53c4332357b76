package io.fenceline.assembly.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Where bytes come from. Reads are asked for in order of their offsets, without gaps, each with memory of its own. */
interface Source extends AutoCloseable {
    /** How many bytes there are from the beginning; -1: nobody knows before the end. */
    long length();

    /**
     * Reads.
     *
     * @param offset from the beginning
     * @param into filled from its position to its limit, unless the end comes first
     * @return how many bytes there were; fewer than remain: this was the end
     */
    CompletableFuture<Integer> read(long offset, ByteBuffer into) throws IOException;

    @Override
    void close() throws IOException;
}
