package io.fenceline.bench.suite;

import io.fenceline.bench.rig.Workload;
import io.fenceline.bench.rig.Workload.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of the table.
 *
 * @param workload what each connection does
 * @param connections how many
 * @param digests whether PDUs carry header and data digests (the limit has none)
 */
record Scenario(Workload workload, int connections, boolean digests) {
    private static final int SMALL = 4096;
    private static final int LARGE = 128 * 1024;

    /** What the issue asks for, or the half of it that shows most. */
    static List<Scenario> all(boolean full) {
        List<Scenario> made = new ArrayList<>();
        for (Pattern pattern : List.of(Pattern.RANDREAD, Pattern.RANDWRITE)) {
            made.add(of(pattern, SMALL, 1, 1));
            made.add(of(pattern, SMALL, 32, 1));
            made.add(of(pattern, SMALL, 128, 1));
            if (full) {
                made.add(of(pattern, SMALL, 1, 4));
                made.add(of(pattern, SMALL, 8, 4));
            }
            made.add(of(pattern, SMALL, 32, 4));
        }
        for (Pattern pattern : List.of(Pattern.READ, Pattern.WRITE)) {
            made.add(of(pattern, LARGE, 32, 1));
            if (full) {
                made.add(of(pattern, LARGE, 8, 4));
            }
        }
        if (full) {
            made.add(new Scenario(new Workload(Pattern.RANDREAD, SMALL, 128, 0), 1, true));
            made.add(new Scenario(new Workload(Pattern.RANDWRITE, SMALL, 128, 0), 1, true));
            made.add(new Scenario(new Workload(Pattern.READ, LARGE, 32, 0), 1, true));
            made.add(new Scenario(new Workload(Pattern.WRITE, LARGE, 32, 0), 1, true));
        }
        return made;
    }

    private static Scenario of(Pattern pattern, int bytes, int depth, int connections) {
        return new Scenario(new Workload(pattern, bytes, depth, 0), connections, false);
    }

    /** Commands outstanding over all connections. */
    int totalDepth() {
        return workload.depth() * connections;
    }

    /** Data of a command as a person writes it. */
    String size() {
        return workload.bytes() / 1024 + " KiB";
    }

    @Override
    public String toString() {
        return workload.pattern() + " " + size() + ", depth " + totalDepth() + ", " + connections
                + (connections == 1 ? " connection" : " connections") + (digests ? ", digests" : "");
    }
}
