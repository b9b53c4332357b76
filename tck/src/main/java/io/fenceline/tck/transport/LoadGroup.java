package io.fenceline.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything at once. */
public interface LoadGroup extends TransportGroup {
    /** Random commands of random sizes both ways, on several queue pairs at a time, each byte checked. */
    @Test
    default void required_load_randomCommandsOnManyQueuePairs() {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        List<TransportRig.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            pairs.add(rig().connect(TransportRig.params(i, i % 2 == 0 ? 32 : 8, i % 3 == 0)));
        }
        int most = Math.min(rig().target().capabilities().maxTransferBytes(), 128 << 10);
        int key = 0;
        for (int round = 0; round < 12; round++) {
            List<Op> ops = new ArrayList<>();
            for (TransportRig.Pair pair : pairs) {
                int depth = pair.host().params().size() - 1;
                List<Command> commands = new ArrayList<>();
                for (int i = 0; i < depth; i++) {
                    commands.add(draw(gen, ++key, most));
                }
                boolean flushEach = gen.chance(20);
                ops.addAll(rig().on(pair.host(), () -> {
                    List<Op> submitted = new ArrayList<>();
                    for (Command command : commands) {
                        submitted.add(pair.host().submit(command));
                        if (flushEach) {
                            pair.host().queuePair().flush();
                        }
                    }
                    pair.host().queuePair().flush();
                    return submitted;
                }));
            }
            for (Op op : ops) {
                rig().await(op::ended, "the answer to " + op + "; " + seed);
                assertThat(op.status()).as(() -> "status of " + op + "; " + faults(pairs) + "; " + seed).isZero();
                assertThat(op.mismatch()).as("first wrong byte of " + op + "; " + seed).isEqualTo(-1);
            }
        }
        assertThat(pairs).allMatch(pair -> pair.host().fault() == null && pair.target().fault() == null && pair.target().wrongData() == 0);
    }

    private static String faults(List<TransportRig.Pair> pairs) {
        return pairs.stream().map(pair -> "host " + pair.host().fault() + ", target " + pair.target().fault()).distinct().toList()
                .toString();
    }

    private static Command draw(Gen gen, int key, int most) {
        int length = gen.chance(80) ? 4 * gen.edgy(1, 4096) : 4 * gen.edgy(1, most / 4);
        int piece = 4 * gen.between(Math.max(1, length / 32), length / 4);
        return switch (gen.between(0, 5)) {
            case 0 -> Command.noData(key);
            case 1 -> new Command(Command.WRITE, key, length, Command.PIECES, piece);
            case 2 -> Command.write(key, length);
            case 3 -> Command.read(key, length, Command.THEN_RESPOND, 0);
            case 4 -> Command.read(key, length, Command.PIECES, piece);
            default -> Command.read(key, length);
        };
    }
}
