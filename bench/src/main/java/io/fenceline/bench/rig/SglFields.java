package io.fenceline.bench.rig;

import io.fenceline.wire.Sqe;
import java.nio.ByteBuffer;

/** SGL1 of a command (NVM Express Base 2.1, 4.3.2). */
final class SglFields {
    /** Data block, the address is an offset in the capsule. */
    private static final int IN_CAPSULE = 0x01;
    /** Transport data block. */
    private static final int TRANSPORT = 0x5A;

    private SglFields() {
    }

    /**
     * Writes the descriptor.
     *
     * @param buffer little-endian
     * @param at where the submission queue entry begins
     * @param inCapsule whether the data is in the capsule, at its start
     * @param length bytes of data
     */
    static void put(ByteBuffer buffer, int at, boolean inCapsule, int length) {
        buffer.putLong(at + Sqe.SGL1, 0);
        buffer.putInt(at + Sqe.SGL1 + 8, length);
        buffer.putInt(at + Sqe.SGL1 + 12, (inCapsule ? IN_CAPSULE : TRANSPORT) << 24);
    }
}
