package io.fenceline.assembly.copy;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A namespace at one end of a copy. The place is a multiple of its block. */
final class NamespaceEnd implements Source, Sink {
    private final NamespaceHandle namespace;
    private final long base;
    private final int block;

    NamespaceEnd(NamespaceHandle namespace, long base) {
        this.namespace = namespace;
        this.base = base;
        block = namespace.blockSize();
    }

    @Override
    public long length() {
        return Math.max(0, namespace.bytes() - base);
    }

    private long lba(long offset) {
        return (base + offset) / block;
    }

    @Override
    public CompletableFuture<Integer> read(long offset, ByteBuffer into) {
        int length = (int) Math.min(into.remaining(), Math.max(0, length() - offset));
        if (length == 0) {
            return CompletableFuture.completedFuture(0);
        }
        if (length % block == 0) {
            ByteBuffer whole = into.slice(into.position(), length);
            into.position(into.position() + length);
            return namespace.read(lba(offset), whole, IoOptions.DEFAULTS).thenApply(done -> length);
        }
        // The count that is asked for ends within a block.
        ByteBuffer blocks = ByteBuffer.allocate(roundedUp(length));
        return namespace.read(lba(offset), blocks, IoOptions.DEFAULTS).thenApply(done -> {
            into.put(blocks.flip().limit(length));
            return length;
        });
    }

    private int roundedUp(int length) {
        return (length + block - 1) / block * block;
    }

    @Override
    public CompletableFuture<Void> write(long offset, ByteBuffer from) {
        int length = from.remaining();
        if (offset + length > length()) {
            return CompletableFuture.failedFuture(new NvmeException(NvmeException.Category.FAIL,
                    "the namespace is full: it has " + length() + " bytes from there on, and more have come"));
        }
        if (length % block == 0) {
            return namespace.write(lba(offset), from, IoOptions.DEFAULTS);
        }
        // The last block is a part only: what is behind it stays.
        ByteBuffer blocks = ByteBuffer.allocate(roundedUp(length));
        int lastAt = blocks.capacity() - block;
        ByteBuffer last = ByteBuffer.allocate(block);
        return namespace.read(lba(offset + lastAt), last, IoOptions.DEFAULTS).thenCompose(read -> {
            blocks.put(lastAt, last.flip(), 0, block);
            blocks.put(from).rewind();
            return namespace.write(lba(offset), blocks, IoOptions.DEFAULTS);
        });
    }

    @Override
    public boolean canSkipZeroes() {
        return namespace.limits().writeZeroes();
    }

    @Override
    public CompletableFuture<Void> zero(long offset, long length) {
        if (length % block != 0 || offset + length > length()) {
            return write(offset, ByteBuffer.allocate((int) length));
        }
        return namespace.writeZeroes(lba(offset), length / block, true, IoOptions.DEFAULTS);
    }

    @Override
    public void finish(long length) {
        try {
            namespace.flush(IoOptions.DEFAULTS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof NvmeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        // its subsystem is disconnected by who connected it
    }
}
