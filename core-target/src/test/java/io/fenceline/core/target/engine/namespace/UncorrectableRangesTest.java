package io.fenceline.core.target.engine.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Marked blocks, against a bit set. */
final class UncorrectableRangesTest {
    @Test
    void behavesLikeASetOfBlocks() {
        for (long seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            UncorrectableRanges ranges = new UncorrectableRanges();
            BitSet model = new BitSet();
            for (int i = 0; i < 100; i++) {
                int first = random.nextInt(64);
                int count = 1 + random.nextInt(8);
                if (random.nextBoolean()) {
                    assertThat(ranges.mark(first, count)).isTrue();
                    model.set(first, first + count);
                } else {
                    ranges.clear(first, count);
                    model.clear(first, first + count);
                }
                for (int block = 0; block < 72; block++) {
                    assertThat(ranges.touches(block, 1)).as("seed %d, step %d, block %d", seed, i, block).isEqualTo(model.get(block));
                }
                int at = random.nextInt(60);
                int length = 1 + random.nextInt(12);
                int next = model.nextSetBit(at);
                assertThat(ranges.touches(at, length)).as("seed %d", seed).isEqualTo(next >= 0 && next < at + length);
            }
        }
    }

    @Test
    void numberOfRangesIsBounded() {
        UncorrectableRanges ranges = new UncorrectableRanges();
        for (int i = 0; i < UncorrectableRanges.MAX_RANGES; i++) {
            assertThat(ranges.mark(10L * i, 5)).isTrue();
        }
        assertThat(ranges.mark(5_000_000, 1)).isFalse();
        assertThat(ranges.touches(5_000_000, 1)).isFalse();
        assertThat(ranges.mark(12, 1)).as("inside one that there is").isTrue();
        // A hole in the middle of a range would make one range more: the shorter rest goes, the hole is readable.
        ranges.clear(11, 1);
        assertThat(ranges.touches(11, 1)).isFalse();
        assertThat(ranges.touches(10, 1)).isFalse();
        assertThat(ranges.touches(12, 3)).isTrue();
    }

    @Test
    void lastBlockOfAll() {
        UncorrectableRanges ranges = new UncorrectableRanges();
        ranges.mark(Long.MAX_VALUE - 1, 1);
        assertThat(ranges.touches(Long.MAX_VALUE - 1, 1)).isTrue();
        assertThat(ranges.touches(0, 100)).isFalse();
    }
}
