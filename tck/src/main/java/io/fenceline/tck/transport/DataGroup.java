package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.wire.Status;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Data, both ways. */
public interface DataGroup extends TransportGroup {
    private TransportRig.Pair io() {
        return rig().connect(TransportRig.params(1, 32, false));
    }

    private Op done(TransportRig.Pair pair, Command command) {
        Op op = rig().on(pair.host(), () -> pair.host().submitNow(command));
        rig().await(op::ended, "the answer to " + command);
        assertThat(op.status()).as("status of " + command).isZero();
        assertThat(op.mismatch()).as("first wrong byte of " + command).isEqualTo(-1);
        return op;
    }

    private CommandExchange held(TransportRig.Pair pair, Command command) {
        rig().on(pair.target(), pair.target()::hold);
        rig().on(pair.host(), () -> pair.host().submitNow(command));
        rig().await(() -> pair.target().held().size() == 1, "a command");
        return pair.target().held().getFirst();
    }

    /** Data up to the in-capsule limit, and beyond it, of many lengths. */
    @Test
    default void required_data_writesOfAllSizesArrive() {
        TransportRig.Pair pair = io();
        int limit = rig().target().capabilities().inCapsuleBytes();
        for (int length : new int[]{4, 16, 512, 4096, Math.max(4, limit - 16), Math.max(4, limit), limit + 4, limit + 512, 65536 + 512}) {
            done(pair, Command.write(length, length));
        }
    }

    /** Data of many lengths. */
    @Test
    default void required_data_readsOfAllSizesArrive() {
        TransportRig.Pair pair = io();
        for (int length : new int[]{4, 16, 512, 4096, 8192, 65536 + 512}) {
            done(pair, Command.read(length, length));
            done(pair, Command.read(length + 1, length, Command.THEN_RESPOND, 0));
        }
    }

    /** The declared greatest transfer works, both ways. */
    @Test
    default void required_data_theGreatestTransferWorks() {
        TransportRig.Pair pair = io();
        int most = Math.min(rig().target().capabilities().maxTransferBytes(), rig().host().capabilities().maxTransferBytes());
        done(pair, Command.write(1, most));
        done(pair, Command.read(2, most));
        done(pair, Command.read(3, most, Command.THEN_RESPOND, 0));
    }

    /** In-capsule data is there at once, whole, and can be taken once. */
    @Test
    default void required_data_inCapsuleDataIsTakenOnce() {
        int limit = rig().target().capabilities().inCapsuleBytes();
        TransportRig.requireAbility(limit >= 512, "in-capsule data of an I/O command of 512 bytes");
        TransportRig.Pair pair = io();
        CommandExchange exchange = held(pair, Command.write(7, limit));
        rig().on(pair.target(), () -> {
            assertThat(exchange.dataLength()).isEqualTo(limit);
            DataBuffer data = requireNonNull(exchange.takeInCapsuleData(), "in-capsule data");
            assertThat(TargetQueue.differsAt(exchange, data, 0, limit)).isEqualTo(-1);
            assertThat(exchange.takeInCapsuleData()).isNull();
            TargetQueue.scribbleAndRelease(data);
            pair.target().respond(exchange, 0, 0, 0);
        });
    }

    /** In-capsule data that nobody takes is given back by the transport. */
    @Test
    default void required_data_inCapsuleDataNeedNotBeTaken() {
        TransportRig.Pair pair = io();
        for (int i = 0; i < 100; i++) {
            CommandExchange exchange = held(pair, Command.write(i, 16));
            rig().on(pair.target(), () -> pair.target().respond(exchange, 0, 0, Status.INVALID_FIELD | Status.DNR));
        }
    }

    /** An admin queue takes in-capsule data without being told a limit. */
    @Test
    default void required_data_adminCommandsCarryDataInTheCapsule() {
        TransportRig.Pair pair = rig().connect();
        for (int length : new int[]{16, 1024, rig().target().capabilities().adminInCapsuleBytes()}) {
            done(pair, Command.write(length, length));
        }
    }

    /** Data can be fetched in pieces. */
    @Test
    default void required_data_fetchInPieces() {
        TransportRig.Pair pair = io();
        int length = 100 * 1024;
        for (int piece : new int[]{4096, 65536, 12 * 1024 + 512}) {
            done(pair, new Command(Command.WRITE, piece, length, Command.PIECES, piece));
        }
    }

