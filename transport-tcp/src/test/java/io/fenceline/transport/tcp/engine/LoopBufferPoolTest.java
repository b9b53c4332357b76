package io.fenceline.transport.tcp.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The buffers of a loop. */
class LoopBufferPoolTest {
    private static final int MAX = 1 << 20;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean inLoop = true;
    private final LoopBufferPool pool = new LoopBufferPool(4 * MAX, MAX, MAX, () -> inLoop, tasks::addLast);

    private List<PooledBuffer> all(int bytes) {
        List<PooledBuffer> taken = new ArrayList<>();
        for (PooledBuffer buffer = pool.take(bytes); buffer != null; buffer = pool.take(bytes)) {
            taken.add(buffer);
        }
        return taken;
    }

    @Test
    void theLimitHoldsForEverySizeOneAfterTheOther() {
        for (int bytes : new int[]{4096, MAX, 512, 16 * 1024, MAX, 4096}) {
            List<PooledBuffer> taken = all(bytes);
            assertThat(taken).as("buffers of %d", bytes).hasSize(4 * MAX / bytes);
            assertThat(pool.grownBytes()).isEqualTo(4L * MAX);
            taken.forEach(PooledBuffer::release);
        }
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void noTwoBuffersShareMemory() {
        Gen gen = Seed.next().gen();
        List<PooledBuffer> taken = new ArrayList<>();
        List<Integer> marks = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            PooledBuffer buffer = gen.between(0, 2) == 0 ? null : pool.take(1 << gen.between(9, 18));
            if (buffer != null) {
                buffer.segment().fill((byte) i);
                taken.add(buffer);
                marks.add(i);
            } else if (!taken.isEmpty()) {
                int which = gen.between(0, taken.size() - 1);
                PooledBuffer back = taken.remove(which);
                byte mark = (byte) (int) marks.get(which);
                marks.subList(which, which + 1).clear();
                for (long at = 0; at < back.capacity(); at += 511) {
                    assertThat(back.segment().get(ValueLayout.JAVA_BYTE, at)).isEqualTo(mark);
                }
                back.release();
            }
        }
        taken.forEach(PooledBuffer::release);
        assertThat(all(MAX)).hasSize(4);
    }

    @Test
    void bothViewsAreOneMemoryAndStartAtAPageWhenTheyAreOne() {
        PooledBuffer buffer = requireNonNull(pool.take(4096));
        assertThat(buffer.segment().address() % 4096).isZero();
        buffer.byteBuffer().put(5, (byte) 9);
        assertThat(buffer.segment().get(ValueLayout.JAVA_BYTE, 5)).isEqualTo((byte) 9);
        assertThat(buffer.byteBuffer()).isSameAs(buffer.byteBuffer());
    }

    @Test
    void aSecondReleaseIsRefused() {
        PooledBuffer buffer = requireNonNull(pool.take(1));
        buffer.release();
        assertThatThrownBy(buffer::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void otherThreadsMayRelease() {
        List<PooledBuffer> taken = all(MAX);
        pool.whenReleased(() -> taken.set(0, requireNonNull(pool.take(MAX))));
        inLoop = false;
        taken.getLast().release();
        inLoop = true;
        assertThat(tasks).hasSize(1);
        PooledBuffer before = taken.getFirst();
        tasks.removeFirst().run();
        assertThat(taken.getFirst()).isNotSameAs(before);
        assertThat(pool.outstanding()).isEqualTo(4);
    }

    @Test
    void outputIsNotHeldUpByData() {
        List<PooledBuffer> data = all(4096);
        PooledBuffer output = pool.takeForOutput(MAX);
        assertThat(pool.outputScarce()).isFalse();
        pool.takeForOutput(512);
        assertThat(pool.outputScarce()).isTrue();
        output.release();
        assertThat(pool.outputScarce()).isFalse();
        assertThat(all(4096)).as("output gives nothing to data").isEmpty();
        assertThat(pool.dataOutstanding()).isEqualTo(data.size());
    }
}
