package io.fenceline.bench.rig;

import io.fenceline.wire.Sqe;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The command capsules of a queue, laid out once, one after another and with their data: per command only CID, SLBA and the
 * header's digest are written.
 */
final class Capsules {
    private static final int READ_OPCODE = 0x02;
    private static final int WRITE_OPCODE = 0x01;

    private final ByteBuffer out;
    private final ByteBuffer view;
    private final int capsuleBytes;
    private final boolean headerDigest;
    private final CRC32C crc = new CRC32C();
    private final boolean randomly;
    private final long places;
    private final int blocksPerCommand;
    private long random;
    private long next;

    Capsules(Wire wire, Geometry geometry, Workload workload, boolean inCapsule, ByteBuffer payload, int qid) throws ProtocolException {
        if (workload.bytes() > geometry.maxTransferBytes() || workload.bytes() % geometry.blockBytes() != 0) {
            throw new ProtocolException("commands of " + workload.bytes() + " B do not fit a namespace with blocks of "
                    + geometry.blockBytes() + " B and transfers of " + geometry.maxTransferBytes() + " B");
        }
        blocksPerCommand = workload.bytes() / geometry.blockBytes();
        places = geometry.blocks() / blocksPerCommand;
        if (places == 0) {
            throw new ProtocolException("the namespace is smaller than one command");
        }
        randomly = workload.pattern().random;
        random = new SplittableRandom(qid).nextLong();
        next = Math.unsignedMultiplyHigh(random, places);
        headerDigest = wire.headerDigest();
        ByteBuffer template = template(wire, geometry, workload, inCapsule, payload);
        capsuleBytes = template.capacity();
        int slots = 2 * workload.depth();
        out = ByteBuffer.allocateDirect(slots * capsuleBytes).order(ByteOrder.LITTLE_ENDIAN);
        view = out.duplicate();
        for (int i = 0; i < slots; i++) {
            out.put(i * capsuleBytes, template, 0, capsuleBytes);
        }
        out.limit(0);
    }

    private ByteBuffer template(Wire wire, Geometry geometry, Workload workload, boolean inCapsule, ByteBuffer payload) {
        boolean digest = inCapsule && wire.dataDigest();
        int pdo = inCapsule ? wire.dataOffset(Pdu.CAPSULE_CMD_BYTES) : 0;
        int headerEnd = Pdu.CAPSULE_CMD_BYTES + (headerDigest ? Pdu.DIGEST_BYTES : 0);
        int length = inCapsule ? pdo + workload.bytes() + (digest ? Pdu.DIGEST_BYTES : 0) : headerEnd;
        ByteBuffer made = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int flags = (headerDigest ? Pdu.FLAG_HDGST : 0) | (digest ? Pdu.FLAG_DDGST : 0);
        made.put(Pdu.TYPE, (byte) Pdu.CAPSULE_CMD).put(Pdu.FLAGS, (byte) flags).put(Pdu.HLEN, (byte) Pdu.CAPSULE_CMD_BYTES);
        made.put(Pdu.PDO, (byte) pdo).putInt(Pdu.PLEN, length);
        made.put(Pdu.ENTRY + Sqe.OPCODE, (byte) (workload.pattern().writes ? WRITE_OPCODE : READ_OPCODE));
        made.put(Pdu.ENTRY + Sqe.FLAGS, (byte) Connection.PSDT_SGL).putInt(Pdu.ENTRY + Sqe.NSID, geometry.nsid());
        made.putInt(Pdu.ENTRY + Sqe.CDW12, blocksPerCommand - 1);
        SglFields.put(made, Pdu.ENTRY, inCapsule, workload.bytes());
        if (inCapsule) {
            made.put(pdo, payload, 0, workload.bytes());
        }
        if (digest) {
            crc.reset();
            crc.update(made.slice(pdo, workload.bytes()));
            made.putInt(pdo + workload.bytes(), (int) crc.getValue());
        }
        return made;
    }

    /** Whether another capsule has room behind what waits for the socket. */
    boolean hasRoom() {
        return out.capacity() - out.limit() >= capsuleBytes;
    }

    /** Adds a command. Only when there is {@link #hasRoom room}. */
    void add(int cid) {
        int at = out.limit();
        out.limit(at + capsuleBytes);
        out.putShort(at + Pdu.ENTRY + Sqe.CID, (short) cid);
        out.putLong(at + Pdu.ENTRY + Sqe.CDW10, place() * blocksPerCommand);
        if (headerDigest) {
            view.limit(at + Pdu.CAPSULE_CMD_BYTES).position(at);
            crc.reset();
            crc.update(view);
            out.putInt(at + Pdu.CAPSULE_CMD_BYTES, (int) crc.getValue());
        }
    }

    private long place() {
        if (randomly) {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            return Math.unsignedMultiplyHigh(random, places);
        }
        long place = next;
        next = place + 1 == places ? 0 : place + 1;
        return place;
    }

    /**
     * Sends what the socket takes.
     *
     * @return whether nothing is left
     */
    boolean flush(SocketChannel channel) throws IOException {
        if (out.hasRemaining()) {
            channel.write(out);
            if (out.hasRemaining()) {
                return false;
            }
            out.position(0).limit(0);
        }
        return true;
    }
}
