package io.fenceline.testkit.memory;

import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/** The two SGL descriptors of this transport, the same as those of NVMe/TCP (NVM Express Base 2.1, 4.3.2; NVMe/TCP 1.1, 3.3.2). */
final class Sgl {
    /** SGL Data Block, sub type offset: data in the capsule. */
    private static final int IN_CAPSULE = 0x01;
    /** Transport SGL Data Block, sub type transport specific: data that has to be moved. */
    private static final int TRANSPORT = 0x5A;
    private static final int LENGTH = Sqe.SGL1 + 8;
    private static final int TYPE = Sqe.SGL1 + 15;

    private Sgl() {
    }

    static void write(MemorySegment sqe, int length, boolean inCapsule) {
        Bytes.put64(sqe, Sqe.SGL1, 0);
        Bytes.put32(sqe, LENGTH, length);
        Bytes.put32(sqe, LENGTH + 4, 0);
        Bytes.put8(sqe, TYPE, inCapsule ? IN_CAPSULE : TRANSPORT);
    }

    static int length(MemorySegment sqe) {
        return Bytes.i32(sqe, LENGTH);
    }

    /**
     * The status that the SGL deserves.
     *
     * @param carried bytes that came in the capsule
     * @param limit in-capsule limit
     * @param maxTransfer limit of a transfer
     */
    static int status(MemorySegment sqe, int carried, int limit, int maxTransfer) {
        long length = Bytes.u32(sqe, LENGTH);
        int type = Bytes.u8(sqe, TYPE);
        if (type == TRANSPORT) {
            return length > maxTransfer ? Status.DATA_SGL_LENGTH_INVALID | Status.DNR : Status.SUCCESS;
        }
        if (type == IN_CAPSULE) {
            if (Bytes.i64(sqe, Sqe.SGL1) != 0 || length > limit) {
                return Status.SGL_OFFSET_INVALID | Status.DNR;
            }
            return length == carried ? Status.SUCCESS : Status.DATA_SGL_LENGTH_INVALID | Status.DNR;
        }
        return Status.SGL_TYPE_INVALID | Status.DNR;
    }
}
