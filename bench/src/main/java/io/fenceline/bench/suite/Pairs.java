package io.fenceline.bench.suite;

import io.fenceline.bench.rig.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Runs of two servers in turn: A B, B A, A B ... A difference counts between neighbours only. */
final class Pairs {
    private final List<RunResult> base = new ArrayList<>();
    private final List<RunResult> other = new ArrayList<>();

    void add(RunResult ofBase, RunResult ofOther) {
        base.add(ofBase);
        other.add(ofOther);
    }

    int count() {
        return base.size();
    }

    List<RunResult> base() {
        return base;
    }

    List<RunResult> other() {
        return other;
    }

    /** Other's rate divided by base's, pair by pair. */
    Spread ratio() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < base.size(); i++) {
            ratios.add(other.get(i).iops() / base.get(i).iops());
        }
        return Spread.of(ratios);
    }

    static Spread spread(List<RunResult> runs, ToDoubleFunction<RunResult> what) {
        return Spread.of(runs.stream().map(what::applyAsDouble).toList());
    }

    /**
     * How some numbers lie.
     *
     * @param median of them
     * @param min of them
     * @param max of them
     */
    record Spread(double median, double min, double max) {
        static Spread of(List<Double> all) {
            List<Double> sorted = all.stream().sorted().toList();
            int n = sorted.size();
            double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
            return new Spread(median, sorted.getFirst(), sorted.getLast());
        }

        /** Median and range with two decimals. */
        String ratio() {
            return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, min, max);
        }

        /** Median and range in thousands. */
        String thousands() {
            return String.format(Locale.ROOT, "%.0fk (%.0f-%.0f)", median / 1e3, min / 1e3, max / 1e3);
        }

        /** Median alone. */
        String plain(String format) {
            return String.format(Locale.ROOT, format, median);
        }
    }
}
