package io.fenceline.api;

import java.util.List;

/**
 * The options that a provider takes: data, from which the configuration check, the help and the documentation are made.
 *
 * @param options in the order in which they are to be shown
 */
public record OptionSchema(List<Option> options) {
    /** A schema without options. */
    public static final OptionSchema EMPTY = new OptionSchema(List.of());

    /** Copies the list. */
    public OptionSchema {
        options = List.copyOf(options);
    }

    /** What an option's value is. */
    public enum Kind {
        /** true or false. */
        BOOLEAN,
        /** A whole number between {@link Option#min} and {@link Option#max}. */
        INTEGER,
        /** A number of bytes: 4096, 64KiB, 1MiB, 2GiB, 1TiB. Bounds as for a whole number. */
        SIZE,
        /** A time: 250ms, 5s, 2m. Bounds in milliseconds. */
        DURATION,
        /** Text. */
        TEXT,
        /** One of {@link Option#choices}. */
        CHOICE
    }

    /**
     * One option.
     *
     * @param key camel case, as in fenceline.yaml
     * @param kind what its value is
     * @param fallback the value when it is not given, written as in fenceline.yaml; empty: there is none, and an option
     *            without one must be given
     * @param min least value, in bytes, milliseconds or ones
     * @param max greatest value, likewise
     * @param choices of a {@link Kind#CHOICE}
     * @param help one sentence for a person
     */
    public record Option(String key, Kind kind, String fallback, long min, long max, List<String> choices, String help) {
        /** Copies the list. */
        public Option {
            choices = List.copyOf(choices);
        }
    }

    /**
     * An option that is a whole number.
     *
     * @param key its key
     * @param fallback its default
     * @param min least value
     * @param max greatest value
     * @param help one sentence
     * @return the option
     */
    public static Option integer(String key, long fallback, long min, long max, String help) {
        return new Option(key, Kind.INTEGER, Long.toString(fallback), min, max, List.of(), help);
    }

    /**
     * An option that is a number of bytes.
     *
     * @param key its key
     * @param fallback its default, such as 1MiB; empty: it must be given
     * @param min least value in bytes
     * @param max greatest value in bytes
     * @param help one sentence
     * @return the option
     */
    public static Option size(String key, String fallback, long min, long max, String help) {
        return new Option(key, Kind.SIZE, fallback, min, max, List.of(), help);
    }

    /**
     * An option that is a time.
     *
     * @param key its key
     * @param fallback its default, such as 5s
     * @param minMs least value in milliseconds
     * @param maxMs greatest value in milliseconds
     * @param help one sentence
     * @return the option
     */
    public static Option duration(String key, String fallback, long minMs, long maxMs, String help) {
        return new Option(key, Kind.DURATION, fallback, minMs, maxMs, List.of(), help);
    }

    /**
     * An option that is true or false.
     *
     * @param key its key
     * @param fallback its default
     * @param help one sentence
     * @return the option
     */
    public static Option flag(String key, boolean fallback, String help) {
        return new Option(key, Kind.BOOLEAN, Boolean.toString(fallback), 0, 0, List.of(), help);
    }

    /**
     * An option that is text.
     *
     * @param key its key
     * @param fallback its default; empty: it must be given
     * @param help one sentence
     * @return the option
     */
    public static Option text(String key, String fallback, String help) {
        return new Option(key, Kind.TEXT, fallback, 0, 0, List.of(), help);
    }

    /**
     * An option that is one of some words.
     *
     * @param key its key
     * @param choices the words; the first is the default
     * @param help one sentence
     * @return the option
     */
    public static Option choice(String key, List<String> choices, String help) {
        return new Option(key, Kind.CHOICE, choices.getFirst(), 0, 0, choices, help);
    }
}
