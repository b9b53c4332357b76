package io.fenceline.bench.rig;

import io.fenceline.wire.Sqe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A controller that the rig made for itself: Connect, enable, identify, I/O queues. It keeps no keep-alive timer going
 * (KATO 0), so that nothing but the load is on the connections.
 */
public final class Association implements AutoCloseable {
    private static final int CONNECT_DATA = 1024;
    private static final int FCTYPE_PROPERTY_SET = 0x00;
    private static final int FCTYPE_CONNECT = 0x01;
    private static final int FCTYPE_PROPERTY_GET = 0x04;
    /** Connect attributes (NVM Express Base 2.1, 6.3). */
    private static final int CATTR = 46;
    private static final int DISABLE_SQ_FLOW_CONTROL = 0x04;
    private static final int SET_FEATURES = 0x09;
    private static final int IDENTIFY = 0x06;
    private static final int PROPERTY_CAP = 0x00;
    private static final int PROPERTY_CC = 0x14;
    private static final int PROPERTY_CSTS = 0x1C;
    /** IOCQES 16 bytes, IOSQES 64 bytes, EN. */
    private static final int CC_ENABLE = 4 << 20 | 6 << 16 | 1;
    private static final int NUMBER_OF_QUEUES = 7;
    private static final int IDENTIFY_BYTES = 4096;

    private final Target target;
    private final Connection admin;
    private final UUID hostId = UUID.randomUUID();
    private final List<SocketChannel> queues = new ArrayList<>();
    private int cntlid = 0xFFFF;
    private long cap;

    /**
     * Where, and how to connect.
     *
     * @param address where it listens
     * @param subsystemNqn with whom
     * @param hostNqn who
     * @param nsid which namespace; 0 for an association that does no I/O
     * @param headerDigest whether to ask for it
     * @param dataDigest whether to ask for it
     * @param flowControl whether I/O queues have SQ flow control: then a read has a completion of its own, while without
     *            it the SUCCESS flag of its data can stand for that
     */
    public record Target(InetSocketAddress address, String subsystemNqn, String hostNqn, int nsid, boolean headerDigest,
            boolean dataDigest, boolean flowControl) {
    }

    private Association(Target target, Connection admin) {
        this.target = target;
        this.admin = admin;
    }

    /**
     * Connects an admin queue and enables the controller.
     *
     * @param target where, and how
     * @param kato keep-alive timeout in milliseconds, 0: none
     * @return ready for I/O queues
     * @throws IOException when it is not there, or answers with an error
     */
    public static Association open(Target target, int kato) throws IOException {
        Association made = new Association(target, Connection.open(target.address()));
        try {
            made.admin.initialize(target.headerDigest(), target.dataDigest());
            made.connect(made.admin, 0, 32, kato);
            made.enable();
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void connect(Connection connection, int qid, int entries, int kato) throws IOException {
        ByteBuffer sqe = fabrics(FCTYPE_CONNECT);
        sqe.putShort(Sqe.CDW10 + 2, (short) qid).putShort(Sqe.CDW11, (short) (entries - 1)).putInt(Sqe.CDW12, kato);
        sqe.put(CATTR, (byte) (target.flowControl() || qid == 0 ? 0 : DISABLE_SQ_FLOW_CONTROL));
        ByteBuffer data = ByteBuffer.allocate(CONNECT_DATA).order(ByteOrder.BIG_ENDIAN);
        data.putLong(0, hostId.getMostSignificantBits()).putLong(8, hostId.getLeastSignificantBits());
        data.order(ByteOrder.LITTLE_ENDIAN).putShort(16, (short) cntlid);
        data.put(256, target.subsystemNqn().getBytes(StandardCharsets.UTF_8));
        data.put(512, target.hostNqn().getBytes(StandardCharsets.UTF_8));
        long result = run(connection, sqe, data.array(), 0, "Connect of queue " + qid).result();
        if (qid == 0) {
            cntlid = (int) result & 0xFFFF;
        }
    }

    private void enable() throws IOException {
        cap = property(PROPERTY_CAP, 8);
        ByteBuffer set = fabrics(FCTYPE_PROPERTY_SET);
        set.putInt(Sqe.CDW11, PROPERTY_CC).putLong(Sqe.CDW12, CC_ENABLE);
        run(admin, set, new byte[0], 0, "Property Set CC");
        long deadlineNs = System.nanoTime() + Connection.TIMEOUT_NS;
        while ((property(PROPERTY_CSTS, 4) & 1) == 0) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IOException("the controller does not become ready");
            }
        }
    }

