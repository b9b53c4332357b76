package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * A 128-bit identifier at a fixed place of a structure.
 *
 * @param offset of the first byte, from the beginning of the structure
 */
public record IdField(int offset) {
    /**
     * Reads the field.
     *
     * @param s the structure
     * @return the identifier
     */
    public Id128 get(MemorySegment s) {
        return Id128.get(s, offset);
    }

    /**
     * Writes the field.
     *
     * @param s the structure
     * @param id the identifier
     */
    public void put(MemorySegment s, Id128 id) {
        id.put(s, offset);
    }
}
