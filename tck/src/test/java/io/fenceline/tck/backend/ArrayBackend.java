package io.fenceline.tck.backend;

import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.backend.BlockingBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** A back end of one class, as a vendor would write it: an array. */
class ArrayBackend extends BlockingBackend {
    static final class Provider implements BackendProvider {
        @Override
        public String type() {
            return "array";
        }

        @Override
        public OptionSchema options() {
            return new OptionSchema(List.of(OptionSchema.size("size", "1MiB", 4096, 1 << 30, "How large it is.")));
        }

        @Override
        public Backend open(BackendContext context, Options options) {
            int size = options.integer("size");
            if (size % context.blockSize() != 0) {
                throw new NvmeException(NvmeException.Category.FAIL, "size: " + size + " is not valid; whole blocks are wanted");
            }
            return new ArrayBackend(context, size);
        }
    }

    private final int blockSize;
    private byte[] bytes;

    ArrayBackend(BackendContext context, int size) {
        super(context.name(), 8);
        blockSize = context.blockSize();
        bytes = new byte[size];
    }

    @Override
    public BackendCapabilities capabilities() {
        return new BackendCapabilities(false, true, true, false, 1000);
    }

    @Override
    public synchronized long sizeBytes() {
        return bytes.length;
    }

    @Override
    public synchronized void resize(long size) {
        if (size % blockSize != 0) {
            throw new NvmeException(NvmeException.Category.FAIL, size + " bytes are no whole number of blocks");
        }
        bytes = Arrays.copyOf(bytes, Math.toIntExact(size));
    }

    private int check(long offset, long length) throws IOException {
        if (offset + length > bytes.length) {
            throw new IOException("beyond the end");
        }
        return (int) offset;
    }

    @Override
    protected synchronized void read(ByteBuffer into, long offset) throws IOException {
        into.duplicate().put(bytes, check(offset, into.remaining()), into.remaining());
    }

    @Override
    protected synchronized void write(ByteBuffer from, long offset, boolean durable) throws IOException {
        from.duplicate().get(bytes, check(offset, from.remaining()), from.remaining());
    }

    @Override
    protected void flush() {
        // An array is as durable as it will ever be.
    }

    @Override
    protected synchronized void writeZeroes(long offset, long length, boolean mayDeallocate) throws IOException {
        int at = check(offset, length);
        Arrays.fill(bytes, at, at + (int) length, (byte) 0);
    }

    @Override
    protected void deallocate(long offset, long length) throws IOException {
        writeZeroes(offset, length, true);
    }
}
