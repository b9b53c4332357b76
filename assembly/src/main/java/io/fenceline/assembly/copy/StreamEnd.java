package io.fenceline.assembly.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Standard input or output at one end of a copy. */
final class StreamEnd {
    private StreamEnd() {
    }

    static Source source(InputStream in, long skip) throws IOException {
        in.skipNBytes(skip);
        return new Source() {
            @Override
            public long length() {
                return -1;
            }

            @Override
            public CompletableFuture<Integer> read(long offset, ByteBuffer into) throws IOException {
                byte[] bytes = new byte[into.remaining()];
                int count = in.readNBytes(bytes, 0, bytes.length);
                into.put(bytes, 0, count);
                return CompletableFuture.completedFuture(count);
            }

            @Override
            public void close() {
                // the process's own
            }
        };
    }

    static Sink sink(OutputStream out) {
        return new Sink() {
            @Override
            public CompletableFuture<Void> write(long offset, ByteBuffer from) throws IOException {
                byte[] bytes = new byte[from.remaining()];
                from.get(bytes);
                out.write(bytes);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public boolean canSkipZeroes() {
                return false;
            }

            @Override
            public CompletableFuture<Void> zero(long offset, long length) {
                throw new UnsupportedOperationException("a stream has no holes");
            }

            @Override
            public void finish(long length) throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }
}
