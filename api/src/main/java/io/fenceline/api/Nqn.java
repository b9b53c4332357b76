package io.fenceline.api;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * An NVMe Qualified Name (NVM Express Base 2.1, 4.7): at most 223 bytes of UTF-8, beginning with {@code nqn.}.
 * Immutable; equality is byte for byte, as the specification says.
 *
 * @param value the name
 */
public record Nqn(String value) implements Comparable<Nqn> {
    /** The greatest length in bytes, without the terminating null. */
    public static final int MAX_BYTES = 223;
    /** The well-known discovery service name (NVM Express Base 2.1, 3.1.3.3). */
    public static final Nqn DISCOVERY = new Nqn("nqn.2014-08.org.nvmexpress.discovery");

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException when the name is too long or does not begin with {@code nqn.}; the text
     *             says what would be right
     */
    public Nqn {
        Objects.requireNonNull(value);
        if (!value.startsWith("nqn.") || value.length() < 5) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no NQN: it must begin with 'nqn.', such as nqn.2014-08.org.example:disk1");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("NQN of " + value.length() + " characters: at most " + MAX_BYTES + " bytes are allowed");
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ') {
                throw new IllegalArgumentException("'" + value + "' is no NQN: blanks and control characters are not allowed");
            }
        }
    }

    /**
     * A shorter way to write {@code new Nqn(value)}.
     *
     * @param value the name
     * @return the NQN
     */
    public static Nqn of(String value) {
        return new Nqn(value);
    }

    @Override
    public int compareTo(Nqn other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
