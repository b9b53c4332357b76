package io.fenceline.core.host.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.host.CommandException;
import io.fenceline.api.host.HostException.Outcome;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import io.fenceline.wire.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A namespace as a channel of bytes. */
final class NamespaceChannelTest {
    private static final int BLOCK = 512;
    private static final int BLOCKS = 64;
    private static final int SIZE = BLOCK * BLOCKS;

    private final RamNamespace ram = new RamNamespace(BLOCK, BLOCKS);
    private final SeekableByteChannel channel = ram.channel();

    private static ByteBuffer bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void randomReadsAndWritesAreThoseOfAnArray() throws IOException {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        byte[] model = new byte[SIZE];
        long position = 0;
        for (int i = 0; i < 5_000; i++) {
            if (gen.chance(60)) {
                position = gen.between(0, SIZE + 100);
                channel.position(position);
            }
            int length = gen.chance(50) ? gen.between(0, 40) : gen.between(0, 6 * BLOCK);
            int fits = (int) Math.max(0, Math.min(length, SIZE - position));
            ByteBuffer buffer = gen.chance(50) ? ByteBuffer.allocateDirect(length + 7) : ByteBuffer.allocate(length + 7);
            buffer.position(3).limit(3 + length);
            if (gen.chance(50)) {
                int moved = channel.read(buffer);
                assertThat(moved).as("read %d of %d at %d, %s", i, length, position, seed)
                        .isEqualTo(length == 0 ? 0 : fits == 0 ? -1 : fits);
                for (int b = 0; b < fits; b++) {
                    assertThat(buffer.get(3 + b)).as("byte %d of read %d at %d, %s", b, i, position, seed)
                            .isEqualTo(model[(int) position + b]);
                }
            } else if (fits > 0 || length == 0) {
                byte[] data = gen.bytes(length);
                buffer.put(3, data);
                assertThat(channel.write(buffer)).as("write %d at %d, %s", i, position, seed).isEqualTo(fits);
                System.arraycopy(data, 0, model, (int) Math.min(position, SIZE - fits), fits);
            } else {
                assertThatThrownBy(() -> channel.write(buffer)).isInstanceOf(IOException.class);
            }
            assertThat(buffer.position()).as("%s", seed).isEqualTo(3 + (buffer.position() == 3 ? 0 : fits));
            position = channel.position();
        }
        assertThat(ram.memory()).as("%s", seed).isEqualTo(model);
    }

    @Test
    void wholeBlocksGoWithoutReadingAndPartsWithTheirBlocksOnly() throws IOException {
        channel.position(2 * BLOCK).write(bytes(3 * BLOCK, 1));
        channel.position(2 * BLOCK + 10).write(bytes(20, 2));
        channel.position(3 * BLOCK - 5).write(bytes(10 + 4 * BLOCK, 3));
        assertThat(ram.calls()).containsExactly("write 2+3", "read 2+1", "write 2+1", "read 2+1", "read 7+1", "write 2+6");
    }

    @Test
    void aLongTransferIsCutAtBlocks() throws IOException {
        RamNamespace large = new RamNamespace(4096, 5000);
        try (SeekableByteChannel it = large.channel()) {
            assertThat(it.position(100).write(bytes(17 << 20, 9))).isEqualTo(17 << 20);
            assertThat(it.position(100).read(ByteBuffer.allocate(17 << 20))).isEqualTo(17 << 20);
        }
        assertThat(large.calls()).containsExactly("read 0+1", "write 0+2048", "write 2048+2048", "read 4352+1", "write 4096+257",
                "read 0+2048",
                "read 2048+2048", "read 4096+257");
    }

