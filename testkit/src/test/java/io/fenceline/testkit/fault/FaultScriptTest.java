package io.fenceline.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.testkit.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultScriptTest {
    private static final String SCRIPT = """
            command op=01 3 : delay 5ms
            completion qid=1 2+ : drop
            fetch * : corrupt-digest
            c2h type=C2HData 4x2 : truncate 30
            h2c type=CapsuleCmd 1 : stall
            send 7 : stall 20us
            connect 1 : kill""";

    @Test
    void whatIsPrintedIsRead() {
        FaultScript script = FaultScript.parse("# comment\n\n" + SCRIPT + "  # the end\n");
        assertThat(script.rules()).hasSize(7);
        assertThat(script).hasToString(SCRIPT);
        assertThat(FaultScript.parse(script.toString())).isEqualTo(script);
    }

    @Test
    void mistakesAreNamedWithWhatWouldBeRight() {
        assertThatThrownBy(() -> FaultScript.parse("connect 1 : truncate 5"))
                .hasMessageContaining("'truncate' is not possible at 'connect'")
                .hasMessageContaining("possible are delay, drop, kill");
        assertThatThrownBy(() -> FaultScript.parse("comand 1 : drop")).hasMessageContaining("'comand' is not known")
                .hasMessageContaining("command");
        assertThatThrownBy(() -> FaultScript.parse("command drop")).hasMessageContaining("colon");
        assertThatThrownBy(() -> FaultScript.parse("command x : drop")).hasMessageContaining("a number is not valid");
        assertThatThrownBy(() -> FaultScript.parse("command 1 : delay 5")).hasMessageContaining("a time is wanted");
        assertThatThrownBy(() -> FaultScript.parse("command 1 : delay")).hasMessageContaining("a delay takes a time");
        assertThatThrownBy(() -> FaultScript.parse("h2c type=Foo 1 : drop")).hasMessageContaining("type=Foo").hasMessageContaining("R2T");
    }

    @Test
    void drawnScriptsFollowFromTheirSeedAndCanBeReadAgain() {
        for (long seed = 0; seed < 200; seed++) {
            FaultScript script = FaultScript.draw(new Seed(seed), 5, List.of(FaultPoint.values()));
            assertThat(script).isEqualTo(FaultScript.draw(new Seed(seed), 5, List.of(FaultPoint.values())));
            assertThat(FaultScript.parse(script.toString())).isEqualTo(script);
        }
    }
}
