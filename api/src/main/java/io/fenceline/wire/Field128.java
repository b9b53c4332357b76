package io.fenceline.wire;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;

/**
 * An unsigned little-endian integer of 16 bytes at a fixed place of a structure, as capacities and SMART counters are.
 *
 * @param offset of the first byte, from the beginning of the structure
 */
public record Field128(int offset) {
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    /**
     * Reads the field.
     *
     * @param s the structure
     * @return the value
     */
    public BigInteger get(MemorySegment s) {
        return unsigned(Bytes.i64(s, offset + 8)).shiftLeft(64).or(unsigned(Bytes.i64(s, offset)));
    }

    /**
     * Writes a value of at most 64 bits.
     *
     * @param s the structure
     * @param value unsigned
     */
    public void put(MemorySegment s, long value) {
        Bytes.put64(s, offset, value);
        Bytes.put64(s, offset + 8, 0);
    }

    /**
     * Writes the field.
     *
     * @param s the structure
     * @param value 0 to 2^128-1
     * @throws IllegalArgumentException when the value is out of range
     */
    public void put(MemorySegment s, BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 128) {
            throw new IllegalArgumentException(value + " does not fit into 16 bytes");
        }
        Bytes.put64(s, offset, value.longValue());
        Bytes.put64(s, offset + 8, value.shiftRight(64).longValue());
    }

    private static BigInteger unsigned(long bits) {
        BigInteger v = BigInteger.valueOf(bits);
        return bits < 0 ? v.add(TWO_64) : v;
    }
}
