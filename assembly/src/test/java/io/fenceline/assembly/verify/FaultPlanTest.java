package io.fenceline.assembly.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.assembly.verify.FaultPlan.Kind;
import io.fenceline.assembly.verify.FaultPlan.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of faults as persons write them. */
final class FaultPlanTest {
    @Test
    void stepsAndRulesMayStandTogetherAndAreSorted() {
        FaultPlan plan = FaultPlan.parse("""
                # by the clock
                30s for 5s path * : delay 20ms
                500ms path 0 : reset        # both ends hear of it
                5s for 3s path 1 : blackhole
                20s path 1 : half-open

                h2c op=01 100 : kill
                """);
        assertThat(plan.steps()).containsExactly(
                new Step(Duration.ofMillis(500), Duration.ZERO, 0, Kind.RESET, Duration.ZERO),
                new Step(Duration.ofSeconds(5), Duration.ofSeconds(3), 1, Kind.BLACKHOLE, Duration.ZERO),
                new Step(Duration.ofSeconds(20), Duration.ZERO, 1, Kind.HALF_OPEN, Duration.ZERO),
                new Step(Duration.ofSeconds(30), Duration.ofSeconds(5), -1, Kind.DELAY, Duration.ofMillis(20)));
        assertThat(plan.steps()).extracting(Step::toString).containsExactly("500ms path 0 : reset", "5s for 3s path 1 : blackhole",
                "20s path 1 : half-open", "30s for 5s path * : delay 20ms");
        assertThat(plan.script().rules()).hasSize(1);
        assertThat(plan.highestPath()).isEqualTo(1);
        assertThat(plan.length()).isEqualTo(Duration.ofSeconds(55));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "half-open", "blackhole", "slow", "both", "all"})
    void presetsWaitBetweenFaultsAndLeaveOutPathsThatAreNotThere(String name) {
        FaultPlan two = FaultPlan.preset(name, 2);
        assertThat(two.steps()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(FaultPlan.preset(name, 1).highestPath()).isLessThan(1);
        FaultPlan quick = FaultPlan.preset(name + ":1s", 2);
        for (int i = 1; i < two.steps().size(); i++) {
            Duration gap = quick.steps().get(i).at().minus(quick.steps().get(i - 1).at()).minus(quick.steps().get(i - 1).span());
            assertThat(gap).isEqualTo(Duration.ofSeconds(1));
        }
        assertThat(FaultPlan.presets()).contains(name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            2s path 0 reset | line 1: '2s path 0 reset' is not valid; such as '5s for 3s path 0 : blackhole' is wanted
            2s path 0 : explode | line 1: 'explode' is not known; reset, half-open, blackhole or delay is wanted
            2s path 0 : blackhole | line 1: '2s path 0 : blackhole': blackhole takes a time, such as '5s for 3s path 0 : blackhole' is wanted
            2s for 1s path 0 : reset | line 1: '2s for 1s path 0 : reset': reset takes no 'for', such as '5s path 0 : reset' is wanted
            2s for 1s path 0 : delay | line 1: '2s for 1s path 0 : delay': how much later is not said, such as 'delay 20ms'
            2x path 0 : reset | line 1: '2x path 0 : reset': '2x' is no time; such as 500ms or 5s is wanted
            25h path 0 : reset | line 1: '25h path 0 : reset': '25h' is too long; at most 24h is wanted
            h2c 1 : explode | line 1: 'explode' is not known; known are delay, stall, drop, truncate, corrupt-digest, corrupt-header, flip, half-open, kill
            # nothing | there is no fault in it; a line such as '2s path 0 : reset' is wanted
            """)
    void whatIsWrongIsNamed(String text, String message) {
        assertThatThrownBy(() -> FaultPlan.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void theLineOfAMistakeIsTold() {
        assertThatThrownBy(() -> FaultPlan.parse("1s path 0 : reset\n\n2s path 0\n")).hasMessageStartingWith("line 3: ");
    }
}
