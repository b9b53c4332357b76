package io.fenceline.transport.tcp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.transport.tcp.pdu.PduType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Malformed PDUs at the target: each with the fatal error status and the byte that is wrong (NVMe/TCP 1.1, 3.6.2.5). */
class TargetRefusesTest {
    private static final int HEADER_FIELD = 1;
    private static final int SEQUENCE = 2;
    private static final int HEADER_DIGEST = 3;
    private static final int OUT_OF_RANGE = 4;
    private static final int LIMIT = 5;
    private static final int WRITE = 1;

    private record Case(String name, Consumer<TargetRig> before, Pdu bad, int fes, int fei) {
    }

    private static void nothing(TargetRig rig) {
        assertThat(rig.queuePair).isNull();
    }

    private static void open(TargetRig rig) {
        rig.open();
    }

    /** An R2T for 8000 bytes of command 7 is outstanding; its tag is 0. */
    private static void fetching(TargetRig rig) {
        rig.open();
        rig.feed(Pdu.capsule(WRITE, 7, 8000, false));
        rig.commands.getFirst().fetch(rig.take(8000), 0, 8000);
        rig.settle();
        assertThat(rig.receivedOne().type()).isEqualTo(PduType.R2T);
    }

    private static Pdu h2c(int cid, int ttag, int offset, int length, boolean last) {
        return Pdu.h2cData(cid, ttag, offset, length, last).with(new byte[length]);
    }

