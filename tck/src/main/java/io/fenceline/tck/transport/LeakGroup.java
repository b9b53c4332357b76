package io.fenceline.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.tck.transport.TransportFixture.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Buffers: where they are, and what happens when there are none. */
public interface LeakGroup extends TransportGroup {
    private TransportRig.Pair smallPool() {
        TransportRig.requireAbility(rig().fixture().hasSmallPool(), "a pool that can be emptied");
        rig().openTarget(Profile.SMALL_POOL);
        return rig().connect(TransportRig.params(1, 32, false));
    }

    /** Takes buffers until there are none. */
    private static List<DataBuffer> takeAll(BufferPool pool) {
        List<DataBuffer> all = new ArrayList<>();
        for (DataBuffer buffer = pool.take(4096); buffer != null; buffer = pool.take(4096)) {
            all.add(buffer);
            assertThat(all.size()).as("buffers of a small pool").isLessThan(1 << 20);
        }
        return all;
    }

    private int capacity(TransportRig.Pair pair) {
        return rig().on(pair.target(), () -> {
            List<DataBuffer> all = takeAll(pair.target().queuePair().buffers());
            all.forEach(DataBuffer::release);
            return all.size();
        });
    }

    /** After commands of all kinds, good and bad, the pool holds as many buffers as before. */
    @Test
    default void optional_leak_thePoolIsWholeAfterAllKindsOfCommands() {
        TransportRig.Pair pair = smallPool();
        int before = capacity(pair);
        for (int round = 0; round < 20; round++) {
            List<Op> ops = new ArrayList<>();
            rig().on(pair.host(), () -> {
                for (int i = 0; i < 12; i++) {
                    ops.add(pair.host().submit(switch (i % 4) {
                        case 0 -> Command.write(i, 512);
                        case 1 -> new Command(Command.WRITE, i, 20_000, Command.PIECES, 4096);
                        case 2 -> Command.read(i, 4096);
                        default -> Command.read(i, 20_000, Command.PIECES, 4096);
                    }));
                }
                pair.host().queuePair().flush();
            });
            ops.forEach(op -> rig().await(op::ended, "the answer to " + op));
        }
        assertThat(capacity(pair)).isEqualTo(before);
    }

    /** An empty pool is no fault: what needs a buffer waits and goes on when one has come back. */
    @Test
    default void optional_leak_commandsWaitWhileThePoolIsEmpty() {
        TransportRig.Pair pair = smallPool();
        List<DataBuffer> all = rig().on(pair.target(), () -> takeAll(pair.target().queuePair().buffers()));
        List<Op> ops = new ArrayList<>();
        rig().on(pair.host(), () -> {
            for (int i = 0; i < 8; i++) {
                ops.add(pair.host().submit(i % 2 == 0 ? Command.write(i, 4096) : Command.read(i, 4096)));
            }
            pair.host().queuePair().flush();
        });
        rig().settle();
        assertThat(pair.target().fault()).isNull();
        assertThat(ops).noneMatch(Op::ended);
        rig().on(pair.target(), () -> all.forEach(DataBuffer::release));
        for (Op op : ops) {
            rig().await(op::ended, "the answer to " + op);
            assertThat(op.status()).isZero();
            assertThat(op.mismatch()).isEqualTo(-1);
        }
    }

    /** Who waits for a buffer is called once, on the loop, not from inside a call, when one has come back, in turn. */
    @Test
    default void optional_leak_whoeverWaitsForABufferIsCalledInTurn() {
        TransportRig.Pair pair = smallPool();
        List<String> seen = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        List<DataBuffer> all = rig().on(pair.target(), () -> {
            BufferPool pool = pair.target().queuePair().buffers();
            List<DataBuffer> taken = takeAll(pool);
            for (String name : List.of("first", "second")) {
                pool.whenReleased(() -> {
                    seen.add(name + (pair.target().queuePair().inLoop() ? "" : " off the loop"));
                    calls.incrementAndGet();
                });
            }
            taken.removeFirst().release();
            assertThat(seen).as("called from inside").isEmpty();
            return taken;
        });
        // Another buffer may be what the second one waits for; from a thread that is not the loop, which is allowed.
        all.removeFirst().release();
        rig().await(() -> calls.get() == 2, "two calls");
        rig().on(pair.target(), () -> {
            assertThat(seen).containsExactly("first", "second");
            all.forEach(DataBuffer::release);
        });
    }

    /** Connections that end in the middle of everything leave nothing behind. */
    @Test
    default void optional_leak_endedConnectionsLeaveNothingBehind() {
        TransportRig.Pair watcher = smallPool();
        int before = capacity(watcher);
        for (int round = 0; round < 10; round++) {
            TransportRig.Pair pair = rig().connect(TransportRig.params(2, 32, false));
            int end = round % 3;
            rig().on(pair.host(), () -> {
                for (int i = 0; i < 16; i++) {
                    pair.host().submit(i % 2 == 0 ? Command.write(i, 16 << 10) : Command.read(i, 16 << 10, Command.THEN_RESPOND, 0));
                }
                pair.host().queuePair().flush();
            });
            if (end == 0) {
                rig().await(() -> pair.target().commands() > 4, "some commands");
            }
            rig().on(pair.host(), () -> pair.host().disconnect(
                    TransportFault.of(TransportFault.Kind.NETWORK, "as a test")));
            rig().await(pair.host()::quiesced, "quiescence of the host");
            rig().await(pair.target()::quiesced, "quiescence of the target");
        }
        assertThat(capacity(watcher)).isEqualTo(before);
    }
}
