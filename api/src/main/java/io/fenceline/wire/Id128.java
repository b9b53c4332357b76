package io.fenceline.wire;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A 128-bit identifier: Host Identifier, UUID, NGUID, FGUID. Kept in the order of its bytes, which is the order in which
 * a UUID or an NGUID is written down (NVM Express Base 2.1, 4.5): byte 0 is the highest of {@code high}.
 *
 * @param high bytes 0 to 7
 * @param low bytes 8 to 15
 */
public record Id128(long high, long low) {
    /** Length in bytes. */
    public static final int BYTES = 16;
    /** All zeroes: no identifier. */
    public static final Id128 ZERO = new Id128(0, 0);

    /**
     * Takes a UUID as it is.
     *
     * @param uuid the UUID
     * @return the same 16 bytes
     */
    public static Id128 of(UUID uuid) {
        return new Id128(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /**
     * Reads 32 hexadecimal digits, with or without the hyphens of a UUID.
     *
     * @param text the digits
     * @return the identifier
     * @throws IllegalArgumentException when the text is something else
     */
    public static Id128 parse(String text) {
        String digits = text.replace("-", "");
        if (digits.length() != 32) {
            throw new IllegalArgumentException("'" + text + "' is no identifier of 32 hexadecimal digits");
        }
        return new Id128(HexFormat.fromHexDigitsToLong(digits, 0, 16), HexFormat.fromHexDigitsToLong(digits, 16, 32));
    }

    /**
     * Reads 16 bytes.
     *
     * @param s where
     * @param at offset in bytes
     * @return the identifier
     */
    public static Id128 get(MemorySegment s, long at) {
        return new Id128(Long.reverseBytes(Bytes.i64(s, at)), Long.reverseBytes(Bytes.i64(s, at + 8)));
    }

    /**
     * Writes 16 bytes.
     *
     * @param s where
     * @param at offset in bytes
     */
    public void put(MemorySegment s, long at) {
        Bytes.put64(s, at, Long.reverseBytes(high));
        Bytes.put64(s, at + 8, Long.reverseBytes(low));
    }

    /**
     * Tells whether this is no identifier at all.
     *
     * @return true when all bytes are zero
     */
    public boolean isZero() {
        return high == 0 && low == 0;
    }

    /**
     * The same bytes as a UUID.
     *
     * @return the UUID
     */
    public UUID toUuid() {
        return new UUID(high, low);
    }

    /** The identifier as 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
