package io.fenceline.testkit.sim;

import io.fenceline.api.host.FencingOptions;
import io.fenceline.api.host.HostOptions;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.sim.Step.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a drawn plan has for the sake of recovery: policies, shortcuts, and bad moments in which a controller is lost while the disk is
 * slow and Cross-Controller Resets do not go as they should. Drawn apart from the rest, which stays as it was.
 */
final class RecoveryDraw {
    private static final int POLICIES = 4;

    private RecoveryDraw() {
    }

    /** Adds to a plan. */
    static Plan add(Plan plan) {
        Gen gen = plan.seed().part(5).gen();
        HostOptions options = options(plan.options(), gen);
        Plan more = plan.with(options).withQuiesce(plan.cqtMs(), gen.chance(25));
        List<Step> steps = new ArrayList<>(plan.steps());
        int moments = gen.between(0, 3);
        for (int i = 0; i < moments; i++) {
            badMoment(more, gen, steps);
        }
        if (gen.chance(20)) {
            steps.add(Step.of(gen.between(0L, plan.forMs()), Kind.POLICY, gen.between(0, plan.hosts() - 1), -1,
                    gen.between(0, POLICIES - 1), 0));
        }
        if (gen.chance(15) && plan.ports() > 1) {
            steps.add(Step.of(gen.between(0L, plan.forMs()), Kind.UNPLUG, gen.between(0, plan.hosts() - 1),
                    gen.between(0, plan.ports() - 1), 0, gen.between(10L, 4000L)));
        }
        if (more.guard() && plan.nodes() == 1 && steps.stream().noneMatch(RecoveryDraw::forgetsLateWrites)) {
            steps.add(Step.of(gen.between(0L, plan.forMs()), Kind.HANG, -1, -1, gen.between(1, 3),
                    plan.stuckLimitMs() + gen.between(1L, 6000L)));
        }
        steps.sort(Comparator.comparingLong(Step::atMs));
        // The slow one tells the truth by its clock.
        boolean agents = plan.seed().part(6).gen().chance(15) && steps.stream().noneMatch(step -> step.kind() == Kind.JUMP);
        return (agents ? more.with(withAgents(options, gen)) : more).with(steps);
    }

    /** A guard does not outlive its process or its namespace. */
    private static boolean forgetsLateWrites(Step step) {
        return step.kind() == Kind.RESTART || step.kind() == Kind.REMOVE || step.kind() == Kind.RESIZE;
    }

    /** Names that the makers of hosts must know. */
    private static HostOptions withAgents(HostOptions options, Gen gen) {
        Map<String, Map<String, String>> agents = new LinkedHashMap<>();
        for (int i = gen.between(1, 2); i > 0; i--) {
            agents.put(gen.pick(List.of("failing", "throwing", "mute", "slow")), Map.of());
        }
        return options.change().fencing(options.fencing().withAgents(agents)).build();
    }

    private static HostOptions options(HostOptions base, Gen gen) {
        String recovery = gen.chance(65) ? "ccr-then-time" : gen.chance(60) ? "time" : "ccr";
        FencingOptions fencing = FencingOptions.DEFAULTS.withShortcuts(gen.chance(70), gen.chance(70));
        if (gen.chance(10)) {
            fencing = fencing.withCeiling(Duration.ofMillis(gen.between(100, 4000)));
        }
        if (!recovery.equals("time") && gen.chance(60)) {
            fencing = fencing.withPolicyOptions(Map.of("patience", gen.between(10, 1500) + "ms"));
        }
        if (gen.chance(10)) {
            fencing = fencing.withShadow(gen.pick(List.of("time", "ccr")));
        }
        return base.change().recovery(recovery).fencing(fencing).build();
    }

    /** Requests are in the disk, their controller is lost, and with it perhaps the one that should reset it. */
    private static void badMoment(Plan plan, Gen gen, List<Step> steps) {
        int host = gen.between(0, plan.hosts() - 1);
        int port = gen.between(0, plan.ports() - 1);
        long at = gen.between(500L, plan.forMs());
        if (gen.chance(80)) {
            steps.add(Step.of(at, Kind.STUCK, -1, -1, gen.between(1, 4), gen.between(1L, plan.stuckLimitMs())));
        }
        lose(gen, steps, at + gen.between(0L, 300L), host, port);
        if (gen.chance(50)) {
            steps.add(Step.of(Math.max(0, at - 10), Kind.RESETS, host, -1, gen.between(1, ResetFault.ALL.size() - 1),
                    gen.between(200L, 6000L)));
        }
        if (gen.chance(35)) {
            lose(gen, steps, at + gen.between(0L, 1000L), host, gen.between(0, plan.ports() - 1));
        }
        if (gen.chance(10)) {
            steps.add(Step.of(at + gen.between(0L, 500L), Kind.PAUSE, host, -1, 0, gen.between(10L, 8000L)));
        } else if (gen.chance(5)) {
            steps.add(Step.of(at + gen.between(0L, 500L), Kind.JUMP, host, -1, gen.between(2_000L, 100_000L), 0));
        }
    }

    private static void lose(Gen gen, List<Step> steps, long at, int host, int port) {
        steps.add(switch (gen.between(0, 9)) {
            case 0, 1, 2 -> Step.of(at, Kind.CUT, host, port, 0, 0);
            case 3, 4, 5 -> Step.of(at, Kind.STALL, host, port, gen.between(0, 2), gen.between(1000L, 9000L));
            case 6 -> Step.of(at, Kind.PORT_DOWN, -1, port, 0, gen.between(10L, 4000L));
            case 7 -> gen.chance(30) ? Step.of(at, Kind.ADAPTER, host, -1, 0, 0) : Step.of(at, Kind.RESET, host, port, 0, 0);
            default -> Step.of(at, Kind.FATAL, gen.chance(70) ? host : -1, port, 0, 0);
        });
    }
}
