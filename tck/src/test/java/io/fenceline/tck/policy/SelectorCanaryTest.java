package io.fenceline.tck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.tck.ContractRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Selectors with one mistake each: the contract must notice. */
class SelectorCanaryTest {
    private record Selectors(String name, Supplier<PathSelector> make) implements PathSelectorProvider {
        @Override
        public OptionSchema options() {
            return OptionSchema.EMPTY;
        }

        @Override
        public PathSelector open(Options options) {
            return make.get();
        }
    }

    private record Run(Object tests) implements ContractRunner.Contract {
        @Override
        public void open() {
            // Nothing is opened.
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    private static List<String> failures(Supplier<PathSelector> make, String part) {
        return ContractRunner.failures(() -> new Run(new SelectorContract(new Selectors("mistaken", make))), part);
    }

    /** Public, for the runner. */
    public static final class SelectorContract extends PathSelectorContract {
        private final PathSelectorProvider provider;

        SelectorContract(PathSelectorProvider provider) {
            this.provider = provider;
        }

        @Override
        public PathSelectorProvider provider() {
            return provider;
        }
    }

    /** A new object each time: a lambda that captures nothing would be the same one. */
    private static Supplier<PathSelector> first() {
        return () -> {
            int[] always = new int[1];
            return candidates -> always[0];
        };
    }

    @Test
    void aSelectorThatAlwaysTakesTheFirstPathIsValid() {
        assertThat(failures(first(), "required")).isEmpty();
    }

    @Test
    void anIndexThatWasRightForTheCandidatesBeforeIsNoticed() {
        Supplier<PathSelector> mistaken = () -> {
            int[] last = new int[1];
            return candidates -> {
                int now = last[0];
                last[0] = candidates.size() - 1;
                return now;
            };
        };
        assertThat(failures(mistaken, "select")).contains("required_select_isOneOfTheCandidatesWhileTheyChange");
    }

    @Test
    void aSelectorThatWantsTwoPathsIsNoticed() {
        Supplier<PathSelector> mistaken = () -> candidates -> {
            if (candidates.size() < 2) {
                throw new IllegalArgumentException("two paths are wanted");
            }
            return 0;
        };
        assertThat(failures(mistaken, "select")).contains("required_select_onePathIsChosenWhateverItsState");
    }

    @Test
    void aSelectorThatGivesUpWhenAllPathsAreSlowIsNoticed() {
        Supplier<PathSelector> mistaken = () -> candidates -> {
            for (int i = 0; i < candidates.size(); i++) {
                if (candidates.latencyNs(i) < 1_000_000_000L) {
                    return i;
                }
            }
            return -1;
        };
        assertThat(failures(mistaken, "select")).contains("required_select_isOneOfTheCandidatesWhileTheyChange");
    }

    @Test
    void aSelectorThatAllocatesIsNoticed() {
        Supplier<PathSelector> mistaken = () -> {
            List<List<Integer>> seen = new ArrayList<>(List.of(List.of()));
            return candidates -> {
                seen.set(0, List.of(candidates.inFlight(0), candidates.size()));
                return 0;
            };
        };
        assertThat(failures(mistaken, "select")).contains("required_select_allocatesNothing");
    }

    @Test
    void aSelectorThatBelievesInAClockFromZeroIsNoticed() {
        Supplier<PathSelector> mistaken = () -> candidates -> (int) (candidates.nowNs() / 1_000_000 % candidates.size());
        assertThat(failures(mistaken, "select")).contains("required_select_onlyDifferencesOfTheClockCount");
    }

    @Test
    void oneSelectorForAllNamespacesIsNoticed() {
        PathSelector one = candidates -> 0;
        assertThat(failures(() -> one, "open")).containsExactly("required_open_worksWithDefaultsAndGivesEachNamespaceItsOwn");
    }

    @Test
    void aNameThatIsNotFitForConfigurationIsNoticed() {
        assertThat(ContractRunner.failures(() -> new Run(new SelectorContract(new Selectors("Mine too", first()))), "name"))
                .containsExactly("required_name_isLowerCaseWithHyphens");
    }
}
