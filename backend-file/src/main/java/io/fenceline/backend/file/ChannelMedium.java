package io.fenceline.backend.file;

import io.fenceline.api.NvmeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file behind a {@link FileChannel}. The file is locked against other processes as long as it is open. On POSIX systems
 * the lock goes when any descriptor of the process for the file is closed, so all that are needed are kept open until the end.
 */
final class ChannelMedium implements Medium {
    private final RandomAccessFile file;
    private final FileChannel channel;
    private final FileStore store;
    private final int alignment;
    private final @Nullable Fallocate fallocate;
    private final boolean punches;
    private final ThreadLocal<ByteBuffer> bounce = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));
    private volatile boolean zeroRange;

    private ChannelMedium(RandomAccessFile file, FileChannel channel, FileStore store, int alignment, @Nullable Fallocate fallocate,
            boolean punches) {
        this.file = file;
        this.channel = channel;
        this.store = store;
        this.alignment = alignment;
        this.fallocate = fallocate;
        this.punches = punches;
        zeroRange = fallocate != null;
    }

    /** How to go past the page cache. */
    enum Direct {
        /** Not at all. */
        NO,
        /** If the file system can. */
        TRY,
        /** Or not open. */
        YES
    }

    /** Opens a file that exists, and locks it. */
    static ChannelMedium open(Path path, int blockSize, Direct direct) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        FileChannel channel = file.getChannel();
        Fallocate fallocate = null;
        try {
            lock(channel, path);
            FileStore store = Files.getFileStore(path);
            int alignment = 0;
            FileChannel past = direct == Direct.NO ? null : openDirect(path, store, blockSize, direct);
            if (past != null) {
                channel = past;
                alignment = Math.toIntExact(store.getBlockSize());
            }
            fallocate = Fallocate.open(path);
            return new ChannelMedium(file, channel, store, alignment, fallocate, probe(fallocate, file.length(), blockSize));
        } catch (IOException | RuntimeException e) {
            closeAll(e, channel, file, fallocate);
            throw e;
        }
    }

    /** A hole behind the end changes nothing, and tells whether holes can be made. */
    private static boolean probe(@Nullable Fallocate fallocate, long end, int blockSize) {
        try {
            return fallocate != null && fallocate.punch(end, blockSize);
        } catch (IOException e) {
            // A file that cannot have holes, such as a device.
            return false;
        }
    }

    private static void closeAll(Exception cause, @Nullable AutoCloseable... resources) {
        for (AutoCloseable resource : resources) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
    }

    private static void lock(FileChannel channel, Path path) throws IOException {
        boolean locked;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        }
        if (!locked) {
            throw new NvmeException(NvmeException.Category.RETRY,
                    "path: " + path + " is in use by another namespace or process; a file that nobody else uses is wanted");
        }
    }

    private static @Nullable FileChannel openDirect(Path path, FileStore store, int blockSize, Direct direct) throws IOException {
        long needed = store.getBlockSize();
        if (blockSize % needed != 0) {
            if (direct == Direct.TRY) {
                return null;
            }
            throw new NvmeException(NvmeException.Category.FAIL, "direct: yes is not possible with a block size of " + blockSize + " at "
                    + path + "; a multiple of " + needed + ", or direct: try, is wanted");
        }
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, directOption());
        } catch (UnsupportedOperationException | IOException e) {
            if (direct == Direct.TRY) {
                return null;
            }
            throw new NvmeException(NvmeException.Category.FAIL,
                    "direct: yes is not possible at " + path + " (" + e.getMessage() + "); direct: try or no is wanted", e);
        }
    }

    /** The JDK's own option, which is in a module that need not be there and has no supported name. */
    private static OpenOption directOption() {
        Module module = ModuleLayer.boot().findModule("jdk.unsupported")
                .orElseThrow(() -> new UnsupportedOperationException("this Java has no direct I/O"));
        Class<?> options = Class.forName(module, "com.sun.nio.file.ExtendedOpenOption");
        if (options != null) {
            for (Object option : options.getEnumConstants()) {
                if (option instanceof OpenOption direct && option.toString().equals("DIRECT")) {
                    return direct;
                }
            }
        }
        throw new UnsupportedOperationException("this Java has no direct I/O");
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
        if (misaligned(into)) {
            ByteBuffer aligned = bounce(into.remaining());
            readFully(aligned, offset);
            into.put(aligned.flip());
        } else {
            readFully(into, offset);
        }
    }

    private void readFully(ByteBuffer into, long offset) throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new EOFException("the file ends at " + channel.size());
            }
            at += count;
        }
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        ByteBuffer source = from;
        if (misaligned(from)) {
            source = bounce(from.remaining()).put(from).flip();
        }
        long at = offset;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }

    /** Direct I/O wants the address to be aligned too; the transport's memory need not be. */
    private boolean misaligned(ByteBuffer buffer) {
        return alignment != 0 && (MemorySegment.ofBuffer(buffer).address() & (alignment - 1)) != 0;
    }

    private ByteBuffer bounce(int bytes) {
        ByteBuffer buffer = bounce.get();
        if (buffer.capacity() < bytes) {
            buffer = Arena.ofAuto().allocate(bytes, alignment).asByteBuffer();
            bounce.set(buffer);
        }
        return buffer.clear().limit(bytes);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void punch(long offset, long length) throws IOException {
        if (fallocate == null || !fallocate.punch(offset, length)) {
            throw new IOException("the file system makes no holes");
        }
    }

    @Override
    public boolean zero(long offset, long length) throws IOException {
        if (fallocate == null || !zeroRange) {
            return false;
        }
        if (!fallocate.zero(offset, length)) {
            zeroRange = false;
            return false;
        }
        return true;
    }

    @Override
    public boolean punches() {
        return punches;
    }

    @Override
    public long size() throws IOException {
        return file.length();
    }

    @Override
    public void resize(long bytes) throws IOException {
        file.setLength(bytes);
    }

    @Override
    public long usable() throws IOException {
        return store.getUsableSpace();
    }

    FileStore store() {
        return store;
    }

    boolean direct() {
        return alignment != 0;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.force(true);
        } finally {
            try {
                if (fallocate != null) {
                    fallocate.close();
                }
            } finally {
                try {
                    channel.close();
                } finally {
                    file.close();
                }
            }
        }
    }
}
