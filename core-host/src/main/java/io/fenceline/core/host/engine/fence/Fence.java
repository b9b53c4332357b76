package io.fenceline.core.host.engine.fence;

import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.Failover.Proof;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.engine.queue.Command;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.FailureFacts.Result;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.spi.policy.RecoveryDecision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the commands of a lost association until its controller is silent (design D7, ccr.md 6 and 7). Asks the policy what to do
 * next, and does it where that is safe. A proof ends the hold, wherever it comes from and however late: a reset through another
 * controller, a fencing agent, the times of the specification. Lives from the silence at this end to the release. On the control loop.
 */
public final class Fence {
    /** Hears of it. */
    public interface Owner {
        /**
         * The controller is silent; {@link #release} is to be called.
         *
         * @param proof what says so
         */
        void onFenced(Proof proof);

        /**
         * Something needs attention.
         *
         * @param text one line
         */
        void onFenceAlarm(String text);

        /**
         * What will be done next.
         *
         * @param action one line
         * @param atNs when; 0: nobody knows
         */
        void onFenceExpects(String action, long atNs);
    }

    /** A policy that holds for longer than this beyond what the specification demands is named in an alarm. */
    private static final long LONG_HOLD_NS = 300_000_000_000L;
    /** Questions in a row that lead to action at once: more than sources, agents and ends there can be. */
    private static final int MOST_IN_A_ROW = 1000;

    /** Before a reset is asked for again through a controller that could not do it: what was stuck may have ended meanwhile. */
    static final long FAILED_PAUSE_NS = 250_000_000L;
    /** Resets that are asked for in all. */
    static final int MOST_ATTEMPTS = 256;

    private static final class Tried {
        final int source;
        final long epoch;
        final long atNs;
        Result result = Result.PENDING;
        long endedNs;

        Tried(int source, long epoch, long atNs) {
            this.source = source;
            this.epoch = epoch;
            this.atNs = atNs;
        }
    }

    private static final class Asked {
        boolean done;
        long atNs = -1;
        Result result = Result.PENDING;
    }

    private final ControlLoop control;
    private final RecoveryDesk desk;
    private final LostController lost;
    private final Supplier<List<ResetSource>> sources;
    private final Story story;
    private final Owner owner;
    private final List<Command> held;
    private final Set<NamespaceHead> haunted = new HashSet<>();
    private final List<Tried> attempts = new ArrayList<>();
    private final Map<String, Asked> agents = new LinkedHashMap<>();
    private final HoldClock clock;
    private ControlLoop.@Nullable Timer timer;
    private long missedNs;
    private boolean over;
    private boolean asking;
    private boolean askAgain;
    private int inARow;

    /**
     * A fence that does nothing before {@link #begin}.
     *
     * @param control the control loop
     * @param desk who decides
     * @param lost the controller
     * @param sources gives those who can reset it now, best first
     * @param clock is watched
     * @param held commands in its hands
     * @param story is told of everything
     * @param owner hears of the end
     */
    public Fence(ControlLoop control, RecoveryDesk desk, LostController lost, Supplier<List<ResetSource>> sources, HoldClock clock,
            List<Command> held, Story story, Owner owner) {
        this.control = control;
        this.desk = desk;
        this.lost = lost;
        this.sources = sources;
        this.held = new ArrayList<>(held);
        this.story = story;
        this.owner = owner;
        this.clock = clock;
        missedNs = clock.missedSinceNs(lost.lastByteNs());
        for (String agent : desk.agents().names()) {
            agents.put(agent, new Asked());
        }
    }

    /**
     * Commands that wait for the end.
     *
     * @return 0 or more
     */
    public int held() {
        return held.size();
    }

    /** Begins to hold. */
    public void begin() {
        story.held(held.size(), (int) held.stream().filter(NamespaceHead::changes).count());
        story.step(Kind.SILENT_HERE, control.nowNs(), held.size() + " commands held");
        if (held.isEmpty()) {
            fenced(Proof.NOTHING_HELD);
            return;
        }
        for (Command command : held) {
            NamespaceHead head = NamespaceHead.of(command);
            haunted.add(head);
            head.keepBack(command, this, !desk.settings().partial());
        }
        if (desk.settings().readsAtOnce() && lost.readsCovered()) {
            releaseReads();
            if (held.isEmpty()) {
                fenced(Proof.NOTHING_HELD);
                return;
            }
        }
        decide();
    }

