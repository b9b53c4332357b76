package io.fenceline.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A logical block is written and read as one, which not every file system does. */
final class WholeBlocksTest {
    /** As large as a block may be, so that a copy takes long enough to be met in its middle. */
    private static final int BLOCK = 65_536;
    private static final int THREADS = 3;

    @TempDir
    private Path folder = Path.of("");

    private Medium open(long size) throws IOException {
        Path file = Files.createFile(folder.resolve("ns"));
        ChannelMedium medium = ChannelMedium.open(file, 4096, ChannelMedium.Direct.NO);
        medium.resize(size);
        return new WholeBlocks(medium);
    }

    /** What a thread does, again and again. */
    private interface Turn {
        void run(int thread, int turn) throws IOException;
    }

    /** Runs the threads for half a second; how often one of them failed. */
    private static int race(Turn turn) throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(THREADS);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int i = 0; System.nanoTime() - until < 0; i++) {
                        turn.run(thread, i);
                    }
                } catch (IOException | RuntimeException e) {
                    failures.incrementAndGet();
                } finally {
                    done.countDown();
                }
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).as("all have ended").isTrue();
        return failures.get();
    }

    @Test
    void blockIsNeverReadHalfWrittenAndNeverMixed() throws InterruptedException, IOException {
        AtomicInteger torn = new AtomicInteger();
        ByteBuffer into = ByteBuffer.allocateDirect(BLOCK);
        ByteBuffer[] filled = new ByteBuffer[16];
        for (int i = 0; i < filled.length; i++) {
            filled[i] = ByteBuffer.allocateDirect(BLOCK);
            MemorySegment.ofBuffer(filled[i]).fill((byte) (i + 1));
        }
        try (Medium medium = open(4 * BLOCK)) {
            // Thread 0 reads; the others write whole blocks of one value, and zeroes now and then.
            int failures = race((thread, turn) -> {
                if (thread == 0) {
                    medium.read(into.clear(), BLOCK);
                    for (int b = 0; b < BLOCK; b += 512) {
                        if (into.get(b) != into.get(0)) {
                            torn.incrementAndGet();
                            return;
                        }
                    }
                } else if (turn % 64 == 0) {
                    medium.zero(BLOCK, BLOCK);
                } else {
                    medium.write(filled[turn % 8 * 2 + thread - 1].duplicate(), BLOCK);
                }
            });
            assertThat(failures).isZero();
        }
        assertThat(torn).hasValue(0);
    }

    /** Ranges that go round the table of locks, each into the other's beginning, wait for each other and not for ever. */
    @Test
    void longRangesThatOverlapEnd() throws InterruptedException, IOException {
        int bytes = 3 << 20;
        ByteBuffer data = ByteBuffer.allocateDirect(bytes);
        try (Medium medium = open(16 << 20)) {
            int failures = race((thread, turn) -> {
                long at = (long) ((thread + turn) % 4) * bytes;
                if (turn % 2 == 0) {
                    medium.write(data.duplicate(), at);
                } else {
                    medium.read(ByteBuffer.allocateDirect(bytes), at);
                }
            });
            assertThat(failures).isZero();
        }
    }
}
