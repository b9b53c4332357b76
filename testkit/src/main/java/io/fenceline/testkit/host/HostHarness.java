package io.fenceline.testkit.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.testkit.Loops;
import io.fenceline.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A small NVMe host for tests: one association, with straight calls that wait, on virtual time as well as on real
 * threads. Whatever has no method here can be sent as a {@link HostCommand} on {@link #admin} or a queue. Its byte
 * layouts are written independently of the cores', so that a mistake is not made on both sides. Not for loops; one thread.
 */
public final class HostHarness implements AutoCloseable {
    private static final int CAP = 0x00;
    private static final int CC = 0x14;
    private static final int CSTS = 0x1C;
    /** EN, IOSQES 6, IOCQES 4 (NVM Express Base 2.1, 3.1.4.5). */
    private static final int CC_ENABLE = 1 | 6 << 16 | 4 << 20;
    private static final int CC_SHN_NORMAL = 1 << 14;
    private static final int CSTS_READY = 1;
    private static final int CSTS_SHST_MASK = 3 << 2;
    private static final int CSTS_SHST_COMPLETE = 2 << 2;
    private static final int ADMIN_QUEUE_SIZE = 32;
    private static final int DYNAMIC_CNTLID = 0xFFFF;

    private final Settings settings;
    private final HarnessQueue admin;
    private final int cntlid;
    private final Map<Integer, HarnessQueue> ioQueues = new LinkedHashMap<>();
    private final Map<Integer, Integer> blockSizes = new HashMap<>();
    private @Nullable Reply identity;

    /**
     * How to connect.
     *
     * @param loops what to wait by: {@link io.fenceline.testkit.VirtualTime}, or {@link io.fenceline.testkit.ThreadLoops}
     *            when the transport has threads of its own
     * @param transport over what
     * @param address where to
     * @param hostNqn HOSTNQN
     * @param hostId HOSTID
     * @param subsystem SUBNQN
     * @param kato keep alive timeout; zero: none. The harness sends no Keep Alive by itself
     * @param flowControl whether SQ flow control is used
     * @param limit how long any wait may take
     */
    public record Settings(Loops loops, HostTransport transport, TransportAddress address, Nqn hostNqn, UUID hostId, Nqn subsystem,
            Duration kato, boolean flowControl, Duration limit) {
    }

    private HostHarness(Settings settings, HarnessQueue admin, int cntlid) {
        this.settings = settings;
        this.admin = admin;
        this.cntlid = cntlid;
    }

    /**
     * Connects and enables a controller: Connect on the admin queue, CC.EN, CSTS.RDY.
     *
     * @param loops what to wait by
     * @param transport over what
     * @param address where to
     * @param hostNqn HOSTNQN
     * @param subsystem SUBNQN
     * @param kato keep alive timeout; zero: none
     * @return the association
     * @throws AssertionError when anything of it fails
     */
    public static HostHarness connect(Loops loops, HostTransport transport, TransportAddress address, Nqn hostNqn, Nqn subsystem,
            Duration kato) {
        UUID hostId = UUID.nameUUIDFromBytes(hostNqn.value().getBytes(StandardCharsets.UTF_8));
        HostHarness harness = connectAdmin(
                new Settings(loops, transport, address, hostNqn, hostId, subsystem, kato, false, Duration.ofSeconds(20)));
        harness.enable();
        return harness;
    }

    /**
     * Connects the admin queue, and does not enable the controller.
     *
     * @param settings how
     * @return the association
     * @throws AssertionError when Connect fails
     */
    public static HostHarness connectAdmin(Settings settings) {
        HarnessQueue admin = openAdmin(settings);
        Reply reply = admin.execute(connectCommand(settings, DYNAMIC_CNTLID, 0, ADMIN_QUEUE_SIZE)).requireOk();
        return new HostHarness(settings, admin, (int) (reply.result() & 0xFFFF));
    }

    /**
     * Connects an admin queue pair, and sends nothing.
     *
     * @param settings how
     * @return the queue
     */
    public static HarnessQueue openAdmin(Settings settings) {
        return HarnessQueue.open(settings.loops, settings.transport, settings.address,
                params(settings, DYNAMIC_CNTLID, 0, ADMIN_QUEUE_SIZE),
                settings.limit);
    }

    private static QueuePairParams params(Settings s, int cntlid, int qid, int size) {
        return new QueuePairParams(s.hostNqn, s.hostId, s.subsystem, cntlid, qid, size, s.flowControl);
    }

    private static HostCommand connectCommand(Settings s, int cntlid, int qid, int size) {
        int katoMs = qid == 0 ? Math.toIntExact(s.kato.toMillis()) : 0;
        return HostCommand.connect(s.hostNqn, s.hostId, s.subsystem, cntlid, qid, size, s.flowControl, katoMs);
    }

    // The controller.

    /** Sets CC.EN and waits for CSTS.RDY. */
    public void enable() {
        propertySet(CC, CC_ENABLE);
        awaitCsts(csts -> (csts & CSTS_READY) != 0, "CSTS.RDY");
    }

    /** Resets the controller: clears CC.EN and waits until CSTS.RDY is clear. */
    public void disable() {
        propertySet(CC, CC_ENABLE & ~1);
        awaitCsts(csts -> (csts & CSTS_READY) == 0, "CSTS.RDY cleared");
    }

    /** Shuts the controller down in good order: CC.SHN, and waits for CSTS.SHST. */
    public void shutdown() {
        propertySet(CC, CC_ENABLE | CC_SHN_NORMAL);
        awaitCsts(csts -> (csts & CSTS_SHST_MASK) == CSTS_SHST_COMPLETE, "CSTS.SHST");
    }

    private void awaitCsts(IntPredicate wanted, String what) {
        long deadline = settings.loops.nowNs() + settings.limit.toNanos();
        while (!wanted.test((int) propertyGet(CSTS, false))) {
            if (settings.loops.nowNs() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            // Lets time pass, so that a controller that is waiting for something gets there.
            settings.loops.await(() -> false, Duration.ofMillis(1));
        }
    }

    /**
     * Reads a property.
     *
     * @param offset its offset
     * @param eight whether it has eight bytes
     * @return its value
     */
    public long propertyGet(int offset, boolean eight) {
        return admin.execute(HostCommand.propertyGet(offset, eight)).requireOk().result();
    }

    /**
     * Writes a property of four bytes.
     *
     * @param offset its offset
     * @param value its value
     */
    public void propertySet(int offset, int value) {
        admin.execute(HostCommand.propertySet(offset, value)).requireOk();
    }

    /**
     * CAP.
     *
     * @return the property
     */
    public long capabilities() {
        return propertyGet(CAP, true);
    }

    /**
     * The controller identifier.
     *
     * @return CNTLID
     */
    public int cntlid() {
        return cntlid;
    }

    /**
     * The admin queue.
     *
     * @return the queue
     */
    public HarnessQueue admin() {
        return admin;
    }

    /**
     * Sends an admin command and waits for its answer.
     *
     * @param command what
     * @return the reply, whatever its status
     */
    public Reply admin(HostCommand command) {
        return admin.execute(command);
    }

    /**
     * Identify Controller, read once.
     *
     * @return 4096 bytes
     */
    public Reply identifyController() {
        Reply known = identity;
        if (known == null) {
            known = admin(HostCommand.identify(0x01, 0)).requireOk();
            identity = known;
        }
        return known;
    }

    // I/O.

    /**
     * Connects an I/O queue, Connect command included.
     *
     * @param qid 1 to 65535
     * @param size entries
     * @return the queue
     * @throws AssertionError when it fails
     */
    public HarnessQueue openIoQueue(int qid, int size) {
        // IOCCSZ, in units of 16 bytes, the entry included (Base 2.1, Figure 313, bytes 1795:1792).
        int inCapsule = Bytes.i32(identifyController().memory(), 1792) * 16 - 64;
        HarnessQueue queue = HarnessQueue.open(settings.loops, settings.transport, settings.address, params(settings, cntlid, qid, size),
                settings.limit);
        Reply reply = queue.execute(connectCommand(settings, cntlid, qid, size));
        if (reply.status() != 0) {
            queue.disconnect();
        }
        reply.requireOk();
        queue.inCapsuleLimit(inCapsule);
        ioQueues.put(qid, queue);
        return queue;
    }

    /**
     * A queue that has been opened.
     *
     * @param qid which
     * @return the queue
     */
    public HarnessQueue ioQueue(int qid) {
        HarnessQueue queue = ioQueues.get(qid);
        if (queue == null) {
            throw new IllegalArgumentException("queue " + qid + " has not been opened");
        }
        return queue;
    }

    private HarnessQueue anyIoQueue() {
        return ioQueues.isEmpty() ? openIoQueue(1, 128) : ioQueues.values().iterator().next();
    }

    /**
     * The block size of a namespace, read once.
     *
     * @param nsid which
     * @return bytes
     */
    public int blockSize(int nsid) {
        return blockSizes.computeIfAbsent(nsid, id -> {
            Reply reply = admin(HostCommand.identify(0x00, id)).requireOk();
            // FLBAS bits 3:0 choose the format; LBADS is byte 2 of its four (NVM Command Set 1.1, Figure 114).
            int format = Bytes.u8(reply.memory(), 26) & 0xF;
            return 1 << Bytes.u8(reply.memory(), 128 + 4L * format + 2);
        });
    }

    /**
     * The size of a namespace, asked anew.
     *
     * @param nsid which
     * @return NSZE, blocks
     */
    public long blocks(int nsid) {
        return Bytes.i64(admin(HostCommand.identify(0x00, nsid)).requireOk().memory(), 0);
    }

    /**
     * Reads on the first I/O queue, which is opened when there is none.
     *
     * @param nsid where
     * @param lba from
     * @param blocks how many
     * @return the data
     * @throws AssertionError when it fails
     */
    public byte[] read(int nsid, long lba, int blocks) {
        return anyIoQueue().execute(HostCommand.read(nsid, lba, blocks, blockSize(nsid))).requireOk().data();
    }

    /**
     * Writes on the first I/O queue, which is opened when there is none.
     *
     * @param nsid where
     * @param lba from
     * @param bytes whole blocks
     * @throws AssertionError when it fails
     */
    public void write(int nsid, long lba, byte[] bytes) {
        anyIoQueue().execute(HostCommand.write(nsid, lba, bytes.length / blockSize(nsid), bytes)).requireOk();
    }

    /**
     * Flushes on the first I/O queue, which is opened when there is none.
     *
     * @param nsid what
     * @throws AssertionError when it fails
     */
    public void flush(int nsid) {
        anyIoQueue().execute(HostCommand.flush(nsid)).requireOk();
    }

    /** Ends all connections, I/O queues first, and waits for quiescence. Works twice. */
    @Override
    public void close() {
        ioQueues.values().forEach(HarnessQueue::disconnect);
        admin.disconnect();
    }
}