    /** Whatever the controller still does with a read, nobody sees it: the memory is ours again, and the medium stays as it is. */
    private void releaseReads() {
        List<Command> reads = held.stream().filter(command -> !NamespaceHead.changes(command)).toList();
        if (!reads.isEmpty()) {
            held.removeAll(reads);
            story.step(Kind.READS_RELEASED, control.nowNs(), reads.size() + " commands");
            reads.forEach(NamespaceHead::onReleased);
        }
    }

    // Deciding.

    /** Something has changed that a policy wants to know: a source, the policy itself. */
    public void poke() {
        decide();
    }

    private void decide() {
        if (over) {
            return;
        }
        if (asking) {
            askAgain = true;
            return;
        }
        asking = true;
        askAgain = false;
        cancelTimer();
        look();
        long nowNs = control.nowNs();
        FailureFacts facts = facts();
        Recovery chosen = desk.active();
        Recovery shadow = desk.shadow();
        desk.decider().decide(chosen, facts, nowNs, verdict -> {
            asking = false;
            if (over) {
                return;
            }
            if (shadow != null) {
                desk.decider().decide(shadow, facts, nowNs,
                        other -> desk.compared(verdict.decision() != null && verdict.decision().equals(other.decision())));
            }
            obey(chosen, facts, verdict);
            if (askAgain) {
                decide();
            }
        });
    }

    private void obey(Recovery chosen, FailureFacts facts, Verdict verdict) {
        long nowNs = control.nowNs();
        String objection = verdict.decision() == null ? verdict.trouble() : objection(chosen, facts, verdict.decision(), nowNs);
        if (objection == null && ++inARow > MOST_IN_A_ROW) {
            objection = "it has proposed " + MOST_IN_A_ROW + " things in a row";
        }
        if (objection == null && verdict.decision() != null) {
            carryOut(chosen, facts, verdict.decision(), nowNs);
            return;
        }
        story.refused(nowNs, chosen.name() + ": " + objection);
        owner.onFenceAlarm("recovery policy " + chosen.name() + " is overruled: " + objection);
        Verdict safe = Decider.ask(desk.builtIn(), facts, nowNs);
        RecoveryDecision decision = safe.decision();
        if (decision == null || inARow > MOST_IN_A_ROW || objection(desk.builtIn(), facts, decision, nowNs) != null) {
            await(facts.silentNs(), nowNs);
        } else {
            carryOut(desk.builtIn(), facts, decision, nowNs);
        }
    }

    /** Why a proposal must not be obeyed; null: it may. */
    private @Nullable String objection(Recovery by, FailureFacts facts, RecoveryDecision decision, long nowNs) {
        return switch (decision) {
            case RecoveryDecision.Release _ -> {
                if (facts.silentAt(nowNs) || by.unsafe()) {
                    yield null;
                }
                yield facts.silentNs() == Long.MAX_VALUE
                        ? "it would release without any proof, and without a keep alive no time is one"
                        : "it would release " + (facts.silentNs() - nowNs) / 1_000_000 + " ms too early";
            }
            case RecoveryDecision.HoldUntil(long untilNs) -> untilNs - nowNs <= 0 ? "it holds until a time that is over" : null;
            case RecoveryDecision.ResetThrough(int source) -> {
                for (FailureFacts.Source known : facts.sources()) {
                    if (known.controller() == source) {
                        yield !facts.crossReset()
                                ? "controller " + facts.controller() + " has told no CIU and CIRN, without which none can reset it"
                                : known.tried()
                                        ? "controller " + source + " was asked already"
                                        : known.credits() > 0 ? null : "controller " + source + " takes no further reset now";
                    }
                }
                yield "controller " + source + " is none of " + facts.sources().stream().map(FailureFacts.Source::controller).toList();
            }
            case RecoveryDecision.AskAgent(String agent) -> {
                Asked known = agents.get(agent);
                yield known == null ? "there is no agent " + agent : known.done ? "agent " + agent + " was asked already" : null;
            }
            case RecoveryDecision.FailFast _ -> held.isEmpty() ? "nothing is held that could be ended" : null;
        };
    }

