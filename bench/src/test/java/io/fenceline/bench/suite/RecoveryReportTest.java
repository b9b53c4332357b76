package io.fenceline.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Percentiles of few numbers: never better than what was seen. */
final class RecoveryReportTest {
    private static final double[] TWO_HUNDRED = IntStream.rangeClosed(1, 200).asDoubleStream().toArray();

    @Test
    void aPercentileIsTheSmallestValueThatSoManyDoNotExceed() {
        assertThat(RecoveryReport.at(TWO_HUNDRED, 0.5)).isEqualTo(100);
        assertThat(RecoveryReport.at(TWO_HUNDRED, 0.99)).isEqualTo(198);
    }

    @Test
    void ofVeryFewTheLastPercentileIsTheWorst() {
        assertThat(RecoveryReport.at(new double[]{1, 2, 30}, 0.99)).isEqualTo(30);
        assertThat(RecoveryReport.at(new double[]{7}, 0.5)).isEqualTo(7);
    }

    @Test
    void theDefaultPolicyIsMeasuredBesideBothOthersInEachProfile() {
        for (boolean full : new boolean[]{false, true}) {
            assertThat(RecoveryScenario.all(full)).extracting(RecoveryScenario::policy).contains("ccr-then-time", "none", "time");
            assertThat(RecoveryScenario.all(full)).filteredOn(one -> one.policy().equals("ccr-then-time") && one.writes() == 64)
                    .allMatch(one -> one.rounds() * one.failoversPerRound() >= 200);
        }
    }
}
