package io.fenceline.assembly.nbd.engine;

import static io.fenceline.assembly.nbd.NbdReply.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.nbd.FixedExports;
import io.fenceline.assembly.nbd.NbdReply;
import io.fenceline.assembly.nbd.RamNamespace;
import io.fenceline.testkit.Gen;
import io.fenceline.wire.Status;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and replies, without sockets. */
final class TransmissionTest {
    private static final int BLOCK = 512;
    private static final int SIZE = 1 << 20;

    private final RamNamespace namespace = new RamNamespace(BLOCK, SIZE, 0);
    private final FixedExports exports = FixedExports.of(namespace);
    private final Map<Long, Integer> reads = new HashMap<>();
    private final PlayedWire wire = new PlayedWire();
    private Transmission transmission = transmission(true, TransmissionLimits.DEFAULTS);

    private Transmission transmission(boolean structured, TransmissionLimits limits) {
        return new Transmission(exports.find("1"), structured, structured, limits, 0, wire, wire::end);
    }

    private ByteBuffer feed(byte... bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        transmission.receive(in);
        return in;
    }

    private List<NbdReply> replies() {
        wire.run(transmission);
        return NbdReply.all(wire.takeOutput(), cookie -> reads.getOrDefault(cookie, 0));
    }

    private NbdReply ask(int flags, int command, long offset, long length, byte... data) {
        reads.put(7L, command == Nbd.CMD_READ ? (int) length : 0);
        feed(request(flags, command, 7, offset, length, data));
        return replies().getFirst();
    }

    private byte[] written(int at, int length, long key) {
        byte[] data = new Gen(key).bytes(length);
        assertThat(ask(0, Nbd.CMD_WRITE, at, length, data).error()).isZero();
        return data;
    }

    @Test
    void whatIsWrittenIsReadBackInOneChunk() {
        byte[] data = written(1024, 4096, 1);
        NbdReply reply = ask(Nbd.CMD_FLAG_DF, Nbd.CMD_READ, 512, 8192);
        assertThat(reply.type()).isEqualTo(Nbd.REPLY_TYPE_OFFSET_DATA);
        assertThat(ByteBuffer.wrap(reply.data()).getLong()).isEqualTo(512);
        assertThat(Arrays.copyOfRange(reply.content(), 512, 4608)).isEqualTo(data);
        assertThat(namespace.log()).containsExactly("write 2+8", "read 1+16");
    }

    @Test
    void withoutStructuredRepliesReadsAreSimple() {
        transmission = transmission(false, TransmissionLimits.DEFAULTS);
        byte[] data = written(0, 1024, 2);
        NbdReply reply = ask(0, Nbd.CMD_READ, 0, 1024);
        assertThat(reply.type()).isEqualTo(NbdReply.SIMPLE);
        assertThat(reply.content()).isEqualTo(data);
        assertThat(ask(0, Nbd.CMD_READ, 1, 1024)).extracting(NbdReply::type, NbdReply::error).containsExactly(NbdReply.SIMPLE, Nbd.EINVAL);
        assertThat(ask(0, Nbd.CMD_BLOCK_STATUS, 0, 1024).error()).isEqualTo(Nbd.EINVAL);
    }

    @Test
    void fuaReachesTheNamespace() {
        ask(Nbd.CMD_FLAG_FUA, Nbd.CMD_WRITE, 0, BLOCK, new byte[BLOCK]);
        ask(Nbd.CMD_FLAG_FUA | Nbd.CMD_FLAG_NO_HOLE, Nbd.CMD_WRITE_ZEROES, 0, BLOCK);
        ask(0, Nbd.CMD_WRITE_ZEROES, 0, BLOCK);
        ask(0, Nbd.CMD_FLUSH, 0, 0);
        assertThat(namespace.log()).containsExactly("write 0+1 fua", "zeroes 0+1 fua", "zeroes 0+1 deallocate", "flush 0+0");
    }

