package io.fenceline.tck.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.testkit.Gen;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Cancelling, and the one promise that keeps data safe: what has been completed touches the medium no more. */
public interface CancelGroup extends BackendGroup {
    /** Blocks that a test writes to. */
    int RANGES = 64;
    /** Bytes of such a range. */
    int RANGE = 16 << 10;

    /**
     * Writes are cancelled as soon as they are submitted; as soon as one is completed, whatever its status, its range is
     * written anew. In the end every range holds what was written last: no cancelled write has come after its completion.
     */
    @Test
    default void required_cancel_nothingTouchesTheMediumAfterCompletion() {
        rig().requireData();
        Backend backend = rig().backend();
        for (int round = 0; round < 10; round++) {
            List<Work> first = new ArrayList<>();
            List<Work> second = new ArrayList<>();
            for (int i = 0; i < RANGES; i++) {
                Work old = new Work(RANGE).again(Op.WRITE, (long) i * RANGE, RANGE).fill(1000L * round + i);
                Work young = new Work(RANGE).again(Op.WRITE, (long) i * RANGE, RANGE).fill(-1000L * round - i - 1);
                first.add(old);
                second.add(young);
                old.then(() -> backend.submit(young));
            }
            first.forEach(backend::submit);
            for (Work old : first) {
                backend.cancel(old, old.generation());
            }
            for (Work old : first) {
                assertThat(rig().await(old)).as("status of " + old).isIn(Status.SUCCESS, Status.ABORT_REQUESTED);
            }
            for (Work young : second) {
                assertThat(rig().await(young)).as("status of " + young).isEqualTo(Status.SUCCESS);
            }
            if (round == 9) {
                rig().settle();
            }
            for (int i = 0; i < RANGES; i++) {
                Work read = rig().done(new Work(RANGE).again(Op.READ, (long) i * RANGE, RANGE));
                assertThat(Gen.mismatch(read.data(), -1000L * round - i - 1)).as("first wrong byte of range " + i).isEqualTo(-1);
            }
        }
    }

    /** A read that has been cancelled does not touch its memory after its completion. */
    @Test
    default void required_cancel_aReadLeavesItsMemoryAloneAfterCompletion() {
        Backend backend = rig().backend();
        List<Work> reads = new ArrayList<>();
        for (int i = 0; i < RANGES; i++) {
            Work read = new Work(RANGE).again(Op.READ, (long) i * RANGE, RANGE);
            read.then(() -> read.data().fill((byte) 0x33));
            reads.add(read);
        }
        reads.forEach(backend::submit);
        reads.forEach(read -> backend.cancel(read, read.generation()));
        reads.forEach(read -> rig().await(read));
        // Everything that was to come has come by the time that a later request of each kind has been completed.
        rig().done(rig().work().again(Op.WRITE, 0, 4096).fill(1));
        rig().done(rig().work().again(Op.FLUSH, 0, 0));
        assertThat(reads).allMatch(read -> allEqual(read.bytes(), (byte) 0x33));
    }

    private static boolean allEqual(byte[] bytes, byte value) {
        for (byte b : bytes) {
            if (b != value) {
                return false;
            }
        }
        return true;
    }

    /** Cancelling what has been completed does nothing. */
    @Test
    default void required_cancel_ofACompletedRequestIsHarmless() {
        Work work = rig().done(rig().work().again(Op.WRITE, 0, 4096).fill(1));
        for (int i = 0; i < 100; i++) {
            rig().backend().cancel(work, work.generation());
        }
        rig().done(rig().work().again(Op.READ, 0, 4096));
        rig().await(work);
    }

    /** The object is in use for another request by the time that the cancel comes: that one is not meant. */
    @Test
    default void required_cancel_ofAnEarlierGenerationDoesNotHitTheNext() {
        Backend backend = rig().backend();
        Work work = rig().work();
        for (int i = 0; i < 500; i++) {
            rig().done(work.again(Op.WRITE, 0, 4096).fill(i));
            int before = work.generation();
            work.again(Op.WRITE, 4096, 4096).fill(i);
            backend.cancel(work, before);
            backend.submit(work);
            backend.cancel(work, before);
            assertThat(rig().await(work)).as("status of a request that nobody cancelled").isEqualTo(Status.SUCCESS);
            backend.cancel(work, before);
        }
    }

    /** A cancelled request ends within the time that is declared. */
    @Test
    default void optional_cancel_endsWithinTheDeclaredTime() {
        Backend backend = rig().backend();
        long drainMs = backend.capabilities().drainMs();
        BackendRig.requireAbility(drainMs > 0, "a bound on the time until a cancelled request is completed");
        List<Work> all = new ArrayList<>();
        for (int i = 0; i < RANGES; i++) {
            all.add(new Work(RANGE).again(Op.WRITE, (long) i * RANGE, RANGE).fill(i));
        }
        all.forEach(backend::submit);
        long begin = System.nanoTime();
        all.forEach(work -> backend.cancel(work, work.generation()));
        all.forEach(work -> rig().await(work));
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        // Ten times, and two seconds, for a machine that does other things too.
        assertThat(tookMs).as("milliseconds until all cancelled requests were completed").isLessThanOrEqualTo(drainMs * 10 + 2000);
    }
}
