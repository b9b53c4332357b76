package io.fenceline.bench.rig;

import io.fenceline.wire.Cqe;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32C;

/**
 * One I/O queue under load: takes answers apart and sends commands. Payload that comes is counted, not looked at (but for
 * the data digest, when it is on).
 */
final class LoadQueue {
    private static final int IN_BYTES = 256 * 1024;
    /** Low bits of a CID; the others are a generation, so that an answer that comes twice is noticed. */
    private static final int SLOT_BITS = 12;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

    private final SocketChannel channel;
    private final Wire wire;
    private final int bytes;
    private final boolean reads;
    private final int headerTail;
    private final Capsules capsules;
    private final SolicitedData solicited;

    private final ByteBuffer in = ByteBuffer.allocateDirect(IN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer inView = in.duplicate();
    private final CRC32C crc = new CRC32C();
    /** Bytes before the data of the present C2HData, of the data, and of its digest that are still to come. */
    private int padLeft;
    private int dataLeft;
    private int digestLeft;
    /** The slot of the command that ends with the present C2HData; -1: none. */
    private int ends = -1;

    /** Per slot: the CID in use, which is the slot with a generation above it; -1: none. */
    private final int[] cids;
    private final byte[] generations;
    private final long[] startNs;
    private final int[] received;
    private final int[] free;
    private int freeCount;

    /** Hears of what comes. */
    interface Answers {
        /** Something has come; answers may follow. */
        void arrived();

        /**
         * A command is over and its CID is free.
         *
         * @param startNs as given to {@link LoadQueue#submit}
         */
        void completed(long startNs);
    }

    LoadQueue(SocketChannel channel, Wire wire, Geometry geometry, Workload workload, int qid) throws ProtocolException {
        this.channel = channel;
        this.wire = wire;
        bytes = workload.bytes();
        reads = !workload.pattern().writes;
        headerTail = wire.headerDigest() ? Pdu.DIGEST_BYTES : 0;
        boolean inCapsule = !reads && bytes <= geometry.inCapsuleBytes();
        solicited = new SolicitedData(wire, workload, !reads && !inCapsule);
        capsules = new Capsules(wire, geometry, workload, inCapsule, solicited.payload(), qid);
        cids = new int[workload.depth()];
        generations = new byte[workload.depth()];
        startNs = new long[workload.depth()];
        received = new int[workload.depth()];
        free = new int[workload.depth()];
        for (int slot = workload.depth() - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
            cids[slot] = -1;
        }
    }

    /** Whether another command may be submitted now. */
    boolean ready() {
        return freeCount > 0 && capsules.hasRoom();
    }

    /** How many commands are outstanding. */
    int outstanding() {
        return free.length - freeCount;
    }

    /**
     * Adds a command to what leaves with the next {@link #flush}. Only when {@link #ready}.
     *
     * @param nowNs what its latency counts from
     */
    void submit(long nowNs) {
        int slot = free[--freeCount];
        int cid = slot | (generations[slot]++ & 15) << SLOT_BITS;
        cids[slot] = cid;
        startNs[slot] = nowNs;
        received[slot] = 0;
        capsules.add(cid);
    }

    /** Sends what the socket takes. */
    void flush() throws IOException {
        if (solicited.midway() && !solicited.flush(channel)) {
            return;
        }
        if (capsules.flush(channel)) {
            solicited.flush(channel);
        }
    }

    /**
     * Takes what has come.
     *
     * @param up hears of it
     * @return whether anything has come
     */
    boolean receive(Answers up) throws IOException {
        int n = channel.read(in);
        if (n <= 0) {
            if (n < 0) {
                throw new EOFException("the target closed the connection");
            }
            return false;
        }
        up.arrived();
        int end = in.position();
        int at = parse(end, up);
        in.limit(end).position(at).compact();
        return true;
    }

    private int parse(int end, Answers up) throws IOException {
        int at = 0;
        while (true) {
            if ((padLeft | dataLeft | digestLeft) != 0) {
                at = data(at, end);
                if ((padLeft | dataLeft | digestLeft) != 0) {
                    return at;
                }
                if (ends >= 0) {
                    int slot = ends;
                    ends = -1;
                    complete(slot, up);
                }
            }
            if (end - at < Pdu.HEADER_BYTES + headerTail) {
                return at;
            }
            header(at, up);
            at += Pdu.HEADER_BYTES + headerTail;
        }
    }

    private int data(int from, int end) throws IOException {
        int at = from;
        int pad = Math.min(padLeft, end - at);
        padLeft -= pad;
        at += pad;
        int part = Math.min(dataLeft, end - at);
        if (digestLeft > 0 && part > 0) {
            inView.limit(at + part).position(at);
            crc.update(inView);
        }
        dataLeft -= part;
        at += part;
        if (dataLeft == 0 && digestLeft > 0 && end - at >= Pdu.DIGEST_BYTES) {
            if (in.getInt(at) != (int) crc.getValue()) {
                throw new ProtocolException("C2HData whose data digest does not fit");
            }
            digestLeft = 0;
            at += Pdu.DIGEST_BYTES;
        }
        return at;
    }

    private void header(int at, Answers up) throws IOException {
        if (headerTail != 0) {
            inView.limit(at + Pdu.HEADER_BYTES).position(at);
            crc.reset();
            crc.update(inView);
            if (in.getInt(at + Pdu.HEADER_BYTES) != (int) crc.getValue()) {
                throw new ProtocolException("header digest does not fit: " + Connection.describe(in.slice(at, Pdu.HEADER_BYTES)));
            }
        }
        switch (in.get(at + Pdu.TYPE)) {
            case Pdu.CAPSULE_RESP -> {
                int status = (in.getShort(at + Pdu.ENTRY + Cqe.STATUS) & 0xFFFF) >>> 1;
                if (status != 0) {
                    throw new ProtocolException("a command was answered with status " + Integer.toHexString(status) + "h");
                }
                complete(slot(at + Pdu.ENTRY + Cqe.CID), up);
            }
            case Pdu.C2H_DATA -> c2hData(at);
            case Pdu.R2T -> r2t(at);
            default -> throw new ProtocolException("unexpected " + Connection.describe(in.slice(at, Pdu.HEADER_BYTES)));
        }
    }

    private void c2hData(int at) throws ProtocolException {
        int slot = slot(at + Pdu.CCCID);
        int length = in.getInt(at + Pdu.DATAL);
        int offset = in.getInt(at + Pdu.DATAO);
        int flags = in.get(at + Pdu.FLAGS);
        int tail = wire.dataDigest() ? Pdu.DIGEST_BYTES : 0;
        int pad = (in.get(at + Pdu.PDO) & 0xFF) - Pdu.HEADER_BYTES - headerTail;
        boolean fits = reads && offset == received[slot] && length > 0 && length <= bytes - offset && pad >= 0
                && in.getInt(at + Pdu.PLEN) == Pdu.HEADER_BYTES + headerTail + pad + length + tail;
        if (!fits) {
            throw new ProtocolException("C2HData out of place: " + Connection.describe(in.slice(at, Pdu.HEADER_BYTES)));
        }
        received[slot] = offset + length;
        padLeft = pad;
        dataLeft = length;
        digestLeft = tail;
        crc.reset();
        ends = (flags & Pdu.FLAG_SUCCESS) != 0 ? slot : -1;
    }

    private void r2t(int at) throws ProtocolException {
        int slot = slot(at + Pdu.CCCID);
        int offset = in.getInt(at + Pdu.DATAO);
        int length = in.getInt(at + Pdu.DATAL);
        if (reads || offset != received[slot] || length <= 0 || length > bytes - offset) {
            throw new ProtocolException("R2T out of place: " + Connection.describe(in.slice(at, Pdu.HEADER_BYTES)));
        }
        received[slot] = offset + length;
        solicited.requested(cids[slot], in.getShort(at + Pdu.TTAG), offset, length);
    }

    private int slot(int at) throws ProtocolException {
        int cid = in.getShort(at) & 0xFFFF;
        int slot = cid & SLOT_MASK;
        if (slot >= cids.length || cids[slot] != cid) {
            throw new ProtocolException("no command has CID " + cid + ": it was answered before, or never sent");
        }
        return slot;
    }

    private void complete(int slot, Answers up) throws ProtocolException {
        if (reads && received[slot] != bytes) {
            throw new ProtocolException("a read of " + bytes + " B was answered with " + received[slot] + " B");
        }
        cids[slot] = -1;
        free[freeCount++] = slot;
        up.completed(startNs[slot]);
    }
}
