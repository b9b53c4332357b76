package io.fenceline.core.host.engine.fence;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.Failover.Proof;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what happens to a lost controller. On the control loop. */
public final class Story {
    /** Steps that are kept: enough for a reset through every controller; what comes after only counts at the end. */
    static final int MOST_STEPS = 256;

    private final Nqn subsystem;
    private final Nqn host;
    private final int controller;
    private final TransportAddress address;
    private final int cntlid;
    private final int ciu;
    private final long cirn;
    private final Cause cause;
    private final String detail;
    private final List<Failover.Step> steps = new ArrayList<>();
    private long atMs;
    private String policy = "";
    private @Nullable Proof proof;
    private int held;
    private int heldWrites;
    private int failed;
    private long refused;
    private boolean retried;

    /**
     * A story that begins.
     *
     * @param subsystem SUBNQN
     * @param host HOSTNQN
     * @param controller its number
     * @param address where
     * @param cntlid CNTLID
     * @param ciu CIU
     * @param cirn CIRN
     * @param cause why
     * @param detail one line
     */
    public Story(Nqn subsystem, Nqn host, int controller, TransportAddress address, int cntlid, int ciu, long cirn, Cause cause,
            String detail) {
        this.subsystem = subsystem;
        this.host = host;
        this.controller = controller;
        this.address = address;
        this.cntlid = cntlid;
        this.ciu = ciu;
        this.cirn = cirn;
        this.cause = cause;
        this.detail = detail;
    }

    /**
     * Says when it began on the calendar, which no engine knows.
     *
     * @param ms since 1970
     */
    public void atMs(long ms) {
        atMs = ms;
    }

    /**
     * A step.
     *
     * @param kind what happened
     * @param nowNs when
     * @param note one line
     */
    public void step(Kind kind, long nowNs, String note) {
        if (steps.size() < MOST_STEPS || kind.compareTo(Kind.FENCED) >= 0) {
            steps.add(new Failover.Step(kind, nowNs, note));
        }
    }

    void held(int all, int writes) {
        held = all;
        heldWrites = writes;
    }

    void failed(int count) {
        failed += count;
    }

    void refused(long nowNs, String why) {
        refused++;
        step(Kind.REFUSED, nowNs, why);
    }

    void proved(Proof by, String chosen) {
        proof = by;
        policy = chosen;
    }

    /** The first command of those that were held is on its way again. */
    void retried(long nowNs, String note) {
        if (!retried) {
            retried = true;
            step(Kind.FIRST_RETRY, nowNs, note);
        }
    }

    /**
     * How often the policy was overruled.
     *
     * @return proposals that were not obeyed
     */
    public long refused() {
        return refused;
    }

    /**
     * As it is now.
     *
     * @return a copy
     */
    public Failover picture() {
        List<Failover.Step> sorted = new ArrayList<>(steps);
        // What was before is told last, once the queues are silent.
        sorted.sort(Comparator.comparingLong(Failover.Step::atNs).thenComparing(step -> step.kind().compareTo(Kind.DETECTED) >= 0));
        return new Failover(atMs, subsystem, host, controller, address, cntlid, ciu, cirn, cause, detail, policy, proof, held, heldWrites,
                failed, refused, sorted);
    }
}
