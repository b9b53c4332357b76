package io.fenceline.bench.rig;

import io.fenceline.bench.rig.Association.Target;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of an NVMe/TCP target to see whether the rig speaks the protocol: one command after another, a blocking
 * thread per connection, no data kept. Written from the specification and not from our target, so that the two do not share
 * a mistake.
 */
final class TinyTarget implements AutoCloseable {
    static final String NQN = "nqn.2014-08.org.example:tiny";
    static final long BLOCKS = 4096;
    static final int BLOCK_BYTES = 512;

    /** What a test wants the target to do. */
    static class Habits {
        boolean headerDigest;
        boolean dataDigest;
        int inCapsuleBytes = 8192;
        int maxH2cData = 1 << 20;
        int cpda;
        /** Data of one C2HData, or of one R2T. */
        int piece = 1 << 20;
        boolean successFlag = true;

        /** Called before a read or write is answered; says what to do with it. */
        Answer answer(int nth) {
            return Answer.RIGHT;
        }
    }

    enum Answer {
        RIGHT, SHORT, TWICE, ERROR, BAD_DIGEST, UNKNOWN_CID, SILENCE
    }

    final List<Long> places = new CopyOnWriteArrayList<>();
    final List<byte[]> written = new CopyOnWriteArrayList<>();
    final AtomicInteger commands = new AtomicInteger();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final ServerSocketChannel listener;
    private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();
    private final Habits habits;

