package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.core.conductor.DisruptorConductor;
import io.fenceline.core.host.engine.fence.Recovery;
import io.fenceline.core.host.engine.fence.Verdict;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Policies of others are asked on a worker, and nobody waits for one that does not answer. */
final class PolicyDeskTest {
    private static final FailureFacts FACTS = new FailureFacts(1, 7, "connection", 0, 0, 5, true, 0, true, 3, false, List.of(), List.of(),
            List.of());
    private static final RecoveryDecision HOLD = new RecoveryDecision.HoldUntil(1_000);
    private static final long MS = 1_000_000L;

    /** A worker whose tasks the test runs, when it likes and as long as it likes. */
    private static final class Hand implements Worker {
        final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        boolean closed;

        @Override
        public void execute(Runnable task) {
            if (closed || tasks.size() == LIMIT) {
                throw new RejectedExecutionException();
            }
            tasks.add(task);
        }

        void runOne() {
            tasks.remove().run();
        }

        @Override
        public void close() {
            closed = true;
            tasks.clear();
        }
    }

    private final VirtualTime time = new VirtualTime();
    private final VirtualConductor conductor = new VirtualConductor(time);
    private final List<Hand> hands = new ArrayList<>();
    private final List<Recovery> givenUp = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final PolicyDesk desk = new PolicyDesk(conductor, recovery -> recovery.name().startsWith("ours"), name -> {
        Hand hand = new Hand();
        hands.add(hand);
        return hand;
    }, givenUp::add);

    private static Recovery named(String name, RecoveryPolicy policy) {
        return new Recovery(name, policy, false);
    }

    private void ask(Recovery recovery) {
        conductor.execute(() -> desk.decide(recovery, FACTS, conductor.nowNs(), verdicts::add));
        settle();
    }

    private void settle() {
        time.advance(0);
    }

    @Test
    void oursIsAskedOnTheSpot() {
        ask(named("ours", (facts, nowNs) -> HOLD));
        assertThat(verdicts).containsExactly(new Verdict(HOLD, ""));
        assertThat(hands).isEmpty();
    }

    @Test
    void anothersIsAskedOnItsWorkerAndTheAnswerComesBackOnTheControlLoop() {
        ask(named("theirs", (facts, nowNs) -> HOLD));
        assertThat(verdicts).isEmpty();
        hands.getFirst().runOne();
        assertThat(verdicts).as("before the control loop has run").isEmpty();
        settle();
        assertThat(verdicts).containsExactly(new Verdict(HOLD, ""));
    }

    @Test
    void withoutAnAnswerInTimeTheEngineHearsThatAndALateOneIsIgnored() {
        Recovery slow = named("slow", (facts, nowNs) -> {
            time.advance(PolicyDesk.DEADLINE_NS);
            return HOLD;
        });
        ask(slow);
        hands.getFirst().runOne();
        settle();
        assertThat(verdicts).containsExactly(new Verdict(null, "it has not answered within 100 ms"));
        assertThat(desk.slow(slow)).isOne();
        assertThat(givenUp).isEmpty();
    }

    @Test
    void whatItThrowsAndThatItSaysNothingAreAnswers() {
        Recovery throwing = named("throwing", (facts, nowNs) -> {
            throw new NoClassDefFoundError("gone\nwith its bundle");
        });
        ask(throwing);
        hands.getFirst().runOne();
        settle();
        assertThat(verdicts.getFirst()).isEqualTo(new Verdict(null, "it has thrown java.lang.NoClassDefFoundError: gone with its bundle"));
        ask(named("silent", (facts, nowNs) -> nothing()));
        hands.getLast().runOne();
        settle();
        assertThat(verdicts.getLast()).isEqualTo(new Verdict(null, "it said nothing"));
        assertThat(desk.failed(throwing)).isOne();
    }

    private static RecoveryDecision nothing() {
        return null;
    }

    /** Takes 60 ms for each, which is allowed, and ten are asked about at once, as when a node goes down. */
    @Test
    void manyQuestionsAtOnceWaitForTheirTurn() {
        Recovery steady = named("steady", (facts, nowNs) -> {
            time.advance(60 * MS);
            return HOLD;
        });
        for (int i = 0; i < 10; i++) {
            ask(steady);
        }
        for (int i = 0; i < 10; i++) {
            hands.getFirst().runOne();
            settle();
        }
        assertThat(verdicts).hasSize(10).containsOnly(new Verdict(HOLD, ""));
        assertThat(desk.slow(steady)).isZero();
    }

