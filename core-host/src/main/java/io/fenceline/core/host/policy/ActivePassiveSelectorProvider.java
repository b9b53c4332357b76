package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathCandidates;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;

/**
 * One path at a time, in the order in which the user named them. When an earlier path comes back, {@code failback} says whether
 * commands go back to it, and {@code failbackDelay} after what time of uninterrupted use, so that a path that comes and goes
 * does not draw everything to and fro.
 */
@Component(service = PathSelectorProvider.class, property = "fenceline.selector=active-passive")
public final class ActivePassiveSelectorProvider implements PathSelectorProvider {
    private static final OptionSchema OPTIONS = new OptionSchema(List.of(
            OptionSchema.flag("failback", true,
                    "Whether commands go back to an earlier path when it comes back; false: they stay until the path they moved to is gone."),
            OptionSchema.duration("failbackDelay", "5s", 0, 3_600_000, "How long the earlier path must have been there again before.")));

    /** For the service loader and Declarative Services. */
    public ActivePassiveSelectorProvider() {
    }

    @Override
    public String name() {
        return "active-passive";
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public PathSelector open(Options options) {
        return new ActivePassive(options.flag("failback"), TimeUnit.MILLISECONDS.toNanos(options.number("failbackDelay")));
    }

    /** Its fields are plain: lanes that race see the same candidates a moment later, and then agree. */
    private static final class ActivePassive implements PathSelector {
        private static final int NONE = -1;

        private final boolean failback;
        private final long delayNs;
        /** The controller that is used. */
        private int active = NONE;
        /** An earlier one that has come back, and since when. */
        private int returning = NONE;
        private long returningSinceNs;

        ActivePassive(boolean failback, long delayNs) {
            this.failback = failback;
            this.delayNs = delayNs;
        }

        @Override
        public int select(PathCandidates candidates) {
            int size = candidates.size();
            int first = 0;
            int present = NONE;
            for (int i = 0; i < size; i++) {
                if (candidates.rank(i) < candidates.rank(first)) {
                    first = i;
                }
                if (candidates.controller(i) == active) {
                    present = i;
                }
            }
            if (present != NONE && (present == first || !goesBack(candidates.controller(first), candidates.nowNs()))) {
                if (present == first && returning != NONE) {
                    returning = NONE;
                }
                return present;
            }
            active = candidates.controller(first);
            returning = NONE;
            return first;
        }

        private boolean goesBack(int controller, long nowNs) {
            if (!failback) {
                return false;
            }
            if (returning != controller) {
                returningSinceNs = nowNs;
                returning = controller;
            }
            return nowNs - returningSinceNs >= delayNs;
        }
    }
}
