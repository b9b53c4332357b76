package io.fenceline.assembly.copy;

import io.fenceline.api.NvmeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/** A copy: so many pieces under way at a time, read ahead of what is written. One thread; another may ask how far it is. */
public final class CopyRun {
    /** No more than so much memory for data. */
    public static final long MAX_MEMORY = 1L << 30;

    private final Source source;
    private final Sink sink;
    private final long count;
    private final int piece;
    private final int depth;
    private final boolean sparse;
    private final ByteBuffer zeroes;
    private final CRC32C checksum = new CRC32C();
    private final ArrayDeque<Piece> reads = new ArrayDeque<>();
    private final ArrayDeque<Piece> writes = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();

    /** A part under way. */
    private static final class Piece {
        final long offset;
        final ByteBuffer memory;
        final int wanted;
        CompletableFuture<Integer> read = new CompletableFuture<>();
        CompletableFuture<Void> write = new CompletableFuture<>();

        Piece(long offset, ByteBuffer memory, int wanted) {
            this.offset = offset;
            this.memory = memory;
            this.wanted = wanted;
        }
    }

    /**
     * What has been copied.
     *
     * @param bytes in all
     * @param zeroBytes of them, not sent since they are zero
     * @param crc32c CRC-32C of all bytes in their order
     * @param complete false: it was told to end before
     */
    public record Result(long bytes, long zeroBytes, long crc32c, boolean complete) {
    }

    /**
     * Prepares a copy.
     *
     * @param source where from
     * @param sink where to
     * @param count how many bytes at most
     * @param piece bytes of a piece, a multiple of both ends' blocks
     * @param depth pieces under way at a time
     * @param sparse whether pieces that are zero are not sent where that can be spared
     */
    CopyRun(Source source, Sink sink, long count, int piece, int depth, boolean sparse) {
        this.source = source;
        this.sink = sink;
        this.count = count;
        this.piece = piece;
        this.depth = depth;
        this.sparse = sparse && sink.canSkipZeroes();
        zeroes = ByteBuffer.allocateDirect(piece);
    }

    /**
     * Copies.
     *
     * @param cancelled asked between pieces
     * @return what was copied
     * @throws IOException from a file or stream
     * @throws NvmeException from a namespace
     */
    public Result run(BooleanSupplier cancelled) throws IOException {
        long asked = 0;
        boolean end = false;
        while (!cancelled.getAsBoolean()) {
            while (!end && asked < count && reads.size() + writes.size() < depth) {
                int length = (int) Math.min(piece, count - asked);
                ByteBuffer memory = free.isEmpty() ? ByteBuffer.allocateDirect(piece) : free.pop();
                Piece next = new Piece(asked, memory.clear().limit(length), length);
                next.read = source.read(asked, memory);
                reads.add(next);
                asked += length;
            }
            Piece read = reads.poll();
            if (read == null) {
                break;
            }
            int got = await(read.read);
            if (got > 0) {
                write(read, got);
            } else {
                free.push(read.memory);
            }
            end |= got < read.wanted;
            while (!writes.isEmpty() && (reads.size() + writes.size() >= depth || writes.peek().write.isDone())) {
                written();
            }
        }
        boolean complete = reads.isEmpty();
        for (Piece left : reads) {
            left.read.cancel(true);
        }
        while (!writes.isEmpty()) {
            written();
        }
        sink.finish(copied.get());
        return new Result(copied.get(), skipped.get(), checksum.getValue(), complete);
    }

    private void write(Piece part, int length) throws IOException {
        ByteBuffer memory = part.memory.position(0).limit(length);
        checksum.update(memory);
        memory.position(0);
        boolean zero = sparse && memory.mismatch(zeroes.duplicate().limit(length)) < 0;
        part.write = zero ? sink.zero(part.offset, length) : sink.write(part.offset, memory);
        writes.add(part);
        if (zero) {
            skipped.addAndGet(length);
        }
        part.memory.limit(length);
    }

    private void written() {
        Piece done = writes.remove();
        await(done.write);
        copied.set(done.offset + done.memory.limit());
        free.push(done.memory);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof NvmeException cause ? cause : e;
        }
    }

    /**
     * How far it is.
     *
     * @return bytes that have been written
     */
    public long copied() {
        return copied.get();
    }

    /**
     * How many of them were zero and not sent.
     *
     * @return bytes
     */
    public long skipped() {
        return skipped.get();
    }

    /**
     * How far it will go.
     *
     * @return bytes; -1: nobody knows
     */
    public long total() {
        long length = source.length();
        return length < 0 ? (count == Long.MAX_VALUE ? -1 : count) : Math.min(count, length);
    }
}
