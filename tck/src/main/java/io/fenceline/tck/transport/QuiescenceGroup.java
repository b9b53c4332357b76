package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.spi.transport.TransportFault.Kind;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Silence: the promise on which recovery rests. */
public interface QuiescenceGroup extends TransportGroup {
    private static TransportFault because(Kind kind) {
        return TransportFault.of(kind, "the test wants it");
    }

    /**
     * After onQuiesced no byte of a submitted command leaves the host: its buffers are scribbled over in onQuiesced, and the
     * target, which fetches for all it is worth, never gets to see that.
     */
    @Test
    default void required_quiesced_noByteLeavesTheHostAfterOnQuiesced() {
        for (int round = 0; round < 10; round++) {
            TransportRig.Pair pair = rig().connect(TransportRig.params(1, 32, false));
            int turns = round;
            rig().on(pair.host(), () -> {
                for (int i = 0; i < 32; i++) {
                    pair.host().submit(new Command(Command.WRITE, i, 64 << 10, i % 2 == 0 ? Command.WHOLE : Command.PIECES, 4096));
                }
                pair.host().queuePair().flush();
            });
            rig().await(() -> pair.target().commands() > turns, "some commands");
            rig().on(pair.host(), () -> pair.host().disconnect(because(Kind.NETWORK)));
            rig().await(pair.host()::quiesced, "quiescence of the host");
            rig().await(pair.target()::quiesced, "quiescence of the target");
            // A write whose data was not that of its key is answered with an error by the target's core, and noted.
            assertThat(pair.target().wrongData()).as("data that left after quiescence").isZero();
        }
    }

