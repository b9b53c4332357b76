package io.fenceline.core.host.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.host.BlockRange;
import io.fenceline.api.host.BlockingNamespace;
import io.fenceline.api.host.CancelledException;
import io.fenceline.api.host.DeadlineException;
import io.fenceline.api.host.HostException.Outcome;
import io.fenceline.api.host.IoOptions;
import io.fenceline.wire.Status;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls that wait. */
final class BlockingViewTest {
    private final RamNamespace ram = new RamNamespace(512, 64);
    private final BlockingNamespace namespace = ram.blocking();

    private static ByteBuffer blocks(int count, int value) {
        byte[] bytes = new byte[count * 512];
        java.util.Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void everyCallDoesWhatItsFutureDoes() {
        namespace.write(1, blocks(2, 5));
        ByteBuffer back = ByteBuffer.allocate(1024);
        namespace.read(1, back);
        assertThat(back.hasRemaining()).isFalse();
        assertThat(back.array()).containsOnly(5);
        assertThat(namespace.compare(1, blocks(2, 5))).isTrue();
        assertThat(namespace.compare(1, blocks(2, 6))).isFalse();
        assertThat(namespace.compareAndWrite(1, blocks(1, 6), blocks(1, 7))).isFalse();
        assertThat(namespace.compareAndWrite(1, blocks(1, 5), blocks(1, 7))).isTrue();
        namespace.copy(List.of(new BlockRange(1, 2)), 8);
        namespace.writeZeroes(1, 1, true);
        namespace.deallocate(List.of(new BlockRange(2, 1)));
        namespace.verify(0, 4);
        namespace.flush();
        namespace.write(3, blocks(1, 9), IoOptions.FUA);
        namespace.read(8, back.clear(), IoOptions.DEFAULTS);
        assertThat(back.array()[0]).isEqualTo((byte) 7);
        assertThat(back.array()[512]).isEqualTo((byte) 5);
        assertThat(ram.calls()).containsExactly("write 1+2", "read 1+2", "compare 1+2", "compare 1+2", "compare and write 1+1",
                "compare and write 1+1", "copy 1", "zero 1+1", "deallocate 1", "verify 0+4", "flush", "write fua 3+1", "read 8+2");
    }

    @Test
    void aFailureIsThrownAsItIs() {
        DeadlineException late = new DeadlineException("late", Status.ABORT_REQUESTED, Outcome.UNKNOWN);
        ram.failNext(late);
        assertThatThrownBy(() -> namespace.write(0, blocks(1, 1))).isSameAs(late);
        assertThatThrownBy(() -> namespace.read(64, blocks(1, 1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aThreadThatIsInterruptedStaysSoAndItsCommandIsAborted() throws Exception {
        ram.hold();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                namespace.write(0, blocks(1, 1));
            } catch (CancelledException e) {
                assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(e).hasMessage("write was aborted, its thread was interrupted");
                ended.complete(Thread.currentThread().isInterrupted());
            }
            ended.complete(false);
        });
        RamNamespace.Held write = ram.next();
        waiter.interrupt();
        assertThat(ended.get(20, TimeUnit.SECONDS)).as("still interrupted").isTrue();
        assertThat(write.future()).isCancelled();
    }

    @Test
    void whatHasEndedBeforeTheInterruptHolds() {
        Thread.currentThread().interrupt();
        try {
            namespace.write(0, blocks(1, 3));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(ram.memory()[0]).isEqualTo((byte) 3);
    }

    @Test
    void aFutureThatSomebodyElseCancelsIsTold() throws Exception {
        ram.hold();
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                namespace.flush();
            } catch (CancelledException e) {
                ended.complete(e);
            }
        });
        ram.next().future().cancel(true);
        assertThat(ended.get(20, TimeUnit.SECONDS)).hasMessage("flush was cancelled");
    }
}
