package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import java.util.List;

/** The options of policies that ask for Cross-Controller Resets. */
final class CcrOptions {
    private static final long NS_PER_MS = 1_000_000L;
    private static final OptionSchema.Option PATIENCE = OptionSchema.duration("patience", "1s", 1, 3_600_000,
            "How long a reset may be under way before the next controller is asked too.");

    static final OptionSchema SCHEMA = new OptionSchema(List.of(PATIENCE));
    static final OptionSchema WITH_GIVE_UP = new OptionSchema(List.of(PATIENCE, OptionSchema.duration("giveUp", "60s", 1, 3_600_000,
            "Without a keep alive: after which held commands end with an unknown outcome when nobody can reset the lost controller.")));

    private CcrOptions() {
    }

    static long patienceNs(Options options) {
        return options.number("patience") * NS_PER_MS;
    }

    static long giveUpNs(Options options) {
        return options.number("giveUp") * NS_PER_MS;
    }
}
