package io.fenceline.assembly.verify;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.testkit.fault.FaultRun;
import io.fenceline.testkit.fault.TcpFaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Proxies in front of the ports of a target, and the plan that they play. One thread. */
public final class FaultStage implements AutoCloseable {
    private final FaultPlan plan;
    private final LongSupplier clock;
    private final FaultRun byPdu;
    private final List<TcpFaultProxy> proxies = new ArrayList<>();
    private final List<Happening> happenings = new ArrayList<>();
    /** Faults that have an end, by when it comes. */
    private final PriorityQueue<Happening> open = new PriorityQueue<>(Comparator.comparingLong(FaultStage::endNs));
    private long startNs;
    private int next;

    /**
     * A fault that has been made.
     *
     * @param step which
     * @param atNs when
     */
    public record Happening(FaultPlan.Step step, long atNs) {
    }

    /**
     * Opens a proxy for each port.
     *
     * @param plan what to play
     * @param ports where the target is, a path each
     * @param clock nanoseconds that only grow
     * @throws IllegalArgumentException when the plan speaks of a path that there is not
     */
    public FaultStage(FaultPlan plan, List<TransportAddress> ports, LongSupplier clock) {
        if (plan.highestPath() >= ports.size()) {
            throw new IllegalArgumentException("path " + plan.highestPath() + " is not there; 0 to " + (ports.size() - 1) + " is wanted");
        }
        this.plan = plan;
        this.clock = clock;
        byPdu = plan.script().run(realTime());
        for (TransportAddress port : ports) {
            proxies.add(new TcpFaultProxy(byPdu, port));
        }
    }

    /** A proxy does its delays itself, in real time. */
    private static BackendContext.Timer realTime() {
        return (delayNs, task) -> {
            throw new IllegalStateException("a proxy uses no timer");
        };
    }

    /**
     * Where a host is to connect instead.
     *
     * @return a path each, in the order of the ports
     */
    public List<TransportAddress> addresses() {
        return proxies.stream().map(TcpFaultProxy::address).toList();
    }

    /** The plan's time begins. */
    public void start() {
        startNs = clock.getAsLong();
    }

    private static long endNs(Happening happening) {
        return happening.atNs() + happening.step().span().toNanos();
    }

    /**
     * How long it is until something is to be done.
     *
     * @param limit more than this is not said
     * @return zero or more
     */
    public Duration untilNext(Duration limit) {
        long now = clock.getAsLong();
        long left = limit.toNanos();
        if (next < plan.steps().size()) {
            left = Math.min(left, dueNs() - now);
        }
        Happening first = open.peek();
        if (first != null) {
            left = Math.min(left, endNs(first) - now);
        }
        return Duration.ofNanos(Math.max(0, left));
    }

    private long dueNs() {
        return startNs + plan.steps().get(next).at().toNanos();
    }

    /**
     * Ends what is over, and makes the next fault when it is time.
     *
     * @return the fault; null: none now
     */
    public @Nullable Happening play() {
        long now = clock.getAsLong();
        for (Happening over = open.peek(); over != null && endNs(over) - now <= 0; over = open.peek()) {
            open.remove();
            heal(over.step());
        }
        if (next >= plan.steps().size() || dueNs() - now > 0) {
            return null;
        }
        FaultPlan.Step step = plan.steps().get(next++);
        for (int i = 0; i < proxies.size(); i++) {
            if (step.path() < 0 || step.path() == i) {
                make(step, i);
            }
        }
        Happening happening = new Happening(step, now);
        happenings.add(happening);
        if (!step.span().isZero()) {
            open.add(happening);
        }
        return happening;
    }

    /** Ends all faults: the rest of the plan is not played. */
    public void heal() {
        next = plan.steps().size();
        open.forEach(happening -> heal(happening.step()));
        open.clear();
        byPdu.heal();
    }

    private void make(FaultPlan.Step step, int path) {
        TcpFaultProxy proxy = proxies.get(path);
        switch (step.kind()) {
            case RESET -> proxy.killAll();
            case HALF_OPEN -> proxy.halfOpenAll();
            case BLACKHOLE -> proxy.blackhole(true);
            case DELAY -> proxy.lag(step.by());
        }
    }

    private void heal(FaultPlan.Step step) {
        for (int i = 0; i < proxies.size(); i++) {
            if (step.path() < 0 || step.path() == i) {
                if (step.kind() == FaultPlan.Kind.BLACKHOLE) {
                    proxies.get(i).blackhole(false);
                } else {
                    proxies.get(i).lag(Duration.ZERO);
                }
            }
        }
    }

    /**
     * What has been made.
     *
     * @return in order
     */
    public List<Happening> happenings() {
        return List.copyOf(happenings);
    }

    /**
     * What was done by the PDU.
     *
     * @return a line each
     */
    public List<String> fired() {
        return byPdu.fired();
    }

    @Override
    public void close() {
        proxies.forEach(TcpFaultProxy::close);
    }
}
