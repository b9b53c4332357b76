package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathCandidates;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import org.osgi.service.component.annotations.Component;

/**
 * Each lane has a path of its own, so that a loop, its processor and its network queue stay together. When the path of a lane
 * cannot be used the lane goes to another one, lanes of lost paths being spread, and comes home later; the others stay where
 * they are.
 */
@Component(service = PathSelectorProvider.class, property = "fenceline.selector=affinity")
public final class AffinitySelectorProvider implements PathSelectorProvider {
    /** For the service loader and Declarative Services. */
    public AffinitySelectorProvider() {
    }

    @Override
    public String name() {
        return "affinity";
    }

    @Override
    public OptionSchema options() {
        return OptionSchema.EMPTY;
    }

    @Override
    public PathSelector open(Options options) {
        return new Affinity();
    }

    private static final class Affinity implements PathSelector {
        /** The greatest rank seen, plus one: the paths that lanes are dealt out to. Only grows. */
        private int ranks;

        @Override
        public int select(PathCandidates candidates) {
            int size = candidates.size();
            int known = ranks;
            for (int i = 0; i < size; i++) {
                known = Math.max(known, candidates.rank(i) + 1);
            }
            if (known != ranks) {
                ranks = known;
            }
            int lane = candidates.lane();
            int home = lane % known;
            for (int i = 0; i < size; i++) {
                if (candidates.rank(i) == home) {
                    return i;
                }
            }
            // Lanes of one lost path are lane, lane + known, lane + 2 known, …: dealt out one by one.
            return (lane / known + home) % size;
        }
    }
}
