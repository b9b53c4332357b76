package io.fenceline.transport.tcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.transport.tcp.pdu.PduType;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The host end, as a controller sees it. */
class HostConnectionTest {
    private static final int WRITE = 1;
    private static final int READ = 2;

    private static DataBuffer filled(HostRig rig, byte[] bytes) {
        DataBuffer buffer = rig.take(bytes.length);
        MemorySegment.copy(bytes, 0, buffer.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return buffer;
    }

    private static void quiet(HostRig rig) {
        rig.connection.disconnect(TransportFault.of(TransportFault.Kind.NETWORK, "the test is over"));
        rig.settle();
        assertThat(rig.quiesced).isEqualTo(1);
    }

    @Test
    void theHandshakeAsksForWhatIsSet() {
        HostRig rig = new HostRig(new HostSettings(Rig.LIMITS, 5, 4, true, true, 1 << 20), 0);
        Pdu request = rig.receivedOne();
        assertThat(request.type()).isEqualTo(PduType.IC_REQ);
        assertThat(request.bytes).hasSize(128);
        assertThat(request.u16(8)).as("PFV").isZero();
        assertThat(request.u8(10)).as("HPDA").isEqualTo(5);
        assertThat(request.u8(11)).as("DGST").isEqualTo(3);
        assertThat(request.i32(12)).as("MAXR2T is zero's based").isEqualTo(3);
        assertThat(rig.connected).isZero();
        rig.open(0, 3, 8192);
        assertThat(rig.connected).isEqualTo(1);
        quiet(rig);
    }

    @Test
    void aControllerMayDeclineDigests() {
        HostRig rig = new HostRig(new HostSettings(Rig.LIMITS, 0, 1, true, true, 1 << 20), 0).open(0, 0, 8192);
        rig.submit(0, 1, null, 0);
        assertThat(rig.receivedOne().bytes).hasSize(72);
        quiet(rig);
    }

    @Test
    void aCommandLeavesWithItsSglAndIsCompleted() {
        HostRig rig = new HostRig().open();
        DataBuffer data = rig.take(4096);
        rig.submit(READ, 0x21, data, 4096);
        Pdu capsule = rig.receivedOne();
        assertThat(capsule.type()).isEqualTo(PduType.CAPSULE_CMD);
        assertThat(capsule.u16(10)).isEqualTo(0x21);
        assertThat(capsule.i64(32)).isZero();
        assertThat(capsule.i32(40)).isEqualTo(4096);
        assertThat(capsule.i32(44)).isEqualTo(0x5A00_0000);
        byte[] bytes = Pdu.pattern(4096, 1);
        rig.feed(Pdu.c2hData(0x21, 0, 1000, 0).with(Arrays.copyOf(bytes, 1000)),
                Pdu.c2hData(0x21, 1000, 3096, CommonHeader.LAST).with(Arrays
                        .copyOfRange(bytes, 1000, 4096)),
                Pdu.response(0x21, 7, 0).put64(8, 42));
        assertThat(rig.completions).containsExactly(new HostRig.Completion(1, 42, 7, 0));
        assertThat(rig.batches).isPositive();
        assertThat(data.segment().asSlice(0, 4096).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
        data.release();
        quiet(rig);
        rig.assertNothingLost();
    }

    @Test
    void theSuccessFlagEndsACommandWithoutSqHead() {
        HostRig rig = new HostRig().open();
        DataBuffer data = rig.take(512);
        rig.submit(READ, 2, data, 512);
        rig.feed(Pdu.c2hData(2, 0, 512, CommonHeader.LAST | CommonHeader.SUCCESS).with(new byte[512]));
        assertThat(rig.completions).containsExactly(new HostRig.Completion(2, 0, -1, 0));
        data.release();
        quiet(rig);
        rig.assertNothingLost();
    }

    @Test
    void successWithoutAllTheDataIsNotBelieved() {
        HostRig rig = new HostRig().open();
        DataBuffer data = rig.take(1024);
        rig.submit(READ, 2, data, 1024);
        rig.feed(Pdu.c2hData(2, 0, 512, CommonHeader.LAST | CommonHeader.SUCCESS).with(new byte[512]));
        rig.submit(READ, 3, data, 1024);
        rig.feed(Pdu.response(3, 1, 0));
        assertThat(rig.completions.stream().map(HostRig.Completion::status)).containsExactly(Status.DATA_TRANSFER_ERROR,
                Status.DATA_TRANSFER_ERROR);
        data.release();
        quiet(rig);
    }

    @Test
    void smallWritesTravelInTheCapsule() {
        HostRig rig = new HostRig().open();
        DataBuffer data = filled(rig, Pdu.pattern(20_000, 1));
        rig.submit(WRITE, 1, data, 512);
        assertThat(rig.receivedOne().i32(44)).as("not before the limit is known").isEqualTo(0x5A00_0000);
        rig.submit(0x7F, 2, data, 1024); // Fabrics command; FCTYPE 0 has no data to send
        rig.connection.inCapsuleLimit(32 * 1024);
        rig.submit(WRITE, 3, data, 20_000);
        Pdu capsule = rig.received().getLast();
        assertThat(capsule.i64(32)).isZero();
        assertThat(capsule.i32(40)).isEqualTo(20_000);
        assertThat(capsule.i32(44)).isEqualTo(0x0100_0000);
        assertThat(capsule.pdo()).isEqualTo(72);
        assertThat(capsule.data()).isEqualTo(Pdu.pattern(20_000, 1));
        data.release();
        quiet(rig);
        rig.assertNothingLost();
    }

    @Test
    void anR2tIsAnsweredInPiecesOfMaxH2cData() {
        HostRig rig = new HostRig().open(3, 0, 8192);
        byte[] bytes = Pdu.pattern(50_000, 1);
        DataBuffer data = filled(rig, bytes);
        rig.submit(WRITE, 4, data, 50_000);
        rig.wire.take();
        rig.feed(Pdu.r2t(4, 99, 10_000, 20_000));
        List<Pdu> all = rig.received();
        assertThat(all.stream().map(p -> p.i32(12))).containsExactly(10_000, 18_192, 26_384);
        assertThat(all.stream().map(p -> p.i32(16))).containsExactly(8192, 8192, 3616);
        assertThat(all.stream().map(Pdu::flags)).containsExactly(0, 0, CommonHeader.LAST);
        assertThat(all).allMatch(p -> p.u16(10) == 99 && p.u16(8) == 4 && p.pdo() == 32);
        assertThat(all.get(1).data()).isEqualTo(Arrays.copyOfRange(bytes, 18_192, 26_384));
        rig.feed(Pdu.response(4, 1, 0));
        assertThat(rig.completions).hasSize(1);
        data.release();
        quiet(rig);
        rig.assertNothingLost();
    }

    @Test
    void aCommandIsNotCompletedWhileItsDataWaitsInTheSocket() {
        HostRig rig = new HostRig().open(0, 0, 1 << 20);
        DataBuffer data = filled(rig, Pdu.pattern(50_000, 1));
        rig.submit(WRITE, 4, data, 50_000);
        rig.wire.stuck = true;
        rig.feed(Pdu.r2t(4, 1, 0, 50_000));
        rig.feed(Pdu.response(4, 1, Status.INTERNAL_ERROR)); // the controller has lost interest
        assertThat(rig.completions).isEmpty();
        rig.wire.stuck = false;
        rig.wire.deliver();
        rig.settle();
        assertThat(rig.completions).containsExactly(new HostRig.Completion(4, 0, 1, Status.INTERNAL_ERROR));
        data.release();
        quiet(rig);
        rig.assertNothingLost();
    }

    @Test
    void aDataDigestErrorIsTheCommandsTroubleOnly() {
        HostRig rig = new HostRig(new HostSettings(Rig.LIMITS, 0, 1, false, true, 1 << 20), 1).open(0, 2, 8192);
        DataBuffer data = rig.take(512);
        rig.submit(READ, 1, data, 512);
        rig.feed(Pdu.c2hData(1, 0, 512, CommonHeader.LAST).with(new byte[512], 0, false, true).put8(30, 1), Pdu.response(1, 1, 0));
        rig.submit(READ, 2, data, 512);
        rig.feed(Pdu.c2hData(2, 0, 512, CommonHeader.LAST | CommonHeader.SUCCESS).with(new byte[512], 0, false, true).put8(30, 1));
        assertThat(rig.completions.stream().map(HostRig.Completion::status)).containsExactly(Status.TRANSIENT_TRANSPORT_ERROR,
                Status.TRANSIENT_TRANSPORT_ERROR);
        assertThat(rig.faults).isEmpty();
        data.release();
        quiet(rig);
    }

    @Test
    void aControllerThatCannotBeReachedIsAFaultAndThenSilence() {
        HostRig rig = new HostRig();
        rig.closed(TransportFault.Kind.NETWORK);
        assertThat(rig.faults.stream().map(TransportFault::kind)).containsExactly(TransportFault.Kind.NETWORK);
        assertThat(rig.quiesced).isEqualTo(1);
        assertThat(rig.connected).isZero();
        rig.assertNothingLost();
    }

    @Test
    void aControllerThatDoesNotAnswerTheHandshakeIsGivenUp() {
        HostRig rig = new HostRig();
        rig.pass(101 * Rig.MS);
        assertThat(rig.faults.stream().map(TransportFault::kind)).containsExactly(TransportFault.Kind.TIMEOUT);
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void whatWasSubmittedIsBackWithTheSilence() {
        HostRig rig = new HostRig().open();
        rig.wire.stuck = true;
        DataBuffer data = filled(rig, Pdu.pattern(50_000, 1));
        rig.connection.inCapsuleLimit(1 << 20);
        rig.submit(WRITE, 1, data, 50_000);
        rig.now += 5 * Rig.MS;
        rig.connection.disconnect(TransportFault.of(TransportFault.Kind.TIMEOUT, "test"));
        assertThat(rig.quiesced).isZero();
        rig.settle();
        assertThat(rig.quiesced).isEqualTo(1);
        assertThat(rig.lastByteNs).isEqualTo(rig.now);
        assertThat(rig.completions).isEmpty();
        assertThat(rig.wire.take()).as("not one byte after the end").isEmpty();
        data.release();
        rig.assertNothingLost();
        rig.connection.submit(2, HostRig.sqe(0, 2), null, 0);
        rig.connection.flush();
        rig.settle();
        assertThat(rig.wire.take()).isEmpty();
    }

    @Test
    void misuseByTheCoreIsSaid() {
        HostRig rig = new HostRig().open();
        rig.submit(0, 1, null, 0);
        assertThatThrownBy(() -> rig.submit(0, 1, null, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rig.connection.submit(2, HostRig.sqe(0, 3), null, 0)).isInstanceOf(IllegalArgumentException.class);
        quiet(rig);
    }

    private record Case(String name, Consumer<HostRig> before, Pdu bad, int fes, int fei) {
    }

    @TestFactory
    Stream<DynamicTest> everyMalformedPduGetsItsStatus() {
        Consumer<HostRig> start = _ -> {
        };
        Consumer<HostRig> open = HostRig::open;
        Consumer<HostRig> reading = rig -> rig.open().submit(READ, 0x11, rig.take(1024), 1024);
        Consumer<HostRig> writing = rig -> rig.open().submit(WRITE, 0x11, rig.take(1024), 1024);
        return Stream.of(new Case("a response before ICResp", start, Pdu.response(0, 0, 0), 2, 0),
                new Case("PFV 1", start, Pdu.icResp(0, 0, 8192).put16(8, 1), 1, 8),
                new Case("CPDA 32", start, Pdu.icResp(32, 0, 8192), 1, 10),
                new Case("a digest that was not asked for", start, Pdu.icResp(0, 1, 8192), 1, 11),
                new Case("MAXH2CDATA 4092", start, Pdu.icResp(0, 0, 4092), 1, 12),
                new Case("MAXH2CDATA of no dwords", start, Pdu.icResp(0, 0, 8190), 1, 12),
                new Case("HLEN of ICResp", start, Pdu.icResp(0, 0, 8192).put8(2, 24), 1, 2),
                new Case("PLEN of ICResp", start, Pdu.icResp(0, 0, 8192).put32(4, 24), 1, 4),
                new Case("a second ICResp", open, Pdu.icResp(0, 0, 8192), 2, 0),
                new Case("a PDU type of the host", open, Pdu.capsule(0, 0, 0, false), 1, 0),
                new Case("HLEN of a response", open, Pdu.response(0, 0, 0).put8(2, 16), 1, 2),
                new Case("PLEN of a response", open, Pdu.response(0, 0, 0).put32(4, 28), 1, 4),
                new Case("a header digest that was not agreed on", open, Pdu.response(0, 0, 0).with(new byte[0], 0, true, false), 1, 1),
                new Case("a response to nothing", open, Pdu.response(1, 0, 0), 1, 20),
                new Case("a response to an older command of the slot", reading, Pdu.response(0x01, 0, 0), 1, 20),
                new Case("data for nothing", open, Pdu.c2hData(1, 0, 512, 4).with(new byte[512]), 1, 8),
                new Case("data for a write", writing, Pdu.c2hData(0x11, 0, 512, 4).with(new byte[512]), 1, 8),
                new Case("SUCCESS without LAST_PDU", reading, Pdu.c2hData(0x11, 0, 512, 8).with(new byte[512]), 1, 1),
                new Case("DATAL that is not PLEN's", reading, Pdu.c2hData(0x11, 0, 516, 4).with(new byte[512]), 1, 16),
                new Case("data out of order", reading, Pdu.c2hData(0x11, 512, 512, 4).with(new byte[512]), 1, 12),
                new Case("data behind the end", reading, Pdu.c2hData(0x11, 0, 1028, 4).with(new byte[1028]), 4, 0),
                new Case("C2HData without data", reading, Pdu.c2hData(0x11, 0, 0, 4), 1, 4),
                new Case("more data than any command has", reading, Pdu.c2hData(0x11, 0, 512, 4).put8(3, 24).put32(4, 1 << 30), 5, 0),
                new Case("PDO in the header", reading, Pdu.c2hData(0x11, 0, 512, 4).with(new byte[512]).put8(3, 20), 1, 3),
                new Case("R2T for nothing", open, Pdu.r2t(1, 0, 0, 512), 1, 8),
                new Case("R2T for a read", reading, Pdu.r2t(0x11, 0, 0, 512), 1, 8),
                new Case("R2T for in-capsule data", rig -> {
                    rig.open().connection.inCapsuleLimit(4096);
                    rig.submit(WRITE, 0x11, rig.take(1024), 1024);
                }, Pdu.r2t(0x11, 0, 0, 512), 1, 8),
                new Case("R2T for nothing at all", writing, Pdu.r2t(0x11, 0, 0, 0), 1, 16),
                new Case("R2T behind the end", writing, Pdu.r2t(0x11, 0, 1020, 8), 4, 0),
                new Case("R2T for more than there is", rig -> {
                    writing.accept(rig);
                    rig.feed(Pdu.r2t(0x11, 0, 0, 1000));
                }, Pdu.r2t(0x11, 0, 0, 1000), 4, 0)).map(c -> DynamicTest.dynamicTest(c.name(), () -> run(c)));
    }

    private static void run(Case c) {
        HostRig rig = new HostRig();
        c.before.accept(rig);
        rig.wire.take();
        rig.feed(c.bad);
        assertTerminated(rig, c.fes, c.fei);
    }

    private static void assertTerminated(HostRig rig, int fes, int fei) {
        Pdu term = rig.received().getLast();
        assertThat(term.type()).isEqualTo(PduType.H2C_TERM_REQ);
        assertThat(term.u16(8)).as("FES").isEqualTo(fes);
        assertThat(term.u16(10) | term.u16(12) << 16).as("FEI").isEqualTo(fei);
        assertThat(term.bytes.length).isBetween(32, 152);
        assertThat(rig.faults).hasSize(1);
        assertThat(rig.faults.getFirst().code()).isEqualTo(fes);
        rig.pass(60 * Rig.MS);
        assertThat(rig.gone()).isTrue();
        assertThat(rig.quiesced).isEqualTo(1);
    }

    @Test
    void moreR2tsThanAllowedAreRefused() {
        HostRig rig = new HostRig().open();
        rig.submit(WRITE, 0x11, rig.take(1024), 1024);
        rig.wire.take();
        rig.feed(Pdu.r2t(0x11, 0, 0, 512), Pdu.r2t(0x11, 1, 512, 512));
        assertTerminated(rig, 5, 0);
    }

    @Test
    void r2tsWhoseDataLeftInTheMiddleOfABatchAreNotOutstanding() {
        HostRig rig = new HostRig(new HostSettings(Rig.LIMITS, 0, 4, false, false, 1 << 20), 1).open(0, 0, 8192);
        DataBuffer data = rig.take(32_000);
        rig.submit(WRITE, 0x11, data, 32_000);
        rig.wire.take();
        // The fourth finds no room in the output, so what the first three asked for leaves at once, and the controller may ask for more.
        rig.feed(Pdu.r2t(0x11, 0, 0, 1000), Pdu.r2t(0x11, 1, 1000, 1000), Pdu.r2t(0x11, 2, 2000, 1000), Pdu.r2t(0x11, 3, 3000, 8000),
                Pdu.r2t(0x11, 4, 11_000, 1000), Pdu.r2t(0x11, 5, 12_000, 1000), Pdu.r2t(0x11, 6, 13_000, 1000));
        assertThat(rig.faults).isEmpty();
        assertThat(rig.received()).hasSize(7);
        data.release();
        quiet(rig);
    }

    @Test
    void oneR2tAfterTheOtherIsFine() {
        HostRig rig = new HostRig().open();
        DataBuffer data = rig.take(1024);
        rig.submit(WRITE, 0x11, data, 1024);
        rig.wire.take();
        rig.feed(Pdu.r2t(0x11, 0, 512, 512));
        rig.feed(Pdu.r2t(0x11, 1, 0, 512));
        assertThat(rig.received()).hasSize(2);
        assertThat(rig.faults).isEmpty();
        data.release();
        quiet(rig);
    }

    @Test
    void aTerminationRequestOfTheControllerIsTold() {
        HostRig rig = new HostRig();
        rig.feed(Pdu.of(PduType.C2H_TERM_REQ, 0, 24, 0, 24).put16(8, 1).put16(10, 8));
        TransportFault fault = rig.faults.getFirst();
        assertThat(fault.kind()).isEqualTo(TransportFault.Kind.TERMINATED_BY_PEER);
        assertThat(fault.code()).isEqualTo(1);
        assertThat(fault.offset()).isEqualTo(8);
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }
}
