package io.fenceline.assembly.cli;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.host.FencingOptions;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostOptionsBuilder;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What becomes of the commands of a lost controller: options that all commands of a host share. */
final class RecoveryTuning {
    private static final Duration HOUR = Duration.ofHours(1);
    /** Said by name, since a default can never mean it. */
    static final String ACCEPT = "--i-accept-lost-writes";

    @Option(names = "--recovery", paramLabel = "POLICY", description = {"What becomes of commands of a lost controller.",
            "ccr-then-time: another controller resets it, else as time; ccr: only a reset counts, else they end with an unknown outcome;",
            "time: held for 3 (2) keep alives and CQT; none: repeated at once, which can LOSE WRITES. Default: ccr-then-time."})
    private @Nullable String recovery;

    @Option(names = "--recovery-option", paramLabel = "KEY=VALUE", description = "An option of the recovery policy, such as patience=500ms.")
    private List<String> recoveryOptions = new ArrayList<>();

    @Option(names = ACCEPT, description = "Without it, a policy that can lose writes, such as none, is refused.")
    private boolean acceptLostWrites;

    @Option(names = "--shadow-recovery", paramLabel = "POLICY", description = "Asked the same questions; its answers are only compared and counted.")
    private @Nullable String shadow;

    @Option(names = "--fencing-agent", paramLabel = "NAME[,KEY=VALUE…]", description = "A fencing agent that is plugged in; asked in the order given.")
    private List<String> agents = new ArrayList<>();

    @Option(names = "--recovery-ceiling", paramLabel = "TIME", description = {
            "After which held commands end with an unknown outcome instead of being waited for. The price: a write that ended so may",
            "still be executed, and who repeats it must expect that; writes to its blocks wait on. Default: none."})
    private @Nullable String ceiling;

    @Option(names = "--no-reads-at-once", description = "Reads of a lost controller wait as writes do.")
    private boolean noReadsAtOnce;

    @Option(names = "--hold-all-writes", description = "While a controller is fenced new writes wait, also those that touch no held block.")
    private boolean holdAllWrites;

    @Option(names = "--quiesce-time", paramLabel = "TIME", description = "CQT to assume of a controller that reports none; default: 10s.")
    private @Nullable String quiesceTime;

    /**
     * Puts all of it into the builder.
     *
     * @param keepAliveOff whether no keep alive is wanted
     * @throws IllegalArgumentException one line with option, value and what would be right
     */
    void apply(HostOptionsBuilder builder, Plugins plugins, boolean keepAliveOff) {
        String name = recovery == null ? HostOptions.DEFAULTS.recovery() : recovery;
        if (recovery != null) {
            RecoveryPolicyProvider provider = policy("--recovery", recovery, plugins);
            if (provider.unsafe() && !acceptLostWrites) {
                throw OptionText.wrong("--recovery", recovery,
                        "it can lose writes: an old write may land over a newer one; another policy, or "
                                + ACCEPT + " with it, is wanted");
            }
            builder.recovery(recovery);
        }
        if (keepAliveOff && (name.equals("time") || name.equals("ccr-then-time"))) {
            throw OptionText.wrong("--keep-alive", "0", "without a keep alive nobody knows when a lost controller is silent; a time, or"
                    + " --recovery ccr with it, is wanted");
        }
        Optional.ofNullable(quiesceTime).ifPresent(
                text -> builder.quiesceTime(OptionText.timeOrZero("--quiesce-time", text, Duration.ofMillis(10), HOUR)));
        builder.fencing(fencing(name, plugins));
    }

    private FencingOptions fencing(String name, Plugins plugins) {
        Map<String, String> given = OptionText.pairs("--recovery-option", recoveryOptions);
        plugins.recoveryPolicies().find(name).ifPresent(
                provider -> OptionText.check("--recovery-option", provider.options(), given));
        if (shadow != null) {
            policy("--shadow-recovery", shadow, plugins);
        }
        Duration most = ceiling == null ? null : OptionText.time("--recovery-ceiling", ceiling, Duration.ofMillis(1), HOUR);
        return new FencingOptions(given, shadow == null ? "" : shadow, agents(plugins), most, !noReadsAtOnce, !holdAllWrites);
    }

    private static RecoveryPolicyProvider policy(String option, String name, Plugins plugins) {
        return plugins.recoveryPolicies().find(name).orElseThrow(() -> OptionText.notInstalled(option, name,
                plugins.recoveryPolicies().all().stream().map(RecoveryPolicyProvider::name).toList()));
    }

    private Map<String, Map<String, String>> agents(Plugins plugins) {
        Map<String, Map<String, String>> chosen = new LinkedHashMap<>();
        for (String text : agents) {
            List<String> parts = List.of(text.split(",", -1));
            String name = parts.getFirst();
            OptionSchema schema = plugins.fencingAgents().find(name).orElseThrow(() -> OptionText.notInstalled("--fencing-agent", name,
                    plugins.fencingAgents().all().stream().map(provider -> provider.name()).toList())).options();
            Map<String, String> options = OptionText.pairs("--fencing-agent", parts.subList(1, parts.size()));
            OptionText.check("--fencing-agent", schema, options);
            if (chosen.put(name, options) != null) {
                throw OptionText.wrong("--fencing-agent", text, "each agent once is wanted");
            }
        }
        return chosen;
    }
}
