package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathCandidates;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * All paths in turn, whatever they have to do. Right for paths that are alike; one that limps slows everything down, which
 * {@code queue-depth} and {@code latency} avoid.
 */
@Component(service = PathSelectorProvider.class, property = "fenceline.selector=round-robin")
public final class RoundRobinSelectorProvider implements PathSelectorProvider {
    private static final OptionSchema OPTIONS = new OptionSchema(List.of(
            OptionSchema.integer("commands", 1, 1, 1024,
                    "How many commands of a lane go over one path before it is the next one's turn.")));

    /** For the service loader and Declarative Services. */
    public RoundRobinSelectorProvider() {
    }

    @Override
    public String name() {
        return "round-robin";
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public PathSelector open(Options options) {
        return new RoundRobin(options.integer("commands"));
    }

    private static final class RoundRobin implements PathSelector {
        private final int commands;
        private final Turns turns = new Turns();

        RoundRobin(int commands) {
            this.commands = commands;
        }

        @Override
        public int select(PathCandidates candidates) {
            int lane = candidates.lane();
            int round = candidates.size() * commands;
            // Modulo the round before and after: the number of paths may have changed in between.
            int turn = turns.get(lane) % round;
            turns.set(lane, turn + 1 == round ? 0 : turn + 1);
            return turn / commands;
        }
    }
}
