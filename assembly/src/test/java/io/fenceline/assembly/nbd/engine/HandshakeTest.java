package io.fenceline.assembly.nbd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.nbd.FixedExports;
import io.fenceline.assembly.nbd.RamNamespace;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Negotiation, byte by byte, without sockets. */
final class HandshakeTest {
    private static final int BYTES = 1 << 20;

    private final RamNamespace namespace = new RamNamespace(512, BYTES, 0);
    private final FixedExports exports = FixedExports.of(namespace).with("other", new RamNamespace(4096, BYTES, 0));
    private final Handshake handshake = new Handshake(exports);

    private record Reply(int option, int type, byte[] data) {
        String text() {
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    private static byte[] option(int option, byte[] data) {
        return ByteBuffer.allocate(16 + data.length).putLong(Nbd.IHAVEOPT).putInt(option).putInt(data.length).put(data).array();
    }

    private static byte[] go(String name, int... wanted) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocate(6 + bytes.length + 2 * wanted.length).putInt(bytes.length).put(bytes)
                .putShort((short) wanted.length);
        for (int one : wanted) {
            data.putShort((short) one);
        }
        return data.array();
    }

    private static byte[] context(String name, String... queries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, name);
        out.writeBytes(ByteBuffer.allocate(4).putInt(queries.length).array());
        for (String query : queries) {
            text(out, query);
        }
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    private void begin() {
        handshake.receive(ByteBuffer.allocate(4).putInt(3).flip());
        assertThat(handshake.takeOutput()).hasSize(18);
    }

    private List<Reply> send(int option, byte... data) {
        handshake.receive(ByteBuffer.wrap(option(option, data)));
        return replies(handshake.takeOutput());
    }

    private static List<Reply> replies(byte[] output) {
        List<Reply> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(output);
        while (in.hasRemaining()) {
            assertThat(in.getLong()).isEqualTo(Nbd.REP_MAGIC);
            int option = in.getInt();
            int type = in.getInt();
            byte[] data = new byte[in.getInt()];
            in.get(data);
            all.add(new Reply(option, type, data));
        }
        return all;
    }

    @Test
    void greetingOffersFixedNewstyleWithoutPadding() {
        ByteBuffer greeting = ByteBuffer.wrap(handshake.takeOutput());
        assertThat(greeting.getLong()).isEqualTo(Nbd.INIT_PASSWD);
        assertThat(greeting.getLong()).isEqualTo(Nbd.IHAVEOPT);
        assertThat(greeting.getShort()).isEqualTo((short) 3);
    }

    @Test
    void goTellsExportAndBlockSizeAndBeginsTransmission() {
        begin();
        List<Reply> replies = send(Nbd.OPT_GO, go("1"));
        assertThat(replies).extracting(Reply::type).containsExactly(Nbd.REP_INFO, Nbd.REP_INFO, Nbd.REP_ACK);
        ByteBuffer export = ByteBuffer.wrap(replies.get(0).data());
        assertThat(export.getShort()).isEqualTo((short) Nbd.INFO_EXPORT);
        assertThat(export.getLong()).isEqualTo(BYTES);
        assertThat(export.getShort() & 0xFFFF).isEqualTo(Nbd.FLAG_HAS_FLAGS | Nbd.FLAG_SEND_FLUSH | Nbd.FLAG_SEND_FUA | Nbd.FLAG_SEND_TRIM
                | Nbd.FLAG_SEND_WRITE_ZEROES | Nbd.FLAG_CAN_MULTI_CONN | Nbd.FLAG_SEND_CACHE | Nbd.FLAG_SEND_FAST_ZERO);
        ByteBuffer block = ByteBuffer.wrap(replies.get(1).data());
        assertThat(block.getShort()).isEqualTo((short) Nbd.INFO_BLOCK_SIZE);
        assertThat(block.getInt()).isEqualTo(512);
        assertThat(block.getInt()).isEqualTo(4096);
        assertThat(block.getInt()).isEqualTo(32 << 20);
        assertThat(handshake.state()).isEqualTo(Handshake.State.TRANSMISSION);
        assertThat(handshake.structured()).isFalse();
    }

