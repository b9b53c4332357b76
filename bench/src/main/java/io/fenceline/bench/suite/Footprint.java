package io.fenceline.bench.suite;

import io.fenceline.bench.rig.Association;
import io.fenceline.bench.rig.Association.Target;
import io.fenceline.bench.rig.LoadRun;
import io.fenceline.bench.rig.LoadRun.Observer;
import io.fenceline.bench.rig.LoadRun.Plan;
import io.fenceline.bench.rig.ProcessCpu;
import io.fenceline.bench.rig.RunResult;
import io.fenceline.bench.rig.Workload;
import io.fenceline.bench.rig.Workload.Pattern;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What a command allocates, and what an idle controller costs. */
final class Footprint {
    private static final int CONTROLLERS = 500;
    /** A target need not give a host many. */
    private static final int CONTROLLERS_OF_A_HOST = 100;
    /** Longer than the measurement: nobody sends keep alives here. */
    private static final int KATO_MS = 120_000;
    /** What follows from connecting and from looking at the heap is over by then. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private Footprint() {
    }

    /**
     * What a pattern allocates.
     *
     * @param pattern of commands
     * @param bytes of a command
     * @param commands that were counted
     * @param bytesPerCommand allocated on the thread that allocated most
     * @param thread its name
     */
    record Allocation(Pattern pattern, int bytes, long commands, double bytesPerCommand, String thread) {
    }

    /**
     * What idle controllers cost.
     *
     * @param controllers that were connected and enabled
     * @param coreShare of a core that the target's process used
     * @param heapBytes that survived a collection
     * @param heapBytesBefore the same without controllers
     */
    record Idle(int controllers, double coreShare, long heapBytes, long heapBytesBefore) {
    }

    /** Loads a warm target and sees what its threads allocate in the steady state; those of the management agent are left out. */
    static List<Allocation> allocation(Target target, long pid, Duration measured) throws IOException {
        List<Allocation> all = new ArrayList<>();
        try (Peek peek = Peek.into(pid)) {
            for (Workload workload : List.of(new Workload(Pattern.RANDREAD, 4096, 32, 0), new Workload(Pattern.RANDWRITE, 4096, 32, 0),
                    new Workload(Pattern.READ, 131072, 32, 0), new Workload(Pattern.WRITE, 131072, 32, 0))) {
                List<Map<String, Long>> edges = new ArrayList<>();
                RunResult result = LoadRun.target(target, new Plan(workload, 1, Duration.ofMillis(500), measured, 0), new Observer() {
                    @Override
                    public void edge(boolean begins) {
                        edges.add(peek.allocated());
                    }
                });
                all.add(most(workload, result.commands(), edges.getFirst(), edges.getLast()));
            }
        }
        return all;
    }

    private static Allocation most(Workload workload, long commands, Map<String, Long> before, Map<String, Long> after) {
        String most = "none";
        double perCommand = 0;
        for (Map.Entry<String, Long> thread : after.entrySet()) {
            double grown = (double) (thread.getValue() - before.getOrDefault(thread.getKey(), 0L)) / commands;
            if (!isManagement(thread.getKey()) && grown > perCommand) {
                perCommand = grown;
                most = thread.getKey();
            }
        }
        return new Allocation(workload.pattern(), workload.bytes(), commands, perCommand, most);
    }

    private static boolean isManagement(String thread) {
        return thread.startsWith("RMI ") || thread.startsWith("JMX ") || thread.startsWith("Attach ");
    }

    /** Opens controllers that do nothing, lets them stand, and looks at what they cost. */
    static Idle idle(Target target, long pid, Duration measured) throws IOException {
        List<Association> open = new ArrayList<>();
        try {
            long before = heap(pid);
            for (int i = 0; i < CONTROLLERS; i++) {
                open.add(Association.open(of(target, i / CONTROLLERS_OF_A_HOST), KATO_MS));
            }
            long heap = heap(pid);
            pause(SETTLE);
            ProcessCpu began = ProcessCpu.read(pid);
            long beganNs = System.nanoTime();
            pause(measured);
            double seconds = (System.nanoTime() - beganNs) / 1e9;
            double share = ProcessCpu.read(pid).since(began).onCpuNs() / 1e9 / seconds;
            return new Idle(open.size(), share, heap, before);
        } finally {
            for (Association association : open) {
                association.close();
            }
        }
    }

    private static Target of(Target target, int host) {
        String nqn = "nqn.2026-01.io.fenceline:host-" + host;
        return new Target(target.address(), target.subsystemNqn(), nqn, target.nsid(), false, false, false);
    }

    private static long heap(long pid) throws IOException {
        try (Peek peek = Peek.into(pid)) {
            return peek.usedAfterCollection();
        }
    }

    private static void pause(Duration time) {
        long beganNs = System.nanoTime();
        while (System.nanoTime() - beganNs < time.toNanos()) {
            LockSupport.parkNanos(time.toNanos() / 10);
        }
    }
}