    private void carryOut(Recovery by, FailureFacts facts, RecoveryDecision decision, long nowNs) {
        switch (decision) {
            case RecoveryDecision.Release _ -> fenced(facts.silentAt(nowNs) ? Proof.TIME : Proof.NONE);
            case RecoveryDecision.HoldUntil(long untilNs) -> {
                if (facts.silentNs() != Long.MAX_VALUE && untilNs - Math.max(nowNs, facts.silentNs()) > LONG_HOLD_NS) {
                    owner.onFenceAlarm("recovery policy " + by.name() + (untilNs == Long.MAX_VALUE
                            ? " holds without end"
                            : " holds for " + (untilNs - nowNs) / 1_000_000_000 + " s"));
                }
                await(untilNs, nowNs);
            }
            case RecoveryDecision.ResetThrough(int source) -> {
                resetThrough(source, nowNs);
                decideSoon();
            }
            case RecoveryDecision.AskAgent(String agent) -> {
                askAgent(agent, nowNs);
                decideSoon();
            }
            case RecoveryDecision.FailFast _ -> {
                failFast("by policy " + by.name());
                decideSoon();
            }
        }
    }

    private void decideSoon() {
        askAgain = true;
    }

    private void await(long untilNs, long nowNs) {
        inARow = 0;
        owner.onFenceExpects("release " + held.size() + " held commands", untilNs == Long.MAX_VALUE ? 0 : untilNs);
        if (untilNs != Long.MAX_VALUE) {
            timer = control.schedule(this::decide, Math.max(1, untilNs - nowNs));
        }
    }

    /** A source is asked once; again if it is another association, or if it could only not do it then. */
    private static boolean bars(Tried attempt, ResetSource source, long nowNs) {
        return attempt.source == source.controller() && attempt.epoch == source.resets().epoch()
                && (attempt.result != Result.FAILED || nowNs - attempt.endedNs < FAILED_PAUSE_NS);
    }

    private FailureFacts facts() {
        long nowNs = control.nowNs();
        // Time that was not counted is added to the start, so that a policy cannot see the hold end before it does.
        long lastByteNs = lost.lastByteNs() + missedNs;
        List<FailureFacts.Source> candidates = new ArrayList<>();
        for (ResetSource source : sources.get()) {
            if (source.cntlid() == lost.cntlid()) {
                continue; // the number was given again, and no controller resets itself
            }
            boolean tried = attempts.size() >= MOST_ATTEMPTS || attempts.stream().anyMatch(attempt -> bars(attempt, source, nowNs));
            candidates.add(new FailureFacts.Source(source.controller(), source.address().equals(lost.address()),
                    source.resets().credits(), tried));
        }
        // Another port or node first: what has cut off the lost one may have cut off its neighbours too.
        candidates.sort(Comparator.comparing(FailureFacts.Source::sameAddress));
        List<FailureFacts.Attempt> made = new ArrayList<>();
        for (Tried attempt : attempts) {
            made.add(new FailureFacts.Attempt(attempt.source, attempt.atNs, attempt.result));
        }
        List<FailureFacts.Agent> known = new ArrayList<>();
        agents.forEach((name, asked) -> known.add(new FailureFacts.Agent(name, asked.atNs, asked.result)));
        return new FailureFacts(lost.controller(), lost.cntlid(), lost.cause().label(), lost.lostNs(), lastByteNs, lost.katoNs(),
                lost.trafficBasedKeepAlive(), lost.cqtNs(), lost.cqtReported(), held.size(), lost.isNamed(), candidates, made, known);
    }

    // Proofs.

