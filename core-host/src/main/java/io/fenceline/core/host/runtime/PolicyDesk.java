package io.fenceline.core.host.runtime;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.fence.Decider;
import io.fenceline.core.host.engine.fence.Recovery;
import io.fenceline.core.host.engine.fence.Verdict;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.RecoveryDecision;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks recovery policies for one subsystem. Those that come with the host are asked on the spot. Those of others are asked on a worker of
 * their own, and when one does not answer in time the engine hears that, and decides without it; what it says later is ignored. One that
 * goes on like that is given up. On the control loop.
 */
final class PolicyDesk implements Decider {
    /** How long a policy may think, from the moment in which it is asked. */
    static final long DEADLINE_NS = 100_000_000L;
    /** How long a question may wait for its turn, when many controllers are lost together and each question is answered in time. */
    static final long LONGEST_QUEUE_NS = 1_000_000_000L;
    /** Questions in a row without an answer in time after which a policy is given up. */
    static final int PATIENCE = 3;

    /** What is known of a policy of others. */
    private static final class Seat {
        final Worker worker;
        final Set<Question> open = new LinkedHashSet<>();
        /** When the question that runs was begun; meaningful while {@link #busy}. Written by the worker. */
        volatile long sinceNs;
        volatile boolean busy;
        int unanswered;
        long slow;
        long failed;
        @Nullable
        String givenUp;

        Seat(Worker worker) {
            this.worker = worker;
        }
    }

    private final ControlLoop control;
    private final Predicate<Recovery> ours;
    private final Worker.Maker workers;
    private final Consumer<Recovery> onGivenUp;
    private final IdentityHashMap<Recovery, Seat> seats = new IdentityHashMap<>();

    /**
     * A desk.
     *
     * @param control the control loop
     * @param ours whether a policy comes with the host: it is quick and may be asked on the spot
     * @param workers makes workers for the others
     * @param onGivenUp hears of a policy that does not answer any more, see {@link #why}
     */
    PolicyDesk(ControlLoop control, Predicate<Recovery> ours, Worker.Maker workers, Consumer<Recovery> onGivenUp) {
        this.control = control;
        this.ours = ours;
        this.workers = workers;
        this.onGivenUp = onGivenUp;
    }

    @Override
    public void decide(Recovery recovery, FailureFacts facts, long nowNs, Consumer<Verdict> answer) {
        if (ours.test(recovery)) {
            answer.accept(Decider.ask(recovery, facts, nowNs));
            return;
        }
        Seat seat = seats.computeIfAbsent(recovery, key -> new Seat(workers.make("fenceline-recovery-" + recovery.name())));
        if (seat.givenUp != null) {
            answer.accept(new Verdict(null, seat.givenUp));
            return;
        }
        Question question = new Question(recovery, seat, facts, nowNs, answer);
        try {
            seat.worker.execute(question);
        } catch (RejectedExecutionException e) {
            answer.accept(new Verdict(null, "more than " + Worker.LIMIT + " questions wait for it"));
            return;
        }
        seat.open.add(question);
        question.timer = control.schedule(question::look, DEADLINE_NS);
    }

    /**
     * Lets go of a policy that is not asked any more; what it was asked and has not answered ends soon without an answer.
     *
     * @param recovery which
     */
    void retire(Recovery recovery) {
        Seat seat = seats.remove(recovery);
        if (seat != null) {
            letGo(seat);
        }
    }

    /** Lets go of all. */
    void close() {
        seats.values().forEach(this::letGo);
        seats.clear();
    }

    private void letGo(Seat seat) {
        seat.worker.close();
        // Not here: who asks again at once would find everything half done.
        List.copyOf(seat.open).forEach(question -> control.execute(question::withdraw));
    }

    /**
     * What is said of a policy that was given up.
     *
     * @param recovery which
     * @return one line
     */
    String why(Recovery recovery) {
        Seat seat = seats.get(recovery);
        return seat == null || seat.givenUp == null ? "" : seat.givenUp;
    }

    /** Questions that a policy has not answered in time. */
    long slow(Recovery recovery) {
        Seat seat = seats.get(recovery);
        return seat == null ? 0 : seat.slow;
    }

    /** Questions to which a policy has said nothing, or thrown. */
    long failed(Recovery recovery) {
        Seat seat = seats.get(recovery);
        return seat == null ? 0 : seat.failed;
    }

    /** One question; run on the worker. */
    private final class Question implements Runnable {
        private final Recovery recovery;
        private final Seat seat;
        private final FailureFacts facts;
        private final long askedNs;
        private final Consumer<Verdict> answer;
        private volatile boolean open = true;
        private volatile boolean begun;
        private ControlLoop.@Nullable Timer timer;

        Question(Recovery recovery, Seat seat, FailureFacts facts, long askedNs, Consumer<Verdict> answer) {
            this.recovery = recovery;
            this.seat = seat;
            this.facts = facts;
            this.askedNs = askedNs;
            this.answer = answer;
        }

        @Override
        public void run() {
            if (!open) {
                return; // it has waited too long for its turn
            }
            seat.sinceNs = control.nowNs();
            begun = true;
            seat.busy = true;
            Verdict verdict = ask();
            seat.busy = false;
            try {
                control.execute(() -> answered(verdict));
            } catch (RejectedExecutionException e) {
                // The host is closed: nobody waits.
            }
        }

        /** Whatever foreign code throws, an Error of a class that is gone too, is an answer. */
        private Verdict ask() {
            try {
                RecoveryDecision decision = recovery.policy().decide(facts, askedNs);
                return new Verdict(decision, decision == null ? "it said nothing" : "");
            } catch (Throwable e) {
                return new Verdict(null, "it has thrown " + Lines.of(e));
            }
        }

        private void answered(Verdict verdict) {
            if (!open) {
                return; // too late
            }
            seat.unanswered = 0;
            if (verdict.decision() == null) {
                seat.failed++;
            }
            end(verdict);
        }

        private void withdraw() {
            if (open) {
                end(new Verdict(null, "it was replaced before it has answered"));
            }
        }

        private void end(Verdict verdict) {
            open = false;
            seat.open.remove(this);
            if (timer != null) {
                timer.cancel();
            }
            answer.accept(verdict);
        }

        /** Some time has gone by. */
        private void look() {
            if (!open) {
                return;
            }
            long nowNs = control.nowNs();
            boolean stuck = seat.busy && nowNs - seat.sinceNs >= DEADLINE_NS;
            if (!stuck && nowNs - askedNs < LONGEST_QUEUE_NS) {
                long leftNs = begun && seat.busy ? DEADLINE_NS - (nowNs - seat.sinceNs) : DEADLINE_NS;
                timer = control.schedule(this::look, Math.max(1, leftNs));
                return;
            }
            if (stuck) {
                seat.slow++;
                seat.unanswered++;
            }
            if (seat.unanswered >= PATIENCE && seat.givenUp == null) {
                seat.givenUp = "it was given up after " + PATIENCE + " questions in a row without an answer within "
                        + DEADLINE_NS / 1_000_000
                        + " ms";
                seat.worker.close();
                onGivenUp.accept(recovery);
            }
            end(new Verdict(null, stuck
                    ? "it has not answered within " + DEADLINE_NS / 1_000_000 + " ms"
                    : "it has not come to this question within " + LONGEST_QUEUE_NS / 1_000_000 + " ms"));
        }
    }
}
