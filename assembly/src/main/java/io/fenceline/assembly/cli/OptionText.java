package io.fenceline.assembly.cli;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Reads values of options; what is wrong is said in one line with the option, the value, and what would be right. */
final class OptionText {
    private OptionText() {
    }

    /** A time between two, such as 250ms, 5s, 2m, 1h. */
    static Duration time(String option, String text, Duration least, Duration most) {
        long ms = parsed(text, Options::parseMillis);
        if (ms < least.toMillis() || ms > most.toMillis()) {
            throw wrong(option, text, "a time from " + spell(least) + " to " + spell(most) + " is wanted, such as 250ms or 5s");
        }
        return Duration.ofMillis(ms);
    }

    /** As {@link #time}, or nothing at all. */
    static Duration timeOrZero(String option, String text, Duration least, Duration most) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        long ms = parsed(text, Options::parseMillis);
        if (ms < least.toMillis() || ms > most.toMillis()) {
            throw wrong(option, text, "0, or a time from " + spell(least) + " to " + spell(most) + " is wanted, such as 250ms or 5s");
        }
        return Duration.ofMillis(ms);
    }

    /** A whole number between two. */
    static int number(String option, String text, int least, int most) {
        long value = parsed(text, Long::parseLong);
        if (value < least || value > most) {
            throw wrong(option, text, "a whole number from " + least + " to " + most + " is wanted");
        }
        return (int) value;
    }

    /** A number of bytes between two, a multiple of something. */
    static long bytes(String option, String text, long least, long most, int multiple) {
        long value = parsed(text, Options::parseSize);
        if (value < least || value > most || value % multiple != 0) {
            throw wrong(option, text, (multiple > 1 ? "a multiple of " + multiple + " bytes" : "a size") + " from " + least + " to " + most
                    + " is wanted, such as 4KiB or 1MiB");
        }
        return value;
    }

    /** Reads a number; one that cannot be read is less than any that is wanted. */
    private static long parsed(String text, ToLongFunction<String> reader) {
        try {
            return reader.applyAsLong(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Long.MIN_VALUE;
        }
    }

    static IllegalArgumentException wrong(String option, String text, String wanted) {
        return new IllegalArgumentException(option + ": '" + text + "' is not valid; " + wanted);
    }

    /** A plug-in that is not there. */
    static IllegalArgumentException notInstalled(String option, String name, List<String> names) {
        return wrong(option, name, names.isEmpty() ? "none is installed" : "one of " + String.join(", ", names) + " is wanted");
    }

    /** KEY=VALUE, each key once. */
    static Map<String, String> pairs(String option, List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw wrong(option, text, "KEY=VALUE is wanted");
            }
            if (pairs.put(text.substring(0, equals), text.substring(equals + 1)) != null) {
                throw wrong(option, text, "each key once is wanted");
            }
        }
        return pairs;
    }

    /** Checks what was given against what a plug-in can be told. */
    static void check(String option, OptionSchema schema, Map<String, String> given) {
        List<String> errors = new ArrayList<>();
        Options.check(schema, given, errors::add);
        errors.stream().filter(error -> given.keySet().stream().anyMatch(key -> error.startsWith(key + ":"))).findFirst()
                .ifPresent(error -> {
                    throw new IllegalArgumentException(option + " " + error);
                });
    }

    private static String spell(Duration time) {
        long ms = time.toMillis();
        return ms == 0
                ? "0ms"
                : ms % 3_600_000 == 0
                        ? ms / 3_600_000 + "h"
                        : ms % 60_000 == 0 ? ms / 60_000 + "m" : ms % 1000 == 0 ? ms / 1000 + "s" : ms + "ms";
    }
}
