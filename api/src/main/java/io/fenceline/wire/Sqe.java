package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * The submission queue entry, 64 bytes (NVM Express Base 2.1, 4.1.1): fields as static functions over memory, so that
 * reading one costs no object.
 */
public final class Sqe {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Offset of the opcode, byte 0. */
    public static final int OPCODE = 0;
    /** Offset of FUSE (bits 1:0) and PSDT (bits 7:6), byte 1. */
    public static final int FLAGS = 1;
    /** Offset of the command identifier, bytes 3:2. */
    public static final int CID = 2;
    /** Offset of the namespace identifier, bytes 7:4; byte 4 is FCTYPE in a Fabrics command. */
    public static final int NSID = 4;
    /** Offset of CDW2. */
    public static final int CDW2 = 8;
    /** Offset of CDW3. */
    public static final int CDW3 = 12;
    /** Offset of the metadata pointer. */
    public static final int MPTR = 16;
    /** Offset of SGL1, 16 bytes. */
    public static final int SGL1 = 24;
    /** Offset of CDW10; CDW11 to CDW15 follow. */
    public static final int CDW10 = 40;
    /** Offset of CDW11. */
    public static final int CDW11 = 44;
    /** Offset of CDW12. */
    public static final int CDW12 = 48;
    /** Offset of CDW13. */
    public static final int CDW13 = 52;
    /** Offset of CDW14. */
    public static final int CDW14 = 56;
    /** Offset of CDW15. */
    public static final int CDW15 = 60;
    /** FUSE: a command of its own. */
    public static final int FUSE_NORMAL = 0;
    /** FUSE: the first of two. */
    public static final int FUSE_FIRST = 1;
    /** FUSE: the second of two. */
    public static final int FUSE_SECOND = 2;
    /** PSDT: SGLs, with a contiguous metadata buffer; what Fabrics hosts send. */
    public static final int PSDT_SGL = 1;
    /** PSDT: SGLs, with a metadata SGL. */
    public static final int PSDT_SGL_METADATA = 2;
    /** NSID that means all namespaces. */
    public static final int NSID_ALL = 0xFFFF_FFFF;
    /** Opcode of all Fabrics commands (NVM Express Base 2.1, 6). */
    public static final int FABRICS = 0x7F;

    private Sqe() {
    }

    /**
     * The opcode.
     *
     * @param sqe 64 bytes
     * @return 0 to 255
     */
    public static int opcode(MemorySegment sqe) {
        return Bytes.u8(sqe, OPCODE);
    }

    /**
     * The fused operation bits.
     *
     * @param sqe 64 bytes
     * @return 0 to 3
     */
    public static int fuse(MemorySegment sqe) {
        return Bytes.u8(sqe, FLAGS) & 3;
    }

    /**
     * PRP or SGL for data transfer; Fabrics wants 01b or 10b.
     *
     * @param sqe 64 bytes
     * @return 0 to 3
     */
    public static int psdt(MemorySegment sqe) {
        return Bytes.u8(sqe, FLAGS) >>> 6;
    }

    /**
     * The command identifier.
     *
     * @param sqe 64 bytes
     * @return 0 to 65535
     */
    public static int cid(MemorySegment sqe) {
        return Bytes.u16(sqe, CID);
    }

    /**
     * The namespace identifier.
     *
     * @param sqe 64 bytes
     * @return the bits; FFFFFFFFh is -1
     */
    public static int nsid(MemorySegment sqe) {
        return Bytes.i32(sqe, NSID);
    }

    /**
     * The Fabrics command type, meaningful when the opcode is {@link #FABRICS}.
     *
     * @param sqe 64 bytes
     * @return 0 to 255
     */
    public static int fctype(MemorySegment sqe) {
        return Bytes.u8(sqe, NSID);
    }

    /**
     * A command dword.
     *
     * @param sqe 64 bytes
     * @param n 10 to 15
     * @return the bits
     */
    public static int cdw(MemorySegment sqe, int n) {
        return Bytes.i32(sqe, n * 4L);
    }

    /**
     * The data transfer direction that the opcode encodes: bits 1:0, of FCTYPE for a Fabrics command (NVM Express Base
     * 2.1, Figure 91).
     *
     * @param sqe 64 bytes
     * @return 0 none, 1 host to controller, 2 controller to host, 3 both
     */
    public static int direction(MemorySegment sqe) {
        int opcode = opcode(sqe);
        return (opcode == FABRICS ? fctype(sqe) : opcode) & 3;
    }

    /**
     * Clears an entry and writes what every command has: opcode, SGL as data pointer, identifiers.
     *
     * @param sqe 64 bytes
     * @param opcode 0 to 255
     * @param cid command identifier
     * @param nsid namespace identifier
     */
    public static void clear(MemorySegment sqe, int opcode, int cid, int nsid) {
        for (int at = 0; at < BYTES; at += 8) {
            Bytes.put64(sqe, at, 0);
        }
        Bytes.put32(sqe, OPCODE, (opcode & 0xFF) | PSDT_SGL << 14 | cid << 16);
        Bytes.put32(sqe, NSID, nsid);
    }

    /**
     * Clears an entry and writes what every Fabrics command has.
     *
     * @param sqe 64 bytes
     * @param cid command identifier
     * @param fctype as in {@link FabricsCommand}
     */
    public static void clearFabrics(MemorySegment sqe, int cid, int fctype) {
        clear(sqe, FABRICS, cid, fctype & 0xFF);
    }

    /**
     * Writes the command identifier.
     *
     * @param sqe 64 bytes
     * @param cid 0 to 65535
     */
    public static void putCid(MemorySegment sqe, int cid) {
        Bytes.put16(sqe, CID, cid);
    }

    /**
     * Writes the fused operation bits.
     *
     * @param sqe 64 bytes
     * @param fuse {@link #FUSE_NORMAL}, {@link #FUSE_FIRST} or {@link #FUSE_SECOND}
     */
    public static void putFuse(MemorySegment sqe, int fuse) {
        Bytes.put8(sqe, FLAGS, (Bytes.u8(sqe, FLAGS) & ~3) | (fuse & 3));
    }

    /**
     * Writes a command dword.
     *
     * @param sqe 64 bytes
     * @param n 10 to 15
     * @param value the bits
     */
    public static void putCdw(MemorySegment sqe, int n, int value) {
        Bytes.put32(sqe, n * 4L, value);
    }
}
