package io.fenceline.tck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.FailureFacts.Result;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.tck.ContractRunner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Recovery policies with one mistake each: the contract must notice. */
class RecoveryCanaryTest {
    private static final String RELEASES_EARLY = "required_decide_neverReleasesBeforeTheTimeOfTheSpecification";
    private static final String RELEASES_UNTIMED = "required_decide_neverReleasesWithoutAKeepAlive";
    private static final String ENDS = "required_decide_everyIncidentEnds";
    private static final String ASKS = "required_decide_asksOnlyWhoCanBeAsked";

    private record Policies(RecoveryPolicy policy) implements RecoveryPolicyProvider {
        @Override
        public String name() {
            return "mistaken";
        }

        @Override
        public OptionSchema options() {
            return OptionSchema.EMPTY;
        }

        @Override
        public RecoveryPolicy open(Options options) {
            return policy;
        }
    }

    private record Run(Object tests) implements ContractRunner.Contract {
        @Override
        public void open() {
            // Nothing is opened.
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    /** Public, for the runner. */
    public static final class Contract extends RecoveryPolicyContract {
        private final RecoveryPolicyProvider provider;

        Contract(RecoveryPolicyProvider provider) {
            this.provider = provider;
        }

        @Override
        public RecoveryPolicyProvider provider() {
            return provider;
        }
    }

    private static List<String> failures(RecoveryPolicy policy) {
        return ContractRunner.failures(() -> new Run(new Contract(new Policies(policy))), "required");
    }

    /** By time where there is one; else what is held fails at once. */
    private static RecoveryDecision time(FailureFacts facts, long nowNs) {
        if (facts.silentAt(nowNs)) {
            return new RecoveryDecision.Release();
        }
        return facts.katoNs() == 0 && facts.held() > 0 ? new RecoveryDecision.FailFast() : new RecoveryDecision.HoldUntil(facts.silentNs());
    }

    private static Optional<FailureFacts.Source> untried(FailureFacts facts) {
        return facts.crossReset() ? facts.sources().stream().filter(s -> s.credits() > 0 && !s.tried()).findFirst() : Optional.empty();
    }

    private static RecoveryDecision ccr(FailureFacts facts, long nowNs) {
        return untried(facts).filter(s -> !facts.resetPending())
                .<RecoveryDecision>map(s -> new RecoveryDecision.ResetThrough(s.controller()))
                .orElseGet(() -> time(facts, nowNs));
    }

    @Test
    void policiesThatKeepTheRulesAreValid() {
        assertThat(failures(RecoveryCanaryTest::time)).isEmpty();
        assertThat(failures(RecoveryCanaryTest::ccr)).isEmpty();
    }

    @Test
    void aPolicyThatForgetsTheQuiesceTimeIsNoticed() {
        assertThat(failures((facts, nowNs) -> time(facts, facts.katoNs() == 0 ? nowNs : nowNs + facts.cqtNs())))
                .contains(RELEASES_EARLY, ENDS);
    }

    @Test
    void aPolicyThatForgetsTrafficBasedKeepAliveIsNoticed() {
        RecoveryPolicy mistaken = (facts,
                nowNs) -> facts.katoNs() != 0 && nowNs - (facts.lastByteNs() + 2 * facts.katoNs() + facts.cqtNs()) >= 0
                        ? new RecoveryDecision.Release()
                        : time(facts, nowNs);
        assertThat(failures(mistaken)).contains(RELEASES_EARLY, ENDS);
    }

    @Test
    void aPolicyThatTakesARefusedOrLostResetForSilenceIsNoticed() {
        RecoveryPolicy mistaken = (facts, nowNs) -> facts.attempts().stream().anyMatch(a -> a.result() == Result.LOST)
                ? new RecoveryDecision.Release()
                : ccr(facts, nowNs);
        assertThat(failures(mistaken)).contains(RELEASES_EARLY, ENDS);
    }

    /** The clock of a host may be below zero, and then nothing is as far away as it seems. */
    @Test
    void aPolicyThatComparesWithATimeThatNeverComesIsNoticed() {
        RecoveryPolicy mistaken = (facts, nowNs) -> nowNs - facts.silentNs() >= 0 ? new RecoveryDecision.Release() : time(facts, nowNs);
        assertThat(failures(mistaken)).containsExactly(ENDS, RELEASES_UNTIMED);
    }

    @Test
    void aPolicyThatReleasesAtOnceWithoutAKeepAliveIsNoticed() {
        RecoveryPolicy mistaken = (facts, nowNs) -> facts.katoNs() == 0 ? new RecoveryDecision.Release() : time(facts, nowNs);
        assertThat(failures(mistaken)).containsExactly(ENDS, RELEASES_UNTIMED);
    }

    @Test
    void aPolicyThatHoldsForEverWithoutAKeepAliveIsNoticed() {
        RecoveryPolicy mistaken = (facts,
                nowNs) -> facts.katoNs() == 0 ? new RecoveryDecision.HoldUntil(Long.MAX_VALUE) : time(facts, nowNs);
        assertThat(failures(mistaken)).containsExactly(ENDS);
    }

    @Test
    void aPolicyThatAlwaysHoldsALittleLongerIsNoticed() {
        assertThat(failures((facts, nowNs) -> new RecoveryDecision.HoldUntil(nowNs + 1_000_000_000L))).containsExactly(ENDS);
    }

    @Test
    void aHoldThatIsOverAlreadyIsNoticed() {
        RecoveryPolicy mistaken = (facts, nowNs) -> facts.katoNs() != 0 && nowNs - facts.silentNs() <= 0
                ? new RecoveryDecision.HoldUntil(facts.silentNs())
                : time(facts, nowNs);
        assertThat(failures(mistaken)).contains(ENDS);
    }

    @Test
    void aPolicyThatFailsWhatHasFailedAgainAndAgainIsNoticed() {
        assertThat(failures((facts, nowNs) -> new RecoveryDecision.FailFast())).containsExactly(ENDS);
    }

    @Test
    void aPolicyThatAsksTheSameSourceAgainIsNoticed() {
        RecoveryPolicy mistaken = (facts, nowNs) -> facts.sources().stream().filter(s -> s.credits() > 0 && facts.crossReset()).findFirst()
                .<RecoveryDecision>map(s -> new RecoveryDecision.ResetThrough(s.controller())).orElseGet(() -> time(facts, nowNs));
        assertThat(failures(mistaken)).contains(ASKS, ENDS);
    }

    @Test
    void aPolicyThatForgetsTheCreditsIsNoticed() {
        RecoveryPolicy mistaken = (facts, nowNs) -> facts.sources().stream().filter(s -> !s.tried() && facts.crossReset()).findFirst()
                .<RecoveryDecision>map(s -> new RecoveryDecision.ResetThrough(s.controller())).orElseGet(() -> time(facts, nowNs));
        assertThat(failures(mistaken)).contains(ASKS, ENDS);
    }

    @Test
    void aPolicyThatAsksForAResetOfWhomNobodyKnowsIsNoticed() {
        RecoveryPolicy mistaken = (facts, nowNs) -> facts.sources().stream().filter(s -> !s.tried() && s.credits() > 0).findFirst()
                .<RecoveryDecision>map(s -> new RecoveryDecision.ResetThrough(s.controller())).orElseGet(() -> time(facts, nowNs));
        assertThat(failures(mistaken)).contains(ASKS, ENDS);
    }

    @Test
    void aPolicyThatAsksTheLostControllerItselfIsNoticed() {
        RecoveryPolicy mistaken = (facts, nowNs) -> untried(facts).isPresent() && !facts.resetPending()
                ? new RecoveryDecision.ResetThrough(facts.controller())
                : time(facts, nowNs);
        assertThat(failures(mistaken)).contains(ASKS, ENDS);
    }

    @Test
    void aPolicyThatAsksAnAgentAgainIsNoticed() {
        RecoveryPolicy mistaken = (facts, nowNs) -> facts.agents().isEmpty() || facts.silentAt(nowNs)
                ? time(facts, nowNs)
                : new RecoveryDecision.AskAgent(facts.agents().getFirst().name());
        assertThat(failures(mistaken)).contains(ASKS, ENDS);
    }

    @Test
    void aPolicyThatWaitsForAResetWithoutADeadlineIsNoticed() {
        RecoveryPolicy mistaken = (facts,
                nowNs) -> facts.resetPending() ? new RecoveryDecision.HoldUntil(Long.MAX_VALUE) : ccr(facts, nowNs);
        assertThat(failures(mistaken)).containsExactly(ENDS);
    }

    @Test
    void aPolicyThatRemembersIsNoticed() {
        Map<FailureFacts, Integer> asked = new HashMap<>();
        RecoveryPolicy mistaken = (facts, nowNs) -> {
            RecoveryDecision decision = time(facts, nowNs);
            return decision instanceof RecoveryDecision.HoldUntil(long untilNs) && asked.merge(facts, 1, Integer::sum) == 1
                    && untilNs != Long.MAX_VALUE ? new RecoveryDecision.HoldUntil(untilNs + 1) : decision;
        };
        assertThat(failures(mistaken)).containsExactly("required_decide_sameFactsSameDecision");
    }

    @Test
    void aPolicyThatThrowsOrSaysNothingIsNoticed() {
        RecoveryPolicy throwing = (facts, nowNs) -> {
            if (facts.sources().size() > 1) {
                throw new IllegalStateException("two sources");
            }
            return time(facts, nowNs);
        };
        assertThat(failures(throwing)).contains("required_decide_alwaysAnswers");
        RecoveryPolicy silent = (facts, nowNs) -> facts.agents().size() > 1 ? nothing() : time(facts, nowNs);
        assertThat(failures(silent)).contains("required_decide_alwaysAnswers");
    }

    private static RecoveryDecision nothing() {
        return null;
    }

    @Test
    void aPolicyThatTakesItsTimeIsNoticed() {
        RecoveryPolicy slow = (facts, nowNs) -> {
            LockSupport.parkNanos(120_000_000L);
            return time(facts, nowNs);
        };
        assertThat(ContractRunner.failures(() -> new Run(new Contract(new Policies(slow))), "isQuick"))
                .containsExactly("required_decide_isQuick");
    }
}
