package io.fenceline.assembly.nbd.engine;

import static io.fenceline.assembly.nbd.NbdReply.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.nbd.FixedExports;
import io.fenceline.assembly.nbd.NbdReply;
import io.fenceline.assembly.nbd.RamNamespace;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random sessions, cut at random places, held and let go at random times: every request gets exactly one reply, reads give what
 * was written, memory stays within its limit and is all given back; and random bytes never do more than end the connection.
 */
final class SessionFuzzTest {
    private static final int SIZE = 256 << 10;
    private static final int BLOCK = 512;
    private static final int SESSIONS = 300;
    private static final List<Integer> COMMANDS = List.of(Nbd.CMD_READ, Nbd.CMD_READ, Nbd.CMD_WRITE, Nbd.CMD_WRITE, Nbd.CMD_FLUSH,
            Nbd.CMD_TRIM, Nbd.CMD_WRITE_ZEROES, Nbd.CMD_CACHE, Nbd.CMD_BLOCK_STATUS, 8, 42);

    @Test
    void sessionsKeepTheRules() {
        Seed seed = Seed.next();
        for (int i = 0; i < SESSIONS; i++) {
            new Session(seed.part(i).gen()).run();
        }
    }

    /** One client. Requests that write do not overlap others that are open, so that what a read gives is known. */
    private static final class Session {
        private final Gen gen;
        private final RamNamespace namespace;
        private final PlayedWire wire = new PlayedWire();
        private final Transmission transmission;
        private final TransmissionLimits limits;
        private final byte[] model = new byte[SIZE];
        private final Map<Long, byte[]> expected = new HashMap<>();
        private final Map<Long, Integer> lengths = new HashMap<>();
        private final Set<Long> open = new HashSet<>();
        private ByteBuffer left = ByteBuffer.allocate(0);
        private long cookie;

        Session(Gen gen) {
            this.gen = gen;
            this.namespace = new RamNamespace(BLOCK, SIZE, 0);
            this.limits = new TransmissionLimits(gen.edgy(1, 16), TransmissionLimits.MIN_PAYLOAD_BYTES);
            this.transmission = new Transmission(FixedExports.of(namespace).find("1"), gen.chance(50), true, limits, 0, wire, wire::end);
        }

        void run() {
            for (int batch = 0; batch < 20; batch++) {
                batch();
            }
            boolean polite = gen.chance(50);
            if (polite) {
                give(request(0, Nbd.CMD_DISC, 0, 0, 0));
                settle();
                assertThat(wire.isClosing()).isTrue();
            } else {
                give(Arrays.copyOf(request(0, Nbd.CMD_WRITE, 1, 0, 4096), gen.between(0, 2000) + 1));
            }
            transmission.onLost();
            wire.run(transmission);
            assertThat(transmission.release()).isTrue();
            assertThat(transmission.payloadBytes()).isZero();
        }

        /** Requests to places of their own, so that they may end in any order. */
        private void batch() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int count = gen.between(1, 24);
            int place = SIZE / count / BLOCK * BLOCK;
            boolean hold = gen.chance(50);
            if (hold) {
                namespace.hold();
            }
            for (int i = 0; i < count; i++) {
                all.writeBytes(one(i * place, place));
            }
            give(all.toByteArray());
            settle();
            assertThat(open).isEmpty();
            assertThat(namespace.content()).isEqualTo(model);
        }

        private byte[] one(int at, int room) {
            long id = ++cookie;
            open.add(id);
            int command = gen.pick(COMMANDS);
            int blocks = gen.edgy(1, room / BLOCK);
            long offset = at + (long) gen.between(0, room / BLOCK - blocks) * BLOCK;
            long length = (long) blocks * BLOCK;
            int flags = gen.chance(10) ? gen.between(0, 0xFFFF) : 0;
            boolean wrong = flags != 0;
            if (gen.chance(10)) {
                wrong = true;
                switch (gen.between(0, 2)) {
                    case 0 -> offset += gen.between(1, BLOCK - 1);
                    case 1 -> offset = gen.anyLong() | 1L << 60;
                    default -> length += gen.between(1, BLOCK - 1);
                }
            }
            byte[] data = command == Nbd.CMD_WRITE ? gen.bytes((int) length) : new byte[0];
            if (command == Nbd.CMD_FLUSH) {
                offset = 0;
                length = 0;
            }
            int error = Requests.error(FixedExports.of(namespace).find("1"), true, command, flags, offset, length);
            if (!wrong && command <= Nbd.CMD_BLOCK_STATUS) {
                assertThat(error).isZero();
            }
            if (error == 0) {
                expect(id, command, (int) offset, (int) length, data);
            }
            return request(flags, command, id, offset, length, data);
        }

