package io.fenceline.transport.tcp.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.transport.tcp.pdu.PduType;
import io.fenceline.wire.Status;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deadlines, pressure, faults and silence at the target. */
class TargetLifeTest {
    private static final int WRITE = 1;
    private static final int READ = 2;

    private static TransportFault fault(TransportFault.Kind kind) {
        return TransportFault.of(kind, "test");
    }

    @Test
    void aPeerThatSaysNothingIsEnded() {
        TargetRig rig = new TargetRig();
        rig.pass(99 * Rig.MS);
        assertThat(rig.gone()).isFalse();
        rig.pass(2 * Rig.MS);
        assertThat(rig.gone()).isTrue();
        assertThat(rig.queuePair).isNull();
        assertThat(rig.connection.finished()).isTrue();
        rig.assertNothingLost();
    }

    @Test
    void aPeerThatTricklesItsFirstPduIsEndedAtTheSameTime() {
        TargetRig rig = new TargetRig();
        byte[] request = Pdu.icReq(0, 0, 0).bytes;
        for (int i = 0; i < 100; i++) {
            rig.feed(request, i, i + 1);
            rig.pass(Rig.MS);
        }
        assertThat(rig.gone()).isTrue();
        rig.assertNothingLost();
    }

    @Test
    void aPeerThatTricklesAHeaderIsEnded() {
        TargetRig rig = new TargetRig().open();
        byte[] capsule = Pdu.capsule(READ, 1, 0, false).bytes;
        for (int i = 0; i < 41; i++) {
            rig.feed(capsule, i, i + 1);
            rig.pass(5 * Rig.MS);
        }
        assertThat(rig.faults).hasSize(1);
        assertThat(rig.faults.getFirst().kind()).isEqualTo(TransportFault.Kind.TIMEOUT);
        assertThat(rig.gone()).isTrue();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void dataMayComeSlowlyButNotStandStill() {
        TargetRig rig = new TargetRig().open();
        byte[] capsule = Pdu.capsule(WRITE, 1, 512, true).with(new byte[512]).bytes;
        rig.feed(capsule, 0, 72);
        for (int i = 72; i < 172; i++) {
            rig.feed(capsule, i, i + 1);
            rig.pass(150 * Rig.MS);
        }
        assertThat(rig.faults).isEmpty();
        rig.pass(51 * Rig.MS);
        assertThat(rig.faults).hasSize(1);
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void anIdleConnectionWaitsForNothingAndHoldsLittle() {
        TargetRig rig = new TargetRig().open();
        assertThat(rig.connection.nextDeadlineNs()).isEqualTo(TcpConnection.NO_DEADLINE);
        assertThat(rig.pool.outstanding()).isZero();
        rig.feed(Pdu.capsule(0, 1, 0, false));
        rig.command().respond(0, 0, 0);
        rig.settle();
        assertThat(rig.connection.nextDeadlineNs()).isEqualTo(TcpConnection.NO_DEADLINE);
        assertThat(rig.pool.outstanding()).as("entries of commands only").isEqualTo(1);
        rig.finish();
    }

    @Test
    void aPeerThatDoesNotReadIsNotReadFromAndThenEnded() {
        TargetRig rig = new TargetRig().open().associate(1, 128, true);
        rig.wire.stuck = true;
        rig.onCommand = x -> x.sendAndRespond(rig.take(8192), 8192, 0, 0);
        int sent = 0;
        while (rig.wire.reading && sent < 10_000) {
            rig.feed(Pdu.capsule(READ, sent++ & 0x7F, 8192, false));
        }
        assertThat(rig.wire.reading).isFalse();
        assertThat(sent).as("256 KiB of answers").isBetween(30, 34);
        assertThat(rig.faults).isEmpty();
        // It reads a little: half of what waits has to go before it is heard again.
        rig.wire.deliver();
        rig.settle();
        assertThat(rig.wire.reading).isTrue();
        while (rig.wire.reading) {
            rig.feed(Pdu.capsule(READ, sent++ & 0x7F, 8192, false));
        }
        rig.pass(299 * Rig.MS);
        assertThat(rig.faults).isEmpty();
        rig.pass(2 * Rig.MS);
        assertThat(rig.faults.getFirst().kind()).isEqualTo(TransportFault.Kind.TIMEOUT);
        assertThat(rig.gone()).isTrue();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void progressOfOutputPutsItsDeadlineOff() {
        TargetRig rig = new TargetRig().open();
        rig.onCommand = x -> x.respond(0, 0, 0);
        for (int i = 0; i < 10; i++) {
            rig.wire.stuck = true;
            rig.feed(Pdu.capsule(0, i, 0, false));
            rig.pass(250 * Rig.MS);
            rig.wire.deliver();
            rig.settle();
        }
        assertThat(rig.faults).isEmpty();
        assertThat(rig.connection.nextDeadlineNs()).isEqualTo(TcpConnection.NO_DEADLINE);
        rig.finish();
    }

    @Test
    void withoutMemoryForDataThePeerWaits() {
        TargetRig rig = new TargetRig(TargetRig.SETTINGS, 1 << 20).open().associate(1, 128, true);
        byte[] data = Pdu.pattern(16 * 1024, 1);
        List<DataBuffer> held = new ArrayList<>();
        for (int i = 0; i < 61; i++) {
            held.add(rig.take(data.length));
        }
        Pdu[] five = new Pdu[5];
        Arrays.setAll(five, i -> Pdu.capsule(WRITE, i, data.length, true).with(data));
        rig.feed(five);
        assertThat(rig.commands).as("what there is memory for").hasSize(3);
        assertThat(rig.wire.reading).isFalse();
        assertThat(rig.connection.nextDeadlineNs()).as("waiting for memory is not the peer's fault").isEqualTo(TcpConnection.NO_DEADLINE);
        List<byte[]> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            CommandExchange x = rig.command();
            DataBuffer buffer = requireNonNull(x.takeInCapsuleData());
            seen.add(buffer.segment().asSlice(0, data.length).toArray(ValueLayout.JAVA_BYTE));
            buffer.release();
            x.respond(0, 0, 0);
            rig.settle();
        }
        assertThat(seen).hasSize(5).allMatch(b -> Arrays.equals(b, data));
        assertThat(rig.wire.reading).isTrue();
        assertThat(rig.received()).hasSize(5);
        held.forEach(DataBuffer::release);
        rig.finish();
    }

    @Test
    void aDisconnectCallsOutstandingTransfersBackAndThenTellsSilence() {
        TargetRig rig = new TargetRig().open();
        rig.feed(Pdu.capsule(WRITE, 1, 100_000, false), Pdu.capsule(READ, 2, 100_000, false), Pdu.capsule(0, 3, 0, false));
        rig.wire.stuck = true;
        CommandExchange write = rig.command();
        CommandExchange read = rig.command();
        CommandExchange flush = rig.command();
        DataBuffer into = rig.take(100_000);
        DataBuffer from = rig.take(100_000);
        write.fetch(into, 0, 100_000);
        read.send(from, 0, 100_000);
        rig.settle();
        rig.connection.disconnect(fault(TransportFault.Kind.INTERNAL));
        assertThat(rig.fetched).as("not from inside the call").isEmpty();
        rig.settle();
        assertThat(rig.fetched).containsExactly(Status.ABORTED_SQ_DELETION);
        assertThat(rig.sent).containsExactly(Status.ABORTED_SQ_DELETION);
        assertThat(rig.gone()).isTrue();
        assertThat(rig.quiesced).as("three commands are held").isZero();
        into.release();
        from.release();
        write.discard();
        read.respond(0, 0, Status.ABORTED_SQ_DELETION);
        rig.settle();
        assertThat(rig.quiesced).isZero();
        flush.respond(0, 0, 0);
        assertThat(rig.quiesced).as("not from inside the call").isZero();
        rig.settle();
        assertThat(rig.quiesced).isEqualTo(1);
        assertThat(rig.wire.take()).as("nothing leaves any more").isEmpty();
        rig.connection.disconnect(fault(TransportFault.Kind.CLOSED));
        rig.settle();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void aCloseInGoodOrderSendsWhatWasGivenBefore() {
        TargetRig rig = new TargetRig().open();
        rig.feed(Pdu.capsule(READ, 1, 100_000, false), Pdu.capsule(0, 2, 0, false), Pdu.capsule(0, 3, 0, false));
        rig.wire.stuck = true;
        rig.command().sendAndRespond(rig.take(100_000), 100_000, 0, 1);
        rig.command().respond(0, 2, 0);
        rig.connection.disconnect(fault(TransportFault.Kind.CLOSED));
        rig.command().respond(0, 3, 0); // too late: discarded
        rig.settle();
        assertThat(rig.wire.outputShut).isFalse();
        rig.wire.stuck = false;
        rig.wire.deliver();
        rig.settle();
        assertThat(rig.received().stream().map(Pdu::type)).containsExactly(PduType.C2H_DATA, PduType.CAPSULE_RESP, PduType.CAPSULE_RESP);
        assertThat(rig.wire.outputShut).isTrue();
        assertThat(rig.quiesced).as("the peer may still be taking it").isZero();
        rig.closed();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void aPeerThatDoesNotCloseIsCutAfterTheLingerTime() {
        TargetRig rig = new TargetRig().open();
        rig.connection.disconnect(fault(TransportFault.Kind.CLOSED));
        rig.settle();
        rig.feed(Pdu.capsule(0, 9, 0, false)); // ignored
        assertThat(rig.commands).isEmpty();
        rig.pass(49 * Rig.MS);
        assertThat(rig.gone()).isFalse();
        rig.pass(2 * Rig.MS);
        assertThat(rig.gone()).isTrue();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void theCloseOfThePeerIsAFaultOfKindClosed() {
        TargetRig rig = new TargetRig().open();
        rig.feed(Pdu.capsule(0, 1, 0, false));
        rig.closed();
        assertThat(rig.faults.stream().map(TransportFault::kind)).containsExactly(TransportFault.Kind.CLOSED);
        assertThat(rig.quiesced).isZero();
        rig.command().discard();
        rig.settle();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void aCloseInTheMiddleOfAPduIsNotInGoodOrder() {
        TargetRig rig = new TargetRig().open();
        rig.feed(Pdu.capsule(WRITE, 1, 512, true).with(new byte[512]).bytes, 0, 200);
        rig.closed();
        assertThat(rig.faults.stream().map(TransportFault::kind)).containsExactly(TransportFault.Kind.NETWORK);
        assertThat(rig.quiesced).as("the half command is nobody's").isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void afterAFaultNothingIsDeliveredUntilTheCoreDisconnects() {
        TargetRig rig = new TargetRig().open();
        rig.disconnectOnFault = false;
        rig.feed(Pdu.capsule(0, 1, 0, false), Pdu.of(0x0F, 0, 24, 0, 24), Pdu.capsule(0, 2, 0, false));
        assertThat(rig.commands).hasSize(1);
        assertThat(rig.faults).hasSize(1);
        rig.feed(Pdu.capsule(0, 3, 0, false));
        assertThat(rig.commands).hasSize(1);
        rig.command().respond(0, 0, 0);
        rig.settle();
        rig.connection.disconnect(rig.faults.getFirst());
        rig.settle();
        assertThat(rig.received().stream().map(Pdu::type)).containsExactly(PduType.C2H_TERM_REQ);
        rig.closed();
        assertThat(rig.faults).hasSize(1);
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void aDisconnectFromInsideACommandStopsTheRestOfTheBatch() {
        TargetRig rig = new TargetRig().open();
        rig.onCommand = x -> {
            rig.commands.add(x);
            rig.connection.disconnect(fault(TransportFault.Kind.CLOSED));
        };
        rig.feed(Pdu.capsule(0, 1, 0, false), Pdu.capsule(0, 2, 0, false));
        assertThat(rig.commands).hasSize(1);
        rig.closed();
        rig.command().discard();
        rig.settle();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void theEndOfTheTransportIsAFaultThatTheCoreAnswers() {
        TargetRig rig = new TargetRig().open();
        rig.connection.onTransportClosing();
        rig.settle();
        assertThat(rig.faults.stream().map(TransportFault::kind)).containsExactly(TransportFault.Kind.CLOSED);
        rig.closed();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }
}
