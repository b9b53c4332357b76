package io.fenceline.assembly.hostile;

import io.fenceline.wire.Bytes;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * An NVMe/TCP peer that is made of bytes: it can say anything. What it reads it understands only as far as PDUs go
 * (NVMe/TCP Transport 1.1, section 3.6). Every read has a deadline.
 */
final class RawPeer implements AutoCloseable {
    static final int IC_RESP = 1;
    static final int C2H_TERM = 3;
    static final int CAPSULE_RESP = 5;
    static final int C2H_DATA = 7;
    static final int R2T = 9;
    static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:8d2b8f7e-2a0b-4b8e-9e3a-5f1d0c6b7a11";
    private static final int READ_LIMIT_MS = 10_000;

    final Socket socket = new Socket();
    private final DataInputStream in;
    private UUID hostId = new UUID(0x1234, 0x5678);

    /** A PDU as it came. */
    record Pdu(int type, int flags, byte[] bytes) {
        int u16(int at) {
            return Bytes.u16(MemorySegment.ofArray(bytes), at);
        }

        int i32(int at) {
            return Bytes.i32(MemorySegment.ofArray(bytes), at);
        }

        /** The status of a capsule response. */
        int status() {
            return u16(8 + 14) >>> 1;
        }

        int cid() {
            return u16(8 + 12);
        }

        /** DW0 of a capsule response. */
        int dw0() {
            return i32(8);
        }
    }

    RawPeer(int port) throws IOException {
        this(port, 0);
    }

    /** With a small receive buffer, for a peer that does not read. */
    RawPeer(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(READ_LIMIT_MS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_LIMIT_MS);
        in = new DataInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends what the target may refuse to take. */
    boolean trySend(byte[] bytes) {
        try {
            send(bytes);
            return true;
        } catch (IOException e) {
            return false; // the target has closed: what a hostile peer has to expect
        }
    }

    Pdu receive() throws IOException {
        byte[] header = in.readNBytes(8);
        if (header.length < 8) {
            throw new EOFException("the target closed after " + header.length + " bytes of a header");
        }
        int length = Bytes.i32(MemorySegment.ofArray(header), 4);
        byte[] all = Arrays.copyOf(header, length);
        in.readFully(all, 8, length - 8);
        return new Pdu(header[0], header[1], all);
    }

    /** Reads until the target closes; returns the last PDU before that, or null. */
    @org.jspecify.annotations.Nullable
    Pdu receiveUntilClosed() throws IOException {
        Pdu last = null;
        try {
            while (true) {
                last = receive();
            }
        } catch (EOFException | SocketException e) {
            return last;
        }
    }

    static byte[] icReq(int pfv, int hpda, int digests, int maxR2t) {
        byte[] pdu = pdu(0, 0, 128, 0, 128);
        MemorySegment s = MemorySegment.ofArray(pdu);
        Bytes.put16(s, 8, pfv);
        Bytes.put8(s, 10, hpda);
        Bytes.put8(s, 11, digests);
        Bytes.put32(s, 12, maxR2t);
        return pdu;
    }

    static byte[] pdu(int type, int flags, int hlen, int pdo, int plen) {
        return pdu(type, flags, hlen, pdo, plen, Math.max(plen, 8));
    }

    static byte[] pdu(int type, int flags, int hlen, int pdo, int plen, int bytes) {
        byte[] pdu = new byte[bytes];
        MemorySegment s = MemorySegment.ofArray(pdu);
        Bytes.put8(s, 0, type);
        Bytes.put8(s, 1, flags);
        Bytes.put8(s, 2, hlen);
        Bytes.put8(s, 3, pdo);
        Bytes.put32(s, 4, plen);
        return pdu;
    }

    /** A command capsule, with in-capsule data or none. */
    static byte[] capsule(byte[] sqe, byte[] data) {
        byte[] pdu = pdu(4, 0, 72, data.length == 0 ? 0 : 72, 72 + data.length);
        System.arraycopy(sqe, 0, pdu, 8, 64);
        System.arraycopy(data, 0, pdu, 72, data.length);
        return pdu;
    }

    static byte[] sqe(int opcode, int cid, int nsid) {
        byte[] sqe = new byte[64];
        MemorySegment s = MemorySegment.ofArray(sqe);
        Bytes.put8(s, 0, opcode);
        Bytes.put8(s, 1, 0x40); // PSDT: SGL
        Bytes.put16(s, 2, cid);
        Bytes.put32(s, 4, nsid);
        return sqe;
    }

    /** A read (opcode 2) or write (opcode 1) whose data goes by C2HData or R2T. */
    static byte[] transfer(int opcode, int cid, long lba, int blocks, int bytes) {
        byte[] sqe = sqe(opcode, cid, 1);
        MemorySegment s = MemorySegment.ofArray(sqe);
        Bytes.put32(s, 32, bytes);
        Bytes.put8(s, 39, 0x5A);
        Bytes.put64(s, 40, lba);
        Bytes.put32(s, 48, blocks - 1);
        return sqe;
    }

    static byte[] h2cData(int cid, int ttag, int offset, byte[] data, boolean last) {
        byte[] pdu = pdu(6, last ? 4 : 0, 24, 24, 24 + data.length);
        MemorySegment s = MemorySegment.ofArray(pdu);
        Bytes.put16(s, 8, cid);
        Bytes.put16(s, 10, ttag);
        Bytes.put32(s, 12, offset);
        Bytes.put32(s, 16, data.length);
        System.arraycopy(data, 0, pdu, 24, data.length);
        return pdu;
    }

    static byte[] connect(String host, UUID hostId, String subsystem, int cntlid, int qid, int sqsize, int kato) {
        byte[] sqe = sqe(0x7F, 0, 1);
        MemorySegment s = MemorySegment.ofArray(sqe);
        Bytes.put32(s, 32, 1024);
        Bytes.put8(s, 39, 0x01);
        Bytes.put16(s, 42, qid);
        Bytes.put16(s, 44, sqsize);
        Bytes.put8(s, 46, 4); // CATTR: no flow control
        Bytes.put32(s, 48, kato);
        byte[] data = new byte[1024];
        MemorySegment d = MemorySegment.ofArray(data);
        Bytes.put64(d, 0, hostId.getMostSignificantBits());
        Bytes.put64(d, 8, hostId.getLeastSignificantBits());
        Bytes.put16(d, 16, cntlid);
        text(data, 256, subsystem);
        text(data, 512, host);
        return capsule(sqe, data);
    }

    private static void text(byte[] data, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, data, at, bytes.length);
    }

