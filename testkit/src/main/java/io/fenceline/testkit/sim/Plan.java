package io.fenceline.testkit.sim;

import io.fenceline.api.host.HostOptions;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import io.fenceline.testkit.fault.FaultAction;
import io.fenceline.testkit.fault.FaultPoint;
import io.fenceline.testkit.fault.FaultRule;
import io.fenceline.testkit.sim.Step.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a world consists of and what happens to it. The same plan, the same run, task for task.
 *
 * @param seed decides whatever the plan leaves open: order of tasks, load, jitter
 * @param nodes targets that serve the same subsystem, with controller identifiers of their own
 * @param portsPerNode ports of each
 * @param hosts hosts that share the namespace
 * @param blockSize 512 or 4096
 * @param blocks of the namespace; the load stays in the lower half
 * @param workers requests that a host has under way at most
 * @param operations requests of all hosts together
 * @param forMs how long the load with faults lasts
 * @param cqtMs CQT that the targets report and the medium keeps to; 0: they report none, and the medium keeps to 1 s
 * @param guard whether the targets keep writes waiting behind late ones
 * @param options of all hosts
 * @param hostTransport options of the hosts' transports
 * @param targetTransport options of the targets' transports
 * @param steps what happens
 */
public record Plan(Seed seed, int nodes, int portsPerNode, int hosts, int blockSize, int blocks, int workers, int operations, long forMs,
        int cqtMs, boolean guard, HostOptions options, Map<String, Object> hostTransport, Map<String, Object> targetTransport,
        List<Step> steps) {
    /** How long the medium may be stuck when the targets report no CQT. */
    static final int UNREPORTED_CQT_MS = 1000;

    private static final List<FaultPoint> POINTS = List.of(FaultPoint.CONNECT, FaultPoint.SUBMIT, FaultPoint.COMPLETION, FaultPoint.COMMAND,
            FaultPoint.FETCH, FaultPoint.SEND, FaultPoint.RESPONSE);

    /** Copies the collections. */
    public Plan {
        steps = List.copyOf(steps);
        hostTransport = Map.copyOf(hostTransport);
        targetTransport = Map.copyOf(targetTransport);
        if (nodes < 1 || portsPerNode < 1 || hosts < 1 || blocks < 2) {
            throw new IllegalArgumentException(
                    "nodes " + nodes + ", portsPerNode " + portsPerNode + ", hosts " + hosts + ", blocks " + blocks
                            + ": 1, 1, 1 and 2 are the least");
        }
    }

    /**
     * The same with other steps.
     *
     * @param others what happens
     * @return a copy
     */
    public Plan with(List<Step> others) {
        return new Plan(seed, nodes, portsPerNode, hosts, blockSize, blocks, workers, operations, forMs, cqtMs, guard, options,
                hostTransport, targetTransport, others);
    }

    /**
     * The same with other options of the hosts.
     *
     * @param changed the options
     * @return a copy
     */
    public Plan with(HostOptions changed) {
        return new Plan(seed, nodes, portsPerNode, hosts, blockSize, blocks, workers, operations, forMs, cqtMs, guard, changed,
                hostTransport, targetTransport, steps);
    }

    /**
     * The same with another quiesce time and guard.
     *
     * @param ms {@link #cqtMs}
     * @param late {@link #guard}
     * @return a copy
     */
    public Plan withQuiesce(int ms, boolean late) {
        return new Plan(seed, nodes, portsPerNode, hosts, blockSize, blocks, workers, operations, forMs, ms, late, options, hostTransport,
                targetTransport, steps);
    }

    /**
     * The same with other numbers of nodes, ports and hosts.
     *
     * @param targets nodes
     * @param ports of each node
     * @param initiators hosts
     * @return a copy
     */
    public Plan withTopology(int targets, int ports, int initiators) {
        return new Plan(seed, targets, ports, initiators, blockSize, blocks, workers, operations, forMs, cqtMs, guard, options,
                hostTransport, targetTransport, steps);
    }

    int ports() {
        return nodes * portsPerNode;
    }

    /** How long the medium may hold a request. */
    long stuckLimitMs() {
        return cqtMs == 0 ? UNREPORTED_CQT_MS : cqtMs;
    }

    /** CQT that hosts go by. */
    long quiesceNs() {
        return cqtMs == 0 ? options.quiesceTime().toNanos() : cqtMs * 1_000_000L;
    }

    /** Whether a request may fail though nothing is wrong with it. */
    boolean mayFail() {
        return options.deadline() != null || options.fastIoFailTimeout() != null || options.controllerLossTimeout() != null
                || options.fencing().ceiling() != null || options.recovery().equals("ccr")
                || options.waitingLimit() < workers * Load.LONGEST // a split request waits in pieces
                || steps.stream().anyMatch(step -> step.kind() == Kind.REMOVE || step.kind() == Kind.POLICY);
    }

    /**
     * A small calm world: two nodes with a port each, one host.
     *
     * @param seed decides load and order
     * @param steps what happens
     * @return the plan
     */
    public static Plan pair(Seed seed, List<Step> steps) {
        HostOptions options = HostOptions.DEFAULTS.change().keepAlive(Duration.ofSeconds(1)).ioQueues(2).queueSize(8)
                .commandTimeout(Duration.ofSeconds(3)).adminTimeout(Duration.ofSeconds(2)).abortTimeout(Duration.ofMillis(500))
                .connectTimeout(Duration.ofSeconds(2)).reconnectDelay(Duration.ofMillis(200)).reconnectDelayMax(Duration.ofSeconds(2))
                .maxRetries(20).deadline(null).build();
        return new Plan(seed, 2, 1, 1, 512, 32, 4, 200, 20_000, 500, false, options, Map.of(), Map.of(), steps);
    }

    /**
     * Draws a world.
     *
     * @param seed the same seed, the same world
     * @return the plan
     */
    public static Plan draw(Seed seed) {
        Gen gen = seed.part(1).gen();
        int nodes = gen.between(1, 3);
        int portsPerNode = nodes == 1 ? gen.between(1, 3) : gen.between(1, 2);
        int hosts = gen.chance(30) ? 2 : 1;
        int blockSize = gen.chance(80) ? 512 : 4096;
        int blocks = gen.between(4, 32);
        int cqtMs = gen.chance(20) ? 0 : gen.between(50, 2000);
        long forMs = gen.between(4_000L, 20_000L);
        HostOptions options = options(gen);
        Map<String, Object> hostTransport = Map.of("maxTransfer", gen.chance(30) ? 8192 : 1 << 20, "inCapsule", 8192, "loops",
                gen.between(1, 3), "latencyNs", gen.between(0, 50) * 1000, "connectTimeout", gen.between(300, 2000) + "ms");
        Map<String, Object> targetTransport = Map.of("maxTransfer", gen.chance(30) ? 8192 : 1 << 20, "inCapsule", gen.chance(50) ? 0 : 8192,
                "latencyNs", gen.between(0, 50) * 1000, "combined", gen.chance(70));
        Plan plan = new Plan(seed, nodes, portsPerNode, hosts, blockSize, blocks, gen.between(1, 5), gen.between(30, 150), forMs, cqtMs,
                false,
                options,
                hostTransport, targetTransport, List.of());
        return RecoveryDraw.add(plan.with(steps(plan, seed.part(2).gen())));
    }

    private static HostOptions options(Gen gen) {
        return HostOptions.DEFAULTS.change()
                .keepAlive(Duration.ofMillis(gen.between(5, 20) * 100L))
                .ioQueues(gen.between(1, 3))
                .queueSize(gen.between(2, 16))
                .flowControl(gen.chance(20))
                .commandTimeout(Duration.ofMillis(gen.between(300, 4000)))
                .adminTimeout(Duration.ofMillis(gen.between(500, 3000)))
                .abortTimeout(Duration.ofMillis(gen.between(100, 1000)))
                .connectTimeout(Duration.ofMillis(gen.between(500, 3000)))
                .reconnectDelay(Duration.ofMillis(gen.between(50, 500)))
                .reconnectDelayMax(Duration.ofMillis(gen.between(500, 3000)))
                .fastIoFailTimeout(gen.chance(15) ? Duration.ofMillis(gen.between(200, 3000)) : null)
                .deadline(gen.chance(20) ? Duration.ofMillis(gen.between(200, 8000)) : null)
                .maxRetries(20)
                .quiesceTime(Duration.ofMillis(UNREPORTED_CQT_MS + gen.between(0, 1000)))
                .waitingLimit(gen.chance(10) ? gen.between(1, 3) : 1000)
                .pathSelector(gen.pick(List.of("queue-depth", "round-robin", "affinity", "active-passive", "latency")))
                .build();
    }

    private static List<Step> steps(Plan plan, Gen gen) {
        List<Step> steps = new ArrayList<>();
        int count = gen.between(0, 8);
        for (int i = 0; i < count; i++) {
            steps.add(gen.chance(30) ? Step.of(rule(gen)) : step(plan, gen));
        }
        steps.sort(Comparator.comparingLong(Step::atMs));
        return steps;
    }

    /** A flipped bit is left out: without digests nobody notices it, and that is not the host's fault. */
    private static FaultRule rule(Gen gen) {
        FaultRule rule = FaultRule.draw(gen, POINTS);
        while (rule.action() == FaultAction.FLIP) {
            rule = FaultRule.draw(gen, POINTS);
        }
        // Most events come from I/O and keep alive; the first forty alone would be the connecting of the first path.
        int qid = gen.chance(70) ? gen.between(1, 2) : -1;
        boolean loses = rule.action() == FaultAction.DROP && (rule.point() == FaultPoint.RESPONSE || rule.point() == FaultPoint.COMPLETION);
        // No transport loses the answer to an event request on a connection that lives on, and nobody could notice (world 26597).
        return new FaultRule(rule.point(), loses && qid < 0 ? 1 : qid, -1, -1, gen.between(1, 60), 1, rule.action(), rule.amount());
    }

    private static Step step(Plan plan, Gen gen) {
        int host = gen.between(0, plan.hosts - 1);
        int port = gen.between(0, plan.ports() - 1);
        long at = gen.between(0L, plan.forMs);
        long lasts = gen.chance(50) ? gen.between(10L, 1000L) : gen.between(500L, 9000L);
        return switch (gen.between(0, 28)) {
            case 0, 1, 2, 3 -> Step.of(at, Kind.CUT, host, port, 0, 0);
            case 4, 5, 6, 7, 8, 9 -> Step.of(at, Kind.STALL, host, port, gen.between(0, 2), lasts);
            case 10, 11 -> Step.of(at, Kind.DELAY, host, port, gen.between(100L, 900_000L) * 1000, lasts);
            case 12, 13 -> Step.of(at, Kind.PORT_DOWN, -1, port, 0, lasts);
            case 14, 15 -> Step.of(at, Kind.RESTART, -1, gen.between(0, plan.nodes - 1), gen.between(0, 1), lasts);
            case 16, 17 -> Step.of(at, Kind.ANA, -1, port, gen.between(1, 3), lasts);
            case 18, 19 -> Step.of(at, Kind.PAUSE, host, -1, 0, lasts);
            case 20, 21, 22, 23 -> Step.of(at, Kind.STUCK, -1, -1, gen.between(1, 6), gen.between(1L, plan.stuckLimitMs()));
            case 24, 25 -> Step.of(at, Kind.RESIZE, -1, -1, gen.between(plan.blocks / 2, plan.blocks), 0);
            case 26 -> Step.of(at, Kind.REMOVE, -1, -1, 0, lasts);
            default -> Step.of(at, Kind.RESET, host, port, 0, 0);
        };
    }
}