    @Test
    void readsEndAtTheEndAndWritesBehindItAreRefusedWithTheSize() throws IOException {
        assertThat(channel.position(SIZE - 10).read(ByteBuffer.allocate(100))).isEqualTo(10);
        assertThat(channel.read(ByteBuffer.allocate(100))).isEqualTo(-1);
        ByteBuffer more = bytes(100, 1);
        assertThat(channel.position(SIZE - 10).write(more)).isEqualTo(10);
        assertThat(more.position()).isEqualTo(10);
        assertThatThrownBy(() -> channel.write(more)).isInstanceOf(IOException.class)
                .hasMessage("offset 32768 is behind the end: the namespace has 32768 bytes");
    }

    @Test
    void aNamespaceThatGrowsIsLongerAtOnce() throws IOException {
        ram.resize(BLOCKS + 1);
        assertThat(channel.size()).isEqualTo(SIZE + BLOCK);
        assertThat(channel.position(SIZE).write(bytes(10, 1))).isEqualTo(10);
    }

    @Test
    void truncationIsRefusedUnlessThereIsNothingToDo() throws IOException {
        assertThatThrownBy(() -> channel.truncate(512)).isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("a namespace of 32768 bytes cannot be truncated to 512: its controller gives it its size");
        assertThat(channel.position(2L * SIZE).truncate(SIZE).position()).isEqualTo(SIZE);
    }

    @Test
    void argumentsThatAreWrongAreRefused() {
        assertThatThrownBy(() -> channel.position(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFailureOfACommandIsAnIoExceptionWithItsCauseAndTheChannelGoesOn() throws IOException {
        CommandException medium = new CommandException("Unrecovered Read Error", Status.INTERNAL_ERROR, Outcome.FAILED);
        ram.failNext(medium);
        assertThatThrownBy(() -> channel.position(5).write(bytes(5, 1))).isInstanceOf(IOException.class)
                .hasMessage("Unrecovered Read Error").hasCause(medium);
        assertThat(channel.position()).isEqualTo(5);
        assertThat(channel.write(bytes(5, 1))).isEqualTo(5);
    }

    @Test
    void manyWritersOfOneBlockDoNotUndoEachOther() throws Exception {
        AsynchronousNamespaceChannel asynchronous = new AsynchronousNamespaceChannel(ram);
        int writers = 8;
        CountDownLatch done = new CountDownLatch(writers);
        for (int w = 0; w < writers; w++) {
            int mine = w;
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 200; i++) {
                        asynchronous.write(bytes(60, mine + i), mine * 60L).get();
                    }
                } catch (Exception e) {
                    throw new AssertionError(e);
                } finally {
                    done.countDown();
                }
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        for (int w = 0; w < writers; w++) {
            for (int i = 0; i < 60; i++) {
                assertThat(ram.memory()[w * 60 + i]).isEqualTo((byte) (w + 199));
            }
        }
    }

    @Test
    void closingEndsACallThatIsUnderWay() throws Exception {
        ram.hold();
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                channel.read(ByteBuffer.allocate(10));
            } catch (IOException e) {
                ended.complete(e);
            }
        });
        RamNamespace.Held read = ram.next();
        channel.close();
        assertThat(ended.get(20, TimeUnit.SECONDS)).isInstanceOf(AsynchronousCloseException.class);
        assertThat(read.future()).as("aborted").isCancelled();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
        channel.close();
    }

    @Test
    void anInterruptEndsTheCallAndLeavesTheChannelOpen() throws Exception {
        ram.hold();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                channel.read(ByteBuffer.allocate(10));
            } catch (InterruptedIOException e) {
                ended.complete(Thread.currentThread().isInterrupted());
            } catch (IOException e) {
                ended.completeExceptionally(e);
            }
        });
        ram.next();
        reader.interrupt();
        assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void streamsOfTheJdkWorkOnIt() throws IOException {
        byte[] text = "a namespace is a long sequence of bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Channels.newOutputStream(channel.position(1000)).write(text);
        assertThat(Channels.newInputStream(channel.position(1000)).readNBytes(text.length)).isEqualTo(text);
    }
}
