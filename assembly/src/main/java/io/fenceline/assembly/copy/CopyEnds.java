package io.fenceline.assembly.copy;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.NamespaceHandle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens both ends of a copy and closes them. */
public final class CopyEnds implements AutoCloseable {
    private final int piece;
    private @Nullable Source source;
    private @Nullable Sink sink;

    /**
     * Nothing is open yet.
     *
     * @param piece bytes of a piece
     */
    public CopyEnds(int piece) {
        this.piece = piece;
    }

    /**
     * From a file.
     *
     * @param file a file or block device
     * @param skip where to begin
     * @throws IOException when it cannot be opened
     */
    public void fromFile(Path file, long skip) throws IOException {
        source = FileEnd.source(file, skip);
    }

    /**
     * From a stream.
     *
     * @param in read to its end
     * @param skip bytes that are read and left out
     * @throws IOException when there are not so many
     */
    public void fromStream(InputStream in, long skip) throws IOException {
        source = StreamEnd.source(in, skip);
    }

    /**
     * From a namespace.
     *
     * @param namespace connected
     * @param skip where to begin
     * @throws NvmeException (FAIL) when place or piece does not fit its blocks
     */
    public void fromNamespace(NamespaceHandle namespace, long skip) {
        source = new NamespaceEnd(namespace, fitting("--skip", skip, namespace));
    }

    /**
     * To a file, which is made when it is not there and cut off at the place when it is.
     *
     * @param file a file or block device
     * @param seek where to begin
     * @throws IOException when it cannot be opened
     */
    public void toFile(Path file, long seek) throws IOException {
        sink = FileEnd.sink(file, seek);
    }

    /**
     * To a stream.
     *
     * @param out written to
     */
    public void toStream(OutputStream out) {
        sink = StreamEnd.sink(out);
    }

    /**
     * To a namespace.
     *
     * @param namespace connected
     * @param seek where to begin
     * @throws NvmeException (FAIL) when place or piece does not fit its blocks
     */
    public void toNamespace(NamespaceHandle namespace, long seek) {
        sink = new NamespaceEnd(namespace, fitting("--seek", seek, namespace));
    }

    private long fitting(String option, long place, NamespaceHandle namespace) {
        if (place % namespace.blockSize() != 0 || place > namespace.bytes()) {
            throw new NvmeException(NvmeException.Category.FAIL, option + ": '" + place + "' is not valid; a multiple of "
                    + namespace.blockSize() + " up to " + namespace.bytes() + ", the size of the namespace, is wanted");
        }
        if (piece % namespace.blockSize() != 0) {
            throw new NvmeException(NvmeException.Category.FAIL, "--block-size: '" + piece + "' is not valid; a multiple of "
                    + namespace.blockSize() + ", the namespace's block, is wanted");
        }
        return place;
    }

    /**
     * Prepares the copy, when both ends are open.
     *
     * @param count how many bytes at most
     * @param depth pieces under way at a time
     * @param sparse whether zeroes are spared where they can be
     * @return not yet running
     * @throws NvmeException (FAIL) when the source is known to be longer than the sink
     */
    public CopyRun run(long count, int depth, boolean sparse) {
        if (source == null || sink == null) {
            throw new IllegalStateException("both ends are opened first");
        }
        CopyRun run = new CopyRun(source, sink, count, piece, depth, sparse);
        if (sink instanceof NamespaceEnd end && run.total() > end.length()) {
            throw new NvmeException(NvmeException.Category.FAIL, "there are " + run.total() + " bytes to be copied, and room for "
                    + end.length() + " in the namespace; --count, --skip or --seek can make them fit");
        }
        return run;
    }

    @Override
    public void close() throws IOException {
        try {
            if (source != null) {
                source.close();
            }
        } finally {
            if (sink != null) {
                sink.close();
            }
        }
    }
}
