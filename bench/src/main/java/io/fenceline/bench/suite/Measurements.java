package io.fenceline.bench.suite;

import io.fenceline.bench.rig.Association.Target;
import io.fenceline.bench.rig.LoadRun;
import io.fenceline.bench.rig.RunResult;
import io.fenceline.bench.rig.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All scenarios, round after round, each time the limit and the target one right after the other. */
final class Measurements {
    private static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:6f0b2b1e-7f3a-4a55-9a3e-0c5d53f1b001";
    private static final LoadRun.Observer NOBODY = new LoadRun.Observer() {
    };

    private final Server limit;
    private final InetSocketAddress target;
    private final long targetPid;
    private final String nqn;
    private final Duration warmUp;
    private final Duration measured;
    private final PrintStream progress;

    /** Pairs of the limit and a namespace of the target, by scenario. */
    record Line(Scenario scenario, int nsid) {
    }

    private final Map<Line, Pairs> lines = new LinkedHashMap<>();
    private final Map<Scenario, Pairs> noise = new LinkedHashMap<>();

    Measurements(Server limit, InetSocketAddress target, long targetPid, String nqn, Duration warmUp, Duration measured,
            PrintStream progress) {
        this.limit = limit;
        this.target = target;
        this.targetPid = targetPid;
        this.nqn = nqn;
        this.warmUp = warmUp;
        this.measured = measured;
        this.progress = progress;
    }

    Map<Line, Pairs> lines() {
        return lines;
    }

    /** The limit against itself: what difference means nothing. */
    Map<Scenario, Pairs> noise() {
        return noise;
    }

    /** Loads both long enough that their compilers, and the rig's, are done. */
    void heat(List<Scenario> scenarios, List<Integer> namespaces, Duration each) throws IOException {
        for (Scenario scenario : scenarios) {
            ofLimit(scenario, each.dividedBy(4), Duration.ofMillis(1));
            for (int nsid : namespaces) {
                ofTarget(scenario, nsid, each, Duration.ofMillis(1));
            }
        }
    }

    /** One round over everything; every other round the other way round, so that a drift cancels out. */
    void round(int number, List<Scenario> scenarios, List<Integer> namespaces, List<Scenario> controls) throws IOException {
        boolean limitFirst = number % 2 == 0;
        for (Scenario scenario : scenarios) {
            for (int nsid : namespaces) {
                RunResult first = limitFirst ? ofLimit(scenario, warmUp, measured) : ofTarget(scenario, nsid, warmUp, measured);
                RunResult second = limitFirst ? ofTarget(scenario, nsid, warmUp, measured) : ofLimit(scenario, warmUp, measured);
                Pairs pairs = lines.computeIfAbsent(new Line(scenario, nsid), line -> new Pairs());
                pairs.add(limitFirst ? first : second, limitFirst ? second : first);
            }
            if (controls.contains(scenario)) {
                Pairs pairs = noise.computeIfAbsent(scenario, line -> new Pairs());
                pairs.add(ofLimit(scenario, warmUp, measured), ofLimit(scenario, warmUp, measured));
            }
        }
        progress.println("bench: round " + (number + 1) + " done");
    }

    private RunResult ofLimit(Scenario scenario, Duration before, Duration counted) throws IOException {
        return LoadRun.limit(limit.address(), new LoadRun.Plan(scenario.workload(), scenario.connections(), before, counted, limit.pid()),
                NOBODY);
    }

    private RunResult ofTarget(Scenario scenario, int nsid, Duration before, Duration counted) throws IOException {
        LoadRun.Plan plan = new LoadRun.Plan(scenario.workload(), scenario.connections(), before, counted, targetPid);
        return LoadRun.target(target(nsid, scenario.digests()), plan, NOBODY);
    }

    /** The target under test. */
    Target target(int nsid, boolean digests) {
        return new Target(target, nqn, HOST, nsid, digests, digests, false);
    }

    /** One scenario of each kind of message, for {@link #heat}. */
    static List<Scenario> kinds(List<Scenario> scenarios) {
        Map<Workload.Pattern, Scenario> kinds = new LinkedHashMap<>();
        for (Scenario scenario : scenarios) {
            if (!scenario.digests() && scenario.totalDepth() >= 32) {
                kinds.putIfAbsent(scenario.workload().pattern(), scenario);
            }
        }
        return new ArrayList<>(kinds.values());
    }
}
