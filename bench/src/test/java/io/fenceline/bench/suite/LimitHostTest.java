package io.fenceline.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.bench.rig.ProcessCpu;
import io.fenceline.bench.rig.RunResult;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LimitHostTest {
    private static final ProcessCpu NOTHING = new ProcessCpu(0, 0, 0, 0);

    @Test
    void readsWhatTheLimitOfAHostSays() throws IOException {
        RunResult run = LimitHost.parse(
                "commands 1000 ns 500000000 p50 73728 p99 114688 p999 149504 max 3656251 onCpu 241000000 waited 5000000\n", 4096, NOTHING);

        assertThat(run.iops()).isEqualTo(2000);
        assertThat(run.p50Us()).isEqualTo(73.728);
        assertThat(run.rigUsPerIo()).isEqualTo(241);
        assertThat(run.rigWaited()).isEqualTo(0.01);
    }

    @Test
    void namesTheNumberThatIsMissing() {
        assertThatThrownBy(() -> LimitHost.parse("commands 1000 ns 5", 4096, NOTHING)).isInstanceOf(IOException.class)
                .hasMessageContaining("no p50");
    }

    @Test
    void theFullListHoldsTheQuickOne() {
        assertThat(HostScenario.all(true)).containsAll(HostScenario.all(false));
        assertThat(HostScenario.kinds(HostScenario.all(false))).hasSize(6);
    }
}