    @Test
    void trimWithFuaIsFollowedByAFlush() {
        ask(0, Nbd.CMD_TRIM, 512, 1024);
        ask(Nbd.CMD_FLAG_FUA, Nbd.CMD_TRIM, 512, 1024);
        assertThat(namespace.log()).containsExactly("deallocate 1+2", "deallocate 1+2", "flush 0+0");
    }

    @Test
    void largeZeroesAreSplit() {
        namespace.resize(80 << 20);
        transmission = transmission(true, TransmissionLimits.DEFAULTS);
        assertThat(ask(0, Nbd.CMD_WRITE_ZEROES, 512, 70 << 20).error()).isZero();
        assertThat(namespace.log()).containsExactly("zeroes 1+65536 deallocate", "zeroes 65537+65536 deallocate",
                "zeroes 131073+12288 deallocate");
    }

    @Test
    void largeTrimsAreSplit() {
        namespace.resize(640 << 20);
        transmission = transmission(true, TransmissionLimits.DEFAULTS);
        assertThat(ask(0, Nbd.CMD_TRIM, 0, 600 << 20).error()).isZero();
        assertThat(namespace.log()).containsExactly("deallocate 0+524288", "deallocate 524288+524288", "deallocate 1048576+180224");
    }

    @Test
    void aFailedPieceEndsTheWhole() {
        namespace.resize(80 << 20);
        transmission = transmission(true, TransmissionLimits.DEFAULTS);
        namespace.failNext(Status.WRITE_FAULT);
        assertThat(ask(0, Nbd.CMD_WRITE_ZEROES, 0, 70 << 20).error()).isEqualTo(Nbd.EIO);
        namespace.failNext(Status.WRITE_FAULT);
        assertThat(ask(0, Nbd.CMD_TRIM, 0, 70 << 20).error()).isEqualTo(Nbd.EIO);
        assertThat(namespace.log()).hasSize(2);
    }

    @Test
    void fastZeroesAreRefusedWhenTheyWouldNotBeFast() {
        assertThat(ask(Nbd.CMD_FLAG_FAST_ZERO, Nbd.CMD_WRITE_ZEROES, 0, BLOCK).error()).isZero();
        assertThat(ask(Nbd.CMD_FLAG_FAST_ZERO | Nbd.CMD_FLAG_NO_HOLE, Nbd.CMD_WRITE_ZEROES, 0, BLOCK).error()).isEqualTo(Nbd.ENOTSUP);
        namespace.limits(RamNamespace.limits(false, true, false));
        transmission = transmission(true, TransmissionLimits.DEFAULTS);
        assertThat(ask(Nbd.CMD_FLAG_FAST_ZERO, Nbd.CMD_WRITE_ZEROES, 0, BLOCK).error()).isEqualTo(Nbd.ENOTSUP);
        assertThat(ask(0, Nbd.CMD_WRITE_ZEROES, 0, BLOCK).error()).isZero();
        assertThat(namespace.log()).hasSize(2);
    }

    @Test
    void cacheIsAcceptedWithoutDoingAnything() {
        assertThat(ask(0, Nbd.CMD_CACHE, 0, BLOCK).error()).isZero();
        assertThat(ask(Nbd.CMD_FLAG_DF, Nbd.CMD_CACHE, 0, BLOCK).error()).isEqualTo(Nbd.EINVAL);
        assertThat(namespace.log()).isEmpty();
    }

