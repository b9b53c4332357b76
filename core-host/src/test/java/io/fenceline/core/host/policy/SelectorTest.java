package io.fenceline.core.host.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.tck.policy.PathTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the selectors without a memory of time choose. */
final class SelectorTest {
    private static PathSelector open(PathSelectorProvider provider, Map<String, ?> options) {
        return provider.open(Options.of(provider.options(), options));
    }

    private static List<Integer> choices(PathSelector selector, PathTable paths, int count) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(selector.select(paths));
        }
        return chosen;
    }

    @Test
    void roundRobinTakesAllPathsInTurn() {
        assertThat(choices(open(new RoundRobinSelectorProvider(), Map.of()), PathTable.of(3), 7)).containsExactly(0, 1, 2, 0, 1, 2, 0);
    }

    @Test
    void roundRobinStaysForTheGivenNumberOfCommands() {
        assertThat(choices(open(new RoundRobinSelectorProvider(), Map.of("commands", 2)), PathTable.of(2), 7))
                .containsExactly(0, 0, 1, 1, 0, 0, 1);
    }

    @Test
    void roundRobinLetsLanesBeginAtDifferentPathsAndTakeTurnsByThemselves() {
        PathSelector selector = open(new RoundRobinSelectorProvider(), Map.of());
        PathTable paths = PathTable.of(2);
        assertThat(choices(selector, paths.lane(0), 2)).containsExactly(0, 1);
        assertThat(choices(selector, paths.lane(1), 2)).containsExactly(1, 0);
        assertThat(choices(selector, paths.lane(0), 2)).containsExactly(0, 1);
    }

    @Test
    void queueDepthTakesThePathWithTheLeastInFlight() {
        PathTable paths = PathTable.of(3);
        paths.path(0).inFlight(4);
        paths.path(1).inFlight(9);
        paths.path(2).inFlight(3);
        assertThat(choices(open(new QueueDepthSelectorProvider(), Map.of()), paths, 3)).containsExactly(2, 2, 2);
    }

    @Test
    void queueDepthLetsEqualsTakeTurns() {
        PathTable paths = PathTable.of(4);
        paths.path(2).inFlight(1);
        assertThat(choices(open(new QueueDepthSelectorProvider(), Map.of()), paths, 6)).containsExactly(0, 1, 3, 0, 1, 3);
    }

    @Test
    void affinityGivesEachLaneItsPathAndKeepsIt() {
        PathSelector selector = open(new AffinitySelectorProvider(), Map.of());
        PathTable paths = PathTable.of(3);
        for (int lane = 0; lane < 9; lane++) {
            assertThat(choices(selector, paths.lane(lane), 3)).containsOnly(lane % 3);
        }
    }

    @Test
    void affinityMovesTheLanesOfALostPathOnlyAndSpreadsThemAndTakesThemHomeAgain() {
        PathSelector selector = open(new AffinitySelectorProvider(), Map.of());
        PathTable paths = PathTable.of(3);
        selector.select(paths);
        PathTable.Path lost = paths.remove(1);
        List<Integer> controllers = new ArrayList<>();
        for (int lane = 0; lane < 12; lane++) {
            controllers.add(paths.controller(selector.select(paths.lane(lane))));
        }
        assertThat(controllers).containsExactly(0, 2, 2, 0, 0, 2, 0, 2, 2, 0, 0, 2);
        paths.add(lost);
        for (int lane = 0; lane < 12; lane++) {
            assertThat(paths.controller(selector.select(paths.lane(lane)))).isEqualTo(lane % 3);
        }
    }

    @Test
    void affinitySpreadsLanesOverPathsThatAreNotTheFirstOnes() {
        PathSelector selector = open(new AffinitySelectorProvider(), Map.of());
        PathTable paths = PathTable.of(4);
        selector.select(paths);
        paths.remove(0);
        paths.remove(0);
        int[] lanes = new int[2];
        for (int lane = 0; lane < 4; lane++) {
            lanes[selector.select(paths.lane(lane))]++;
        }
        assertThat(lanes).containsExactly(2, 2);
    }
}
