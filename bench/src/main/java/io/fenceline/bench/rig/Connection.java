package io.fenceline.bench.rig;

import io.fenceline.wire.Cqe;
import io.fenceline.wire.Sqe;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32C;

/**
 * A connection while it is set up, and the admin queue as long as it lives: one command at a time, waiting for each answer
 * no longer than {@link #TIMEOUT_NS}. The load runs on {@link LoadQueue}, which takes the channel over.
 */
final class Connection implements AutoCloseable {
    /** How long an answer may take. */
    static final long TIMEOUT_NS = 20_000_000_000L;
    /** FLAGS of every command: SGLs (PSDT 01b). */
    static final int PSDT_SGL = 0x40;
    private static final int LARGEST_PDU = 1 << 20;

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer out = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    private Wire wire = new Wire(false, false, 4, 1 << 20);
    private int nextCid;

    private Connection(SocketChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /** An answer: the completion, and the data that came before it, little-endian. */
    record Answer(long result, int status, ByteBuffer data) {
    }

    static Connection open(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(address, (int) (TIMEOUT_NS / 1_000_000));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new Connection(channel, selector);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** ICReq and ICResp; afterwards the digests are in use. */
    Wire initialize(boolean headerDigest, boolean dataDigest) throws IOException {
        int digests = (headerDigest ? Pdu.IC_DIGEST_HEADER : 0) | (dataDigest ? Pdu.IC_DIGEST_DATA : 0);
        out.clear();
        out.put(new byte[Pdu.IC_BYTES]);
        out.put(Pdu.TYPE, (byte) Pdu.ICREQ).put(Pdu.HLEN, (byte) Pdu.IC_BYTES).putInt(Pdu.PLEN, Pdu.IC_BYTES);
        out.put(Pdu.IC_DIGEST, (byte) digests);
        send();
        ByteBuffer answer = receive();
        if (answer.get(Pdu.TYPE) != Pdu.ICRESP || answer.limit() != Pdu.IC_BYTES || answer.getShort(Pdu.IC_PFV) != 0) {
            throw new ProtocolException("not an ICResp of format version 0: " + describe(answer));
        }
        if ((answer.get(Pdu.IC_DIGEST) & ~digests) != 0) {
            throw new ProtocolException("ICResp turns on a digest that was not asked for");
        }
        int agreed = answer.get(Pdu.IC_DIGEST);
        int cpda = ((answer.get(Pdu.IC_PDA) & 0xFF) + 1) * 4;
        int maxH2cData = answer.getInt(Pdu.ICRESP_MAXH2CDATA);
        if (maxH2cData < 4096 || cpda > 128) {
            throw new ProtocolException("ICResp with MAXH2CDATA " + maxH2cData + " and CPDA " + cpda);
        }
        wire = new Wire((agreed & Pdu.IC_DIGEST_HEADER) != 0, (agreed & Pdu.IC_DIGEST_DATA) != 0, cpda, maxH2cData);
        return wire;
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @param sqe 64 bytes, little-endian; flags, CID and SGL1 are filled in here
     * @param data goes along in the capsule; empty: none
     * @param expect how much data the command may read
     */
    Answer command(ByteBuffer sqe, byte[] data, int expect) throws IOException {
        int cid = nextCid++ & 0x7FFF;
        sqe.put(Sqe.FLAGS, (byte) PSDT_SGL).putShort(Sqe.CID, (short) cid);
        SglFields.put(sqe, 0, data.length > 0, Math.max(data.length, expect));
        int pdo = data.length > 0 ? wire.dataOffset(Pdu.CAPSULE_CMD_BYTES) : 0;
        int tail = data.length > 0 && wire.dataDigest() ? Pdu.DIGEST_BYTES : 0;
        int headerEnd = Pdu.CAPSULE_CMD_BYTES + (wire.headerDigest() ? Pdu.DIGEST_BYTES : 0);
        int length = data.length > 0 ? pdo + data.length + tail : headerEnd;
        int flags = (wire.headerDigest() ? Pdu.FLAG_HDGST : 0) | (tail > 0 ? Pdu.FLAG_DDGST : 0);
        out.clear();
        out.put(new byte[length]);
        out.put(Pdu.TYPE, (byte) Pdu.CAPSULE_CMD).put(Pdu.FLAGS, (byte) flags).put(Pdu.HLEN, (byte) Pdu.CAPSULE_CMD_BYTES);
        out.put(Pdu.PDO, (byte) pdo).putInt(Pdu.PLEN, length);
        out.put(Pdu.ENTRY, sqe, 0, Sqe.BYTES);
        if (wire.headerDigest()) {
            out.putInt(Pdu.CAPSULE_CMD_BYTES, crc(out, 0, Pdu.CAPSULE_CMD_BYTES));
        }
        if (data.length > 0) {
            out.put(pdo, data);
            if (tail > 0) {
                out.putInt(pdo + data.length, crc(out, pdo, data.length));
            }
        }
        send();
        return answer(cid, expect);
    }

    private Answer answer(int cid, int expect) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(expect).order(ByteOrder.LITTLE_ENDIAN);
        while (true) {
            ByteBuffer pdu = receive();
            switch (pdu.get(Pdu.TYPE)) {
                case Pdu.C2H_DATA -> {
                    int length = pdu.getInt(Pdu.DATAL);
                    read.put(pdu.getInt(Pdu.DATAO), pdu, pdu.get(Pdu.PDO) & 0xFF, length);
                    if ((pdu.get(Pdu.FLAGS) & Pdu.FLAG_SUCCESS) != 0) {
                        return new Answer(0, 0, read);
                    }
                }
                case Pdu.CAPSULE_RESP -> {
                    if ((pdu.getShort(Pdu.ENTRY + Cqe.CID) & 0xFFFF) != cid) {
                        throw new ProtocolException("completion of an unknown command: " + describe(pdu));
                    }
                    return new Answer(pdu.getLong(Pdu.ENTRY), (pdu.getShort(Pdu.ENTRY + Cqe.STATUS) & 0xFFFF) >>> 1, read);
                }
                default -> throw new ProtocolException("unexpected " + describe(pdu));
            }
        }
    }

    /** Gives the channel to the load; this object must not be used any more. */
    SocketChannel handOver() throws IOException {
        selector.close();
        return channel;
    }

    private void send() throws IOException {
        out.flip();
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (out.hasRemaining()) {
            channel.write(out);
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IOException("the target takes nothing");
            }
        }
    }

    private ByteBuffer receive() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        fill(head);
        int length = head.getInt(Pdu.PLEN);
        if (length < 8 || length > LARGEST_PDU) {
            throw new ProtocolException("PDU of type " + head.get(Pdu.TYPE) + " with PLEN " + length);
        }
        ByteBuffer pdu = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        pdu.put(head.flip());
        fill(pdu);
        return pdu.flip();
    }

    private void fill(ByteBuffer into) throws IOException {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (into.hasRemaining()) {
            int n = channel.read(into);
            if (n < 0) {
                throw new EOFException("the target closed the connection");
            }
            if (n == 0) {
                selector.select(100);
                selector.selectedKeys().clear();
                if (System.nanoTime() - deadlineNs > 0) {
                    throw new IOException("the target does not answer");
                }
            }
        }
    }

    private static int crc(ByteBuffer of, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(of.slice(at, length));
        return (int) crc.getValue();
    }

    static String describe(ByteBuffer pdu) {
        StringBuilder text = new StringBuilder("PDU");
        for (int i = 0; i < Math.min(pdu.limit(), Pdu.HEADER_BYTES); i++) {
            text.append(' ').append(Character.forDigit(pdu.get(i) >> 4 & 15, 16)).append(Character.forDigit(pdu.get(i) & 15, 16));
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