    /** What has been submitted and not flushed when the connection ends does not leave later, nor on the next connection. */
    @Test
    default void required_quiesced_gatheredCommandsAreDropped() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.host(), () -> {
            pair.host().submit(Command.noData(77));
            pair.host().disconnect(because(Kind.NETWORK));
        });
        rig().await(pair.host()::quiesced, "quiescence of the host");
        rig().await(pair.target()::quiesced, "quiescence of the target");
        TransportRig.Pair next = rig().connect();
        rig().settle();
        assertThat(next.target().keys()).isEmpty();
    }

    /**
     * After onQuiesced, and for each buffer after its callback, no byte leaves the target: buffers are scribbled over as soon
     * as they are back, and no read ever completes well with that.
     */
    @Test
    default void required_quiesced_noByteLeavesTheTargetAfterOnQuiesced() {
        for (int round = 0; round < 10; round++) {
            TransportRig.Pair pair = rig().connect(TransportRig.params(1, 32, false));
            int turns = round;
            List<Op> ops = new ArrayList<>();
            rig().on(pair.host(), () -> {
                for (int i = 0; i < 32; i++) {
                    ops.add(pair.host().submit(Command.read(i, 64 << 10, i % 3, 16 << 10)));
                }
                pair.host().queuePair().flush();
            });
            rig().await(() -> pair.target().commands() > turns, "some commands");
            rig().on(pair.target(), () -> pair.target().disconnect(because(turns % 2 == 0 ? Kind.NETWORK : Kind.CLOSED)));
            rig().await(pair.target()::quiesced, "quiescence of the target");
            rig().await(pair.host()::quiesced, "quiescence of the host");
            for (Op op : ops) {
                assertThat(op.ended()).isTrue();
                if (op.status() == Status.SUCCESS) {
                    assertThat(op.mismatch()).as("first wrong byte of " + op).isEqualTo(-1);
                }
            }
        }
    }

    /** Exactly once, as the last of all, at both ends, whoever began; and further disconnects do nothing. */
    @Test
    default void required_quiesced_isHeardExactlyOnceAndLast() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.host(), () -> {
            pair.host().submitNow(Command.read(1, 4096));
            pair.host().disconnect(because(Kind.CLOSED));
            pair.host().disconnect(because(Kind.NETWORK));
        });
        rig().on(pair.target(), () -> pair.target().disconnect(because(Kind.CLOSED)));
        rig().await(pair.host()::quiesced, "quiescence of the host");
        rig().await(pair.target()::quiesced, "quiescence of the target");
        rig().on(pair.host(), () -> pair.host().disconnect(because(Kind.CLOSED)));
        rig().on(pair.target(), () -> pair.target().disconnect(because(Kind.CLOSED)));
        rig().settle();
        assertThat(pair.host().events()).containsOnlyOnce("onQuiesced").endsWith("onQuiesced");
        assertThat(pair.target().events()).containsOnlyOnce("onQuiesced").endsWith("onQuiesced");
    }

    /** The host gets all its buffers back by onQuiesced; its core releases them there (the rig does), and may. */
    @Test
    default void required_quiesced_theHostHasItsBuffersBack() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        List<Op> ops = new ArrayList<>();
        rig().on(pair.host(), () -> {
            for (int i = 0; i < 16; i++) {
                ops.add(pair.host().submit(i % 2 == 0 ? Command.write(i, 32 << 10) : Command.read(i, 32 << 10)));
            }
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().held().size() == 16, "16 commands");
        rig().on(pair.host(), () -> pair.host().disconnect(because(Kind.NETWORK)));
        rig().await(pair.host()::quiesced, "quiescence of the host");
        assertThat(ops).allMatch(Op::lost);
        rig().on(pair.target(), pair.target()::giveUpHeld);
        rig().await(pair.target()::quiesced, "quiescence of the target");
    }

    /**
     * After onQuiesced no answer that is late writes to the memory of a command, be it the pool's or the caller's: a host repeats reads
     * at once because of this ({@link io.fenceline.spi.transport.HostTransport#silenceCoversMemory}). Memory of the caller's was scribbled
     * over in onQuiesced, and that stays; a pool may do with its own as it likes until then.
     */
    @Test
    default void required_quiesced_noLateAnswerReachesMemory() {
        TransportRig.requireAbility(rig().host().silenceCoversMemory(), "silence covers the memory of commands");
        for (int round = 0; round < 8; round++) {
            TransportRig.Pair pair = rig().connect(TransportRig.params(1, 32, false));
            int turns = round;
            List<MemorySegment> memory = new ArrayList<>();
            boolean callers = round % 2 == 1 && rig().wraps(pair);
            if (callers) {
                rig().on(pair.host(), pair.host()::wrapFromNowOn);
            }
            rig().on(pair.host(), () -> {
                for (int i = 0; i < 32; i++) {
                    Op op = pair.host().submit(Command.read(i, 64 << 10, i % 3, 16 << 10));
                    memory.add(requireNonNull(op.buffer).segment().asSlice(0, 64 << 10));
                }
                pair.host().queuePair().flush();
            });
            rig().await(() -> pair.target().commands() > 4 * turns, "some commands");
            rig().on(pair.host(), () -> pair.host().disconnect(because(Kind.NETWORK)));
            rig().await(pair.host()::quiesced, "quiescence of the host");
            byte[] scribbled = new byte[64 << 10];
            Arrays.fill(scribbled, HostQueue.SCRIBBLE);
            List<byte[]> then = memory.stream().map(one -> callers ? scribbled : one.toArray(ValueLayout.JAVA_BYTE)).toList();
            rig().settle();
            for (int i = 0; i < memory.size(); i++) {
                assertThat(Arrays.mismatch(memory.get(i).toArray(ValueLayout.JAVA_BYTE), then.get(i)))
                        .as("first byte that has changed in the memory of read %d after silence", i).isEqualTo(-1);
            }
            rig().await(pair.target()::quiesced, "quiescence of the target");
        }
    }

    /** The last byte of a command did not leave after the moment that is told, nor before the command was submitted. */
    @Test
    default void required_quiesced_theMomentOfTheLastByteIsTold() {
        TransportRig.Pair pair = rig().connect();
        TransportRig.Pair later = rig().connect(TransportRig.params(1, 4, false));
        rig().on(pair.host(), () -> {
            pair.host().submitNow(Command.noData(1));
            pair.host().disconnect(because(Kind.NETWORK));
        });
        rig().await(pair.host()::quiesced, "quiescence of the first host queue");
        rig().settle();
        rig().on(later.host(), () -> {
            later.host().submitNow(Command.noData(1));
            later.host().disconnect(because(Kind.NETWORK));
        });
        rig().await(later.host()::quiesced, "quiescence of the second host queue");
        assertThat(later.host().lastByteNs() - pair.host().lastByteNs()).isGreaterThanOrEqualTo(0);
    }

    /** The target's queue pair is quiesced when, and only when, the core has ended all exchanges. */
    @Test
    default void required_quiesced_theTargetWaitsForAllExchanges() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        rig().on(pair.host(), () -> {
            pair.host().submit(Command.noData(1));
            pair.host().submit(Command.read(2, 4096));
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().held().size() == 2, "two commands");
        rig().on(pair.target(), () -> pair.target().disconnect(because(Kind.CLOSED)));
        rig().settle();
        assertThat(pair.target().quiesced()).isFalse();
        rig().on(pair.target(), () -> pair.target().respond(pair.target().held().getFirst(), 0, 0, 0));
        rig().settle();
        assertThat(pair.target().quiesced()).isFalse();
        rig().on(pair.target(), () -> pair.target().discard(pair.target().held().getFirst()));
        rig().await(pair.target()::quiesced, "quiescence of the target");
        rig().await(pair.host()::quiesced, "quiescence of the host");
        assertThat(pair.host().completions()).as("answers besides that of Connect").isEqualTo(1);
    }

    /** A fetch that is outstanding when the connection ends is called back, after the call, with an abort. */
    @Test
    default void required_disconnect_anOutstandingFetchIsCalledBack() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        rig().on(pair.host(), () -> pair.host().submitNow(Command.write(1, 64 << 10)));
        rig().await(() -> pair.target().held().size() == 1, "a command");
        CommandExchange exchange = pair.target().held().getFirst();
        AtomicInteger status = new AtomicInteger(-1);
        rig().on(pair.target(), () -> {
            DataBuffer into = pair.target().take(64 << 10);
            pair.target().fetch(exchange, into, 0, 64 << 10, ended -> {
                TargetQueue.scribbleAndRelease(into);
                status.set(ended);
                pair.target().discard(exchange);
            });
            pair.target().disconnect(because(Kind.NETWORK));
            assertThat(status).as("not called back from inside").hasValue(-1);
        });
        rig().await(pair.target()::quiesced, "quiescence of the target");
        assertThat(status).hasValue(Status.ABORTED_SQ_DELETION);
    }

    /** A send that is outstanding when the connection ends is called back, after the call. */
    @Test
    default void required_disconnect_anOutstandingSendIsCalledBack() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        int most = rig().target().capabilities().maxTransferBytes();
        rig().on(pair.host(), () -> pair.host().submitNow(Command.read(1, most)));
        rig().await(() -> pair.target().held().size() == 1, "a command");
        CommandExchange exchange = pair.target().held().getFirst();
        AtomicInteger status = new AtomicInteger(-1);
        rig().on(pair.target(), () -> {
            DataBuffer from = pair.target().take(most);
            pair.target().send(exchange, from, 0, most, ended -> {
                TargetQueue.scribbleAndRelease(from);
                status.set(ended);
                pair.target().discard(exchange);
            });
            pair.target().disconnect(because(Kind.NETWORK));
            assertThat(status).as("not called back from inside").hasValue(-1);
        });
        rig().await(pair.target()::quiesced, "quiescence of the target");
        assertThat(status.get()).isIn(Status.SUCCESS, Status.ABORTED_SQ_DELETION);
    }

    /** Verbs still work after the end: transfers are aborted, responses are dropped, buffers come back. */
    @Test
    default void required_disconnect_verbsAfterTheEndAreHarmless() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        rig().on(pair.host(), () -> {
            pair.host().submit(Command.write(1, 64 << 10));
            pair.host().submit(Command.read(2, 4096));
            pair.host().submit(Command.read(3, 4096));
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().held().size() == 3, "three commands");
        List<CommandExchange> held = List.copyOf(pair.target().held());
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        rig().on(pair.target(), () -> {
            pair.target().disconnect(because(Kind.NETWORK));
            DataBuffer into = pair.target().take(64 << 10);
            pair.target().fetch(held.get(0), into, 0, 64 << 10, ended -> {
                into.release();
                statuses.add(ended);
                pair.target().respond(held.get(0), 0, 0, 0);
            });
            DataBuffer from = pair.target().take(4096);
            pair.target().send(held.get(1), from, 0, 4096, ended -> {
                from.release();
                statuses.add(ended);
                pair.target().discard(held.get(1));
            });
            pair.target().sendAndRespond(held.get(2), pair.target().take(4096), 4096, 0, 0);
        });
        rig().await(pair.target()::quiesced, "quiescence of the target");
        rig().await(pair.host()::quiesced, "quiescence of the host");
        assertThat(statuses).containsExactly(Status.ABORTED_SQ_DELETION, Status.ABORTED_SQ_DELETION);
        assertThat(pair.host().completions()).as("answers besides that of Connect").isEqualTo(1);
    }

    /** With kind CLOSED, what was given before still reaches the host. */
    @Test
    default void required_disconnect_closedStillSendsWhatWasGivenBefore() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        List<Op> ops = new ArrayList<>();
        rig().on(pair.host(), () -> {
            ops.add(pair.host().submit(Command.noData(1)));
            ops.add(pair.host().submit(Command.read(2, 64 << 10)));
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().held().size() == 2, "two commands");
        rig().on(pair.target(), () -> {
            List<CommandExchange> held = List.copyOf(pair.target().held());
            pair.target().respond(held.get(0), 42, 0, Status.INVALID_FIELD);
            DataBuffer from = pair.target().take(64 << 10);
            TargetQueue.fill(held.get(1), from, 0, 64 << 10);
            pair.target().sendAndRespond(held.get(1), from, 64 << 10, 0, 0);
            pair.target().disconnect(because(Kind.CLOSED));
        });
        rig().await(pair.host()::quiesced, "quiescence of the host");
        rig().await(pair.target()::quiesced, "quiescence of the target");
        assertThat(ops.get(0).result()).isEqualTo(42);
        assertThat(ops.get(1).status()).isZero();
        assertThat(ops.get(1).mismatch()).isEqualTo(-1);
    }
}
