package io.fenceline.assembly.failovers;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.Failover;
import io.fenceline.api.target.AssociationEnd;
import java.util.ArrayList;
import java.util.List;

/** Stories made by hand. */
public final class Told {
    static final Nqn SUBSYSTEM = Nqn.of("nqn.2026-01.org.example:told");
    static final Nqn HOST = Nqn.of("nqn.2026-01.org.example:host");
    static final long DETECTED_NS = 10_000_000_000L;
    static final long AT_MS = 1_790_000_000_000L;

    private Told() {
    }

    /** A host's half: noticed, reset by another controller, sent again after so many microseconds. */
    public static Failover host(int cntlid, int ciu, long cirn, long afterUs) {
        List<Failover.Step> steps = new ArrayList<>();
        steps.add(new Failover.Step(Failover.Kind.LAST_ANSWER, DETECTED_NS - 600_000_000, ""));
        steps.add(new Failover.Step(Failover.Kind.FIRST_MISSED, DETECTED_NS - 500_000_000, "write, \"7\" ✓"));
        steps.add(new Failover.Step(Failover.Kind.DETECTED, DETECTED_NS, "nothing came for 500 ms"));
        steps.add(new Failover.Step(Failover.Kind.RESET_SENT, DETECTED_NS + 100_000, "through controller 2"));
        steps.add(new Failover.Step(Failover.Kind.FENCED, DETECTED_NS + afterUs * 1000 - 200, ""));
        steps.add(new Failover.Step(Failover.Kind.FIRST_RETRY, DETECTED_NS + afterUs * 1000, ""));
        steps.add(new Failover.Step(Failover.Kind.RECONNECTED, DETECTED_NS + 2_000_000_000, "as controller 3"));
        return new Failover(AT_MS + ciu, SUBSYSTEM, HOST, 1, TransportAddress.tcp("::1", 4420), cntlid, ciu, cirn,
                Failover.Cause.KEEP_ALIVE, "nothing came", "ccr-then-time", Failover.Proof.CROSS_CONTROLLER_RESET, 5, 3, 0, 1, steps);
    }

    /** The target's half of it, by a clock that is ahead. */
    public static AssociationEnd target(int cntlid, int ciu, long cirn, long aheadNs) {
        long lost = DETECTED_NS + 200_000 + aheadNs;
        return new AssociationEnd(AT_MS + ciu, SUBSYSTEM, HOST, cntlid, ciu, cirn, "another controller was asked to reset it", lost, 2,
                lost + 300_000, 10_000, List.of(new AssociationEnd.Reset(2, lost, lost + 310_000, true)));
    }
}
