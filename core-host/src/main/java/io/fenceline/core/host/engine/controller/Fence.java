package io.fenceline.core.host.engine.controller;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.engine.queue.Command;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.RecoveryDecision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds the commands of a lost association until its controller is silent (design D7, ccr.md 7): asks the policy, and obeys it
 * only where that is safe. Lives from the loss to the release. On the control loop.
 */
final class Fence {
    /** Hears of the end. */
    interface Owner {
        /** The controller is silent; {@link #release} is to be called. */
        void onFenced();

        /** Something needs attention. */
        void onFenceAlarm(String text);

        /** What will be done next. */
        void onFenceExpects(String action, long atNs);
    }

    /** A policy that holds for longer than this beyond what the specification demands is named in an alarm. */
    private static final long LONG_HOLD_NS = 300_000_000_000L;

    private final ControlLoop control;
    private final Recovery recovery;
    private final Owner owner;
    private final List<Command> held;
    private final Set<NamespaceHead> haunted = new HashSet<>();
    private final FailureFacts facts;
    private ControlLoop.@Nullable Timer timer;
    private boolean over;
    private long refused;

    Fence(ControlLoop control, Recovery recovery, FailureFacts facts, List<Command> held, Owner owner) {
        this.control = control;
        this.recovery = recovery;
        this.facts = facts;
        this.held = new ArrayList<>(held);
        this.owner = owner;
    }

    int held() {
        return held.size();
    }

    /** Proposals that were unsafe, late or no proposals at all. */
    long refused() {
        return refused;
    }

    void begin() {
        if (held.isEmpty()) {
            over = true;
            owner.onFenced(); // nothing was in its hands
            return;
        }
        decide();
    }

    private void decide() {
        if (over) {
            return;
        }
        long nowNs = control.nowNs();
        RecoveryDecision decision;
        try {
            decision = recovery.policy().decide(facts, nowNs);
        } catch (RuntimeException e) {
            decision = null;
        }
        boolean safe = nowNs - facts.silentNs() >= 0;
        switch (decision) {
            case RecoveryDecision.Release release -> {
                if (safe || recovery.unsafe()) {
                    over = true;
                    owner.onFenced();
                } else {
                    refused++;
                    owner.onFenceAlarm("recovery policy " + recovery.name() + " would release " + (facts.silentNs() - nowNs) / 1_000_000
                            + " ms too early; held on");
                    await(facts.silentNs());
                }
            }
            case RecoveryDecision.HoldUntil hold -> {
                if (hold.untilNs() - nowNs <= 0) {
                    refused++;
                    if (safe) {
                        over = true;
                        owner.onFenced(); // it holds until a time that is over
                        return;
                    }
                    await(facts.silentNs());
                    return;
                }
                if (hold.untilNs() - Math.max(nowNs, facts.silentNs()) > LONG_HOLD_NS) {
                    owner.onFenceAlarm(
                            "recovery policy " + recovery.name() + " holds for " + (hold.untilNs() - nowNs) / 1_000_000_000 + " s");
                }
                await(hold.untilNs());
            }
            case RecoveryDecision.ResetThrough _,RecoveryDecision.AskAgent _,RecoveryDecision.FailFast _ ->
                await(facts.silentNs());
            case null -> {
                refused++;
                owner.onFenceAlarm("recovery policy " + recovery.name() + " failed; the built-in times hold");
                if (safe) {
                    over = true;
                    owner.onFenced();
                } else {
                    await(facts.silentNs());
                }
            }
        }
    }

    private void await(long untilNs) {
        owner.onFenceExpects("release " + held.size() + " held commands", untilNs);
        timer = control.schedule(this::decide, Math.max(0, untilNs - control.nowNs()));
    }

    /** Ends commands whose own time is over; what touches their blocks is kept back until the release. */
    void expire(long nowNs, boolean closing) {
        held.removeIf(command -> {
            NamespaceHead head = NamespaceHead.of(command);
            boolean ended = NamespaceHead.expireHeld(command, this, nowNs, closing);
            if (ended) {
                haunted.add(head);
            }
            return ended;
        });
    }

    /** Gives everything back. */
    void release() {
        List<Command> all = List.copyOf(held);
        held.clear();
        for (NamespaceHead head : haunted) {
            head.ghostGone(this);
        }
        for (Command command : all) {
            NamespaceHead.onReleased(command);
        }
    }

    /** The host ends: nobody waits for the release any more. */
    void forsake() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
        expire(control.nowNs(), true);
    }
}