    private void resetThrough(int controller, long nowNs) {
        for (ResetSource source : sources.get()) {
            if (source.controller() == controller) {
                Tried attempt = new Tried(controller, source.resets().epoch(), nowNs);
                attempts.add(attempt);
                String through = "through controller " + controller;
                story.step(Kind.RESET_SENT, nowNs, through + " at " + source.address());
                source.resets().ask(lost.cntlid(), lost.ciu(), lost.cirn(), new CrossResets.Listener() {
                    @Override
                    public void onStep(Kind kind, String note) {
                        if (!over) {
                            story.step(kind, control.nowNs(), note.isEmpty() ? through : through + ": " + note);
                        }
                    }

                    @Override
                    public void onEnded(Result result, String note) {
                        attempt.result = result;
                        attempt.endedNs = control.nowNs();
                        if (over) {
                            return;
                        }
                        if (result == Result.SILENT) {
                            fenced(Proof.CROSS_CONTROLLER_RESET);
                        } else {
                            story.step(Kind.RESET_FAILED, control.nowNs(), through + ": " + note);
                            if (result == Result.FAILED) {
                                control.schedule(Fence.this::decide, FAILED_PAUSE_NS);
                            }
                            decide();
                        }
                    }
                });
                return;
            }
        }
    }

    private void askAgent(String name, long nowNs) {
        Asked asked = agents.computeIfAbsent(name, none -> new Asked());
        asked.done = true;
        asked.atNs = nowNs;
        story.step(Kind.AGENT_ASKED, nowNs, name);
        desk.agents().ask(name, lost.forAgents(), new FencingAgent.Answer() {
            @Override
            public void silent(String proof) {
                asked.result = Result.SILENT;
                if (!over) {
                    story.step(Kind.AGENT_ANSWERED, control.nowNs(), name + ": silent, " + proof);
                    fenced(Proof.AGENT);
                }
            }

            @Override
            public void failed(String why) {
                asked.result = Result.FAILED;
                if (!over) {
                    story.step(Kind.AGENT_ANSWERED, control.nowNs(), name + ": " + why);
                    decide();
                }
            }
        });
    }

    // Time.

    private void look() {
        clock.look(control.nowNs());
        long missed = clock.missedSinceNs(lost.lastByteNs());
        if (missed > missedNs) {
            owner.onFenceAlarm((missed - missedNs) / 1_000_000 + " ms do not count toward the hold: this process was paused, or its clock"
                    + " has jumped, and nobody can tell which");
            missedNs = missed;
        }
    }

    /**
     * Looks at the clock, and ends commands whose own time is over; what touches their blocks is kept back until the release.
     *
     * @param nowNs the time
     */
    public void tick(long nowNs) {
        if (over) {
            return;
        }
        look();
        int before = held.size();
        held.removeIf(command -> NamespaceHead.expireHeld(command, nowNs, false));
        story.failed(before - held.size());
        long ceilingNs = desk.settings().ceilingNs();
        if (ceilingNs != Long.MAX_VALUE && nowNs - lost.lostNs() >= ceilingNs && !held.isEmpty()) {
            failFast("the ceiling of " + ceilingNs / 1_000_000 + " ms is reached");
            decide();
        }
    }

    private void failFast(String why) {
        List<Command> all = List.copyOf(held);
        held.clear();
        story.failed(all.size());
        story.step(Kind.FAILED_FAST, control.nowNs(), all.size() + " commands, " + why);
        all.forEach(NamespaceHead::giveUp);
    }

    // The end.

    private void fenced(Proof proof) {
        over = true;
        cancelTimer();
        story.proved(proof, desk.active().name());
        story.step(Kind.FENCED, control.nowNs(), proof.label());
        owner.onFenced(proof);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Gives everything back. */
    public void release() {
        List<Command> all = List.copyOf(held);
        held.clear();
        for (Command command : all) {
            if (NamespaceHead.changes(command)) {
                command.onSent = this::retried;
            }
        }
        // What is given back goes first: what was kept back behind it is newer.
        for (NamespaceHead head : haunted) {
            head.ghostGone(this);
        }
        for (Command command : all) {
            NamespaceHead.onReleased(command);
        }
    }

    private void retried() {
        long atNs = control.nowNs();
        control.execute(() -> story.retried(atNs, ""));
    }

    /** The host ends: nobody waits for the release any more. */
    public void forsake() {
        over = true;
        cancelTimer();
        long nowNs = control.nowNs();
        held.removeIf(command -> NamespaceHead.expireHeld(command, nowNs, true));
    }
}
