package io.fenceline.assembly.config;

import io.fenceline.api.Nqn;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a single value may be.
 *
 * @param kind what it is
 * @param min least value, or least length of text; in bytes, milliseconds or ones
 * @param max greatest value or length, likewise
 * @param choices the words of a {@link Kind#CHOICE}
 */
record Scalar(Kind kind, long min, long max, List<String> choices) implements Shape {
    private static final int MAX_TEXT = 4096;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]*");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** The kinds, and the Java type of a checked value. */
    enum Kind {
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link Long}. */
        INTEGER,
        /** {@link Long}, bytes. */
        SIZE,
        /** {@link Long}, milliseconds. */
        DURATION,
        /** {@link String}. */
        TEXT,
        /** {@link String} of printable ASCII characters. */
        ASCII,
        /** {@link String}, one of some words. */
        CHOICE,
        /** {@link Nqn}. */
        NQN,
        /** {@link java.util.UUID}. */
        UUID,
        /** {@link String} of lower-case hexadecimal digits; {@code max} of them. */
        HEX
    }

    static Scalar flag() {
        return new Scalar(Kind.BOOLEAN, 0, 0, List.of());
    }

    static Scalar integer(long min, long max) {
        return new Scalar(Kind.INTEGER, min, max, List.of());
    }

    static Scalar duration(long minMs, long maxMs) {
        return new Scalar(Kind.DURATION, minMs, maxMs, List.of());
    }

    static Scalar text(int min, int max) {
        return new Scalar(Kind.TEXT, min, max, List.of());
    }

    static Scalar ascii(int min, int max) {
        return new Scalar(Kind.ASCII, min, max, List.of());
    }

    static Scalar choice(List<String> choices) {
        return new Scalar(Kind.CHOICE, 0, 0, List.copyOf(choices));
    }

    static Scalar nqn() {
        return new Scalar(Kind.NQN, 0, 0, List.of());
    }

    static Scalar uuid() {
        return new Scalar(Kind.UUID, 0, 0, List.of());
    }

    static Scalar hex(int digits) {
        return new Scalar(Kind.HEX, digits, digits, List.of());
    }

    /** The shape of a provider's option. */
    static Scalar of(OptionSchema.Option option) {
        return switch (option.kind()) {
            case BOOLEAN -> flag();
            case INTEGER -> integer(option.min(), option.max());
            case SIZE -> new Scalar(Kind.SIZE, option.min(), option.max(), List.of());
            case DURATION -> duration(option.min(), option.max());
            case TEXT -> text(0, MAX_TEXT);
            case CHOICE -> choice(option.choices());
        };
    }

    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException when it is none; its message is of no use to a person
     */
    Object parse(String text) {
        return switch (kind) {
            case BOOLEAN -> switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
            };
            case INTEGER -> bounded(Long.parseLong(text));
            case SIZE -> bounded(Options.parseSize(text));
            case DURATION -> bounded(millis(text));
            case TEXT -> {
                bounded(text.length());
                yield text;
            }
            case ASCII -> {
                bounded(text.length());
                if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                    throw new IllegalArgumentException(text);
                }
                yield text;
            }
            case CHOICE -> {
                if (!choices.contains(text)) {
                    throw new IllegalArgumentException(text);
                }
                yield text;
            }
            case NQN -> Nqn.of(text);
            case UUID -> {
                if (!UUID_FORM.matcher(text).matches()) {
                    throw new IllegalArgumentException(text);
                }
                yield java.util.UUID.fromString(text);
            }
            case HEX -> {
                bounded(text.length());
                if (!HEX.matcher(text).matches()) {
                    throw new IllegalArgumentException(text);
                }
                yield text.toLowerCase(java.util.Locale.ROOT);
            }
        };
    }

    private static long millis(String text) {
        try {
            return Options.parseMillis(text);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private long bounded(long value) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(Long.toString(value));
        }
        return value;
    }

    @Override
    public String wanted() {
        return switch (kind) {
            case BOOLEAN -> "true or false";
            case INTEGER -> "a whole number from " + min + " to " + max;
            case SIZE -> "a size from " + size(min) + " to " + size(max) + ", such as 64KiB or 1GiB";
            case DURATION -> "a time from " + time(min) + " to " + time(max) + ", such as 250ms or 5s";
            case TEXT -> "text" + (max < MAX_TEXT ? " of " + min + " to " + max + " characters" : "");
            case ASCII -> "text of " + min + " to " + max + " ASCII characters";
            case CHOICE -> choices.isEmpty() ? "one that is installed, of which there is none," : "one of " + String.join(", ", choices);
            case NQN -> "an NVMe qualified name of at most 223 bytes without blanks, such as nqn.2014-08.org.example:disk1";
            case UUID -> "a UUID such as 6d1f0e9c-4d3c-4a7e-9e5b-0a3f6c1d2b4e";
            case HEX -> "a row of " + max + " hexadecimal digits";
        };
    }

    /** Bytes in the greatest unit that leaves no rest. */
    static String size(long bytes) {
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        long count = bytes;
        String unit = " bytes";
        for (int i = 0; i < units.length && count >= 1024 && count % 1024 == 0; i++) {
            count /= 1024;
            unit = units[i];
        }
        return bytes == Long.MAX_VALUE ? "8EiB" : count + unit;
    }

    /** Milliseconds in the greatest unit that leaves no rest. */
    static String time(long ms) {
        if (ms == 0 || ms % 1000 != 0) {
            return ms + "ms";
        }
        long s = ms / 1000;
        return s % 3600 == 0 ? s / 3600 + "h" : s % 60 == 0 ? s / 60 + "m" : s + "s";
    }
}
