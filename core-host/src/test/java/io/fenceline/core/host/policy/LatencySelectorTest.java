package io.fenceline.core.host.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.tck.policy.PathTable;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limping paths are ejected, probed, and come back by themselves. */
final class LatencySelectorTest {
    private static final long MICRO = 1_000L;
    private static final long MILLI = 1_000_000L;
    private static final Map<String, Object> OPTIONS = Map.of("ejectFactor", 4, "ejectAbove", "1ms", "stallAbove", "50ms",
            "probeInterval", "100ms", "probeCommands", 32);

    private final PathTable paths = PathTable.of(2);
    private final PathSelector selector = open();

    private static PathSelector open() {
        LatencySelectorProvider provider = new LatencySelectorProvider();
        return provider.open(Options.of(provider.options(), OPTIONS));
    }

    /** Gives and answers commands one at a time; each path takes its own time. Returns how many went to the second. */
    private int run(int commands, long firstNs, long secondNs) {
        int second = 0;
        for (int i = 0; i < commands; i++) {
            int index = selector.select(paths);
            second += index;
            long tookNs = index == 0 ? firstNs : secondNs;
            paths.path(index).submit();
            paths.pass(100 * MICRO);
            paths.path(index).answer(tookNs);
        }
        return second;
    }

    @Test
    void pathsThatAreAlikeTakeTurns() {
        assertThat(run(1000, 100 * MICRO, 100 * MICRO)).isBetween(450, 550);
    }

    @Test
    void aPathWithoutAnswersYetGetsItsShare() {
        paths.path(0).latencyNs(100 * MICRO);
        paths.path(0).inFlight(1);
        assertThat(selector.select(paths)).isEqualTo(1);
    }

    @Test
    void theLeastExpectedWaitWinsNotTheLeastLatency() {
        paths.path(0).latencyNs(100 * MICRO).inFlight(7);
        paths.path(1).latencyNs(300 * MICRO).inFlight(1);
        assertThat(selector.select(paths)).isEqualTo(1);
        paths.path(1).inFlight(2);
        assertThat(selector.select(paths)).isZero();
    }

    @Test
    void aPathThatIsNeverChosenIsProbedSoThatItsOldLatencyDoesNotKeepItOut() {
        run(1000, 100 * MICRO, 100 * MICRO);
        paths.path(1).latencyNs(700 * MICRO);
        assertThat(selector.select(paths)).as("not ejected, but not chosen").isZero();
        run(20_000, 100 * MICRO, 100 * MICRO);
        assertThat(run(1000, 100 * MICRO, 100 * MICRO)).isBetween(400, 600);
    }

    @Test
    void aPathThatLimpsGetsProbesOnly() {
        run(1000, 100 * MICRO, 100 * MICRO);
        run(200, 100 * MICRO, 20 * MILLI);
        // One second, and a probe of one command each 100 ms.
        assertThat(run(10_000, 100 * MICRO, 20 * MILLI)).isBetween(8, 12);
    }

    @Test
    void aLimpingPathComesBackByItself() {
        run(1000, 100 * MICRO, 100 * MICRO);
        run(10_000, 100 * MICRO, 20 * MILLI);
        // Probes double while it gets quicker: 1, 2, 4, 8, 16, 32, 32, … commands, so it is back within two seconds.
        run(20_000, 100 * MICRO, 100 * MICRO);
        assertThat(run(1000, 100 * MICRO, 100 * MICRO)).isBetween(400, 600);
    }

    @Test
    void aPathThatIsALittleSlowerStaysIn() {
        run(1000, 100 * MICRO, 100 * MICRO);
        run(1000, 100 * MICRO, 900 * MICRO);
        paths.path(0).inFlight(20);
        assertThat(selector.select(paths)).as("900 us is below ejectAbove").isEqualTo(1);
    }

    @Test
    void aPathOutsideComesInAtHalfOfWhatItWentOutAt() {
        paths.path(0).latencyNs(MILLI).inFlight(50);
        paths.path(1).latencyNs(4 * MILLI + 1);
        assertThat(selector.select(paths)).isZero();
        paths.path(1).latencyNs(3 * MILLI);
        assertThat(selector.select(paths)).isZero();
        paths.path(1).latencyNs(2 * MILLI);
        assertThat(selector.select(paths)).isEqualTo(1);
    }

    @Test
    void aPathThatHangsIsLeftAloneUntilItAnswers() {
        run(1000, 100 * MICRO, 100 * MICRO);
        paths.path(1).inFlight(1).oldestNs(51 * MILLI);
        assertThat(run(10_000, 100 * MICRO, 100 * MICRO)).as("not even probes").isZero();
        paths.path(1).inFlight(0).oldestNs(0);
        assertThat(run(1000, 100 * MICRO, 100 * MICRO)).isBetween(450, 550);
    }

    @Test
    void whenAllHangAlikeNoneIsEjected() {
        paths.path(0).latencyNs(100 * MICRO).inFlight(10).oldestNs(900 * MILLI);
        paths.path(1).latencyNs(100 * MICRO).inFlight(3).oldestNs(901 * MILLI);
        assertThat(selector.select(paths)).isEqualTo(1);
    }

    @Test
    void whenNoneIsGoodTheLeastBadIsUsed() {
        PathTable three = PathTable.of(3);
        three.path(0).latencyNs(100 * MICRO).inFlight(1).oldestNs(10_000 * MILLI);
        three.path(1).latencyNs(200 * MICRO).inFlight(1).oldestNs(200 * MILLI);
        three.path(2).latencyNs(100 * MICRO).inFlight(1).oldestNs(0);
        assertThat(selector.select(three)).isEqualTo(2);
    }

    @Test
    void aPathThatHangsDoesNotMakeTheOthersLookSlow() {
        PathTable three = PathTable.of(3);
        three.path(0).latencyNs(100 * MICRO).inFlight(1).oldestNs(900 * MILLI);
        three.path(1).latencyNs(3 * MILLI).inFlight(4);
        three.path(2).latencyNs(3 * MILLI).inFlight(2);
        assertThat(selector.select(three)).isEqualTo(2);
        three.path(2).inFlight(5);
        assertThat(selector.select(three)).isEqualTo(1);
    }
}