        private void expect(long id, int command, int offset, int length, byte[] data) {
            switch (command) {
                case Nbd.CMD_WRITE -> System.arraycopy(data, 0, model, offset, length);
                case Nbd.CMD_TRIM, Nbd.CMD_WRITE_ZEROES -> Arrays.fill(model, offset, offset + length, (byte) 0);
                case Nbd.CMD_READ -> {
                    expected.put(id, Arrays.copyOfRange(model, offset, offset + length));
                    lengths.put(id, length);
                }
                default -> {
                    // nothing to be seen
                }
            }
        }

        /** In pieces, what is left over first. */
        private void give(byte[] bytes) {
            ByteBuffer all = ByteBuffer.allocate(left.remaining() + bytes.length).put(left).put(bytes).flip();
            while (all.hasRemaining()) {
                int end = all.limit();
                all.limit(Math.min(end, all.position() + gen.edgy(1, 5000)));
                int before = all.remaining();
                transmission.receive(all);
                boolean stuck = all.remaining() == before;
                all.limit(end);
                assertThat(transmission.open()).isLessThanOrEqualTo(limits.openRequests());
                assertThat(transmission.payloadBytes()).isLessThanOrEqualTo(limits.payloadBytes());
                if (gen.chance(20)) {
                    wire.run(transmission);
                }
                if (stuck || transmission.blocked()) {
                    break;
                }
            }
            left = all;
        }

        private void settle() {
            for (int i = 0; i < 10_000 && (left.hasRemaining() || transmission.open() > 0 || transmission.blocked()); i++) {
                namespace.release();
                wire.run(transmission);
                check();
                give(new byte[0]);
                transmission.receive(ByteBuffer.allocate(0));
            }
            wire.run(transmission);
            check();
        }

        private void check() {
            for (NbdReply reply : NbdReply.all(wire.takeOutput(), id -> lengths.getOrDefault(id, 0))) {
                assertThat(open.remove(reply.cookie())).as("a second reply to %s", reply.cookie()).isTrue();
                byte[] data = expected.remove(reply.cookie());
                if (data != null) {
                    assertThat(reply.error()).isZero();
                    assertThat(reply.content()).isEqualTo(data);
                }
            }
        }
    }

    @Test
    void randomBytesOnlyEndTheConnection() {
        Seed seed = Seed.next();
        for (int i = 0; i < 2000; i++) {
            Gen gen = seed.part(i).gen();
            FixedExports exports = FixedExports.of(new RamNamespace(BLOCK, SIZE, 0));
            Handshake handshake = new Handshake(exports);
            if (gen.chance(80)) {
                handshake.receive(ByteBuffer.allocate(4).putInt(gen.between(0, 3)).flip());
            }
            for (int n = 0; n < 20 && handshake.state() == Handshake.State.NEGOTIATING; n++) {
                byte[] data = gen.bytes(gen.edgy(0, 200));
                ByteBuffer option = ByteBuffer.allocate(16 + data.length).putLong(gen.chance(95) ? Nbd.IHAVEOPT : gen.anyLong())
                        .putInt(gen.edgy(0, 12)).putInt(gen.chance(90) ? data.length : (int) gen.anyLong()).put(data).flip();
                if (data.length > 8 && gen.chance(70)) {
                    option.putInt(16, gen.edgy(0, data.length));
                }
                handshake.receive(option);
            }
            assertThat(handshake.takeOutput().length).isLessThan(1 << 16);
            PlayedWire wire = new PlayedWire();
            Transmission transmission = new Transmission(exports.find("1"), true, true, TransmissionLimits.DEFAULTS, 0, wire, wire::end);
            for (int n = 0; n < 20 && !wire.isClosing(); n++) {
                byte[] bytes = gen.chance(90)
                        ? request((int) gen.anyLong(), gen.edgy(0, 9), gen.anyLong(), gen.anyLong(), gen.edgy(0, Integer.MAX_VALUE))
                        : gen.bytes(gen.between(1, 100));
                transmission.receive(ByteBuffer.wrap(bytes));
                wire.run(transmission);
            }
            transmission.onLost();
            wire.run(transmission);
            assertThat(transmission.release()).isTrue();
        }
    }
}