    @Test
    void infoTellsNameAndDescriptionWhenAskedAndGoesOn() {
        begin();
        List<Reply> replies = send(Nbd.OPT_INFO, go("", Nbd.INFO_NAME, Nbd.INFO_DESCRIPTION, Nbd.INFO_BLOCK_SIZE, 77));
        assertThat(replies).extracting(Reply::type).containsExactly(Nbd.REP_INFO, Nbd.REP_INFO, Nbd.REP_INFO, Nbd.REP_INFO, Nbd.REP_ACK);
        assertThat(replies.get(2).text()).endsWith("1");
        assertThat(replies.get(3).text()).endsWith("namespace 1");
        assertThat(handshake.state()).isEqualTo(Handshake.State.NEGOTIATING);
    }

    @Test
    void unknownExportIsRefusedAndTheClientMayAskForAnother() {
        begin();
        assertThat(send(Nbd.OPT_GO, go("no\u0007such"))).singleElement().satisfies(reply -> {
            assertThat(reply.type()).isEqualTo(Nbd.REP_ERR_UNKNOWN);
            assertThat(reply.text()).isEqualTo("no export 'no?such'");
        });
        send(Nbd.OPT_GO, go("other"));
        assertThat(handshake.export()).extracting(Export::name, Export::blockSize).containsExactly("other", 4096);
    }

    @Test
    void exportNameAnswersWithoutHeaderAndPadsForOldClients() {
        handshake.receive(ByteBuffer.allocate(4).putInt(1).flip());
        handshake.takeOutput();
        handshake.receive(ByteBuffer.wrap(option(Nbd.OPT_EXPORT_NAME, "1".getBytes(StandardCharsets.UTF_8))));
        ByteBuffer answer = ByteBuffer.wrap(handshake.takeOutput());
        assertThat(answer.remaining()).isEqualTo(134);
        assertThat(answer.getLong()).isEqualTo(BYTES);
        assertThat(handshake.state()).isEqualTo(Handshake.State.TRANSMISSION);
    }

    @Test
    void exportNameOfNothingIsHungUpOn() {
        begin();
        assertThat(send(Nbd.OPT_EXPORT_NAME, (byte) 'x')).isEmpty();
        assertThat(handshake.state()).isEqualTo(Handshake.State.ENDED);
        assertThat(handshake.why()).isEqualTo("no export 'x'");
    }

    @Test
    void listNamesAllExports() {
        begin();
        List<Reply> replies = send(Nbd.OPT_LIST);
        assertThat(replies).extracting(Reply::type).containsExactly(Nbd.REP_SERVER, Nbd.REP_SERVER, Nbd.REP_ACK);
        assertThat(replies.get(1).text()).isEqualTo("\0\0\0\5othernamespace other");
        assertThat(send(Nbd.OPT_LIST, (byte) 1)).extracting(Reply::type).containsExactly(Nbd.REP_ERR_INVALID);
    }

    @Test
    void unknownOptionsAreUnsupportedWhateverTheirData() {
        begin();
        for (int option : new int[]{0, 4, Nbd.OPT_STARTTLS, 11, 99, -1}) {
            assertThat(send(option, new byte[200])).extracting(Reply::type).containsExactly(Nbd.REP_ERR_UNSUP);
        }
        assertThat(handshake.state()).isEqualTo(Handshake.State.NEGOTIATING);
    }

    @Test
    void abortIsAcknowledgedAndEnds() {
        begin();
        assertThat(send(Nbd.OPT_ABORT, new byte[3])).extracting(Reply::type).containsExactly(Nbd.REP_ACK);
        assertThat(handshake.state()).isEqualTo(Handshake.State.ENDED);
    }

