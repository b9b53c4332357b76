package io.fenceline.bench.suite;

import io.fenceline.bench.rig.Workload;
import io.fenceline.bench.rig.Workload.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of the table of the host end.
 *
 * @param workload what is asked for, over all paths together
 * @param paths controllers of the host, and connections of the limit
 */
record HostScenario(Workload workload, int paths) {
    private static final int SMALL = 4096;
    private static final int LARGE = 128 * 1024;

    /** What the issue asks for, and in full, more of it. */
    static List<HostScenario> all(boolean full) {
        List<HostScenario> made = new ArrayList<>();
        for (Pattern pattern : List.of(Pattern.RANDREAD, Pattern.RANDWRITE)) {
            for (int depth : full ? new int[]{1, 8, 32, 128, 256} : new int[]{1, 32, 128}) {
                made.add(new HostScenario(new Workload(pattern, SMALL, depth, 0), 1));
            }
            made.add(new HostScenario(new Workload(pattern, SMALL, 128, 0), 2));
        }
        for (Pattern pattern : List.of(Pattern.READ, Pattern.WRITE)) {
            made.add(new HostScenario(new Workload(pattern, LARGE, 32, 0), 1));
            if (full) {
                made.add(new HostScenario(new Workload(pattern, LARGE, 1, 0), 1));
            }
        }
        return made;
    }

    /** One of each kind of message, for compilers to see. */
    static List<HostScenario> kinds(List<HostScenario> all) {
        List<HostScenario> kinds = new ArrayList<>();
        for (HostScenario scenario : all) {
            if (scenario.workload.depth() >= 32 && kinds.stream().noneMatch(
                    kind -> kind.workload.pattern() == scenario.workload.pattern() && kind.paths == scenario.paths)) {
                kinds.add(scenario);
            }
        }
        return kinds;
    }

    /** Whether its latency, and not its rate, is what counts. */
    boolean isPingPong() {
        return workload.depth() == 1;
    }

    @Override
    public String toString() {
        return workload.pattern() + " " + workload.bytes() / 1024 + " KiB, depth " + workload.depth() + ", " + paths
                + (paths == 1 ? " path" : " paths");
    }
}
