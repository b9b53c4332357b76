package io.fenceline.bench.rig;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** What a write's R2Ts asked for and the socket has not taken yet: H2CData headers with views of one payload. */
final class SolicitedData {
    private static final int VECTORS = 3;
    private static final int DIGEST_SLOT = 32;

    private final Wire wire;
    private final ByteBuffer payload;
    private final int dataOffset;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer[] headers = new ByteBuffer[0];
    private ByteBuffer[] payloads = new ByteBuffer[0];
    private ByteBuffer[] digests = new ByteBuffer[0];
    private ByteBuffer[] vectors = new ByteBuffer[0];
    private int pdus;
    private int first;
    private int last;
    private boolean midway;

    /**
     * Makes the payload; every write has the same.
     *
     * @param wire what was agreed on
     * @param workload how much
     * @param expected whether R2Ts are expected, and room for them is made now
     */
    SolicitedData(Wire wire, Workload workload, boolean expected) {
        this.wire = wire;
        dataOffset = wire.dataOffset(Pdu.HEADER_BYTES);
        payload = ByteBuffer.allocateDirect(workload.bytes());
        byte[] bytes = new byte[workload.bytes()];
        new SplittableRandom(workload.bytes()).nextBytes(bytes);
        payload.put(0, bytes);
        if (expected) {
            grow(workload.depth() * Math.ceilDiv(workload.bytes(), wire.maxH2cData()));
        }
    }

    /** The data of a write. */
    ByteBuffer payload() {
        return payload;
    }

    private void grow(int to) {
        int from = headers.length;
        headers = Arrays.copyOf(headers, to);
        payloads = Arrays.copyOf(payloads, to);
        digests = Arrays.copyOf(digests, to);
        vectors = Arrays.copyOf(vectors, to * VECTORS);
        int slot = dataOffset + DIGEST_SLOT;
        ByteBuffer memory = ByteBuffer.allocateDirect((to - from) * slot);
        for (int i = from; i < to; i++) {
            int at = (i - from) * slot;
            headers[i] = memory.slice(at, dataOffset).order(ByteOrder.LITTLE_ENDIAN);
            digests[i] = memory.slice(at + dataOffset, Pdu.DIGEST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            payloads[i] = payload.duplicate();
        }
    }

    /** Answers an R2T: as many H2CData PDUs as MAXH2CDATA makes it; only the last has LAST_PDU. */
    void requested(int cid, int ttag, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int part = Math.min(end - at, wire.maxH2cData());
            add(cid, ttag, at, part, at + part == end);
            at += part;
        }
    }

    private void add(int cid, int ttag, int offset, int length, boolean lastPdu) {
        if (pdus == headers.length) {
            grow(2 * pdus + 1);
        }
        int tail = wire.dataDigest() ? Pdu.DIGEST_BYTES : 0;
        int flags = (wire.headerDigest() ? Pdu.FLAG_HDGST : 0) | (tail > 0 ? Pdu.FLAG_DDGST : 0) | (lastPdu ? Pdu.FLAG_LAST : 0);
        ByteBuffer header = headers[pdus];
        header.clear();
        header.put(Pdu.TYPE, (byte) Pdu.H2C_DATA).put(Pdu.FLAGS, (byte) flags).put(Pdu.HLEN, (byte) Pdu.HEADER_BYTES);
        header.put(Pdu.PDO, (byte) dataOffset).putInt(Pdu.PLEN, dataOffset + length + tail);
        header.putShort(Pdu.CCCID, (short) cid).putShort(Pdu.TTAG, (short) ttag).putInt(Pdu.DATAO, offset).putInt(Pdu.DATAL, length);
        if (wire.headerDigest()) {
            int digest = crc(header, 0, Pdu.HEADER_BYTES);
            header.clear();
            header.putInt(Pdu.HEADER_BYTES, digest);
        }
        ByteBuffer data = payloads[pdus];
        vectors[last++] = header;
        vectors[last++] = data;
        if (tail > 0) {
            ByteBuffer digest = digests[pdus];
            digest.clear();
            digest.putInt(0, crc(data, offset, length));
            vectors[last++] = digest;
        }
        data.limit(offset + length).position(offset);
        pdus++;
    }

    private int crc(ByteBuffer of, int at, int length) {
        of.limit(at + length).position(at);
        crc.reset();
        crc.update(of);
        return (int) crc.getValue();
    }

    /** Whether a PDU may have left in part: nothing else may be sent then. */
    boolean midway() {
        return midway;
    }

    /**
     * Sends what the socket takes.
     *
     * @return whether nothing is left
     */
    boolean flush(SocketChannel channel) throws IOException {
        while (first < last) {
            long sent = channel.write(vectors, first, last - first);
            while (first < last && !vectors[first].hasRemaining()) {
                first++;
            }
            if (sent == 0) {
                midway = true;
                return false;
            }
        }
        first = 0;
        last = 0;
        pdus = 0;
        midway = false;
        return true;
    }
}
