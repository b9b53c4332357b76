package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * An unsigned little-endian integer at a fixed place of a structure. As a constant it costs nothing to use: the compiler
 * folds offset and width into the access.
 *
 * @param offset of the first byte, from the beginning of the structure
 * @param width 1, 2, 3, 4 or 8 bytes
 */
public record Field(int offset, int width) {
    /** Checks the width. */
    public Field {
        if (offset < 0 || width < 1 || width > 8 || (width > 4 && width < 8)) {
            throw new IllegalArgumentException("no such field: offset " + offset + ", width " + width);
        }
    }

    /**
     * Reads the field.
     *
     * @param s the structure
     * @return the unsigned value; with eight bytes, the bits
     */
    public long get(MemorySegment s) {
        return switch (width) {
            case 1 -> Bytes.u8(s, offset);
            case 2 -> Bytes.u16(s, offset);
            case 3 -> Bytes.u16(s, offset) | Bytes.u8(s, offset + 2) << 16;
            case 4 -> Bytes.u32(s, offset);
            default -> Bytes.i64(s, offset);
        };
    }

    /**
     * Reads the field as an int.
     *
     * @param s the structure
     * @return the low 32 bits of the value
     */
    public int getInt(MemorySegment s) {
        return (int) get(s);
    }

    /**
     * Writes the field.
     *
     * @param s the structure
     * @param value an unsigned value, or an int or short whose sign bit is the field's highest bit
     * @throws IllegalArgumentException when the value needs more bits than the field has
     */
    public void put(MemorySegment s, long value) {
        if (width < 8 && value >> (width * 8) != 0 && value >> (width * 8 - 1) != -1) {
            throw new IllegalArgumentException(value + " does not fit into " + width + " bytes");
        }
        switch (width) {
            case 1 -> Bytes.put8(s, offset, (int) value);
            case 2 -> Bytes.put16(s, offset, (int) value);
            case 3 -> {
                Bytes.put16(s, offset, (int) value);
                Bytes.put8(s, offset + 2, (int) value >> 16);
            }
            case 4 -> Bytes.put32(s, offset, (int) value);
            default -> Bytes.put64(s, offset, value);
        }
    }

    /**
     * Sets bits, leaving the others.
     *
     * @param s the structure
     * @param bits to set
     */
    public void set(MemorySegment s, long bits) {
        put(s, get(s) | (bits & mask()));
    }

    /**
     * Tells whether all of some bits are set.
     *
     * @param s the structure
     * @param bits to look at
     * @return whether they are
     */
    public boolean has(MemorySegment s, long bits) {
        long wanted = bits & mask();
        return (get(s) & wanted) == wanted;
    }

    private long mask() {
        return width == 8 ? -1 : (1L << (width * 8)) - 1;
    }
}