    @Test
    void metaContextWantsStructuredRepliesAndTheSameExport() {
        begin();
        assertThat(send(Nbd.OPT_SET_META_CONTEXT, context("1", Nbd.BASE_ALLOCATION))).extracting(Reply::type)
                .containsExactly(Nbd.REP_ERR_INVALID);
        assertThat(send(Nbd.OPT_STRUCTURED_REPLY)).extracting(Reply::type).containsExactly(Nbd.REP_ACK);
        assertThat(send(Nbd.OPT_SET_META_CONTEXT, context("other", "x-y:z", Nbd.BASE_ALLOCATION))).extracting(Reply::type)
                .containsExactly(Nbd.REP_META_CONTEXT, Nbd.REP_ACK);
        send(Nbd.OPT_GO, go("1"));
        assertThat(handshake.structured()).isTrue();
        assertThat(handshake.blockStatus()).isFalse();
    }

    @Test
    void metaContextOfTheDefaultExportHoldsForItsName() {
        begin();
        send(Nbd.OPT_STRUCTURED_REPLY);
        send(Nbd.OPT_SET_META_CONTEXT, context("", Nbd.BASE_ALLOCATION));
        List<Reply> replies = send(Nbd.OPT_GO, go("1"));
        assertThat(handshake.blockStatus()).isTrue();
        assertThat(replies.getFirst().data()[11] & Nbd.FLAG_SEND_DF).isNotZero();
    }

    @Test
    void aFailedSetTakesBackWhatWasSet() {
        begin();
        send(Nbd.OPT_STRUCTURED_REPLY);
        send(Nbd.OPT_SET_META_CONTEXT, context("1", Nbd.BASE_ALLOCATION));
        assertThat(send(Nbd.OPT_SET_META_CONTEXT, (byte) 1)).extracting(Reply::type).containsExactly(Nbd.REP_ERR_INVALID);
        send(Nbd.OPT_GO, go("1"));
        assertThat(handshake.blockStatus()).isFalse();
    }

    @Test
    void listOfContextsTakesTheWildcardAndSetDoesNot() {
        begin();
        send(Nbd.OPT_STRUCTURED_REPLY);
        for (String[] queries : new String[][]{{}, {"base:"}, {Nbd.BASE_ALLOCATION}}) {
            assertThat(send(Nbd.OPT_LIST_META_CONTEXT, context("1", queries))).extracting(Reply::type)
                    .containsExactly(Nbd.REP_META_CONTEXT, Nbd.REP_ACK);
        }
        assertThat(send(Nbd.OPT_LIST_META_CONTEXT, context("1", "base:nonesuch"))).extracting(Reply::type).containsExactly(Nbd.REP_ACK);
        assertThat(send(Nbd.OPT_SET_META_CONTEXT, context("1", "base:"))).extracting(Reply::type).containsExactly(Nbd.REP_ACK);
        assertThat(send(Nbd.OPT_SET_META_CONTEXT, context("1"))).extracting(Reply::type).containsExactly(Nbd.REP_ACK);
        assertThat(send(Nbd.OPT_SET_META_CONTEXT, context("none", Nbd.BASE_ALLOCATION))).extracting(Reply::type)
                .containsExactly(Nbd.REP_ERR_UNKNOWN);
    }

    @Test
    void lengthsThatLieAreRefusedAndTheNextOptionIsHeard() {
        begin();
        byte[] tooLong = go("1");
        tooLong[3] = 100;
        assertThat(send(Nbd.OPT_GO, tooLong)).extracting(Reply::type).containsExactly(Nbd.REP_ERR_INVALID);
        assertThat(send(Nbd.OPT_GO, new byte[5])).extracting(Reply::type).containsExactly(Nbd.REP_ERR_INVALID);
        assertThat(send(Nbd.OPT_GO)).extracting(Reply::type).containsExactly(Nbd.REP_ERR_INVALID);
        assertThat(send(Nbd.OPT_GO, go("x".repeat(5000)))).extracting(Reply::type).containsExactly(Nbd.REP_ERR_TOO_BIG);
        assertThat(send(Nbd.OPT_GO, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0xFF, (byte) 0, (byte) 0)).extracting(Reply::text)
                .containsExactly("export name is no UTF-8");
        send(Nbd.OPT_STRUCTURED_REPLY);
        byte[] many = context("1", Nbd.BASE_ALLOCATION);
        many[5] = 127;
        assertThat(send(Nbd.OPT_SET_META_CONTEXT, many)).extracting(Reply::type).containsExactly(Nbd.REP_ERR_TOO_BIG);
        assertThat(send(Nbd.OPT_LIST)).hasSize(3);
    }

