package io.fenceline.bench.suite;

import java.util.ArrayList;
import java.util.List;

/**
 * Who runs where. The suite itself has been put on its core by the script that started it.
 *
 * @param ofServer the core of the server that is measured; empty: anywhere, because there is one core or no taskset
 * @param ofAll all cores, as taskset takes them; empty as above
 */
record Cores(String ofServer, String ofAll) {
    /** The beginning of a command that runs on the server's core. */
    List<String> server() {
        return on(ofServer);
    }

    /** The beginning of a command that runs on all cores. */
    List<String> everywhere() {
        return on(ofAll);
    }

    private static List<String> on(String cores) {
        return cores.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of("taskset", "-c", cores));
    }
}
