package io.fenceline.assembly.cli;

import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.HostView;
import io.fenceline.spi.policy.FailureFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What would become of a controller's commands if it were lost now, by the same arithmetic as the fence.
 *
 * @param resetThrough numbers of the controllers that could reset it
 * @param holdMs how long its commands would be held without a reset, counted from the last byte; -1: without end
 * @param policy the recovery policy
 */
record IfLost(List<Integer> resetThrough, long holdMs, String policy) {
    private static final long NS_PER_MS = 1_000_000L;

    static IfLost of(HostView.SubsystemView subsystem, HostView.ControllerView lost) {
        List<Integer> sources = new ArrayList<>();
        if (lost.instance().ciu() != 0 && !List.of("time", "none").contains(subsystem.recovery())) {
            for (HostView.ControllerView other : subsystem.controllers()) {
                if (other.number() != lost.number() && other.state() == ControllerState.LIVE && other.instance().ccrl() > 0) {
                    sources.add(other.number());
                }
            }
        }
        // Not known before the first connection: then the longer way is told, as the fence would go it.
        boolean trafficBased = lost.cntlid() < 0 || lost.instance().trafficBasedKeepAlive();
        long cqtMs = lost.timers().getOrDefault("quiesceTime", (long) lost.instance().cqtMs());
        FailureFacts facts = new FailureFacts(lost.number(), Math.max(0, lost.cntlid()), "user", 0, 0, lost.katoMs() * NS_PER_MS,
                trafficBased, cqtMs * NS_PER_MS, lost.instance().cqtMs() != 0, lost.outstanding(), !sources.isEmpty(), List.of(), List.of(),
                List.of());
        return new IfLost(sources, facts.silentNs() == Long.MAX_VALUE ? -1 : facts.silentNs() / NS_PER_MS, subsystem.recovery());
    }

    /** One line. */
    String text() {
        if (policy.equals("none")) {
            return "commands repeated at once: writes can be lost";
        }
        String held = holdMs < 0 ? "held without end" : "held for " + Figures.time(holdMs * (double) NS_PER_MS);
        if (resetThrough.isEmpty()) {
            return "commands " + held;
        }
        String through = resetThrough.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "reset through controller" + (resetThrough.size() == 1 ? " " : "s ") + through + "; else commands " + held;
    }
}