    TinyTarget(Habits habits) throws IOException {
        this.habits = habits;
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    Target target() throws IOException {
        return new Target((InetSocketAddress) listener.getLocalAddress(), NQN, "nqn.2014-08.org.example:host", 1, habits.headerDigest,
                habits.dataDigest, !habits.successFlag);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                channels.add(channel);
                Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (IOException closed) {
            listener.socket();
        }
    }

    private void serve(SocketChannel channel) {
        try {
            new Session(channel).run();
        } catch (EOFException | java.nio.channels.ClosedChannelException ended) {
            channels.remove(channel);
        } catch (IOException | RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int crc(ByteBuffer of, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(of.slice(at, length));
        return (int) crc.getValue();
    }

    private final class Session {
        private final SocketChannel channel;
        /** Commands that came while a write waited for its data. */
        private final Deque<ByteBuffer> later = new ArrayDeque<>();
        private boolean digests;
        private boolean enabled;
        private int qid;

        Session(SocketChannel channel) {
            this.channel = channel;
        }

        void run() throws IOException {
            ByteBuffer icReq = pdu();
            check(icReq.get(0) == 0 && icReq.limit() == 128 && icReq.get(2) == (byte) 128, "ICReq");
            check(((icReq.get(11) & 1) != 0) == habits.headerDigest && ((icReq.get(11) & 2) != 0) == habits.dataDigest, "digests");
            ByteBuffer icResp = little(128);
            icResp.put(0, (byte) 1).put(2, (byte) 128).putInt(4, 128).put(10, (byte) habits.cpda);
            icResp.put(11, icReq.get(11)).putInt(12, habits.maxH2cData);
            write(icResp);
            digests = true;
            while (true) {
                command(later.isEmpty() ? pdu() : later.remove());
            }
        }

        private void command(ByteBuffer capsule) throws IOException {
            check(capsule.get(0) == 4 && capsule.get(2) == 72, "CapsuleCmd");
            ByteBuffer sqe = capsule.slice(8, 64).order(ByteOrder.LITTLE_ENDIAN);
            check(sqe.get(1) == 0x40, "PSDT");
            int cid = sqe.getShort(2) & 0xFFFF;
            int opcode = sqe.get(0) & 0xFF;
            if (opcode == 0x7F) {
                fabrics(capsule, sqe, cid);
            } else if (qid > 0) {
                io(capsule, sqe, cid, opcode);
            } else if (opcode == 6) {
                identify(sqe, cid);
            } else {
                check(opcode == 9 && enabled, "Set Features on an enabled controller");
                respond(cid, sqe.getInt(44), 0);
            }
        }

        private void fabrics(ByteBuffer capsule, ByteBuffer sqe, int cid) throws IOException {
            int type = sqe.get(4);
            if (type == 1) {
                check(sqe.get(39) == 1 && sqe.getInt(32) == 1024, "SGL of Connect");
                ByteBuffer data = data(capsule, 1024);
                byte[] nqn = new byte[NQN.length()];
                data.get(256, nqn);
                check(new String(nqn, StandardCharsets.UTF_8).equals(NQN), "NQN");
                qid = sqe.getShort(42);
                check(sqe.get(46) == (qid > 0 && habits.successFlag ? 4 : 0), "CATTR");
                check((data.getShort(16) & 0xFFFF) == (qid == 0 ? 0xFFFF : 7), "CNTLID");
                respond(cid, 7, 0);
            } else if (type == 0) {
                check(sqe.getInt(44) == 0x14 && sqe.getInt(48) == 0x460001, "CC");
                enabled = true;
                respond(cid, 0, 0);
            } else if (sqe.getInt(44) == 0) {
                respond(cid, 0x20_0000_00FFL, 0);
            } else {
                respond(cid, enabled ? 1 : 0, 0);
            }
        }

        private void identify(ByteBuffer sqe, int cid) throws IOException {
            ByteBuffer page = little(4096);
            if (sqe.getInt(40) == 1) {
                page.put(77, (byte) 8).putInt(1792, (64 + habits.inCapsuleBytes) / 16);
            } else {
                page.putLong(0, BLOCKS).putInt(128, 9 << 16);
            }
            c2hData(cid, page, 0, 4096, true, false);
        }

        private void io(ByteBuffer capsule, ByteBuffer sqe, int cid, int opcode) throws IOException {
            int bytes = ((sqe.getShort(48) & 0xFFFF) + 1) * BLOCK_BYTES;
            places.add(sqe.getLong(40));
            check(sqe.getInt(32) == bytes, "SGL length");
            if (opcode == 1) {
                take(capsule, sqe, cid, bytes);
            }
            Answer how = habits.answer(commands.incrementAndGet());
            if (how == Answer.SILENCE) {
                return;
            }
            int known = how == Answer.UNKNOWN_CID ? 0x7777 : cid;
            boolean success = false;
            if (opcode == 2 && how != Answer.ERROR) {
                success = habits.successFlag;
                int all = how == Answer.SHORT ? bytes - BLOCK_BYTES : bytes;
                for (int at = 0; at < all; at += habits.piece) {
                    int part = Math.min(habits.piece, all - at);
                    c2hData(known, little(bytes), at, part, success && at + part == all, how == Answer.BAD_DIGEST);
                }
            }
            for (int i = success ? 1 : 0; i < (how == Answer.TWICE ? 2 : 1); i++) {
                respond(known, 0, how == Answer.ERROR ? 0x80 : 0);
            }
        }

        private void take(ByteBuffer capsule, ByteBuffer sqe, int cid, int bytes) throws IOException {
            boolean inCapsule = bytes <= habits.inCapsuleBytes;
            check(sqe.get(39) == (inCapsule ? 0x01 : 0x5A), "SGL type");
            if (inCapsule) {
                byte[] all = new byte[bytes];
                data(capsule, bytes).get(0, all);
                written.add(all);
                return;
            }
            check(capsule.get(3) == 0, "PDO of a capsule without data");
            byte[] all = new byte[bytes];
            for (int at = 0; at < bytes; at += habits.piece) {
                int part = Math.min(habits.piece, bytes - at);
                ByteBuffer r2t = little(24);
                r2t.put(0, (byte) 9).put(2, (byte) 24).putShort(8, (short) cid).putShort(10, (short) 0x1234).putInt(12, at).putInt(16,
                        part);
                send(r2t, null, false);
                for (int got = 0; got < part;) {
                    ByteBuffer h2c = pdu();
                    if (h2c.get(0) == 4) {
                        later.add(h2c);
                        continue;
                    }
                    int length = h2c.getInt(16);
                    check(h2c.get(0) == 6 && h2c.getShort(8) == (short) cid && h2c.getShort(10) == 0x1234, "H2CData");
                    check(h2c.getInt(12) == at + got && length <= habits.maxH2cData, "place of H2CData");
                    data(h2c, length).get(0, all, at + got, length);
                    got += length;
                    check(((h2c.get(1) & 4) != 0) == (got == part), "LAST_PDU");
                }
            }
            written.add(all);
        }

        private ByteBuffer data(ByteBuffer pdu, int length) {
            int pdo = pdu.get(3) & 0xFF;
            int headerEnd = (pdu.get(2) & 0xFF) + (habits.headerDigest ? 4 : 0);
            check(pdo % ((habits.cpda + 1) * 4) == 0 && pdo >= headerEnd, "PDO");
            int tail = habits.dataDigest ? 4 : 0;
            check(pdu.limit() == pdo + length + tail && (pdu.get(1) & 2) == (tail > 0 ? 2 : 0), "PLEN and DDGSTF");
            if (tail > 0) {
                check(pdu.getInt(pdo + length) == crc(pdu, pdo, length), "data digest");
            }
            return pdu.slice(pdo, length).order(ByteOrder.LITTLE_ENDIAN);
        }

        private void c2hData(int cid, ByteBuffer from, int at, int length, boolean success, boolean badDigest) throws IOException {
            ByteBuffer header = little(24);
            boolean last = at + length == from.capacity();
            header.put(0, (byte) 7).put(1, (byte) ((last ? 4 : 0) | (success ? 8 : 0))).put(2, (byte) 24);
            header.putShort(8, (short) cid).putInt(12, at).putInt(16, length);
            send(header, from.slice(at, length), badDigest);
        }

        private void respond(int cid, long result, int status) throws IOException {
            ByteBuffer header = little(24);
            header.put(0, (byte) 5).put(2, (byte) 24).putLong(8, result).putShort(20, (short) cid).putShort(22, (short) (status << 1));
            send(header, null, false);
        }

        private void send(ByteBuffer header, @Nullable ByteBuffer data, boolean badDigest) throws IOException {
            int headerEnd = 24 + (habits.headerDigest ? 4 : 0);
            int pdo = data == null ? 0 : headerEnd + 8;
            int end = data == null ? headerEnd : pdo + data.capacity();
            int tail = data != null && habits.dataDigest ? 4 : 0;
            ByteBuffer all = little(end + tail);
            all.put(0, header, 0, 24).put(3, (byte) pdo).putInt(4, end + tail);
            all.put(1, (byte) (header.get(1) | (habits.headerDigest ? 1 : 0) | (tail > 0 ? 2 : 0)));
            if (habits.headerDigest) {
                all.putInt(24, crc(all, 0, 24));
            }
            if (data != null) {
                all.put(pdo, data, 0, data.capacity());
            }
            if (tail > 0) {
                all.putInt(end, crc(all, pdo, end - pdo) ^ (badDigest ? 1 : 0));
            }
            write(all);
        }

        private ByteBuffer pdu() throws IOException {
            ByteBuffer head = little(8);
            read(head);
            ByteBuffer all = little(head.getInt(4)).put(head.flip());
            read(all);
            all.flip();
            if (digests && habits.headerDigest) {
                int length = all.get(2) & 0xFF;
                check((all.get(1) & 1) != 0 && all.getInt(length) == crc(all, 0, length), "header digest");
            }
            return all;
        }

        private void read(ByteBuffer into) throws IOException {
            while (into.hasRemaining()) {
                if (channel.read(into) < 0) {
                    throw new EOFException();
                }
            }
        }

        private void write(ByteBuffer all) throws IOException {
            while (all.hasRemaining()) {
                channel.write(all);
            }
        }

        private static void check(boolean right, String what) {
            if (!right) {
                throw new AssertionError("the rig sent a wrong " + what);
            }
        }
    }
}
