package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathCandidates;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import org.osgi.service.component.annotations.Component;

/** The path with the least commands under way; those with equally few take turns. The default. */
@Component(service = PathSelectorProvider.class, property = "fenceline.selector=queue-depth")
public final class QueueDepthSelectorProvider implements PathSelectorProvider {
    /** For the service loader and Declarative Services. */
    public QueueDepthSelectorProvider() {
    }

    @Override
    public String name() {
        return "queue-depth";
    }

    @Override
    public OptionSchema options() {
        return OptionSchema.EMPTY;
    }

    @Override
    public PathSelector open(Options options) {
        return new QueueDepth();
    }

    private static final class QueueDepth implements PathSelector {
        private final Turns turns = new Turns();

        @Override
        public int select(PathCandidates candidates) {
            int size = candidates.size();
            int lane = candidates.lane();
            int index = turns.get(lane) % size;
            int best = index;
            int least = Integer.MAX_VALUE;
            for (int i = 0; i < size; i++) {
                int inFlight = candidates.inFlight(index);
                if (inFlight < least) {
                    least = inFlight;
                    best = index;
                }
                index = index + 1 == size ? 0 : index + 1;
            }
            // The search begins behind the path that was taken last: this is what lets equals take turns.
            turns.set(lane, best + 1);
            return best;
        }
    }
}
