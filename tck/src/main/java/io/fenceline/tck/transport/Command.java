package io.fenceline.tck.transport;

import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;

/**
 * A command of the contract's own little protocol. Opcodes are vendor specific ones (C0h and up, direction in bits 1:0 as
 * everywhere), so that nothing but the transport is tested. CDW10 is the key of the data's pattern, CDW11 how the target
 * moves it, CDW12 the size of a piece.
 *
 * @param opcode which
 * @param key of the data's pattern
 * @param length bytes of data
 * @param how one of the constants
 * @param piece bytes of a piece
 */
record Command(int opcode, int key, int length, int how, int piece) {
    static final int NO_DATA = 0xC0;
    static final int WRITE = 0xC1;
    static final int READ = 0xC2;

    /** All data at a time, a read with its response in one. */
    static final int WHOLE = 0;
    /** All data at a time, then the response. */
    static final int THEN_RESPOND = 1;
    /** In pieces, then the response. */
    static final int PIECES = 2;

    static Command noData(int key) {
        return new Command(NO_DATA, key, 0, WHOLE, 0);
    }

    static Command write(int key, int length) {
        return new Command(WRITE, key, length, WHOLE, 0);
    }

    static Command read(int key, int length) {
        return new Command(READ, key, length, WHOLE, 0);
    }

    static Command read(int key, int length, int how, int piece) {
        return new Command(READ, key, length, how, piece);
    }

    /** A Fabrics Connect with 1024 bytes of data (NVM Express Base 2.1, 6.3), of which only the sizes count here. */
    static Command connect(QueuePairParams params) {
        return new Command(Sqe.FABRICS, params.qid() << 16, 1024, (params.size() - 1) | (params.flowControl() ? 0 : 1 << 18), 0);
    }

    MemorySegment encode(int cid) {
        MemorySegment sqe = MemorySegment.ofArray(new byte[Sqe.BYTES]);
        Bytes.put8(sqe, Sqe.OPCODE, opcode);
        Bytes.put8(sqe, Sqe.FLAGS, 0x40);
        Bytes.put16(sqe, Sqe.CID, cid);
        Bytes.put32(sqe, Sqe.NSID, opcode == Sqe.FABRICS ? 1 : 0x01020304);
        Bytes.put32(sqe, Sqe.CDW10, key);
        Bytes.put32(sqe, Sqe.CDW11, how);
        Bytes.put32(sqe, Sqe.CDW12, piece);
        Bytes.put32(sqe, Sqe.CDW13, ~key);
        Bytes.put32(sqe, Sqe.CDW14, length);
        Bytes.put32(sqe, Sqe.CDW15, 0xF5F6F7F8);
        return sqe;
    }

    boolean toTarget() {
        return opcode == WRITE || opcode == Sqe.FABRICS;
    }
}
