package io.fenceline.transport.tcp.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.transport.tcp.pdu.CommonHeader;
import io.fenceline.transport.tcp.pdu.PduType;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands and data at the target, as a host sees them. */
class TargetDataTest {
    private static final int WRITE = 1;
    private static final int READ = 2;

    private static DataBuffer filled(TargetRig rig, byte[] bytes) {
        DataBuffer buffer = rig.take(bytes.length);
        MemorySegment.copy(bytes, 0, buffer.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return buffer;
    }

    private static byte[] bytes(DataBuffer buffer, int length) {
        return buffer.segment().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void theHandshakeAnswersWithWhatIsOffered() {
        TargetRig rig = new TargetRig();
        rig.feed(Pdu.icReq(3, 3, 7));
        Pdu response = rig.receivedOne();
        assertThat(response.type()).isEqualTo(PduType.IC_RESP);
        assertThat(response.bytes).hasSize(128);
        assertThat(response.u8(2)).isEqualTo(128);
        assertThat(response.i32(4)).isEqualTo(128);
        assertThat(response.u16(8)).as("PFV").isZero();
        assertThat(response.u8(10)).as("CPDA").isZero();
        assertThat(response.u8(11)).as("DGST").isEqualTo(3);
        assertThat(response.i32(12)).as("MAXH2CDATA").isEqualTo(8192);
        assertThat(rig.queuePair).isNotNull();
        rig.finish();
    }

    @Test
    void aCommandWithoutDataIsDeliveredAndAnswered() {
        TargetRig rig = new TargetRig().open();
        rig.feed(Pdu.capsule(0, 0x1234, 0, false).put32(8 + 40, 77));
        CommandExchange x = rig.command();
        assertThat(x.dataLength()).isZero();
        assertThat(x.sglStatus()).isEqualTo(Status.SUCCESS);
        assertThat(Sqe.cid(x.sqe())).isEqualTo(0x1234);
        assertThat(Sqe.cdw(x.sqe(), 10)).isEqualTo(77);
        assertThat(rig.batches).isEqualTo(1);
        x.respond(0x1122_3344_5566_7788L, 9, 0x4002);
        rig.settle();
        Pdu response = rig.receivedOne();
        assertThat(response.type()).isEqualTo(PduType.CAPSULE_RESP);
        assertThat(response.bytes).hasSize(24);
        assertThat(response.i64(8)).isEqualTo(0x1122_3344_5566_7788L);
        assertThat(response.u16(16)).isEqualTo(9);
        assertThat(response.u16(20)).isEqualTo(0x1234);
        assertThat(response.u16(22)).isEqualTo(0x8004);
        rig.finish();
    }

    @Test
    void inCapsuleDataIsTakenByTheCore() {
        TargetRig rig = new TargetRig().open();
        byte[] data = Pdu.pattern(4096, 5);
        rig.feed(Pdu.capsule(WRITE, 1, 4096, true).with(data));
        CommandExchange x = rig.command();
        assertThat(x.dataLength()).isEqualTo(4096);
        DataBuffer buffer = requireNonNull(x.takeInCapsuleData());
        assertThat(bytes(buffer, 4096)).isEqualTo(data);
        assertThat(x.takeInCapsuleData()).isNull();
        buffer.release();
        x.respond(0, 1, 0);
        rig.feed(Pdu.capsule(WRITE, 2, 4096, true).with(data));
        rig.command().respond(0, 2, 0); // data that is not taken goes back by itself
        rig.finish();
    }

    @Test
    void sglsThatCannotBeTakenAreTheCommandsTroubleOnly() {
        TargetRig rig = new TargetRig().open();
        rig.feed(Pdu.capsule(WRITE, 1, 512, false).put8(47, 0x00), // data block with an address
                Pdu.capsule(WRITE, 2, 512, false).put8(47, 0x40), // keyed
                Pdu.capsule(WRITE, 3, 512, true), // in the capsule, but there is none
                Pdu.capsule(WRITE, 4, 1024, true).with(new byte[512]), // longer than the capsule
                Pdu.capsule(WRITE, 5, 512, true).put32(32, 4).with(new byte[512]), // with an offset
                Pdu.capsule(READ, 6, 512, true).with(new byte[512]), // to the host
                Pdu.capsule(WRITE, 7, 512, false).with(new byte[512]), // data that no SGL describes
                Pdu.capsule(0, 8, 0, false).with(new byte[512]), // data of a command without data
                Pdu.capsule(WRITE, 9, (1 << 20) + 512, false), // above the limit
                Pdu.capsule(READ, 10, 1 << 20, false));
        assertThat(rig.commands.stream().map(CommandExchange::sglStatus)).containsExactly(Status.SGL_TYPE_INVALID | Status.DNR,
                Status.SGL_TYPE_INVALID | Status.DNR, Status.DATA_SGL_LENGTH_INVALID | Status.DNR, Status.DATA_SGL_LENGTH_INVALID
                        | Status.DNR,
                Status.SGL_OFFSET_INVALID | Status.DNR, Status.INVALID_FIELD | Status.DNR,
                Status.DATA_SGL_LENGTH_INVALID | Status.DNR, Status.INVALID_FIELD | Status.DNR, Status.INVALID_FIELD | Status.DNR,
                Status.SUCCESS);
        assertThat(rig.faults).isEmpty();
        rig.finish();
    }

    @Test
    void aReadIsAnsweredWithDataAndACompletion() {
        TargetRig rig = new TargetRig().open();
        byte[] data = Pdu.pattern(4096, 1);
        rig.feed(Pdu.capsule(READ, 3, 4096, false));
        rig.command().sendAndRespond(filled(rig, data), 4096, 0, 5);
        rig.settle();
        List<Pdu> all = rig.received();
        assertThat(all).hasSize(2);
        Pdu c2h = all.get(0);
        assertThat(c2h.type()).isEqualTo(PduType.C2H_DATA);
        assertThat(c2h.flags()).isEqualTo(CommonHeader.LAST);
        assertThat(c2h.pdo()).isEqualTo(24);
        assertThat(c2h.u16(8)).isEqualTo(3);
        assertThat(c2h.i32(12)).isZero();
        assertThat(c2h.i32(16)).isEqualTo(4096);
        assertThat(c2h.data()).isEqualTo(data);
        assertThat(all.get(1).type()).isEqualTo(PduType.CAPSULE_RESP);
        assertThat(all.get(1).u16(16)).isEqualTo(5);
        rig.finish();
    }

    @Test
    void withoutFlowControlSuccessNeedsNoCompletionOfItsOwn() {
        TargetRig rig = new TargetRig().open().associate(1, 16, false);
        rig.feed(Pdu.capsule(READ, 3, 512, false), Pdu.capsule(READ, 4, 512, false));
        rig.command().sendAndRespond(filled(rig, new byte[512]), 512, 0, 0);
        rig.command().sendAndRespond(filled(rig, new byte[512]), 512, 1, 0);
        rig.settle();
        List<Pdu> all = rig.received();
        assertThat(all.stream().map(Pdu::type)).containsExactly(PduType.C2H_DATA, PduType.C2H_DATA, PduType.CAPSULE_RESP);
        assertThat(all.get(0).flags()).isEqualTo(CommonHeader.LAST | CommonHeader.SUCCESS);
        assertThat(all.get(1).flags()).as("a result has to be told").isEqualTo(CommonHeader.LAST);
        rig.finish();
    }

    @Test
    void dataInPiecesIsMarkedAsLastOnlyAtTheEnd() {
        TargetRig rig = new TargetRig().open();
        rig.feed(Pdu.capsule(READ, 3, 40_000, false));
        CommandExchange x = rig.command();
        DataBuffer buffer = filled(rig, Pdu.pattern(20_000, 0));
        x.send(buffer, 0, 20_000);
        assertThat(rig.sent).as("not from inside the call").isEmpty();
        assertThatThrownBy(() -> x.respond(0, 0, 0)).isInstanceOf(IllegalStateException.class);
        rig.settle();
        assertThat(rig.sent).containsExactly(Status.SUCCESS);
        x.send(buffer, 20_000, 100); // short: copied
        rig.settle();
        x.send(buffer, 20_100, 19_900);
        rig.settle();
        assertThat(rig.sent).hasSize(3);
        x.respond(0, 1, 0);
        buffer.release();
        rig.settle();
        List<Pdu> all = rig.received();
        assertThat(all.stream().map(Pdu::type)).containsExactly(7, 7, 7, 5);
        assertThat(all.stream().limit(3).map(p -> p.i32(12))).containsExactly(0, 20_000, 20_100);
        assertThat(all.stream().limit(3).map(Pdu::flags)).containsExactly(0, 0, CommonHeader.LAST);
        assertThat(all.get(2).data()).isEqualTo(Arrays.copyOf(Pdu.pattern(20_000, 0), 19_900));
        rig.finish();
    }

    @Test
    void aLargePayloadStaysInItsBufferUntilItHasLeft() {
        TargetRig rig = new TargetRig().open();
        rig.wire.stuck = true;
        byte[] data = Pdu.pattern(100_000, 2);
        rig.feed(Pdu.capsule(READ, 3, 100_000, false), Pdu.capsule(READ, 4, 512, false));
        int before = rig.pool.outstanding();
        DataBuffer large = filled(rig, data);
        rig.command().sendAndRespond(large, 100_000, 0, 1);
        rig.command().sendAndRespond(filled(rig, new byte[512]), 512, 0, 2);
        rig.settle();
        assertThat(rig.pool.outstanding()).as("the payload and the output").isGreaterThanOrEqualTo(before + 2);
        rig.wire.stuck = false;
        rig.wire.deliver();
        rig.settle();
        assertThat(rig.pool.outstanding()).isEqualTo(before);
        assertThatThrownBy(large::release).isInstanceOf(IllegalStateException.class);
        List<Pdu> all = rig.received();
        assertThat(all.stream().map(Pdu::type)).containsExactly(7, 5, 7, 5);
        assertThat(all.getFirst().data()).isEqualTo(data);
        rig.finish();
    }

    @Test
    void paddingAndDigestsAreAsTheHostAskedFor() {
        for (int hpda = 0; hpda < 32; hpda++) {
            for (int digests = 0; digests < 4; digests++) {
                TargetRig rig = new TargetRig().open(hpda, digests, 0);
                boolean header = (digests & 1) != 0;
                boolean dataDigest = (digests & 2) != 0;
                for (int length : new int[]{4, 512, 20_000}) {
                    byte[] data = Pdu.pattern(length, hpda);
                    rig.feed(Pdu.capsule(READ, 3, length, false).with(new byte[0], 0, header, dataDigest));
                    rig.command().sendAndRespond(filled(rig, data), length, 0, 1);
                    rig.settle();
                    List<Pdu> all = rig.received();
                    Pdu wanted = Pdu.c2hData(3, 0, length, CommonHeader.LAST).with(data, hpda, header, dataDigest);
                    assertThat(all.get(0).bytes).isEqualTo(wanted.bytes);
                    assertThat(all.get(1).bytes).isEqualTo(Pdu.response(3, 1, 0).with(new byte[0], 0, header, dataDigest).bytes);
                }
                rig.finish();
            }
        }
    }

    @Test
    void aFetchAsksOnceAndTakesSeveralPdus() {
        TargetRig rig = new TargetRig().open();
        byte[] data = Pdu.pattern(20_000, 9);
        rig.feed(Pdu.capsule(WRITE, 5, 20_000, false));
        DataBuffer into = rig.take(20_000);
        CommandExchange x = rig.command();
        assertThat(x.takeInCapsuleData()).isNull();
        x.fetch(into, 0, 20_000);
        rig.settle();
        Pdu r2t = rig.receivedOne();
        assertThat(r2t.type()).isEqualTo(PduType.R2T);
        assertThat(r2t.u16(8)).isEqualTo(5);
        assertThat(r2t.i32(12)).isZero();
        assertThat(r2t.i32(16)).isEqualTo(20_000);
        int tag = r2t.u16(10);
        rig.feed(Pdu.h2cData(5, tag, 0, 8192, false).with(Arrays.copyOfRange(data, 0, 8192)));
        rig.feed(Pdu.h2cData(5, tag, 8192, 8192, false).with(Arrays.copyOfRange(data, 8192, 16384)));
        assertThat(rig.fetched).isEmpty();
        rig.feed(Pdu.h2cData(5, tag, 16384, 3616, true).with(Arrays.copyOfRange(data, 16384, 20_000)));
        assertThat(rig.fetched).containsExactly(Status.SUCCESS);
        assertThat(bytes(into, 20_000)).isEqualTo(data);
        into.release();
        x.respond(0, 1, 0);
        rig.finish();
    }

    @Test
    void aPartOfTheDataCanBeFetched() {
        TargetRig rig = new TargetRig().open();
        byte[] data = Pdu.pattern(1000, 3);
        rig.feed(Pdu.capsule(WRITE, 5, 20_000, false));
        DataBuffer into = rig.take(1000);
        CommandExchange x = rig.command();
        x.fetch(into, 7000, 1000);
        rig.settle();
        Pdu r2t = rig.receivedOne();
        assertThat(r2t.i32(12)).isEqualTo(7000);
        rig.feed(Pdu.h2cData(5, r2t.u16(10), 7000, 1000, true).with(data));
        assertThat(bytes(into, 1000)).isEqualTo(data);
        into.release();
        x.respond(0, 1, 0);
        rig.finish();
    }

    @Test
    void severalR2tsAreOutstandingWhenTheHostAllowsThem() {
        TargetSettings settings = new TargetSettings(Rig.LIMITS, 0, 8192, 4096, 1 << 20, 8192, 8192);
        TargetRig rig = new TargetRig(settings, 64 << 20).open(0, 0, 2);
        byte[] data = Pdu.pattern(20_000, 4);
        rig.feed(Pdu.capsule(WRITE, 5, 20_000, false));
        DataBuffer into = rig.take(20_000);
        CommandExchange x = rig.command();
        x.fetch(into, 0, 20_000);
        rig.settle();
        List<Pdu> asked = rig.received();
        assertThat(asked).as("MAXR2T 2 is zero's based").hasSize(3);
        assertThat(asked.stream().map(p -> p.i32(12))).containsExactly(0, 4096, 8192);
        // The second first, and the first cut in two around it.
        rig.feed(Pdu.h2cData(5, asked.get(0).u16(10), 0, 96, false).with(Arrays.copyOfRange(data, 0, 96)));
        rig.feed(Pdu.h2cData(5, asked.get(1).u16(10), 4096, 4096, true).with(Arrays.copyOfRange(data, 4096, 8192)));
        Pdu fourth = rig.receivedOne();
        assertThat(fourth.i32(12)).isEqualTo(12288);
        rig.feed(Pdu.h2cData(5, asked.get(0).u16(10), 96, 4000, true).with(Arrays.copyOfRange(data, 96, 4096)));
        Pdu fifth = rig.receivedOne();
        assertThat(fifth.i32(12)).isEqualTo(16384);
        assertThat(fifth.i32(16)).isEqualTo(3616);
        rig.feed(Pdu.h2cData(5, asked.get(2).u16(10), 8192, 4096, true).with(Arrays.copyOfRange(data, 8192, 12288)),
                Pdu.h2cData(5, fifth.u16(10), 16384, 3616, true).with(Arrays.copyOfRange(data, 16384, 20_000)),
                Pdu.h2cData(5, fourth.u16(10), 12288, 4096, true).with(Arrays.copyOfRange(data, 12288, 16384)));
        assertThat(rig.received()).isEmpty();
        assertThat(rig.fetched).containsExactly(Status.SUCCESS);
        assertThat(bytes(into, 20_000)).isEqualTo(data);
        into.release();
        x.respond(0, 1, 0);
        rig.finish();
    }

    @Test
    void aDataDigestErrorIsTheCommandsTroubleOnly() {
        TargetRig rig = new TargetRig().open(0, 2, 0);
        Pdu bad = Pdu.capsule(WRITE, 1, 512, true).with(new byte[512], 0, false, true);
        bad.put8(100, 1);
        rig.feed(bad);
        CommandExchange x = rig.command();
        assertThat(x.sglStatus()).isEqualTo(Status.TRANSIENT_TRANSPORT_ERROR);
        assertThat(x.takeInCapsuleData()).isNull();
        x.respond(0, 1, x.sglStatus());
        rig.feed(Pdu.capsule(WRITE, 2, 1024, false));
        CommandExchange y = rig.command();
        DataBuffer into = rig.take(1024);
        y.fetch(into, 0, 1024);
        rig.settle();
        int tag = rig.received().getLast().u16(10);
        rig.feed(Pdu.h2cData(2, tag, 0, 512, false).with(new byte[512], 0, false, true).put8(30, 1));
        rig.feed(Pdu.h2cData(2, tag, 512, 512, true).with(new byte[512], 0, false, true));
        assertThat(rig.fetched).containsExactly(Status.TRANSIENT_TRANSPORT_ERROR);
        into.release();
        y.respond(0, 2, Status.TRANSIENT_TRANSPORT_ERROR);
        assertThat(rig.faults).isEmpty();
        rig.finish();
    }

    @Test
    void slotsAreUsedAgainAndStaySmall() {
        TargetRig rig = new TargetRig().open().associate(1, 8, true);
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 8; i++) {
                rig.feed(Pdu.capsule(READ, i, 512, false));
            }
            assertThat(rig.commands.stream().mapToInt(CommandExchange::slot).distinct().count()).isEqualTo(8);
            assertThat(rig.commands).allMatch(x -> x.slot() < 16);
            while (!rig.commands.isEmpty()) {
                rig.command().respond(0, 0, 0);
            }
            rig.settle();
        }
        assertThat(rig.received()).hasSize(800);
        rig.finish();
    }

