package io.fenceline.core.host.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CompletionHandler;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A namespace as an asynchronous file: what runs side by side, and what does not. */
final class AsynchronousNamespaceChannelTest {
    private final RamNamespace ram = new RamNamespace(512, 64);
    private final AsynchronousNamespaceChannel channel = new AsynchronousNamespaceChannel(ram);

    private static ByteBuffer bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private static <T> CompletionHandler<Integer, Object> into(CompletableFuture<Object> result) {
        return new CompletionHandler<>() {
            @Override
            public void completed(Integer bytes, Object attachment) {
                result.complete(bytes + " " + attachment + " " + Thread.currentThread().isVirtual());
            }

            @Override
            public void failed(Throwable failure, Object attachment) {
                result.complete(failure);
            }
        };
    }

    @Test
    void handlersAreToldOnVirtualThreads() throws Exception {
        CompletableFuture<Object> written = new CompletableFuture<>();
        channel.write(bytes(700, 1), 100, "mine", into(written));
        assertThat(written.get(20, TimeUnit.SECONDS)).isEqualTo("700 mine true");
        CompletableFuture<Object> read = new CompletableFuture<>();
        ByteBuffer back = ByteBuffer.allocate(700);
        channel.read(back, 100, "yours", into(read));
        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo("700 yours true");
        assertThat(back.array()).containsOnly(1);
    }

    @Test
    void writesToTheSameBlockRunOneAfterAnotherAndOthersSideBySide() throws Exception {
        ram.hold();
        Future<Integer> part = channel.write(bytes(10, 1), 5);
        Future<Integer> whole = channel.write(bytes(1024, 2), 0);
        Future<Integer> other = channel.write(bytes(512, 3), 1024);
        Future<Integer> both = channel.write(bytes(512, 4), 768);
        RamNamespace.Held first = ram.next();
        assertThat(first.what()).isEqualTo("read 0+1");
        RamNamespace.Held beside = ram.next();
        assertThat(beside.what()).isEqualTo("write 2+1");
        assertThat(ram.waiting()).as("the others wait for their turn").isZero();
        first.run().run();
        RamNamespace.Held second = ram.next();
        assertThat(second.what()).isEqualTo("write 0+1");
        second.run().run();
        assertThat(part.get(20, TimeUnit.SECONDS)).isEqualTo(10);
        RamNamespace.Held third = ram.next();
        assertThat(third.what()).isEqualTo("write 0+2");
        third.run().run();
        assertThat(whole.get(20, TimeUnit.SECONDS)).isEqualTo(1024);
        assertThat(ram.waiting()).isZero();
        beside.run().run();
        assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(512);
        for (String what : new String[]{"read 1+1", "read 2+1", "write 1+2"}) {
            RamNamespace.Held next = ram.next();
            assertThat(next.what()).isEqualTo(what);
            next.run().run();
        }
        assertThat(both.get(20, TimeUnit.SECONDS)).isEqualTo(512);
        assertThat(Arrays.copyOfRange(ram.memory(), 0, 768)).containsOnly(2);
        assertThat(Arrays.copyOfRange(ram.memory(), 768, 1280)).containsOnly(4);
        assertThat(Arrays.copyOfRange(ram.memory(), 1280, 1536)).containsOnly(3);
    }

    @Test
    void aWriteThatIsCancelledLetsTheNextOneGoOn() throws Exception {
        ram.hold();
        Future<Integer> first = channel.write(bytes(10, 1), 5);
        Future<Integer> waiting = channel.write(bytes(10, 2), 20);
        Future<Integer> last = channel.write(bytes(512, 3), 0);
        RamNamespace.Held read = ram.next();
        assertThat(waiting.cancel(true)).isTrue();
        assertThat(first.cancel(true)).isTrue();
        assertThat(read.future()).as("aborted").isCancelled();
        RamNamespace.Held write = ram.next();
        assertThat(write.what()).isEqualTo("write 0+1");
        write.run().run();
        assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo(512);
        assertThat(ram.calls()).containsExactly("read 0+1", "write 0+1");
    }

    @Test
    void aReadThatIsCancelledTouchesItsBufferNoMore() throws Exception {
        ram.hold();
        ram.memory()[3] = 9;
        ByteBuffer into = ByteBuffer.allocate(10);
        Future<Integer> read = channel.read(into, 3);
        RamNamespace.Held held = ram.next();
        assertThat(read.cancel(true)).isTrue();
        held.run().run();
        assertThat(into.position()).isZero();
        assertThat(into.get(0)).isZero();
    }

    @Test
    void forceFlushes() throws IOException {
        channel.force(true);
        assertThat(ram.calls()).containsExactly("flush");
    }

    @Test
    void closingEndsEverythingThatIsUnderWay() throws Exception {
        ram.hold();
        CompletableFuture<Object> told = new CompletableFuture<>();
        channel.read(ByteBuffer.allocate(512), 0, "", into(told));
        Future<Integer> write = channel.write(bytes(512, 1), 0);
        channel.close();
        assertThat(told.get(20, TimeUnit.SECONDS)).isInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(() -> write.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(() -> channel.read(bytes(1, 1), 0).get()).hasCauseInstanceOf(java.nio.channels.ClosedChannelException.class);
        assertThatThrownBy(() -> channel.force(false)).isInstanceOf(java.nio.channels.ClosedChannelException.class);
    }

    @Test
    void whatANamespaceCannotDoIsSaid() {
        assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> channel.lock()).isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("reservations");
        assertThatThrownBy(() -> channel.tryLock()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> channel.read(bytes(1, 1), -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void transfersUnderWayAreLimited() {
        ram.hold();
        for (int i = 0; i < ByteAccess.MAX_TRANSFERS; i++) {
            assertThat(channel.read(ByteBuffer.allocate(512), 0).isDone()).isFalse();
        }
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(512), 0).get())
                .hasRootCauseMessage("1024 transfers are under way through this channel; it takes no more");
    }
}