    @Test
    void blockStatusIsOneAllocatedExtent() {
        NbdReply reply = ask(Nbd.CMD_FLAG_REQ_ONE, Nbd.CMD_BLOCK_STATUS, 512, 4096);
        assertThat(reply.type()).isEqualTo(Nbd.REPLY_TYPE_BLOCK_STATUS);
        assertThat(reply.data()).isEqualTo(ByteBuffer.allocate(12).putInt(Handshake.CONTEXT_ID).putInt(4096).putInt(0).array());
        assertThat(ask(0, Nbd.CMD_BLOCK_STATUS, SIZE, 512).error()).isEqualTo(Nbd.EINVAL);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1, 512, 22", "0, 0, 0, 511, 22", "0, 0, 0, 0, 22", "0, 0, 1048576, 512, 22", "0, 0, 1048064, 1024, 22",
            "0, 0, -512, 512, 22", "0, 0, -512, 1024, 22", "0, 0, 0, 33554944, 22", "8, 0, 0, 512, 22", "16, 0, 0, 512, 22",
            "0, 3, 0, 512, 22", "0, 3, 512, 0, 22", "0, 4, 1048576, 512, 22", "0, 4, 3, 512, 22", "0, 6, 1048576, 512, 28",
            "0, 6, 0, 4294966784, 28", "0, 6, 0, 1, 22", "4, 6, 0, 512, 22", "0, 8, 0, 512, 22", "0, 999, 0, 512, 22",
            "0, 5, 1048576, 512, 22",
            "2, 5, 0, 512, 22"})
    void whatMakesNoSenseIsRefusedAndTheNextRequestServed(int flags, int command, long offset, long length, int error) {
        NbdReply reply = ask(flags, command, offset, length);
        assertThat(reply).extracting(NbdReply::type, NbdReply::error).containsExactly(Nbd.REPLY_TYPE_ERROR, error);
        assertThat(reply.message()).isNotEmpty();
        assertThat(namespace.log()).isEmpty();
        assertThat(ask(0, Nbd.CMD_READ, 0, 512).error()).isZero();
        assertThat(transmission.open()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 512, 22", "0, 1048576, 512, 28", "0, 0, 511, 22", "2, 0, 512, 22", "0, 0, 33554944, 22"})
    void dataOfARefusedWriteIsReadOver(int flags, long offset, int length, int error) {
        assertThat(ask(flags, Nbd.CMD_WRITE, offset, length, new byte[length]).error()).isEqualTo(error);
        assertThat(ask(0, Nbd.CMD_READ, 0, 512).error()).isZero();
        assertThat(namespace.log()).containsExactly("read 0+1");
    }

    @Test
    void readOnlyExportsRefuseWhateverWrites() {
        exports.readOnly();
        transmission = transmission(true, TransmissionLimits.DEFAULTS);
        assertThat(ask(0, Nbd.CMD_WRITE, 0, BLOCK, new byte[BLOCK]).error()).isEqualTo(Nbd.EPERM);
        assertThat(ask(0, Nbd.CMD_WRITE_ZEROES, 0, BLOCK).error()).isEqualTo(Nbd.EPERM);
        assertThat(ask(0, Nbd.CMD_TRIM, 0, BLOCK)).extracting(NbdReply::error, NbdReply::message).containsExactly(Nbd.EPERM,
                "the export is read only");
        assertThat(ask(0, Nbd.CMD_FLUSH, 0, 0).error()).isZero();
        assertThat(ask(0, Nbd.CMD_READ, 0, BLOCK).error()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"281, 0, 5", "280, 1, 5", "80, 0, 22", "80, 1, 28", "81, 1, 28", "20, 1, 1", "83, 1, 1", "4002, 0, 5", "371, 0, 5"})
    void statusesBecomeErrorsThatClientsKnow(String status, int command, int error) {
        namespace.failNext(Integer.parseInt(status, 16));
        NbdReply reply = ask(0, command, 0, BLOCK, new byte[command == Nbd.CMD_WRITE ? BLOCK : 0]);
        assertThat(reply.error()).isEqualTo(error);
        assertThat(reply.message()).contains("sct");
    }

    @Test
    void aRequestThatIsHeldIsAnsweredWhenTheHostGoesOn() {
        namespace.hold();
        feed(request(0, Nbd.CMD_READ, 1, 0, 512));
        feed(request(0, Nbd.CMD_CACHE, 2, 0, 512));
        assertThat(replies()).extracting(NbdReply::cookie).containsExactly(2L);
        namespace.release();
        assertThat(replies()).extracting(NbdReply::cookie, NbdReply::error).containsExactly(org.assertj.core.groups.Tuple.tuple(1L, 0));
    }

    @Test
    void aClientHasCreditForSoManyRequests() {
        transmission = transmission(true, new TransmissionLimits(4, TransmissionLimits.MIN_PAYLOAD_BYTES));
        namespace.hold();
        ByteBuffer all = ByteBuffer.allocate(6 * Nbd.REQUEST_BYTES);
        reads.putAll(Map.of(1L, 512, 3L, 512, 5L, 512));
        for (int i = 0; i < 6; i++) {
            // The one too many has no data: nothing but the number of requests keeps it back.
            all.put(request(0, i % 2 == 1 ? Nbd.CMD_READ : Nbd.CMD_FLUSH, i, 0, i % 2 == 1 ? 512 : 0));
        }
        all.flip();
        transmission.receive(all);
        assertThat(transmission.blocked()).isTrue();
        assertThat(transmission.open()).isEqualTo(4);
        assertThat(all.remaining()).isEqualTo(Nbd.REQUEST_BYTES);
        assertThat(replies()).isEmpty();
        namespace.release();
        assertThat(replies()).hasSize(4);
        transmission.receive(all);
        assertThat(replies()).hasSize(2);
        assertThat(namespace.most()).isLessThanOrEqualTo(4);
    }

    @Test
    void memoryOfAConnectionIsBounded() {
        transmission = transmission(true, new TransmissionLimits(128, TransmissionLimits.MIN_PAYLOAD_BYTES));
        namespace.resize(64 << 20);
        transmission = transmission(true, new TransmissionLimits(128, TransmissionLimits.MIN_PAYLOAD_BYTES));
        namespace.hold();
        feed(request(0, Nbd.CMD_READ, 1, 0, 20 << 20));
        ByteBuffer second = feed(request(0, Nbd.CMD_READ, 2, 0, 1 << 20));
        assertThat(second.hasRemaining()).isFalse();
        assertThat(transmission.blocked()).isTrue();
        assertThat(transmission.payloadBytes()).isEqualTo(TransmissionLimits.MIN_PAYLOAD_BYTES);
        namespace.release();
        reads.put(1L, 20 << 20);
        assertThat(replies()).hasSize(1);
        transmission.receive(ByteBuffer.allocate(0));
        assertThat(replies()).hasSize(1);
    }

    @Test
    void memoryIsUsedAgainAndLargeMemoryGoesWhenOthersNeedIt() {
        transmission = transmission(true, new TransmissionLimits(8, TransmissionLimits.MIN_PAYLOAD_BYTES));
        for (int i = 0; i < 100; i++) {
            assertThat(ask(0, Nbd.CMD_READ, 0, 4096).error()).isZero();
        }
        assertThat(transmission.payloadBytes()).isEqualTo(Payload.footprint(4096));
        namespace.resize(64 << 20);
        transmission = transmission(true, new TransmissionLimits(8, TransmissionLimits.MIN_PAYLOAD_BYTES));
        for (int size = 512; size <= 32 << 20; size *= 2) {
            assertThat(ask(0, Nbd.CMD_READ, 0, size).error()).isZero();
            assertThat(transmission.payloadBytes()).isLessThanOrEqualTo(TransmissionLimits.MIN_PAYLOAD_BYTES);
        }
        namespace.hold();
        for (int i = 0; i < 8; i++) {
            feed(request(0, Nbd.CMD_READ, 100 + i, 0, 1 << 20));
        }
        assertThat(transmission.open()).isEqualTo(8);
    }

    @Test
    void aClientThatDoesNotReadIsNotListenedTo() {
        wire.writable(false);
        ByteBuffer in = feed(request(0, Nbd.CMD_CACHE, 1, 0, 512));
        assertThat(in.remaining()).isEqualTo(Nbd.REQUEST_BYTES);
        assertThat(transmission.blocked()).isTrue();
        wire.writable(true);
        transmission.receive(in);
        assertThat(replies()).hasSize(1);
    }

    @Test
    void disconnectWaitsForWhatIsOpen() {
        namespace.hold();
        feed(request(0, Nbd.CMD_WRITE, 1, 0, 512, new byte[512]));
        feed(request(0, Nbd.CMD_DISC, 2, 0, 0));
        assertThat(replies()).isEmpty();
        assertThat(wire.isClosing()).isFalse();
        feed(request(0, Nbd.CMD_WRITE, 3, 0, 512, new byte[512]));
        namespace.release();
        assertThat(replies()).extracting(NbdReply::cookie).containsExactly(1L);
        assertThat(wire.isClosing()).isTrue();
        assertThat(wire.isAtOnce()).isFalse();
        assertThat(wire.why()).isEmpty();
    }

    @Test
    void garbageIsHungUpOn() {
        feed(new byte[Nbd.REQUEST_BYTES]);
        assertThat(wire.isAtOnce()).isTrue();
        assertThat(wire.why()).isEqualTo("a request begins with 0h, not with NBD_REQUEST_MAGIC");
    }

    @Test
    void aLostClientDoesNotCancelItsCommandsAndHalfAWriteIsNone() {
        namespace.hold();
        byte[] data = new Gen(3).bytes(512);
        feed(request(0, Nbd.CMD_WRITE, 1, 0, 512, data));
        feed(request(0, Nbd.CMD_READ, 2, 0, 512));
        wire.run(transmission);
        feed(Arrays.copyOf(request(0, Nbd.CMD_WRITE, 3, 512, 512, data), 300));
        transmission.onLost();
        assertThat(transmission.release()).isFalse();
        namespace.release();
        assertThat(replies()).isEmpty();
        assertThat(Arrays.copyOf(namespace.content(), 512)).isEqualTo(data);
        assertThat(namespace.log()).containsExactlyInAnyOrder("write 0+1", "read 0+1");
        assertThat(transmission.release()).isTrue();
        assertThat(transmission.payloadBytes()).isZero();
    }

    @Test
    void aServerThatEndsFinishesWhatHasComeAndRefusesWhatComes() {
        namespace.hold();
        feed(request(0, Nbd.CMD_FLUSH, 1, 0, 0));
        wire.run(transmission);
        transmission.drain();
        feed(request(0, Nbd.CMD_WRITE, 2, 0, 512, new byte[512]));
        assertThat(replies()).extracting(NbdReply::error).containsExactly(Nbd.ESHUTDOWN);
        assertThat(wire.isClosing()).isFalse();
        namespace.release();
        assertThat(replies()).extracting(NbdReply::error).containsExactly(0);
        assertThat(wire.isClosing()).isTrue();
    }

    @Test
    void cancellingEndsWhatIsHeld() {
        namespace.hold();
        feed(request(0, Nbd.CMD_READ, 1, 0, 512));
        feed(request(0, Nbd.CMD_WRITE_ZEROES, 2, 0, 512));
        wire.run(transmission);
        transmission.cancelAll();
        assertThat(replies()).extracting(NbdReply::error).containsExactly(Nbd.EIO, Nbd.EIO);
        assertThat(transmission.open()).isZero();
    }

    @Test
    void dataMayBeReceivedWhereItBelongs() {
        byte[] data = new Gen(5).bytes(8192);
        byte[] all = request(0, Nbd.CMD_WRITE, 1, 4096, 8192, data);
        feed(Arrays.copyOf(all, Nbd.REQUEST_BYTES + 1000));
        assertThat(transmission.missing()).isEqualTo(7192);
        Transfer transfer = transmission.receiving();
        transfer.payload().bytes().put(Payload.HEADER + 1000, data, 1000, 7192);
        transmission.onReceived(7192);
        assertThat(transmission.missing()).isZero();
        assertThat(replies()).hasSize(1);
        assertThat(Arrays.copyOfRange(namespace.content(), 4096, 12288)).isEqualTo(data);
    }
}
