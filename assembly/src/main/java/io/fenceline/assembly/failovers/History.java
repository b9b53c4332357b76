package io.fenceline.assembly.failovers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A file with one line for each half of a story. Any number of processes may add lines: each is written whole, under a lock. When the
 * file is full it becomes {@code FILE.1}, in the place of an older one, so that both together stay below twice {@link #MAX_BYTES}. Any
 * thread.
 */
public final class History {
    /** Size from which on a new file is begun; some thousand stories. */
    public static final long MAX_BYTES = 4 << 20;
    /** Longest line that is written or read. */
    public static final int MAX_LINE = 256 << 10;
    /** How often another process may put the file away between its opening and its locking. */
    private static final int TRIES = 10;
    /** Largest file that is read. */
    private static final long MAX_READ = 64 << 20;
    /** A lock on a file keeps other processes out, and this one other threads of this process. */
    private static final ReentrantLock WRITING = new ReentrantLock();

    private final Path file;
    private final long maxBytes;

    /**
     * Makes one; nothing is opened.
     *
     * @param file where; its folder is made when the first line is written
     */
    public History(Path file) {
        this(file, MAX_BYTES);
    }

    History(Path file, long maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
    }

    /**
     * The usual file.
     *
     * @param environment of the process
     * @return {@code fenceline/failovers.jsonl} in {@code XDG_STATE_HOME}, or in {@code .local/state} of the home folder
     */
    public static Path usual(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path folder = state.isEmpty() ? Path.of(environment.getOrDefault("HOME", "."), ".local", "state") : Path.of(state);
        return folder.resolve("fenceline").resolve("failovers.jsonl");
    }

    /**
     * Where.
     *
     * @return the file
     */
    public Path file() {
        return file;
    }

    private Path old() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /**
     * Adds a half.
     *
     * @param half what
     * @throws IOException when it cannot be written, or its line would be too long
     */
    public void add(Half half) throws IOException {
        byte[] line = (HistoryLine.write(half) + "\n").getBytes(StandardCharsets.UTF_8);
        if (line.length > MAX_LINE) {
            throw new IOException("a line of " + line.length + " bytes is too long; at most " + MAX_LINE + " is wanted");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        WRITING.lock();
        try {
            for (int i = 0; i < TRIES; i++) {
                if (written(line)) {
                    return;
                }
            }
        } finally {
            WRITING.unlock();
        }
        throw new IOException("other processes put it away again and again");
    }

    /** Writes a line at the end; false: what was opened is not the file any more, or was full and has been put away. */
    private boolean written(byte[] line) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            long size = channel.size();
            if (!lock.isValid() || !isStill(size)) {
                return false;
            }
            if (size + line.length > maxBytes && size > 0) {
                Files.move(file, old(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return false;
            }
            ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
            if (size > 0 && !endsWhole(channel, size)) {
                bytes.put((byte) '\n'); // whoever wrote the last line was cut off in it
            }
            bytes.put(line).flip();
            long at = size;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            return true;
        }
    }

    /** Who has put the file away has moved it: then there is none of this name, or another one. */
    private boolean isStill(long size) throws IOException {
        try {
            return Files.size(file) == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean endsWhole(FileChannel channel, long size) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return channel.read(last, size - 1) == 1 && last.get(0) == '\n';
    }

    /**
     * Reads all there is, the file that was put away before too. Lines that are damaged, or of a later version, are left out.
     *
     * @param complain takes one line for each file in which lines were left out, with the first reason
     * @return in the order in which they were written; empty when there is no file
     * @throws IOException when a file cannot be read
     */
    public List<Half> read(Consumer<String> complain) throws IOException {
        List<Half> halves = new ArrayList<>();
        for (Path part : List.of(old(), file)) {
            if (Files.isRegularFile(part)) {
                read(part, halves, complain);
            }
        }
        return halves;
    }

    private static void read(Path part, List<Half> into, Consumer<String> complain) throws IOException {
        if (Files.size(part) > MAX_READ) {
            throw new IOException("has " + Files.size(part) + " bytes; at most " + MAX_READ + " is wanted");
        }
        int number = 0;
        int bad = 0;
        String first = "";
        // Bytes that are no UTF-8 damage their line only.
        try (Stream<String> lines = Files.lines(part, StandardCharsets.ISO_8859_1)) {
            for (String raw : (Iterable<String>) lines::iterator) {
                number++;
                try {
                    if (raw.length() > MAX_LINE) {
                        throw new IllegalArgumentException("too long");
                    }
                    into.add(HistoryLine.read(new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
                } catch (IllegalArgumentException e) {
                    first = bad++ == 0 ? "line " + number + ": " + e.getMessage() : first;
                }
            }
        }
        if (bad > 0) {
            complain.accept(part + ": " + bad + (bad == 1 ? " line is" : " lines are") + " damaged and left out; " + first);
        }
    }
}
