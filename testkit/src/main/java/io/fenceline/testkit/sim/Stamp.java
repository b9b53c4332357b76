package io.fenceline.testkit.sim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a block says about the write that it comes from. In a block, little endian: magic, run, generation, LBA, time, host and lane,
 * CRC-32C of the whole block but this field; the rest follows from run, generation and LBA alone, so that every sector of a torn block
 * still tells which write it is from.
 *
 * @param run which run wrote it
 * @param generation which write of the run, from 1
 * @param lba where it was meant to go
 * @param atNs when it was issued, by the clock of the run
 * @param host who wrote it
 * @param lane which path or lane of the host
 */
record Stamp(long run, long generation, long lba, long atNs, int host, int lane) {
    /** Least size of a block that can be stamped. */
    static final int LEAST_BLOCK = 64;

    private static final long MAGIC = 0x5052_4154_534E_4546L;
    private static final long CHECKSUM_AT = 48;
    private static final long BODY_AT = 56;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Fills a block. */
    void write(MemorySegment block) {
        block.set(LONG, 0, MAGIC);
        block.set(LONG, 8, run);
        block.set(LONG, 16, generation);
        block.set(LONG, 24, lba);
        block.set(LONG, 32, atNs);
        block.set(INT, 40, host);
        block.set(INT, 44, lane);
        long key = key();
        long size = block.byteSize();
        for (long at = BODY_AT; at < size; at += 8) {
            block.set(LONG, at, word(key, at));
        }
        block.set(LONG, CHECKSUM_AT, checksum(block));
    }

    /** What the head of a block says, whether or not the rest agrees; null: it was never stamped. */
    static @Nullable Stamp head(MemorySegment block) {
        if (block.get(LONG, 0) != MAGIC) {
            return null;
        }
        return new Stamp(block.get(LONG, 8), block.get(LONG, 16), block.get(LONG, 24), block.get(LONG, 32), block.get(INT, 40),
                block.get(INT, 44));
    }

    static boolean isWhole(MemorySegment block) {
        return block.get(LONG, CHECKSUM_AT) == checksum(block);
    }

    static boolean isZero(MemorySegment block) {
        long size = block.byteSize();
        for (long at = 0; at < size; at += 8) {
            if (block.get(LONG, at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the last bytes of a block are from this write. */
    boolean hasTailIn(MemorySegment block) {
        long at = block.byteSize() - 8;
        return block.get(LONG, at) == word(key(), at);
    }

    /** From which byte on a block is not from this write, its head aside; -1: it is all from it. */
    long firstDifference(MemorySegment block) {
        long key = key();
        for (long at = BODY_AT; at < block.byteSize(); at += 8) {
            if (block.get(LONG, at) != word(key, at)) {
                return at;
            }
        }
        return -1;
    }

    private long key() {
        return mix(run + 0x9E3779B97F4A7C15L * generation) ^ mix(~lba);
    }

    private static long word(long key, long at) {
        return mix(key + at);
    }

    private static long mix(long z) {
        long y = (z ^ z >>> 32) * 0xD6E8FEB86659FD93L;
        return y ^ y >>> 29;
    }

    /** The value is never zero, so that a block whose head alone arrived is not taken for a whole one. */
    private static long checksum(MemorySegment block) {
        CRC32C crc = new CRC32C();
        crc.update(block.asSlice(0, CHECKSUM_AT).asByteBuffer());
        crc.update(block.asSlice(BODY_AT).asByteBuffer());
        return crc.getValue() | 1L << 32;
    }
}
