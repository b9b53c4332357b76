package io.fenceline.assembly.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A histogram in a terminal: one line for each range of latencies, the ranges growing by the same factor. */
final class LatencyPlot {
    private static final int MAX_ROWS = 16;
    private static final int WIDTH = 50;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
    /** Ranges are no finer than this. */
    private static final double LEAST_FACTOR = 1.15;

    private LatencyPlot() {
    }

    /** Lines without ends; none when nothing was recorded. */
    static List<String> of(Histogram histogram) {
        List<String> lines = new ArrayList<>();
        long total = histogram.getTotalCount();
        if (total == 0) {
            return lines;
        }
        double least = Math.max(1, histogram.getMinNonZeroValue());
        // What is slower than one in ten thousand shares the last line.
        double most = Math.max(least, (double) histogram.getValueAtPercentile(99.99));
        double factor = Math.max(LEAST_FACTOR, Math.pow(most / least, 1.0 / (MAX_ROWS - 1)));
        List<Long> counts = new ArrayList<>();
        List<Double> edges = new ArrayList<>();
        long seen = 0;
        for (double from = least; from <= most && counts.size() < MAX_ROWS - 1; from *= factor) {
            edges.add(from);
            long below = below(histogram, from * factor);
            counts.add(below - seen);
            seen = below;
        }
        if (seen < total) {
            edges.add(least * Math.pow(factor, counts.size()));
            counts.add(total - seen);
        }
        long highest = counts.stream().mapToLong(Long::longValue).max().orElse(1);
        for (int i = 0; i < counts.size(); i++) {
            lines.add(String.format(Locale.ROOT, "  %10s │%-" + WIDTH + "s %6.2f %%", "≥ " + Figures.time(edges.get(i)),
                    bar((double) counts.get(i) / highest), 100.0 * counts.get(i) / total));
        }
        return lines;
    }

    private static long below(Histogram histogram, double value) {
        return histogram.getCountBetweenValues(0, Math.max(0, histogram.lowestEquivalentValue((long) value) - 1));
    }

    /** A bar with a resolution of an eighth of a character; what is there at all is seen. */
    private static String bar(double share) {
        int eighths = share <= 0 ? 0 : Math.max(1, (int) Math.round(share * WIDTH * 8));
        String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
        return "█".repeat(eighths / 8) + rest;
    }
}
