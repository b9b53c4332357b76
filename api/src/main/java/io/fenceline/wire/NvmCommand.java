package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * Command dwords of the NVM Command Set (NVM Command Set 1.1, 3.3), as static functions over a submission queue entry, so
 * that reading one costs no object.
 */
public final class NvmCommand {
    /** CDW12: Force Unit Access. */
    public static final int FUA = 1 << 30;
    /** CDW12: Limited Retry. */
    public static final int LR = 1 << 31;
    /** CDW12 bits 29:26: protection information. */
    public static final int PRINFO = 0xF << 26;
    /** CDW12 of Write Zeroes: Deallocate. */
    public static final int DEAC = 1 << 25;
    /** CDW12: Storage Tag Check. */
    public static final int STC = 1 << 24;
    /** CDW12 of Write Zeroes: Namespace Zeroes. */
    public static final int NSZ = 1 << 23;
    /** CDW12 bits 23:20 of Write: directive type. */
    public static final int DTYPE = 0xF << 20;
    /** CDW11 of Dataset Management: Deallocate. */
    public static final int DSM_AD = 1 << 2;
    /** CDW11 of Dataset Management: Integral Dataset for Write. */
    public static final int DSM_IDW = 1 << 1;
    /** CDW11 of Dataset Management: Integral Dataset for Read. */
    public static final int DSM_IDR = 1;

    private NvmCommand() {
    }

    /**
     * The starting LBA; of Copy, the first of the destination.
     *
     * @param sqe 64 bytes
     * @return unsigned
     */
    public static long slba(MemorySegment sqe) {
        return Bytes.i64(sqe, Sqe.CDW10);
    }

    /**
     * The number of logical blocks of Read, Write, Compare, Write Zeroes, Verify and Write Uncorrectable.
     *
     * @param sqe 64 bytes
     * @return 1 to 65536, no longer 0's based
     */
    public static int blocks(MemorySegment sqe) {
        return Bytes.u16(sqe, Sqe.CDW12) + 1;
    }

    /**
     * CDW12, for its flags.
     *
     * @param sqe 64 bytes
     * @return the bits
     */
    public static int flags(MemorySegment sqe) {
        return Bytes.i32(sqe, Sqe.CDW12);
    }

    /**
     * Force Unit Access.
     *
     * @param sqe 64 bytes
     * @return whether it is set
     */
    public static boolean fua(MemorySegment sqe) {
        return (flags(sqe) & FUA) != 0;
    }

    /**
     * The number of ranges of Dataset Management.
     *
     * @param sqe 64 bytes
     * @return 1 to 256, no longer 0's based
     */
    public static int dsmRanges(MemorySegment sqe) {
        return Bytes.u8(sqe, Sqe.CDW10) + 1;
    }

    /**
     * The number of source ranges of Copy.
     *
     * @param sqe 64 bytes
     * @return 1 to 256, no longer 0's based
     */
    public static int copyRanges(MemorySegment sqe) {
        return Bytes.u8(sqe, Sqe.CDW12) + 1;
    }

    /**
     * The descriptor format of Copy.
     *
     * @param sqe 64 bytes
     * @return 0 to 15
     */
    public static int copyFormat(MemorySegment sqe) {
        return Bytes.u8(sqe, Sqe.CDW12 + 1) & 0xF;
    }

    /**
     * Writes a command with a range of logical blocks; its SGL is the transport's to write.
     *
     * @param sqe 64 bytes, cleared here
     * @param opcode as in {@link NvmOpcode}
     * @param cid command identifier
     * @param nsid namespace identifier
     * @param slba starting LBA
     * @param blocks 1 to 65536
     * @param flags {@link #FUA}, {@link #LR}, {@link #DEAC} or 0
     */
    public static void encode(MemorySegment sqe, int opcode, int cid, int nsid, long slba, int blocks, int flags) {
        Sqe.clear(sqe, opcode, cid, nsid);
        Bytes.put64(sqe, Sqe.CDW10, slba);
        Bytes.put32(sqe, Sqe.CDW12, ((blocks - 1) & 0xFFFF) | flags);
    }

    /**
     * Writes a Dataset Management; its SGL is the transport's to write.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param nsid namespace identifier
     * @param ranges 1 to 256
     * @param attributes {@link #DSM_AD} and its like
     */
    public static void encodeDsm(MemorySegment sqe, int cid, int nsid, int ranges, int attributes) {
        Sqe.clear(sqe, NvmOpcode.DATASET_MANAGEMENT, cid, nsid);
        Bytes.put32(sqe, Sqe.CDW10, (ranges - 1) & 0xFF);
        Bytes.put32(sqe, Sqe.CDW11, attributes);
    }

    /**
     * Writes a Copy of descriptor format 0; its SGL is the transport's to write.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param nsid namespace identifier
     * @param sdlba first LBA of the destination
     * @param ranges 1 to 256
     */
    public static void encodeCopy(MemorySegment sqe, int cid, int nsid, long sdlba, int ranges) {
        Sqe.clear(sqe, NvmOpcode.COPY, cid, nsid);
        Bytes.put64(sqe, Sqe.CDW10, sdlba);
        Bytes.put32(sqe, Sqe.CDW12, (ranges - 1) & 0xFF);
    }
}
