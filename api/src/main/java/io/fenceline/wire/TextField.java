package io.fenceline.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Characters at a fixed place of a structure (NVM Express Base 2.1, 1.4): ASCII, left-justified and padded with blanks;
 * or UTF-8 that ends with a null, as NQNs are.
 *
 * @param offset of the first byte, from the beginning of the structure
 * @param length in bytes
 * @param terminated true for UTF-8 with a null at the end, false for padded ASCII
 */
public record TextField(int offset, int length, boolean terminated) {
    /**
     * Padded ASCII.
     *
     * @param offset of the first byte
     * @param length in bytes
     * @return the field
     */
    public static TextField ascii(int offset, int length) {
        return new TextField(offset, length, false);
    }

    /**
     * UTF-8 that ends with a null.
     *
     * @param offset of the first byte
     * @param length in bytes, null included
     * @return the field
     */
    public static TextField terminated(int offset, int length) {
        return new TextField(offset, length, true);
    }

    /**
     * Reads the field. Peers pad ASCII with nulls as often as with blanks, so both are taken off; a text that should end
     * with a null and does not comes back at its full length.
     *
     * @param s the structure
     * @return the text; bytes that are no UTF-8 become U+FFFD
     */
    public String get(MemorySegment s) {
        byte[] b = s.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < b.length && b[end] != 0) {
            end++;
        }
        while (!terminated && end > 0 && b[end - 1] == ' ') {
            end--;
        }
        return new String(b, 0, end, StandardCharsets.UTF_8);
    }

    /**
     * Tells whether there is a null in the field.
     *
     * @param s the structure
     * @return false when the text fills the field
     */
    public boolean endsWithinField(MemorySegment s) {
        for (int i = 0; i < length; i++) {
            if (Bytes.u8(s, offset + i) == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes the field and its padding.
     *
     * @param s the structure
     * @param text what to write
     * @throws IllegalArgumentException when the text does not fit, or is not ASCII where it must be
     */
    public void put(MemorySegment s, String text) {
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        if (b.length > (terminated ? length - 1 : length)) {
            throw new IllegalArgumentException("'" + text + "' does not fit into " + length + " bytes");
        }
        if (!terminated && b.length != text.length()) {
            throw new IllegalArgumentException("'" + text + "' is not ASCII");
        }
        byte[] padded = Arrays.copyOf(b, length);
        Arrays.fill(padded, b.length, length, terminated ? 0 : (byte) ' ');
        MemorySegment.copy(padded, 0, s, ValueLayout.JAVA_BYTE, offset, length);
    }
}
