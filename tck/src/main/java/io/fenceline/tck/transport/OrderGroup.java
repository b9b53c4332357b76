package io.fenceline.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.CommandExchange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Order and batches. */
public interface OrderGroup extends TransportGroup {
    /** Commands of a queue pair arrive in the order in which they were submitted, with and without data. */
    @Test
    default void required_order_commandsArriveAsSubmitted() {
        TransportRig.Pair pair = rig().connect();
        List<Integer> submitted = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            List<Op> ops = new ArrayList<>();
            int base = round * 100;
            rig().on(pair.host(), () -> {
                for (int i = 0; i < 30; i++) {
                    int key = base + i;
                    submitted.add(key);
                    ops.add(pair.host().submit(switch (i % 3) {
                        case 0 -> Command.noData(key);
                        case 1 -> Command.write(key, 1024);
                        default -> Command.read(key, 2048);
                    }));
                }
                pair.host().queuePair().flush();
            });
            ops.forEach(op -> rig().await(op::ended, "the answer to " + op));
        }
        assertThat(pair.target().keys()).isEqualTo(submitted);
    }

    /** Responses reach the host in the order in which they were given. */
    @Test
    default void required_order_completionsArriveAsGiven() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        List<Op> ops = new ArrayList<>();
        rig().on(pair.host(), () -> {
            for (int i = 0; i < 32; i++) {
                ops.add(pair.host().submit(i % 2 == 0 ? Command.noData(i) : Command.read(i, 8192)));
            }
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().held().size() == 32, "32 commands");
        rig().on(pair.target(), () -> {
            List<CommandExchange> held = List.copyOf(pair.target().held());
            for (int i = 31; i >= 0; i--) {
                CommandExchange exchange = held.get(i);
                if (exchange.dataLength() == 0) {
                    pair.target().respond(exchange, 0, 0, 0);
                } else {
                    var from = pair.target().take(exchange.dataLength());
                    TargetQueue.fill(exchange, from, 0, exchange.dataLength());
                    pair.target().sendAndRespond(exchange, from, exchange.dataLength(), 0, 0);
                }
            }
        });
        for (int i = 0; i < 32; i++) {
            rig().await(ops.get(i)::ended, "a completion");
            assertThat(ops.get(i).order() - ops.get(31).order()).isEqualTo(31 - i);
            assertThat(ops.get(i).mismatch()).isEqualTo(-1);
        }
    }

    /** Data that was sent before a response is there when the completion comes. */
    @Test
    default void required_order_dataIsThereBeforeItsCompletion() {
        TransportRig.Pair pair = rig().connect();
        int most = Math.min(rig().target().capabilities().maxTransferBytes(), 256 << 10);
        for (int i = 0; i < 10; i++) {
            Command command = Command.read(i, most, Command.PIECES, 4096 + 512 * i);
            Op op = rig().on(pair.host(), () -> pair.host().submitNow(command));
            rig().await(op::ended, "a completion");
            assertThat(op.status()).isZero();
            assertThat(op.mismatch()).as("first wrong byte").isEqualTo(-1);
        }
    }

    /** After the last command of what came in one piece the target hears of the end; after the last completion the host. */
    @Test
    default void required_batch_itsEndIsToldToBothEnds() {
        TransportRig.Pair pair = rig().connect();
        int before = pair.target().commands();
        int answered = pair.host().completions();
        rig().on(pair.host(), () -> {
            for (int i = 0; i < 24; i++) {
                pair.host().submit(Command.noData(i));
            }
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().commandsAtBatchEnd() == before + 24, "the end of the batch at the target");
        rig().await(() -> pair.host().completionsAtBatchEnd() == answered + 24, "the end of the batch at the host");
    }

    /** A flush without commands does nothing. */
    @Test
    default void required_batch_anEmptyFlushDoesNothing() {
        TransportRig.Pair pair = rig().connect();
        int before = pair.target().commands();
        rig().on(pair.host(), () -> {
            pair.host().queuePair().flush();
            pair.host().queuePair().flush();
        });
        rig().settle();
        assertThat(pair.target().commands()).isEqualTo(before);
        assertThat(pair.host().fault()).isNull();
    }
}
