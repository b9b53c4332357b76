package io.fenceline.core.host.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.tck.policy.PathTable;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One path at a time, and when the other one takes over. */
final class ActivePassiveSelectorTest {
    private static final long SECOND = 1_000_000_000L;

    private final PathTable paths = PathTable.of(3).nowNs(-7 * SECOND);

    private static PathSelector open(Map<String, ?> options) {
        ActivePassiveSelectorProvider provider = new ActivePassiveSelectorProvider();
        return provider.open(Options.of(provider.options(), options));
    }

    private int controller(PathSelector selector) {
        return paths.controller(selector.select(paths));
    }

    @Test
    void theFirstInTheOrderOfTheUserIsUsedHoweverBusyItIs() {
        paths.path(0).inFlight(1000).latencyNs(SECOND);
        assertThat(controller(open(Map.of()))).isZero();
    }

    @Test
    void theOrderIsByRankWhateverTheControllerNumbersAre() {
        PathTable late = new PathTable();
        late.add(9, 0);
        late.add(2, 1);
        assertThat(late.controller(open(Map.of()).select(late))).isEqualTo(9);
    }

    @Test
    void withFailbackTheFirstPathIsUsedAgainAfterTheDelayAndNotBefore() {
        PathSelector selector = open(Map.of("failbackDelay", "5s"));
        assertThat(controller(selector)).isZero();
        PathTable.Path first = paths.remove(0);
        assertThat(controller(selector)).isEqualTo(1);
        paths.add(first);
        assertThat(controller(selector)).isEqualTo(1);
        paths.pass(5 * SECOND - 1);
        assertThat(controller(selector)).isEqualTo(1);
        paths.pass(1);
        assertThat(controller(selector)).isZero();
    }

    @Test
    void aPathThatComesAndGoesDoesNotDrawCommandsToAndFro() {
        PathSelector selector = open(Map.of("failbackDelay", "5s"));
        assertThat(controller(selector)).isZero();
        for (int i = 0; i < 10; i++) {
            PathTable.Path first = paths.remove(0);
            assertThat(controller(selector)).isEqualTo(1);
            paths.pass(SECOND);
            paths.add(first);
            assertThat(controller(selector)).isEqualTo(1);
            paths.pass(4 * SECOND);
            assertThat(controller(selector)).isEqualTo(1);
        }
    }

    @Test
    void withoutDelayTheFirstPathIsUsedAgainAtOnce() {
        PathSelector selector = open(Map.of("failbackDelay", "0s"));
        PathTable.Path first = paths.remove(0);
        assertThat(controller(selector)).isEqualTo(1);
        paths.add(first);
        assertThat(controller(selector)).isZero();
    }

    @Test
    void withoutFailbackThePathThatTookOverIsUsedUntilItIsGone() {
        PathSelector selector = open(Map.of("failback", false));
        assertThat(controller(selector)).isZero();
        PathTable.Path first = paths.remove(0);
        assertThat(controller(selector)).isEqualTo(1);
        paths.add(first);
        paths.pass(3600 * SECOND);
        assertThat(controller(selector)).isEqualTo(1);
        paths.remove(1);
        assertThat(controller(selector)).isZero();
    }

    @Test
    void withoutFailbackItStaysOnThePathThatWasTheOnlyOneForAWhile() {
        PathSelector selector = open(Map.of("failback", false));
        paths.remove(2);
        assertThat(controller(selector)).isZero();
        PathTable.Path first = paths.remove(0);
        assertThat(controller(selector)).isEqualTo(1);
        paths.add(first);
        assertThat(controller(selector)).isEqualTo(1);
    }
}