    @TestFactory
    Stream<DynamicTest> everyMalformedPduGetsItsStatus() {
        return Stream.of(new Case("PFV 1", TargetRefusesTest::nothing, Pdu.icReq(0, 0, 0).put16(8, 1), HEADER_FIELD, 8),
                new Case("HPDA 32", TargetRefusesTest::nothing, Pdu.icReq(32, 0, 0), HEADER_FIELD, 10),
                new Case("HLEN of ICReq", TargetRefusesTest::nothing, Pdu.icReq(0, 0, 0).put8(2, 72), HEADER_FIELD, 2),
                new Case("PLEN of ICReq", TargetRefusesTest::nothing, Pdu.icReq(0, 0, 0).put32(4, 129), HEADER_FIELD, 4),
                new Case("a command before ICReq", TargetRefusesTest::nothing, Pdu.capsule(2, 1, 0, false), SEQUENCE, 0),
                new Case("garbage", TargetRefusesTest::nothing, new Pdu("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                        SEQUENCE, 0),
                new Case("a second ICReq", TargetRefusesTest::open, Pdu.icReq(0, 0, 0), SEQUENCE, 0),
                new Case("a PDU type of the controller", TargetRefusesTest::open, Pdu.response(1, 0, 0), HEADER_FIELD, 0),
                new Case("R2T from the host", TargetRefusesTest::open, Pdu.r2t(1, 0, 0, 512), HEADER_FIELD, 0),
                new Case("a reserved PDU type", TargetRefusesTest::open, Pdu.of(8, 0, 24, 0, 24), HEADER_FIELD, 0),
                new Case("a PDU type far out", TargetRefusesTest::open, Pdu.of(0xFF, 0, 24, 0, 24), HEADER_FIELD, 0),
                new Case("HLEN of a capsule", TargetRefusesTest::open, Pdu.capsule(2, 1, 0, false).put8(2, 64), HEADER_FIELD, 2),
                new Case("HLEN 0", TargetRefusesTest::open, Pdu.capsule(2, 1, 0, false).put8(2, 0), HEADER_FIELD, 2),
                new Case("a header digest that was not agreed on", TargetRefusesTest::open,
                        Pdu.capsule(2, 1, 0, false).with(new byte[0], 0, true, false),
                        HEADER_FIELD, 1),
                new Case("a missing header digest", rig -> rig.open(0, 1, 0), Pdu.capsule(2, 1, 0, false), HEADER_FIELD, 1),
                new Case("a data digest that was not agreed on", TargetRefusesTest::open,
                        Pdu.capsule(WRITE, 1, 512, true).with(new byte[512], 0, false, true),
                        HEADER_FIELD, 1),
                new Case("a missing data digest", rig -> rig.open(0, 2, 0), Pdu.capsule(WRITE, 1, 512, true).with(new byte[512]),
                        HEADER_FIELD, 1),
                new Case("PLEN below the header", TargetRefusesTest::open, Pdu.capsule(2, 1, 0, false).put32(4, 71), HEADER_FIELD, 4),
                new Case("PLEN 0", TargetRefusesTest::open, Pdu.capsule(2, 1, 0, false).put32(4, 0), HEADER_FIELD, 4),
                new Case("PLEN of 4 GiB", TargetRefusesTest::open, Pdu.capsule(2, 1, 0, false).put32(4, -1).put8(3, 72), LIMIT, 0),
                new Case("data in the header", TargetRefusesTest::open, Pdu.capsule(WRITE, 1, 512, true).with(new byte[512]).put8(3, 68),
                        HEADER_FIELD, 3),
                new Case("data at no dword", TargetRefusesTest::open, Pdu.capsule(WRITE, 1, 512, true).with(new byte[512]).put8(3, 74),
                        HEADER_FIELD, 3),
                new Case("data behind the end", TargetRefusesTest::open, Pdu.capsule(WRITE, 1, 4, true).with(new byte[4]).put8(3, 76),
                        HEADER_FIELD, 4),
                new Case("in-capsule data above the limit", TargetRefusesTest::open,
                        Pdu.capsule(WRITE, 1, 16388, true).with(new byte[16388]), LIMIT, 0),
                new Case("in-capsule data above the limit of an I/O queue",
                        rig -> rig.open().associate(1, 8, true), Pdu.capsule(WRITE, 1, 8196, true).with(new byte[8196]), LIMIT, 0),
                new Case("H2CData without data", TargetRefusesTest::fetching, Pdu.h2cData(7, 0, 0, 0, false), HEADER_FIELD, 4),
                new Case("H2CData of no R2T", TargetRefusesTest::open, h2c(7, 0, 0, 512, false), HEADER_FIELD, 10),
                new Case("another tag", TargetRefusesTest::fetching, h2c(7, 1, 0, 512, false), HEADER_FIELD, 10),
                new Case("the right slot in a stale tag", TargetRefusesTest::fetching, h2c(7, 1 << 10, 0, 512, false), HEADER_FIELD, 10),
                new Case("another CCCID", TargetRefusesTest::fetching, h2c(8, 0, 0, 512, false), HEADER_FIELD, 8),
                new Case("DATAL that is not PLEN's", TargetRefusesTest::fetching, Pdu.h2cData(7, 0, 0, 516, false).with(new byte[512]),
                        HEADER_FIELD, 16),
                new Case("data out of order", TargetRefusesTest::fetching, h2c(7, 0, 512, 512, false), OUT_OF_RANGE, 0),
                new Case("data that overlaps", rig -> {
                    fetching(rig);
                    rig.feed(h2c(7, 0, 0, 1024, false));
                }, h2c(7, 0, 512, 1024, false), OUT_OF_RANGE, 0),
                new Case("data behind the R2T", TargetRefusesTest::fetching, h2c(7, 0, 0, 8004, true), OUT_OF_RANGE, 0),
                new Case("data far out", TargetRefusesTest::fetching, h2c(7, 0, 0xFFFF_FF00, 512, false), OUT_OF_RANGE, 0),
                new Case("LAST_PDU too early", TargetRefusesTest::fetching, h2c(7, 0, 0, 512, true), HEADER_FIELD, 1),
                new Case("LAST_PDU missing", TargetRefusesTest::fetching, h2c(7, 0, 0, 8000, false), HEADER_FIELD, 1),
                new Case("more than MAXH2CDATA", TargetRefusesTest::fetching, h2c(7, 0, 0, 8196, false), LIMIT, 0),
                new Case("H2CData after its R2T is done", rig -> {
                    fetching(rig);
                    rig.feed(h2c(7, 0, 0, 8000, true));
                }, h2c(7, 0, 0, 8000, true), HEADER_FIELD, 10),
                new Case("HLEN of H2CTermReq", TargetRefusesTest::open, Pdu.of(PduType.H2C_TERM_REQ, 0, 23, 0, 24), HEADER_FIELD, 2),
                new Case("PLEN of H2CTermReq", TargetRefusesTest::open, Pdu.of(PduType.H2C_TERM_REQ, 0, 24, 0, 153), HEADER_FIELD, 4),
                new Case("more commands than the queue", rig -> {
                    rig.open().associate(1, 4, false);
                    for (int i = 0; i < 4; i++) {
                        rig.feed(Pdu.capsule(2, i, 512, false));
                    }
                }, Pdu.capsule(2, 4, 512, false), SEQUENCE, 0)).map(c -> DynamicTest.dynamicTest(c.name(), () -> run(c)));
    }

    private static void run(Case c) {
        TargetSettings settings = new TargetSettings(Rig.LIMITS, 0, 8192, 1 << 20, 1 << 20, 8192, 16 * 1024);
        TargetRig rig = new TargetRig(settings, 64 << 20);
        c.before.accept(rig);
        boolean open = rig.queuePair != null;
        rig.wire.take();
        rig.feed(c.bad);
        Pdu term = rig.receivedOne();
        assertThat(term.type()).isEqualTo(PduType.C2H_TERM_REQ);
        assertThat(term.u16(8)).as("FES").isEqualTo(c.fes);
        assertThat(term.u16(10) | term.u16(12) << 16).as("FEI").isEqualTo(c.fei);
        assertThat(term.u8(2)).as("HLEN").isEqualTo(24);
        int given = term.bytes.length - 24;
        assertThat(given).as("the PDU in error is given back").isBetween(8, 128);
        assertThat(Arrays.copyOfRange(term.bytes, 24, 24 + Math.min(given, 8))).isEqualTo(Arrays.copyOf(c.bad.bytes, Math.min(given, 8)));
        if (open) {
            TransportFault fault = rig.faults.getFirst();
            assertThat(fault.kind()).isEqualTo(TransportFault.Kind.PROTOCOL);
            assertThat(fault.code()).isEqualTo(c.fes);
            assertThat(fault.offset()).isEqualTo(c.fes == HEADER_FIELD ? c.fei : -1);
        } else {
            assertThat(rig.faults).isEmpty();
        }
        assertThat(rig.faults).hasSizeLessThan(2);
        assertThat(rig.wire.outputShut).isTrue();
        // Whatever follows is ignored, and the connection ends for good.
        rig.feed(Pdu.capsule(2, 99, 0, false));
        int heard = rig.commands.size();
        rig.pass(60 * Rig.MS);
        assertThat(rig.gone()).as("cut after the linger time").isTrue();
        assertThat(rig.commands).hasSize(heard);
        rig.commands.forEach(x -> x.discard());
        rig.settle();
        assertThat(rig.quiesced).isEqualTo(open ? 1 : 0);
    }

    @Test
    void aWrongHeaderDigestEndsTheConnectionAndIsGivenBack() {
        TargetRig rig = new TargetRig().open(0, 1, 0);
        Pdu bad = Pdu.capsule(2, 1, 0, false).with(new byte[0], 0, true, false);
        int digest = bad.i32(72) ^ 0x100;
        bad.put32(72, digest);
        rig.feed(bad);
        Pdu term = rig.receivedOne();
        assertThat(term.u16(8)).isEqualTo(HEADER_DIGEST);
        assertThat(term.u16(10) | term.u16(12) << 16).isEqualTo(digest);
        assertThat(Arrays.copyOfRange(term.bytes, 24, term.bytes.length)).isEqualTo(Arrays.copyOf(bad.bytes, 72));
        assertThat(rig.faults.getFirst().kind()).isEqualTo(TransportFault.Kind.DIGEST);
        rig.closed();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void aTerminationRequestOfTheHostIsTold() {
        TargetRig rig = new TargetRig().open();
        rig.feed(Pdu.of(PduType.H2C_TERM_REQ, 0, 24, 0, 24).put16(8, 1).put16(10, 2).with(new byte[24]).put8(3, 0).put32(4, 48));
        assertThat(rig.faults).hasSize(1);
        TransportFault fault = rig.faults.getFirst();
        assertThat(fault.kind()).isEqualTo(TransportFault.Kind.TERMINATED_BY_PEER);
        assertThat(fault.code()).isEqualTo(1);
        assertThat(fault.offset()).isEqualTo(2);
        assertThat(rig.wire.take()).as("nothing is answered").isEmpty();
        assertThat(rig.gone()).isTrue();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }

    @Test
    void misalignedDataIsRefusedWhenAlignmentWasAskedFor() {
        TargetSettings settings = new TargetSettings(Rig.LIMITS, 31, 8192, 1 << 20, 1 << 20, 8192, 8192);
        TargetRig rig = new TargetRig(settings, 64 << 20);
        rig.feed(Pdu.icReq(0, 0, 0));
        assertThat(rig.receivedOne().u8(10)).as("CPDA").isEqualTo(31);
        rig.feed(Pdu.capsule(WRITE, 1, 512, true).with(new byte[512], 31, false, false));
        assertThat(rig.commands).hasSize(1);
        rig.feed(Pdu.capsule(WRITE, 2, 512, true).with(new byte[512], 0, false, false));
        assertThat(rig.receivedOne().u16(10)).isEqualTo(CommonHeader.PDO);
        rig.closed();
        rig.finish();
    }

    @Test
    void theCoreMayTerminateForAReasonOfItsOwn() {
        TargetRig rig = new TargetRig().open();
        rig.connection.disconnect(new TransportFault(TransportFault.Scope.QUEUE_PAIR, TransportFault.Kind.PROTOCOL, 6, 32, "unsupported"));
        rig.settle();
        Pdu term = rig.receivedOne();
        assertThat(term.u16(8)).isEqualTo(6);
        assertThat(term.u16(10)).isEqualTo(32);
        rig.closed();
        assertThat(rig.quiesced).isEqualTo(1);
        rig.assertNothingLost();
    }
}
