package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;

/**
 * The path with the least expected wait: how long its commands take, times how many it has and one more. A path that limps, that
 * is, whose commands take {@code ejectFactor} times as long as those of the best, or whose oldest command hangs, is ejected: it
 * gets nothing but a probe now and then, and comes back by itself when its commands are quick again.
 */
@Component(service = PathSelectorProvider.class, property = "fenceline.selector=latency")
public final class LatencySelectorProvider implements PathSelectorProvider {
    private static final long HOUR_MS = 3_600_000;
    private static final OptionSchema OPTIONS = new OptionSchema(List.of(
            OptionSchema.integer("ejectFactor", 4, 2, 1000, "How many times slower than the best a path must be to be ejected."),
            OptionSchema.duration("ejectAbove", "2ms", 0, HOUR_MS, "A path that is quicker than this is never ejected for its latency."),
            OptionSchema.duration("stallAbove", "100ms", 1, HOUR_MS,
                    "A path whose oldest command is younger than this is never ejected for its age."),
            OptionSchema.duration("probeInterval", "100ms", 1, HOUR_MS, "How long an ejected path is left alone between probes."),
            OptionSchema.integer("probeCommands", 32, 1, 1024,
                    "How many commands a probe has at most; it begins with one and doubles while the path gets quicker.")));

    /** For the service loader and Declarative Services. */
    public LatencySelectorProvider() {
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public PathSelector open(Options options) {
        return new LatencySelector(options.integer("ejectFactor"), nanos(options, "ejectAbove"), nanos(options, "stallAbove"),
                nanos(options, "probeInterval"), options.integer("probeCommands"));
    }

    private static long nanos(Options options, String key) {
        return TimeUnit.MILLISECONDS.toNanos(options.number(key));
    }
}
