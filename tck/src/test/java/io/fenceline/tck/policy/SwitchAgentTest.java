package io.fenceline.tck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.policy.FencingAgent.Lost;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.tck.ContractRunner;
import io.fenceline.tck.policy.SwitchAgentProvider.Mistake;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of agents, for the sample, and for the sample with one mistake each: the contract must notice. */
final class SwitchAgentTest {
    private static final class Fixture implements FencingAgentFixture {
        private final SwitchAgentProvider.Device device = new SwitchAgentProvider.Device();
        private final Mistake mistake;
        private int last;

        Fixture(Mistake mistake) {
            this.mistake = mistake;
        }

        @Override
        public FencingAgentProvider provider() {
            return new SwitchAgentProvider(device, mistake);
        }

        @Override
        public Map<String, ?> options() {
            return Map.of("switch", "192.0.2.1");
        }

        @Override
        public Lost lost() {
            return new Lost(Nqn.of("nqn.2026-01.org.example:array"), Nqn.of("nqn.2026-01.org.example:host"), new UUID(0, 1),
                    TransportAddress.tcp("192.0.2.7", 4420), ++last, 1, last);
        }

        @Override
        public boolean silent(Lost lost) {
            return device.silent(lost.cntlid());
        }

        @Override
        public Duration limit() {
            return mistake == Mistake.NONE ? Duration.ofSeconds(30) : Duration.ofMillis(200);
        }

        @Override
        public boolean canRefuse() {
            return true;
        }

        @Override
        public void refuse(Lost lost) {
            device.refuse(lost.cntlid());
        }

        @Override
        public boolean canHang() {
            return true;
        }

        @Override
        public void hang(Lost lost) {
            device.hang(lost.cntlid());
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    @Nested
    final class Sample extends FencingAgentContract {
        @Override
        public FencingAgentFixture fixture() {
            return new Fixture(Mistake.NONE);
        }
    }

    /** Public, for the runner. */
    public static final class Mistaken extends FencingAgentContract {
        private final Mistake mistake;

        Mistaken(Mistake mistake) {
            this.mistake = mistake;
        }

        @Override
        public FencingAgentFixture fixture() {
            return new Fixture(mistake);
        }
    }

    private record Run(Mistaken tests) implements ContractRunner.Contract {
        @Override
        public void open() {
            tests.openFixture();
        }

        @Override
        public void close() {
            tests.closeFixture();
        }
    }

    private static List<String> failures(Mistake mistake) {
        return ContractRunner.failures(() -> new Run(new Mistaken(mistake)), "");
    }

    @ParameterizedTest
    @CsvSource({"SPEAKS_TOO_SOON, required_fence_provesSilence", "TAKES_A_REFUSAL_FOR_SILENCE, optional_fence_aRefusalIsNoSilence",
            "ANSWERS_TWICE, required_fence_provesSilence", "NO_WORDS, required_fence_provesSilence",
            "DEAF_TO_INTERRUPTS, optional_fence_noAnswerIsNoSilence", "CLOSES_ONCE, required_close_worksTwice",
            "ONE_AT_A_TIME, optional_fence_noAnswerIsNoSilence", "OPENS_AGAIN, required_fence_silenceLasts",
            "SHARES_ITS_END, required_open_agentsAreIndependent"})
    void eachMistakeIsNoticed(Mistake mistake, String by) {
        assertThat(failures(mistake)).contains(by);
    }

    @Test
    void theSampleHasNoMistake() {
        assertThat(failures(Mistake.NONE)).isEmpty();
    }
}
