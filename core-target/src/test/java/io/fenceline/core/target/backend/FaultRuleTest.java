package io.fenceline.core.target.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.spi.backend.BackendRequest.Op;
import io.fenceline.wire.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fault rules as they are written in fenceline.yaml. */
final class FaultRuleTest {
    @Test
    void rulesAreReadInOrder() {
        List<FaultRule> rules = FaultRule
                .parse("write lba=0-7 error=write-fault count=1; READ delay=5ms chance=10%; any stall after=3 lba=9; flush error=0x281;");
        assertThat(rules).hasSize(4);
        FaultRule write = rules.get(0);
        assertThat(write.ops()).containsExactly(Op.WRITE);
        assertThat(write.firstLba()).isZero();
        assertThat(write.lastLba()).isEqualTo(7);
        assertThat(write.action()).isEqualTo(FaultRule.Action.ERROR);
        assertThat(write.status()).isEqualTo(Status.WRITE_FAULT);
        assertThat(write.count()).isEqualTo(1);
        FaultRule read = rules.get(1);
        assertThat(read.delayNs()).isEqualTo(5_000_000);
        assertThat(read.chance()).isEqualTo(0.1);
        FaultRule any = rules.get(2);
        assertThat(any.ops()).containsExactlyInAnyOrder(Op.values());
        assertThat(any.after()).isEqualTo(3);
        assertThat(any.firstLba()).isEqualTo(9);
        assertThat(any.lastLba()).isEqualTo(9);
        assertThat(rules.get(3).status()).isEqualTo(Status.UNRECOVERED_READ_ERROR);
        assertThat(FaultRule.parse("")).isEmpty();
    }

    @Test
    void whatIsStuckOrHangsMayEndByItself() {
        List<FaultRule> rules = FaultRule.parse("write lba=0 stuck=4s after=3 count=1; write hang=250ms; write stuck; write hang");
        assertThat(rules).extracting(FaultRule::action).containsExactly(FaultRule.Action.STUCK, FaultRule.Action.HANG,
                FaultRule.Action.STUCK, FaultRule.Action.HANG);
        assertThat(rules).extracting(FaultRule::delayNs).containsExactly(4_000_000_000L, 250_000_000L, 0L, 0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"erase stall", "write stuck=", "write hang=4", "write", "write stall lba=x", "write stall lba=1-",
            "read delay=5", "write error=",
            "write error=0",
            "write error=0x8000", "write stall chance=0%", "write stall chance=101%", "write stall chance=5", "write stall count=-1",
            "write boom"})
    void wrongRulesAreNamed(String text) {
        assertThatThrownBy(() -> FaultRule.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("is wanted")
                .hasMessageContaining("'");
    }
}
