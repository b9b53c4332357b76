package io.fenceline.assembly.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;

/** A file or block device at one end of a copy. */
final class FileEnd implements Source, Sink {
    private final FileChannel channel;
    private final long base;
    private final boolean regular;

    private FileEnd(FileChannel channel, long base, boolean regular) {
        this.channel = channel;
        this.base = base;
        this.regular = regular;
    }

    static FileEnd source(Path file, long skip) throws IOException {
        return new FileEnd(FileChannel.open(file, StandardOpenOption.READ), skip, Files.isRegularFile(file));
    }

    /** What is in the file behind the place is cut off, so that what is skipped is a hole. */
    static FileEnd sink(Path file, long seek) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        boolean regular = Files.isRegularFile(file);
        if (regular) {
            channel.truncate(seek);
        }
        return new FileEnd(channel, seek, regular);
    }

    @Override
    public long length() {
        try {
            return regular ? Math.max(0, channel.size() - base) : -1;
        } catch (IOException e) {
            return -1; // the read tells
        }
    }

    @Override
    public CompletableFuture<Integer> read(long offset, ByteBuffer into) throws IOException {
        int start = into.position();
        while (into.hasRemaining()) {
            if (channel.read(into, base + offset + into.position() - start) < 0) {
                break;
            }
        }
        return CompletableFuture.completedFuture(into.position() - start);
    }

    @Override
    public CompletableFuture<Void> write(long offset, ByteBuffer from) throws IOException {
        long at = base + offset;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean canSkipZeroes() {
        return regular;
    }

    @Override
    public CompletableFuture<Void> zero(long offset, long length) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void finish(long length) throws IOException {
        if (regular && length > 0 && channel.size() < base + length) {
            channel.write(ByteBuffer.allocate(1), base + length - 1); // it ends with a hole
        }
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
