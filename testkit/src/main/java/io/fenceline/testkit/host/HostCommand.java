package io.fenceline.testkit.host;

import io.fenceline.api.Nqn;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A command for a {@link HarnessQueue}: any submission queue entry, with data that goes along or data that is expected.
 * The queue fills in CID and SGL1. Mutable while it is made; not changed by being sent, so that it can be sent again.
 */
public final class HostCommand {
    /** PSDT 01b: SGLs (NVM Express Base 2.1, Figure 92); what Fabrics wants. */
    private static final int PSDT_SGL = 0x40;
    private static final byte[] NONE = new byte[0];

    private final MemorySegment sqe = MemorySegment.ofArray(new byte[Sqe.BYTES]);
    private byte[] data = NONE;
    private int expected;

    /**
     * A command with nothing but an opcode.
     *
     * @param opcode 0 to 255
     */
    public HostCommand(int opcode) {
        Bytes.put8(sqe, Sqe.OPCODE, opcode);
        Bytes.put8(sqe, Sqe.FLAGS, PSDT_SGL);
    }

    /**
     * Sets the namespace.
     *
     * @param nsid the bits
     * @return this
     */
    public HostCommand nsid(int nsid) {
        Bytes.put32(sqe, Sqe.NSID, nsid);
        return this;
    }

    /**
     * Sets a command dword.
     *
     * @param n 2, 3, 10 to 15
     * @param value the bits
     * @return this
     */
    public HostCommand cdw(int n, int value) {
        Bytes.put32(sqe, n * 4L, value);
        return this;
    }

    /**
     * Sets a byte of the entry, whatever it means.
     *
     * @param at offset, 0 to 63; CID and SGL1 are overwritten
     * @param value the low 8 bits
     * @return this
     */
    public HostCommand raw(int at, int value) {
        Bytes.put8(sqe, at, value);
        return this;
    }

    /**
     * Sets the fused operation bits.
     *
     * @param fuse {@link Sqe#FUSE_FIRST} or {@link Sqe#FUSE_SECOND}
     * @return this
     */
    public HostCommand fuse(int fuse) {
        Bytes.put8(sqe, Sqe.FLAGS, PSDT_SGL | fuse);
        return this;
    }

    /**
     * Gives data to go to the controller.
     *
     * @param bytes copied when the command is sent
     * @return this
     */
    public HostCommand data(byte[] bytes) {
        data = bytes;
        expected = 0;
        return this;
    }

    /**
     * Says how much data is expected from the controller.
     *
     * @param bytes the length of the buffer
     * @return this
     */
    public HostCommand expect(int bytes) {
        data = NONE;
        expected = bytes;
        return this;
    }

    MemorySegment sqe() {
        return sqe;
    }

    byte[] dataToSend() {
        return data;
    }

    int expected() {
        return expected;
    }

    // Fabrics (NVM Express Base 2.1, chapter 6).

    private static HostCommand fabrics(int fctype) {
        return new HostCommand(Sqe.FABRICS).raw(Sqe.NSID, fctype);
    }

    /**
     * Connect (6.3).
     *
     * @param hostNqn HOSTNQN
     * @param hostId HOSTID
     * @param subsystem SUBNQN
     * @param cntlid CNTLID; FFFFh: dynamic
     * @param qid QID
     * @param size entries of the queue; SQSIZE is one less
     * @param flowControl whether SQ flow control is to be used; CATTR bit 2 says that it is not
     * @param katoMs KATO in milliseconds
     * @return the command
     */
    public static HostCommand connect(Nqn hostNqn, UUID hostId, Nqn subsystem, int cntlid, int qid, int size, boolean flowControl,
            int katoMs) {
        byte[] bytes = new byte[1024];
        MemorySegment at = MemorySegment.ofArray(bytes);
        Bytes.put64(at, 0, Long.reverseBytes(hostId.getMostSignificantBits()));
        Bytes.put64(at, 8, Long.reverseBytes(hostId.getLeastSignificantBits()));
        Bytes.put16(at, 16, cntlid);
        put(bytes, 256, subsystem.value());
        put(bytes, 512, hostNqn.value());
        return fabrics(0x01).cdw(10, qid << 16).cdw(11, ((size - 1) & 0xFFFF) | (flowControl ? 0 : 1 << 18)).cdw(12, katoMs).data(bytes);
    }

