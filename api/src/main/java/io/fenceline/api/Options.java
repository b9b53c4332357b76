package io.fenceline.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Checked values for an {@link OptionSchema}. Immutable. */
public final class Options {
    private final Map<String, Object> values;

    private Options(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * The defaults.
     *
     * @param schema what there is
     * @return the defaults of all options that have one
     */
    public static Options defaults(OptionSchema schema) {
        return of(schema, Map.of());
    }

    /**
     * Checks values.
     *
     * @param schema what there is
     * @param given values by key; numbers, booleans or text
     * @return the values, defaults filled in
     * @throws NvmeException (FAIL) that names every key with its value and what would be right
     */
    public static Options of(OptionSchema schema, Map<String, ?> given) {
        StringBuilder errors = new StringBuilder();
        Options options = check(schema, given, error -> errors.append(errors.isEmpty() ? "" : "; ").append(error));
        if (!errors.isEmpty()) {
            throw new NvmeException(NvmeException.Category.FAIL, errors.toString());
        }
        return options;
    }

    /**
     * Checks values, and goes on after an error.
     *
     * @param schema what there is
     * @param given values by key; numbers, booleans or text
     * @param errors takes one line for each error: key, value, what would be right
     * @return the values that are right
     */
    public static Options check(OptionSchema schema, Map<String, ?> given, Consumer<String> errors) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (OptionSchema.Option option : schema.options()) {
            Object value = given.get(option.key());
            if (value == null && option.fallback().isEmpty()) {
                if (option.kind() != OptionSchema.Kind.TEXT || given.containsKey(option.key())) {
                    errors.accept(option.key() + ": is missing; " + wanted(option));
                }
                continue;
            }
            try {
                values.put(option.key(), parse(option, value == null ? option.fallback() : value.toString().strip()));
            } catch (IllegalArgumentException e) {
                errors.accept(option.key() + ": '" + value + "' is not valid; " + wanted(option));
            }
        }
        for (String key : given.keySet()) {
            if (schema.options().stream().noneMatch(o -> o.key().equals(key))) {
                String known = schema.options().stream().map(OptionSchema.Option::key).collect(Collectors.joining(", "));
                errors.accept(key + ": is not known; " + (known.isEmpty() ? "no option is taken here" : "known are " + known));
            }
        }
        return new Options(values);
    }

    private static Object parse(OptionSchema.Option option, String text) {
        return switch (option.kind()) {
            case BOOLEAN -> switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
            };
            case INTEGER -> bounded(option, Long.parseLong(text));
            case SIZE -> bounded(option, parseSize(text));
            case DURATION -> bounded(option, parseMillis(text));
            case TEXT -> text;
            case CHOICE -> {
                if (!option.choices().contains(text)) {
                    throw new IllegalArgumentException(text);
                }
                yield text;
            }
        };
    }

    private static long bounded(OptionSchema.Option option, long value) {
        if (value < option.min() || value > option.max()) {
            throw new IllegalArgumentException(Long.toString(value));
        }
        return value;
    }

    /**
     * Reads a number of bytes.
     *
     * @param text such as 4096, 64KiB, 1MiB, 2GiB, 1TiB; KB, MB, GB, TB are thousands
     * @return the bytes
     * @throws IllegalArgumentException when it is no size
     */
    public static long parseSize(String text) {
        int unit = 0;
        while (unit < text.length() && (Character.isDigit(text.charAt(unit)) || text.charAt(unit) == '_')) {
            unit++;
        }
        long count = Long.parseLong(text.substring(0, unit).replace("_", ""));
        long factor = switch (text.substring(unit).strip().toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k", "kib" -> 1L << 10;
            case "m", "mib" -> 1L << 20;
            case "g", "gib" -> 1L << 30;
            case "t", "tib" -> 1L << 40;
            case "kb" -> 1_000L;
            case "mb" -> 1_000_000L;
            case "gb" -> 1_000_000_000L;
            case "tb" -> 1_000_000_000_000L;
            default -> throw new IllegalArgumentException(text);
        };
        try {
            return Math.multiplyExact(count, factor);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /**
     * Reads a time.
     *
     * @param text such as 250ms, 5s, 2m, 1h
     * @return milliseconds
     * @throws IllegalArgumentException when it is no time
     */
    public static long parseMillis(String text) {
        int unit = 0;
        while (unit < text.length() && Character.isDigit(text.charAt(unit))) {
            unit++;
        }
        long count = Long.parseLong(text.substring(0, unit));
        return switch (text.substring(unit).strip()) {
            case "ms" -> count;
            case "s" -> Math.multiplyExact(count, 1_000L);
            case "m" -> Math.multiplyExact(count, 60_000L);
            case "h" -> Math.multiplyExact(count, 3_600_000L);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static String wanted(OptionSchema.Option option) {
        return switch (option.kind()) {
            case BOOLEAN -> "true or false is wanted";
            case INTEGER -> "a whole number from " + option.min() + " to " + option.max() + " is wanted";
            case SIZE -> "a size from " + option.min() + " to " + option.max() + " bytes is wanted, such as 64KiB or 1GiB";
            case DURATION -> "a time from " + option.min() + " to " + option.max() + " ms is wanted, such as 250ms or 5s";
            case TEXT -> "text is wanted: " + option.help();
            case CHOICE -> "one of " + String.join(", ", List.copyOf(option.choices())) + " is wanted";
        };
    }

    /**
     * Whether an option has a value.
     *
     * @param key its key
     * @return whether it was given or has a default
     */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    private Object get(String key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no option " + key);
        }
        return value;
    }

    /**
     * A number, size (bytes) or duration (milliseconds).
     *
     * @param key its key
     * @return the value, within the option's bounds
     */
    public long number(String key) {
        return (Long) get(key);
    }

    /**
     * A number, size or duration that fits an int.
     *
     * @param key its key
     * @return the value, within the option's bounds
     */
    public int integer(String key) {
        return Math.toIntExact(number(key));
    }

    /**
     * A flag.
     *
     * @param key its key
     * @return the value
     */
    public boolean flag(String key) {
        return (Boolean) get(key);
    }

    /**
     * Text or a choice.
     *
     * @param key its key
     * @return the value
     */
    public String text(String key) {
        return (String) get(key);
    }
}