    @Test
    void largeOptionsAreReadOverAndEnormousOnesHungUpOn() {
        begin();
        assertThat(send(Nbd.OPT_GO, new byte[Handshake.MAX_OPTION + 1])).extracting(Reply::type).containsExactly(Nbd.REP_ERR_TOO_BIG);
        assertThat(send(Nbd.OPT_LIST)).hasSize(3);
        handshake.receive(ByteBuffer.allocate(16).putLong(Nbd.IHAVEOPT).putInt(Nbd.OPT_GO).putInt(-1).flip());
        assertThat(handshake.state()).isEqualTo(Handshake.State.ENDED);
        assertThat(handshake.why()).isEqualTo("option 7 announces 4294967295 bytes");
    }

    @Test
    void garbageIsHungUpOn() {
        handshake.receive(ByteBuffer.allocate(4).putInt(4).flip());
        assertThat(handshake.why()).isEqualTo("unknown client flags 4h");
        Handshake other = new Handshake(exports);
        other.receive(ByteBuffer.allocate(20).putInt(3).putLong(42).putLong(0).flip());
        assertThat(other.why()).isEqualTo("an option begins with 2ah, not with IHAVEOPT");
    }

    @Test
    void endlessOptionsAreHungUpOn() {
        begin();
        for (int i = 0; i < Handshake.MAX_OPTIONS; i++) {
            assertThat(send(99)).hasSize(1);
        }
        assertThat(send(99)).isEmpty();
        assertThat(handshake.why()).isEqualTo("more than 1024 options");
    }

    @Test
    void aServerThatEndsSaysSo() {
        begin();
        handshake.shutDown();
        assertThat(send(Nbd.OPT_GO, go("1"))).extracting(Reply::type).containsExactly(Nbd.REP_ERR_SHUTDOWN);
        assertThat(send(Nbd.OPT_ABORT)).extracting(Reply::type).containsExactly(Nbd.REP_ACK);
    }

    @Test
    void onlyWhatTheNamespaceCanDoIsOffered() {
        namespace.limits(RamNamespace.limits(false, false, false));
        assertThat(exports.find("1").flags() & (Nbd.FLAG_SEND_TRIM | Nbd.FLAG_SEND_WRITE_ZEROES | Nbd.FLAG_SEND_FAST_ZERO)).isZero();
        namespace.limits(RamNamespace.limits(true, true, true));
        assertThat(exports.find("1").flags() & (Nbd.FLAG_SEND_TRIM | Nbd.FLAG_SEND_WRITE_ZEROES | Nbd.FLAG_READ_ONLY))
                .isEqualTo(Nbd.FLAG_READ_ONLY);
    }

    @Test
    void howBytesAreCutMakesNoDifference() {
        Gen gen = Seed.next().gen();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ByteBuffer.allocate(4).putInt(3).array());
        all.writeBytes(option(77, gen.bytes(100)));
        all.writeBytes(option(Nbd.OPT_STRUCTURED_REPLY, new byte[0]));
        all.writeBytes(option(Nbd.OPT_INFO, new byte[Handshake.MAX_OPTION + 7]));
        all.writeBytes(option(Nbd.OPT_LIST_META_CONTEXT, context("1", "base:")));
        all.writeBytes(option(Nbd.OPT_GO, go("1", Nbd.INFO_NAME)));
        all.writeBytes(new byte[]{1, 2, 3});
        byte[] bytes = all.toByteArray();
        Handshake whole = new Handshake(exports);
        ByteBuffer once = ByteBuffer.wrap(bytes);
        whole.receive(once);
        assertThat(once.remaining()).isEqualTo(3);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (handshake.state() == Handshake.State.NEGOTIATING) {
            in.limit(Math.min(bytes.length, in.position() + gen.between(1, 40)));
            handshake.receive(in);
        }
        assertThat(bytes.length - in.position()).isEqualTo(3);
        assertThat(handshake.takeOutput()).isEqualTo(whole.takeOutput());
    }
}
