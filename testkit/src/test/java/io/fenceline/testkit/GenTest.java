package io.fenceline.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GenTest {
    @Test
    void sameSeedGivesTheSameValues() {
        assertThat(new Gen(7).bytes(100)).isEqualTo(new Gen(7).bytes(100)).isNotEqualTo(new Gen(8).bytes(100));
    }

    @Test
    void edgyStaysInsideAndReachesBothBounds() {
        Gen gen = new Gen(1);
        List<Integer> drawn = gen.list(10_000, g -> g.edgy(5, 70_000));
        assertThat(drawn).allMatch(n -> n >= 5 && n <= 70_000).contains(5, 70_000, 65_536);
    }

    @Test
    void mismatchFindsTheOneByteThatWasChanged() {
        MemorySegment memory = MemorySegment.ofArray(new byte[1000]);
        Gen.fill(memory, 99);
        assertThat(Gen.mismatch(memory, 99)).isEqualTo(-1);
        assertThat(Gen.mismatch(memory, 98)).isNotEqualTo(-1);
        memory.set(ValueLayout.JAVA_BYTE, 777, (byte) ~memory.get(ValueLayout.JAVA_BYTE, 777));
        assertThat(Gen.mismatch(memory, 99)).isEqualTo(777);
    }

    @Test
    void shrinkLeavesOnlyWhatIsNeededToFail() {
        List<Integer> failing = IntStream.range(0, 100).boxed().toList();
        assertThat(Gen.shrink(failing, list -> list.contains(13) && list.contains(77))).containsExactly(13, 77);
    }

    @Test
    void aSeedSaysHowToRepeatIt() {
        assertThat(new Seed(42)).hasToString("seed 42, repeat with -Dfenceline.seed=42");
    }

    @Test
    void regressionSeedsAreReadFromAResource() {
        assertThat(Seed.regression(GenTest.class, "gen-test.seeds")).containsExactly(new Seed(42), new Seed(0x10), new Seed(-3));
        assertThatThrownBy(() -> Seed.regression(GenTest.class, "none")).hasMessageContaining("no resource none");
    }

    @Test
    void partsOfASeedDiffer() {
        assertThat(new Seed(1).part(0)).isEqualTo(new Seed(1).part(0)).isNotEqualTo(new Seed(1).part(1));
    }
}
