package io.fenceline.core.host.sim;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.core.conductor.Conductor;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.spi.policy.FencingAgentProvider;
import java.util.List;

/** Fencing agents that never lie and are of little use: one that fails, one that throws, one that says nothing, one that is very slow. */
final class SimAgents {
    /** Longer than any hold of a drawn world: what is said then is true. */
    private static final long SLOW_NS = 20_000_000_000L;

    private SimAgents() {
    }

    private record Provider(String name, FencingAgent agent) implements FencingAgentProvider {
        @Override
        public OptionSchema options() {
            return new OptionSchema(List.of());
        }

        @Override
        public FencingAgent open(Options options) {
            return agent;
        }
    }

    static List<FencingAgentProvider> of(Conductor conductor) {
        return List.of(new Provider("failing", (lost, answer) -> answer.failed("part of a test")),
                new Provider("throwing", (lost, answer) -> {
                    throw new IllegalStateException("part of a test");
                }),
                new Provider("mute", (lost, answer) -> {
                    // It never answers.
                }),
                new Provider("slow", (lost, answer) -> conductor
                        .execute(() -> conductor.schedule(() -> answer.silent("long ago"), SLOW_NS))));
    }
}