    void handshake(int digests) throws IOException {
        send(icReq(0, 0, digests, 0));
        Pdu answer = receive();
        if (answer.type() != IC_RESP) {
            throw new IOException("ICResp was expected, type " + answer.type() + " came");
        }
    }

    /** Connects an admin queue and enables the controller; returns the controller identifier. */
    int admin(String subsystem) throws IOException {
        handshake(0);
        send(connect(HOST, hostId, subsystem, 0xFFFF, 0, 31, 0));
        Pdu answer = expect(CAPSULE_RESP);
        if (answer.status() != 0) {
            throw new IOException("Connect was answered with " + Integer.toHexString(answer.status()));
        }
        int cntlid = answer.dw0() & 0xFFFF;
        byte[] set = sqe(0x7F, 1, 0);
        MemorySegment s = MemorySegment.ofArray(set);
        Bytes.put32(s, 44, 0x14); // CC
        Bytes.put64(s, 48, 0x460001); // IOCQES 4, IOSQES 6, EN
        send(capsule(set, new byte[0]));
        if (expect(CAPSULE_RESP).status() != 0) {
            throw new IOException("the controller was not enabled");
        }
        return cntlid;
    }

    /** Connects an I/O queue. */
    void io(String subsystem, int cntlid, int qid, int size) throws IOException {
        handshake(0);
        send(connect(HOST, hostId, subsystem, cntlid, qid, size - 1, 0));
        Pdu answer = expect(CAPSULE_RESP);
        if (answer.status() != 0) {
            throw new IOException("Connect was answered with " + Integer.toHexString(answer.status()));
        }
    }

    void hostId(UUID id) {
        hostId = id;
    }

    Pdu expect(int type) throws IOException {
        Pdu pdu = receive();
        if (pdu.type() != type) {
            throw new IOException("type " + type + " was expected, type " + pdu.type() + " came");
        }
        return pdu;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
