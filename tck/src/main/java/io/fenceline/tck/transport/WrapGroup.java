package io.fenceline.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.spi.transport.QueuePairParams;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Memory of the caller's own, and loops of his choice. */
public interface WrapGroup extends TransportGroup {
    private static QueuePairParams onLoop(int qid, int affinity) {
        QueuePairParams plain = TransportRig.params(qid, 32, false);
        return new QueuePairParams(plain.hostNqn(), plain.hostId(), plain.subsystemNqn(), plain.cntlid(), qid, plain.size(), false,
                affinity);
    }

    /** What is written leaves the caller's memory, and what is read comes there, in all sizes, capsules included. */
    @Test
    default void optional_wrap_dataOfTheCallersMemoryArrives() {
        TransportRig.Pair pair = rig().connect(TransportRig.params(1, 32, false));
        TransportRig.requireAbility(rig().wraps(pair), "memory that is not the pool's");
        rig().on(pair.host(), pair.host()::wrapFromNowOn);
        for (int length : new int[]{4, 512, 4096, 8192, 65536 + 512}) {
            for (Command command : new Command[]{Command.write(length, length), Command.read(length + 1, length)}) {
                Op op = rig().on(pair.host(), () -> pair.host().submitNow(command));
                rig().await(op::ended, "the answer to " + command);
                assertThat(op.status()).as("status of " + command).isZero();
                assertThat(op.mismatch()).as("first wrong byte of " + command).isEqualTo(-1);
            }
        }
    }

    /** Memory that a transport could not reach at its leisure is refused at once. */
    @Test
    default void optional_wrap_memoryOfTheHeapIsRefused() {
        TransportRig.Pair pair = rig().connect(TransportRig.params(1, 32, false));
        TransportRig.requireAbility(rig().wraps(pair), "memory that is not the pool's");
        rig().on(pair.host(), () -> assertThatThrownBy(
                () -> pair.host().queuePair().buffers().wrap(MemorySegment.ofArray(new byte[4096])))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("native"));
    }

    /** Queue pairs of one affinity are on one loop, also when it is given modulo the number of loops. */
    @Test
    default void required_affinity_equalAffinityIsOneLoop() {
        int loops = rig().host().loops();
        assertThat(loops).isPositive();
        TransportRig.Pair first = rig().connect(onLoop(1, 0));
        TransportRig.Pair second = rig().connect(onLoop(2, loops));
        rig().on(first.host(),
                () -> assertThat(second.host().queuePair().inLoop()).as("the second queue pair is on the same loop").isTrue());
    }
}