    private long property(int offset, int bytes) throws IOException {
        ByteBuffer get = fabrics(FCTYPE_PROPERTY_GET);
        get.put(Sqe.CDW10, (byte) (bytes == 8 ? 1 : 0)).putInt(Sqe.CDW11, offset);
        return run(admin, get, new byte[0], 0, "Property Get " + offset).result();
    }

    /**
     * Identifies controller and namespace.
     *
     * @return what the load has to know
     */
    Geometry identify() throws IOException {
        ByteBuffer controller = identify(1, 0);
        int mdts = controller.get(77) & 0xFF;
        int ioccsz = controller.getInt(1792);
        ByteBuffer namespace = identify(0, target.nsid());
        int lbads = namespace.getInt(128 + 4 * (namespace.get(26) & 15)) >>> 16 & 0xFF;
        long blocks = namespace.getLong(0);
        if (blocks == 0 || lbads < 9) {
            throw new ProtocolException("there is no namespace " + target.nsid());
        }
        int pageShift = 12 + (int) (cap >>> 48 & 15);
        int transfer = mdts == 0 || mdts + pageShift > 30 ? 1 << 30 : 1 << (mdts + pageShift);
        return new Geometry(target.nsid(), blocks, 1 << lbads, Math.max(0, ioccsz * 16 - Sqe.BYTES), transfer);
    }

    private ByteBuffer identify(int cns, int nsid) throws IOException {
        ByteBuffer sqe = ByteBuffer.allocate(Sqe.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        sqe.put(Sqe.OPCODE, (byte) IDENTIFY).putInt(Sqe.NSID, nsid).putInt(Sqe.CDW10, cns);
        return run(admin, sqe, new byte[0], IDENTIFY_BYTES, "Identify " + cns).data();
    }

    /**
     * Connects I/O queues.
     *
     * @param count how many
     * @param workload what will be sent
     * @return the queues; they end with {@link #close}
     */
    List<LoadQueue> queues(int count, Workload workload) throws IOException {
        if (workload.depth() > (cap & 0xFFFF)) {
            throw new ProtocolException("depth " + workload.depth() + ": the controller's MQES is " + (cap & 0xFFFF));
        }
        ByteBuffer features = ByteBuffer.allocate(Sqe.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        features.put(Sqe.OPCODE, (byte) SET_FEATURES).putInt(Sqe.CDW10, NUMBER_OF_QUEUES).putInt(Sqe.CDW11,
                (count - 1) | (count - 1) << 16);
        long granted = run(admin, features, new byte[0], 0, "Set Features, number of queues").result();
        if ((granted & 0xFFFF) < count - 1) {
            throw new ProtocolException("the controller grants " + ((granted & 0xFFFF) + 1) + " I/O queues, not " + count);
        }
        Geometry geometry = identify();
        List<LoadQueue> made = new ArrayList<>();
        for (int qid = 1; qid <= count; qid++) {
            Connection connection = Connection.open(target.address());
            Wire wire = connection.initialize(target.headerDigest(), target.dataDigest());
            connect(connection, qid, workload.depth() + 1, 0);
            SocketChannel channel = connection.handOver();
            queues.add(channel);
            made.add(new LoadQueue(channel, wire, geometry, workload, qid));
        }
        return made;
    }

    private static ByteBuffer fabrics(int type) {
        ByteBuffer sqe = ByteBuffer.allocate(Sqe.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return sqe.put(Sqe.OPCODE, (byte) Sqe.FABRICS).put(Sqe.NSID, (byte) type);
    }

    private static Connection.Answer run(Connection on, ByteBuffer sqe, byte[] data, int expect, String what) throws IOException {
        Connection.Answer answer = on.command(sqe, data, expect);
        if (answer.status() != 0) {
            throw new ProtocolException(what + " was answered with status " + Integer.toHexString(answer.status()) + "h");
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel queue : queues) {
            queue.close();
        }
        admin.close();
    }
}
