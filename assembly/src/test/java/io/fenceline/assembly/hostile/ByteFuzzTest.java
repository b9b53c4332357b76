package io.fenceline.assembly.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sessions that begin well and then go wrong somewhere, byte by byte, against a whole target over real sockets. Replay a case with
 * {@code -Dfenceline.seed=…}.
 */
final class ByteFuzzTest {
    private static final int CASES = 1500;
    private static final int LONG_CASES = 200_000;
    /** After so many cases somebody else is served, and nothing may be left of those before. */
    private static final int ROUND = 250;

    @Test
    @Timeout(180)
    void noMutatedSessionHarmsTheTarget() throws IOException {
        run(CASES);
    }

    @Test
    @Tag("long")
    void noMutatedSessionHarmsTheTargetInALongRun() throws IOException {
        run(LONG_CASES);
    }

    private static void run(int cases) throws IOException {
        Long replay = Long.getLong("fenceline.seed");
        long first = replay != null ? replay : System.nanoTime();
        System.out.println("ByteFuzzTest: " + (replay != null ? 1 : cases) + " cases from -Dfenceline.seed=" + first);
        try (ServedTarget served = ServedTarget.start()) {
            for (int i = 0; i < (replay != null ? 1 : cases); i++) {
                long seed = first + i;
                try {
                    one(served, new Random(seed));
                    if (i % ROUND == ROUND - 1) {
                        served.writeAndReadBack();
                        served.awaitNoOtherControllers();
                    }
                } catch (IOException | RuntimeException | AssertionError e) {
                    throw new AssertionError("replay with -Dfenceline.seed=" + seed, e);
                }
            }
            served.writeAndReadBack();
            served.awaitNoOtherControllers();
            assertThat(served.view().subsystems()).hasSize(1);
        }
    }

    private static void one(ServedTarget served, Random random) throws IOException {
        try (RawPeer admin = new RawPeer(served.port()); RawPeer peer = new RawPeer(served.port())) {
            byte[] session;
            switch (random.nextInt(3)) {
                case 0 -> session = handshakeAndConnect(served, random);
                case 1 -> {
                    peer.admin(served.nqn());
                    session = commands(served, random, true);
                }
                default -> {
                    peer.io(served.nqn(), admin.admin(served.nqn()), 1, 32);
                    session = commands(served, random, false);
                }
            }
            mutate(session, random);
            int sent = 0;
            while (sent < session.length) {
                int piece = Math.min(session.length - sent, 1 + random.nextInt(400));
                byte[] part = java.util.Arrays.copyOfRange(session, sent, sent + piece);
                if (!peer.trySend(part)) {
                    break;
                }
                sent += piece;
            }
            if (random.nextBoolean() && !peer.socket.isClosed()) {
                peer.socket.setSoLinger(random.nextBoolean(), 0); // a reset, or an end in good order
            }
        }
    }

    private static byte[] handshakeAndConnect(ServedTarget served, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(RawPeer.icReq(0, 0, random.nextInt(4), random.nextInt(8)));
        out.writeBytes(RawPeer.connect(RawPeer.HOST, new UUID(1, random.nextInt()), served.nqn(), 0xFFFF, 0, 31, 1000));
        out.writeBytes(commands(served, random, true));
        return out.toByteArray();
    }

    private static byte[] commands(ServedTarget served, Random random, boolean admin) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] opcodes = admin ? new int[]{0x02, 0x06, 0x08, 0x09, 0x0A, 0x0C, 0x18, 0x7F} : new int[]{0, 1, 2, 4, 5, 8, 9, 0x0C, 0x19};
        for (int cid = 0; cid < 1 + random.nextInt(20); cid++) {
            int blocks = 1 + random.nextInt(4);
            byte[] sqe = RawPeer.transfer(opcodes[random.nextInt(opcodes.length)], cid, random.nextInt((int) served.blocks()), blocks,
                    blocks * served.blockSize());
            MemorySegment s = MemorySegment.ofArray(sqe);
            if (admin) {
                Bytes.put32(s, 40, random.nextInt(0x80) | 0x3FF << 16);
            }
            boolean inCapsule = random.nextInt(3) == 0;
            byte[] data = new byte[inCapsule ? blocks * served.blockSize() : 0];
            if (inCapsule) {
                Bytes.put64(s, 24, 0);
                Bytes.put8(s, 39, 1);
            }
            out.writeBytes(RawPeer.capsule(sqe, data));
            if (random.nextInt(3) == 0) {
                out.writeBytes(RawPeer.h2cData(cid, random.nextInt(4), 0, new byte[served.blockSize()], true));
            }
        }
        return out.toByteArray();
    }

    private static void mutate(byte[] bytes, Random random) {
        for (int n = random.nextInt(6); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes[at] = (byte) 0xFF;
                default -> {
                    int to = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, to));
                    System.arraycopy(bytes, at, bytes, to, length);
                }
            }
        }
    }
}
