package io.fenceline.assembly.cli;

import java.util.Locale;

/** Numbers as persons read them. */
final class Figures {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Figures() {
    }

    /** Three digits or so with a unit: 87.2 µs, 1.53 ms, 12.0 s. */
    static String time(double ns) {
        if (ns < 1_000) {
            return Math.round(ns) + " ns";
        }
        if (ns < 1_000_000) {
            return digits(ns / 1e3) + " µs";
        }
        return ns < 1_000_000_000 ? digits(ns / 1e6) + " ms" : ns < 600e9 ? digits(ns / 1e9) + " s" : digits(ns / 60e9) + " min";
    }

    /** 4 KiB, 1.50 GiB. */
    static String bytes(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < BYTES.length - 1) {
            value /= 1024;
            unit++;
        }
        return (value == Math.rint(value) ? Long.toString((long) value) : digits(value)) + " " + BYTES[unit];
    }

    /** As the other. */
    static String time(long ns) {
        return time((double) ns);
    }

    /** As the other. */
    static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /** 123,456. */
    static String count(double count) {
        return count(Math.round(count));
    }

    /** 123,456. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Three significant digits, none that pretends more. */
    static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