    @Test
    void whatABatchPutsOutLeavesTogether() {
        TargetRig rig = new TargetRig().open();
        rig.onCommand = x -> x.respond(0, 0, 0);
        int before = rig.wire.flushes;
        Pdu[] many = new Pdu[30];
        Arrays.setAll(many, i -> Pdu.capsule(0, i, 0, false));
        rig.feed(many);
        assertThat(rig.wire.flushes).isEqualTo(before + 1);
        assertThat(rig.received()).hasSize(30);
        assertThat(rig.batches).isEqualTo(1);
        rig.finish();
    }

    @Test
    void anEndedExchangeIsNotAnsweredTwice() {
        TargetRig rig = new TargetRig().open();
        rig.feed(Pdu.capsule(0, 1, 0, false));
        CommandExchange x = rig.command();
        x.respond(0, 0, 0);
        assertThatThrownBy(() -> x.respond(0, 0, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(x::discard).isInstanceOf(IllegalStateException.class);
        rig.finish();
    }

    @Test
    void anyFragmentationGivesTheSame() {
        byte[] stream = conversation();
        byte[] wanted = replay(stream, stream.length);
        assertThat(Pdu.split(wanted)).hasSize(7);
        for (int cut = 1; cut < stream.length; cut++) {
            assertThat(replayCut(stream, cut)).as("cut at %d", cut).isEqualTo(wanted);
        }
        for (int piece = 1; piece < 40; piece++) {
            assertThat(replay(stream, piece)).as("pieces of %d", piece).isEqualTo(wanted);
        }
    }

    /** A handshake with digests, a read, an in-capsule write, a write by R2T, and a flush. The first R2T's tag is slot 0's. */
    private static byte[] conversation() {
        return Pdu.join(Pdu.icReq(0, 3, 0), Pdu.capsule(READ, 1, 64, false).with(new byte[0], 0, true, true), Pdu.capsule(WRITE, 2, 40,
                true).with(Pdu.pattern(40, 1), 0, true, true), Pdu.capsule(WRITE, 3, 60, false).with(new byte[0], 0, true, true), Pdu
                        .h2cData(3, 0, 0, 32, false).with(Pdu.pattern(32, 2), 0, true, true),
                Pdu.h2cData(3, 0, 32, 28, true).with(Pdu
                        .pattern(28, 3), 0, true, true),
                Pdu.capsule(0, 4, 0, false).with(new byte[0], 0, true, true));
    }

    private static TargetRig echo() {
        TargetRig rig = new TargetRig();
        DataBuffer into = rig.take(512);
        rig.onCommand = x -> {
            switch (Sqe.cid(x.sqe())) {
                case 1 -> x.sendAndRespond(filled(rig, Pdu.pattern(64, 7)), 64, 0, 1);
                case 2 -> {
                    DataBuffer data = requireNonNull(x.takeInCapsuleData());
                    x.respond(Arrays.hashCode(bytes(data, 40)), 2, x.sglStatus());
                    data.release();
                }
                case 3 -> x.fetch(into, 0, 60);
                default -> x.respond(0, 4, 0);
            }
        };
        rig.onFetched = x -> {
            x.respond(Arrays.hashCode(bytes(into, 60)), 3, rig.fetched.getLast());
            into.release();
        };
        return rig;
    }

    private static byte[] replay(byte[] stream, int piece) {
        TargetRig rig = echo();
        for (int at = 0; at < stream.length; at += piece) {
            rig.feed(stream, at, Math.min(at + piece, stream.length));
        }
        rig.finish();
        return rig.wire.take();
    }

    private static byte[] replayCut(byte[] stream, int cut) {
        TargetRig rig = echo();
        rig.feed(stream, 0, cut);
        rig.feed(stream, cut, stream.length);
        rig.finish();
        return rig.wire.take();
    }
}
