package io.fenceline.tck.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands and completions. */
public interface CapsuleGroup extends TransportGroup {
    /** All of the entry but SGL1 arrives as it was. The host core has overwritten its own by then: the entry is copied. */
    @Test
    default void required_capsule_entryArrivesUnchangedButForItsSgl() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        Command command = Command.noData(0x11223344);
        rig().on(pair.host(), () -> pair.host().submitNow(command));
        rig().await(() -> pair.target().held().size() == 1, "a command");
        CommandExchange exchange = pair.target().held().getFirst();
        rig().on(pair.target(), () -> {
            MemorySegment came = exchange.sqe();
            MemorySegment wanted = command.encode(Sqe.cid(came));
            for (int i = 0; i < Sqe.BYTES; i++) {
                if (i < Sqe.SGL1 || i >= Sqe.SGL1 + 16) {
                    assertThat(Bytes.u8(came, i)).as("byte " + i + " of the entry").isEqualTo(Bytes.u8(wanted, i));
                }
            }
            assertThat(exchange.dataLength()).isZero();
            assertThat(exchange.sglStatus()).isZero();
            assertThat(exchange.takeInCapsuleData()).isNull();
            pair.target().respond(exchange, 0, 0, 0);
        });
    }

    /** The entry that an exchange shows is its own: it does not change while other commands come. */
    @Test
    default void required_capsule_entryIsStableUntilTheExchangeEnds() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        for (int i = 0; i < 20; i++) {
            Command command = Command.noData(1000 + i);
            rig().on(pair.host(), () -> pair.host().submitNow(command));
        }
        rig().await(() -> pair.target().held().size() == 20, "20 commands");
        rig().on(pair.target(), () -> {
            for (int i = 0; i < 20; i++) {
                assertThat(Sqe.cdw(pair.target().held().get(i).sqe(), 10)).isEqualTo(1000 + i);
            }
            pair.target().giveUpHeld();
        });
    }

    /** Slots tell exchanges apart while they run. */
    @Test
    default void required_capsule_slotsOfRunningExchangesDiffer() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        rig().on(pair.host(), () -> {
            for (int i = 0; i < 32; i++) {
                pair.host().submit(Command.noData(i));
            }
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().held().size() == 32, "32 commands");
        rig().on(pair.target(), () -> {
            HashSet<Integer> slots = new HashSet<>();
            pair.target().held().forEach(exchange -> slots.add(exchange.slot()));
            assertThat(slots).hasSize(32).allMatch(slot -> slot >= 0 && slot <= 64);
            pair.target().giveUpHeld();
        });
    }

    /** Result, SQHD and status arrive with all their bits. */
    @Test
    default void required_capsule_completionArrivesUnchanged() {
        TransportRig.Pair pair = rig().connect(TransportRig.params(0, 32, true));
        rig().on(pair.target(), pair.target()::hold);
        List<Integer> statuses = List.of(Status.SUCCESS, Status.INVALID_FIELD | Status.DNR, Status.ANA_TRANSITION, 0x7FFF,
                Status.MORE | 0x1FF);
        long result = 0x8123_4567_89AB_CDEFL;
        for (int status : statuses) {
            Op op = rig().on(pair.host(), () -> pair.host().submitNow(Command.noData(1)));
            rig().await(() -> !pair.target().held().isEmpty(), "a command");
            rig().on(pair.target(), () -> pair.target().respond(pair.target().held().getFirst(), result, 0xFEDC, status));
            rig().await(op::ended, "a completion");
            assertThat(op.status()).isEqualTo(status);
            assertThat(op.result()).isEqualTo(result);
            assertThat(op.sqHead()).isEqualTo(0xFEDC);
        }
    }

    /** A slot can be used again as soon as its completion has come, for ever, with all generations of its CID. */
    @Test
    default void required_capsule_aSlotIsUsedAgainAndAgain() {
        TransportRig.Pair pair = rig().connect(TransportRig.params(1, 2, true));
        for (int i = 0; i < 300; i++) {
            Command command = Command.noData(i);
            Op op = rig().on(pair.host(), () -> pair.host().submitNow(command));
            rig().await(op::ended, "a completion");
            assertThat(op.result()).isEqualTo(i);
            assertThat(op.slot).isZero();
        }
    }

    /** Completions may come in any order; each reaches its command. */
    @Test
    default void required_capsule_completionsReachTheirCommandsInAnyOrder() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        List<Op> ops = new ArrayList<>();
        rig().on(pair.host(), () -> {
            for (int i = 0; i < 16; i++) {
                ops.add(pair.host().submit(Command.noData(i)));
            }
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().held().size() == 16, "16 commands");
        rig().on(pair.target(), () -> {
            List<CommandExchange> held = List.copyOf(pair.target().held());
            for (int i = 0; i < 16; i++) {
                CommandExchange exchange = held.get(i * 7 % 16);
                pair.target().respond(exchange, Sqe.cdw(exchange.sqe(), 10), 0, 0);
            }
        });
        for (int i = 0; i < 16; i++) {
            rig().await(ops.get(i)::ended, "a completion");
            assertThat(ops.get(i).result()).isEqualTo(i);
        }
    }
}