    /** A part of the data can be fetched and the rest be left. */
    @Test
    default void required_data_fetchOfAPartIsEnough() {
        TransportRig.Pair pair = io();
        CommandExchange exchange = held(pair, Command.write(9, 65536));
        AtomicInteger status = new AtomicInteger(-1);
        rig().on(pair.target(), () -> {
            DataBuffer into = pair.target().take(8192);
            pair.target().fetch(exchange, into, 0, 8192, ended -> {
                long wrong = TargetQueue.differsAt(exchange, into, 0, 8192);
                TargetQueue.scribbleAndRelease(into);
                pair.target().respond(exchange, 0, 0, Status.INVALID_FIELD);
                status.set(wrong < 0 ? ended : Status.DATA_TRANSFER_ERROR);
            });
        });
        rig().await(() -> status.get() >= 0, "the end of a fetch");
        assertThat(status).hasValue(Status.SUCCESS);
        rig().await(() -> pair.host().completions() == 2, "the answer");
    }

    /** Data can be sent in pieces; each piece's buffer is the core's again when it has been sent. */
    @Test
    default void required_data_sendInPieces() {
        TransportRig.Pair pair = io();
        for (int piece : new int[]{4096, 65536, 12 * 1024 + 512}) {
            done(pair, Command.read(piece, 100 * 1024, Command.PIECES, piece));
        }
    }

    /** A response may follow no data at all, though some was expected. */
    @Test
    default void required_data_aReadMayFailWithoutData() {
        TransportRig.Pair pair = io();
        CommandExchange exchange = held(pair, Command.read(1, 65536));
        rig().on(pair.target(), () -> pair.target().respond(exchange, 0, 0, Status.UNRECOVERED_READ_ERROR));
        rig().await(() -> pair.host().completions() == 2, "the answer");
    }

    /** Less data than expected is success all the same. */
    @Test
    default void required_data_aReadMayBeShort() {
        TransportRig.Pair pair = io();
        CommandExchange exchange = held(pair, Command.read(1, 65536));
        rig().on(pair.target(), () -> {
            DataBuffer from = pair.target().take(4096);
            TargetQueue.fill(exchange, from, 0, 4096);
            pair.target().sendAndRespond(exchange, from, 4096, 0, 0);
        });
        rig().await(() -> pair.host().completions() == 2, "the answer");
        assertThat(pair.host().fault()).isNull();
    }

    /** Where SQHD counts it arrives, and a result always does, combined response or not. */
    @Test
    default void required_data_sendAndRespondLosesNeitherResultNorHead() {
        TransportRig.Pair flowControlled = rig().connect(TransportRig.params(1, 32, true));
        assertThat(done(flowControlled, Command.read(4, 4096)).sqHead()).isEqualTo(1);
        TransportRig.Pair pair = rig().connect(TransportRig.params(2, 32, false));
        assertThat(done(pair, Command.read(5, 4096)).sqHead()).isIn(-1, 1);
        rig().on(pair.target(), pair.target()::hold);
        Op op = rig().on(pair.host(), () -> pair.host().submitNow(Command.read(6, 4096)));
        rig().await(() -> pair.target().held().size() == 1, "a command");
        rig().on(pair.target(), () -> {
            CommandExchange exchange = pair.target().held().getFirst();
            DataBuffer from = pair.target().take(4096);
            TargetQueue.fill(exchange, from, 0, 4096);
            pair.target().sendAndRespond(exchange, from, 4096, 0x1_0000_0002L, 3);
        });
        rig().await(op::ended, "the answer");
        assertThat(op.result()).isEqualTo(0x1_0000_0002L);
        assertThat(op.mismatch()).isEqualTo(-1);
    }

    /** Ranges outside the command's data, and a second transfer beside one, are refused, and nothing has happened. */
    @Test
    default void required_data_transfersAgainstTheRulesAreRefused() {
        TransportRig.Pair pair = io();
        CommandExchange exchange = held(pair, Command.write(11, 65536));
        AtomicInteger status = new AtomicInteger(-1);
        rig().on(pair.target(), () -> {
            DataBuffer into = pair.target().take(65536);
            assertThatThrownBy(() -> exchange.fetch(into, 0, 65537)).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> exchange.fetch(into, 1, 65536)).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> exchange.fetch(into, -1, 16)).isInstanceOf(RuntimeException.class);
            pair.target().fetch(exchange, into, 0, 65536, ended -> {
                into.release();
                status.set(ended);
            });
            DataBuffer second = pair.target().take(512);
            assertThatThrownBy(() -> exchange.fetch(second, 0, 512)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> exchange.respond(0, 0, 0)).isInstanceOf(IllegalStateException.class);
            second.release();
        });
        rig().await(() -> status.get() >= 0, "the end of a fetch");
        rig().on(pair.target(), pair.target()::giveUpHeld);
        assertThat(status).hasValue(Status.SUCCESS);
        assertThat(pair.host().fault()).isNull();
        TransportRig.Pair other = rig().connect(TransportRig.params(2, 4, false));
        done(other, Command.noData(1));
    }
}