    @Test
    void aQuestionDoesNotWaitForItsTurnForEver() {
        Recovery steady = named("steady", (facts, nowNs) -> {
            time.advance(60 * MS);
            return HOLD;
        });
        for (int i = 0; i < 30; i++) {
            ask(steady);
        }
        Hand hand = hands.getFirst();
        while (!hand.tasks.isEmpty()) {
            hand.runOne();
            settle();
        }
        assertThat(verdicts).hasSize(30);
        assertThat(verdicts).filteredOn(v -> v.decision() == null).isNotEmpty()
                .containsOnly(new Verdict(null, "it has not come to this question within 1000 ms"));
        assertThat(desk.slow(steady)).isZero();
        assertThat(givenUp).isEmpty();
    }

    /** The policy is in its first question for the whole test. */
    @Test
    void oneThatNeverComesBackIsGivenUpAfterThreeQuestions() {
        Recovery stuck = named("stuck", (facts, nowNs) -> {
            for (int i = 0; i < 3; i++) {
                assertThat(givenUp).isEmpty();
                ask0();
                time.advance(PolicyDesk.DEADLINE_NS);
            }
            return HOLD;
        });
        asked = stuck;
        ask(stuck);
        hands.getFirst().runOne();
        settle();
        assertThat(givenUp).containsExactly(stuck);
        assertThat(hands.getFirst().closed).as("its worker is let go").isTrue();
        assertThat(desk.why(stuck)).isEqualTo("it was given up after 3 questions in a row without an answer within 100 ms");
        int before = verdicts.size();
        ask(stuck);
        assertThat(verdicts).as("answered at once").hasSize(before + 1);
        assertThat(verdicts).extracting(Verdict::decision).containsOnlyNulls();
        assertThat(hands).hasSize(1);
    }

    private Recovery asked;

    private void ask0() {
        conductor.execute(() -> desk.decide(asked, FACTS, conductor.nowNs(), verdicts::add));
    }

    @Test
    void anAnswerInTimeForgivesWhatWasSlowBefore() {
        long[] takesNs = {PolicyDesk.DEADLINE_NS, PolicyDesk.DEADLINE_NS, 0, PolicyDesk.DEADLINE_NS, PolicyDesk.DEADLINE_NS, 0};
        int[] question = new int[1];
        Recovery moody = named("moody", (facts, nowNs) -> {
            time.advance(takesNs[question[0]++]);
            return HOLD;
        });
        for (int i = 0; i < takesNs.length; i++) {
            ask(moody);
            hands.getFirst().runOne();
            settle();
        }
        assertThat(givenUp).isEmpty();
        assertThat(desk.slow(moody)).isEqualTo(4);
        assertThat(verdicts).extracting(Verdict::decision).containsExactly(null, null, HOLD, null, null, HOLD);
    }

    @Test
    void eachPolicyHasAWorkerOfItsOwnAndRetiringLetsItGo() {
        Recovery one = named("one", (facts, nowNs) -> HOLD);
        Recovery other = named("one", (facts, nowNs) -> HOLD);
        ask(one);
        ask(other);
        assertThat(hands).hasSize(2);
        desk.retire(one);
        settle();
        assertThat(hands.getFirst().closed).isTrue();
        assertThat(verdicts).containsExactly(new Verdict(null, "it was replaced before it has answered"));
        assertThat(hands.getLast().closed).isFalse();
        desk.close();
        assertThat(hands.getLast().closed).isTrue();
        time.advance(PolicyDesk.DEADLINE_NS);
        assertThat(verdicts).hasSize(2);
    }

    /** With real threads: a policy goes round and round, and the control thread does not notice. */
    @Test
    void aPolicyThatGoesRoundAndRoundHoldsUpNobody() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Recovery busy = named("busy", (facts, nowNs) -> {
            inside.countDown();
            while (!Thread.interrupted()) {
                Thread.onSpinWait();
            }
            interrupted.countDown();
            return HOLD;
        });
        CompletableFuture<Recovery> gone = new CompletableFuture<>();
        try (DisruptorConductor real = new DisruptorConductor("policy-desk-test")) {
            PolicyDesk threads = new PolicyDesk(real, recovery -> false, Worker::thread, gone::complete);
            List<CompletableFuture<Verdict>> answers = new ArrayList<>();
            for (int i = 0; i < PolicyDesk.PATIENCE; i++) {
                CompletableFuture<Verdict> answer = new CompletableFuture<>();
                answers.add(answer);
                real.execute(() -> threads.decide(busy, FACTS, real.nowNs(), answer::complete));
            }
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Long> alive = new CompletableFuture<>();
            real.execute(() -> alive.complete(real.nowNs()));
            assertThat(alive.get(20, TimeUnit.SECONDS)).as("the control thread goes on meanwhile").isNotNull();
            for (CompletableFuture<Verdict> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS).decision()).isNull();
            }
            assertThat(gone.get(20, TimeUnit.SECONDS)).isSameAs(busy);
            assertThat(interrupted.await(20, TimeUnit.SECONDS)).as("it is interrupted when it is given up").isTrue();
        }
    }
}
