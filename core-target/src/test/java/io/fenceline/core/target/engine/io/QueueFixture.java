package io.fenceline.core.target.engine.io;

import io.fenceline.api.Nqn;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.core.target.backend.FaultBackend;
import io.fenceline.core.target.backend.MemoryBackend;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.core.target.engine.namespace.NamespaceIdentity;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Sqe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.UUID;

/** A queue over a memory back end with a fault injector, one namespace of 1024 blocks of 512 bytes, and commands for it. */
final class QueueFixture {
    static final Nqn SUBSYSTEM = Nqn.of("nqn.2026-01.io.fenceline:test");
    static final int BLOCK = 512;
    static final int BLOCKS = 1024;

    final FakeController controller = new FakeController();
    final FakeQueuePair queuePair = new FakeQueuePair();
    final MemoryBackend memory = new MemoryBackend("test", BLOCK, (long) BLOCKS * BLOCK, 4096, 1 << 30);
    /** Delayed tasks of the fault injector; a test runs them when it wishes. */
    final ArrayDeque<Runnable> delayed = new ArrayDeque<>();
    final FaultBackend backend = new FaultBackend(memory, BLOCK, (task, ns) -> delayed.add(task), 1);
    final Namespace namespace = namespace(1, backend, false);
    final IoQueue queue;
    long nowNs = 1_000_000;
    /** Slots that {@link #command} passes over. */
    final BitSet slotsInUse = new BitSet();
    private int nextSlot;
    private int nextCid = 100;

    QueueFixture() {
        this(8, true);
    }

    QueueFixture(int size, boolean flowControl) {
        controller.namespaces = controller.namespaces.with(namespace);
        QueuePairParams params = new QueuePairParams(Nqn.of("nqn.2026-01.io.fenceline:host"), new UUID(1, 2), SUBSYSTEM, 1, 1, size,
                flowControl);
        queue = new IoQueue(queuePair, params, controller, () -> nowNs);
        queuePair.listener(queue);
    }

    static Namespace namespace(int nsid, Backend backend, boolean readOnly) {
        NamespaceSpec spec = new NamespaceSpec(nsid, null, null, null, BLOCK, 1, readOnly, "memory", Map.of());
        return new Namespace(spec, NamespaceIdentity.of(SUBSYSTEM, spec), backend);
    }

    // Commands.

    FakeExchange command(int opcode, int nsid) {
        do {
            nextSlot = (nextSlot + 1) % 16;
        } while (slotsInUse.get(nextSlot));
        FakeExchange e = new FakeExchange(queuePair, nextSlot);
        Bytes.put8(e.sqe, Sqe.OPCODE, opcode);
        Bytes.put8(e.sqe, Sqe.FLAGS, 0x40);
        Bytes.put16(e.sqe, Sqe.CID, nextCid++ & 0xFFFF);
        Bytes.put32(e.sqe, Sqe.NSID, nsid);
        return e;
    }

    FakeExchange range(int opcode, long lba, int blocks) {
        FakeExchange e = command(opcode, 1);
        Bytes.put64(e.sqe, Sqe.CDW10, lba);
        Bytes.put16(e.sqe, Sqe.CDW12, blocks - 1);
        return e;
    }

    FakeExchange read(long lba, int blocks) {
        FakeExchange e = range(NvmOpcode.READ, lba, blocks);
        e.dataLength = blocks * BLOCK;
        return e;
    }

    FakeExchange write(long lba, int blocks, int fill) {
        return withData(range(NvmOpcode.WRITE, lba, blocks), blocks, fill);
    }

    FakeExchange compare(long lba, int blocks, int fill) {
        return withData(range(NvmOpcode.COMPARE, lba, blocks), blocks, fill);
    }

    private static FakeExchange withData(FakeExchange e, int blocks, int fill) {
        return data(e, filled(blocks, fill));
    }

    static FakeExchange data(FakeExchange e, byte[] bytes) {
        e.hostData = bytes;
        e.dataLength = bytes.length;
        e.inCapsule = true;
        return e;
    }

    /** The data does not come in the capsule. */
    static FakeExchange fetched(FakeExchange e) {
        e.inCapsule = false;
        return e;
    }

    static FakeExchange fuse(FakeExchange e, int fuse) {
        Bytes.put8(e.sqe, Sqe.FLAGS, 0x40 | fuse);
        return e;
    }

    static FakeExchange bits12(FakeExchange e, int bits) {
        Bytes.put32(e.sqe, Sqe.CDW12, Bytes.i32(e.sqe, Sqe.CDW12) | bits);
        return e;
    }

    FakeExchange deallocate(long... lbaAndBlocks) {
        int ranges = lbaAndBlocks.length / 2;
        MemorySegment list = Arena.ofAuto().allocate(ranges * 16L, 8);
        for (int i = 0; i < ranges; i++) {
            Bytes.put32(list, i * 16L + 4, (int) lbaAndBlocks[2 * i + 1]);
            Bytes.put64(list, i * 16L + 8, lbaAndBlocks[2 * i]);
        }
        FakeExchange e = command(NvmOpcode.DATASET_MANAGEMENT, 1);
        Bytes.put32(e.sqe, Sqe.CDW10, ranges - 1);
        Bytes.put32(e.sqe, Sqe.CDW11, 4);
        return data(e, list.toArray(ValueLayout.JAVA_BYTE));
    }

    FakeExchange copy(long to, long... lbaAndBlocks) {
        int ranges = lbaAndBlocks.length / 2;
        MemorySegment list = Arena.ofAuto().allocate(ranges * 32L, 8);
        for (int i = 0; i < ranges; i++) {
            Bytes.put64(list, i * 32L + 8, lbaAndBlocks[2 * i]);
            Bytes.put16(list, i * 32L + 16, (int) lbaAndBlocks[2 * i + 1] - 1);
        }
        FakeExchange e = command(NvmOpcode.COPY, 1);
        Bytes.put64(e.sqe, Sqe.CDW10, to);
        Bytes.put32(e.sqe, Sqe.CDW12, ranges - 1);
        return data(e, list.toArray(ValueLayout.JAVA_BYTE));
    }

    // Doing.

    FakeExchange submit(FakeExchange e) {
        queue.onCommand(e);
        return e;
    }

    /** Submits a batch of one and lets everything happen. */
    FakeExchange execute(FakeExchange e) {
        queue.onCommand(e);
        queue.onBatchEnd();
        settle();
        return e;
    }

    void settle() {
        do {
            queuePair.fetchAll();
        } while (queuePair.run() > 0);
    }

    static int cid(FakeExchange e) {
        return Sqe.cid(e.sqe);
    }

    /** What is on the medium, past the queue. */
    byte[] medium(long lba, int blocks) {
        return TestRequest.read(memory, lba * BLOCK, blocks * BLOCK);
    }

    static byte[] filled(int blocks, int fill) {
        byte[] bytes = new byte[blocks * BLOCK];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }
}