    private static void put(byte[] bytes, int at, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, bytes, at, utf8.length);
    }

    /**
     * Property Get (6.5).
     *
     * @param offset OFST
     * @param eight whether the property has eight bytes, not four
     * @return the command
     */
    public static HostCommand propertyGet(int offset, boolean eight) {
        return fabrics(0x04).raw(40, eight ? 1 : 0).cdw(11, offset);
    }

    /**
     * Property Set (6.6), four bytes.
     *
     * @param offset OFST
     * @param value VALUE
     * @return the command
     */
    public static HostCommand propertySet(int offset, int value) {
        return fabrics(0x00).cdw(11, offset).cdw(12, value);
    }

    /**
     * Disconnect (6.4), of an I/O queue.
     *
     * @return the command
     */
    public static HostCommand disconnect() {
        return fabrics(0x08);
    }

    // Admin (chapter 5).

    /**
     * Identify (5.1.13).
     *
     * @param cns CNS
     * @param nsid NSID
     * @return the command, which expects 4096 bytes
     */
    public static HostCommand identify(int cns, int nsid) {
        return new HostCommand(0x06).nsid(nsid).cdw(10, cns).expect(4096);
    }

    /**
     * Get Log Page (5.1.12).
     *
     * @param lid LID
     * @param nsid NSID
     * @param offset LPO in bytes, a multiple of 4
     * @param bytes how much, a multiple of 4
     * @param retainEvent RAE
     * @return the command
     */
    public static HostCommand getLog(int lid, int nsid, long offset, int bytes, boolean retainEvent) {
        int dwords = bytes / 4 - 1;
        return new HostCommand(0x02).nsid(nsid).cdw(10, lid | (retainEvent ? 1 << 15 : 0) | dwords << 16).cdw(11, dwords >>> 16)
                .cdw(12, (int) offset).cdw(13, (int) (offset >>> 32)).expect(bytes);
    }

    /**
     * Set Features (5.1.25) without data.
     *
     * @param fid FID
     * @param cdw11 CDW11
     * @return the command
     */
    public static HostCommand setFeatures(int fid, int cdw11) {
        return new HostCommand(0x09).cdw(10, fid).cdw(11, cdw11);
    }

    /**
     * Get Features (5.1.11) without data.
     *
     * @param fid FID, and SEL in bits 10:8
     * @return the command
     */
    public static HostCommand getFeatures(int fid) {
        return new HostCommand(0x0A).cdw(10, fid);
    }

    /**
     * Keep Alive (5.1.14).
     *
     * @return the command
     */
    public static HostCommand keepAlive() {
        return new HostCommand(0x18);
    }

    /**
     * Asynchronous Event Request (5.1.2).
     *
     * @return the command
     */
    public static HostCommand asyncEvent() {
        return new HostCommand(0x0C);
    }

    /**
     * Abort (5.1.1).
     *
     * @param sqid of the command to abort
     * @param cid of the command to abort, see {@link Pending#cid}
     * @return the command
     */
    public static HostCommand abort(int sqid, int cid) {
        return new HostCommand(0x08).cdw(10, (sqid & 0xFFFF) | cid << 16);
    }

    // NVM command set.

    /**
     * Read (NVM Command Set 1.1, 3.3.4).
     *
     * @param nsid NSID
     * @param lba SLBA
     * @param blocks how many, 1 to 65536
     * @param blockSize bytes of a block
     * @return the command
     */
    public static HostCommand read(int nsid, long lba, int blocks, int blockSize) {
        return range(0x02, nsid, lba, blocks).expect(blocks * blockSize);
    }

    /**
     * Write (NVM Command Set 1.1, 3.3.6).
     *
     * @param nsid NSID
     * @param lba SLBA
     * @param blocks how many, 1 to 65536
     * @param bytes the data
     * @return the command
     */
    public static HostCommand write(int nsid, long lba, int blocks, byte[] bytes) {
        return range(0x01, nsid, lba, blocks).data(bytes);
    }

    /**
     * Compare (NVM Command Set 1.1, 3.3.1).
     *
     * @param nsid NSID
     * @param lba SLBA
     * @param blocks how many, 1 to 65536
     * @param bytes the data
     * @return the command
     */
    public static HostCommand compare(int nsid, long lba, int blocks, byte[] bytes) {
        return range(0x05, nsid, lba, blocks).data(bytes);
    }

    /**
     * Write Zeroes (NVM Command Set 1.1, 3.3.8).
     *
     * @param nsid NSID
     * @param lba SLBA
     * @param blocks how many, 1 to 65536
     * @param deallocate DEAC
     * @return the command
     */
    public static HostCommand writeZeroes(int nsid, long lba, int blocks, boolean deallocate) {
        HostCommand command = range(0x08, nsid, lba, blocks);
        return deallocate ? command.cdw(12, blocks - 1 | 1 << 25) : command;
    }

    /**
     * Flush (7.2).
     *
     * @param nsid NSID
     * @return the command
     */
    public static HostCommand flush(int nsid) {
        return new HostCommand(0x00).nsid(nsid);
    }

    /**
     * Dataset Management with the deallocate attribute and one range (NVM Command Set 1.1, 3.3.3).
     *
     * @param nsid NSID
     * @param lba SLBA
     * @param blocks how many
     * @return the command
     */
    public static HostCommand deallocate(int nsid, long lba, int blocks) {
        byte[] range = new byte[16];
        MemorySegment at = MemorySegment.ofArray(range);
        Bytes.put32(at, 4, blocks);
        Bytes.put64(at, 8, lba);
        return new HostCommand(0x09).nsid(nsid).cdw(11, 1 << 2).data(range);
    }

    /**
     * Any command whose CDW10 to CDW12 say a range.
     *
     * @param opcode OPC
     * @param nsid NSID
     * @param lba SLBA
     * @param blocks how many, 1 to 65536; NLB is one less
     * @return the command
     */
    public static HostCommand range(int opcode, int nsid, long lba, int blocks) {
        return new HostCommand(opcode).nsid(nsid).cdw(10, (int) lba).cdw(11, (int) (lba >>> 32)).cdw(12, blocks - 1);
    }

    /**
     * Sets Force Unit Access, bit 30 of CDW12.
     *
     * @return this
     */
    public HostCommand forceUnitAccess() {
        return cdw(12, Sqe.cdw(sqe, 12) | 1 << 30);
    }
}
