package io.fenceline.assembly.cli;

import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostOptionsBuilder;
import io.fenceline.assembly.host.HostIdentities;
import io.fenceline.assembly.host.SubsystemPlace;
import io.fenceline.assembly.plugin.Plugins;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who a host is, and how it treats its controllers: options that all commands of a host share. */
final class HostTuning {
    private static final Duration LEAST = Duration.ofMillis(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final String NEVER = "never";

    @Option(names = {"-q", "--host-nqn",
            "--hostnqn"}, paramLabel = "NQN", description = "Who connects; default: /etc/nvme/hostnqn, else a name made once and kept.")
    private @Nullable String hostNqn;

    @Option(names = {"--host-id", "--hostid"}, paramLabel = "UUID", description = "Its identifier; default: what belongs to the name.")
    private @Nullable String hostId;

    @Option(names = "--keep-alive", paramLabel = "TIME", description = "KATO; 0: none, only with --recovery ccr, or none. Default: 5s.")
    private @Nullable String keepAlive;

    @Option(names = "--io-queues", paramLabel = "N", description = "I/O queues of a controller; 0: one for each loop. Default: 0.")
    private @Nullable String ioQueues;

    @Option(names = "--queue-size", paramLabel = "N", description = "Entries of an I/O queue; default: 128.")
    private @Nullable String queueSize;

    @Option(names = "--command-timeout", paramLabel = "TIME", description = "After which an unanswered I/O command is aborted; default: 30s.")
    private @Nullable String commandTimeout;

    @Option(names = "--admin-timeout", paramLabel = "TIME", description = "After which an unanswered admin command fails the controller; default: 60s.")
    private @Nullable String adminTimeout;

    @Option(names = "--abort-timeout", paramLabel = "TIME", description = "How long an abort may take before the controller fails; default: 5s.")
    private @Nullable String abortTimeout;

    @Option(names = "--connect-timeout", paramLabel = "TIME", description = "How long one attempt to connect may take; default: 10s.")
    private @Nullable String connectTimeout;

    @Option(names = "--ctrl-loss-timeout", paramLabel = "TIME", description = "After which a path that cannot be connected is forgotten; default: never.")
    private @Nullable String controllerLossTimeout;

    @Option(names = "--fast-io-fail", paramLabel = "TIME", description = "After which commands fail while there is no path; default: never.")
    private @Nullable String fastIoFail;

    @Option(names = "--reconnect-delay", paramLabel = "TIME", description = "Before the first new attempt; later ones wait longer. Default: 1s.")
    private @Nullable String reconnectDelay;

    @Option(names = "--reconnect-delay-max", paramLabel = "TIME", description = "The longest wait between attempts; default: 30s.")
    private @Nullable String reconnectDelayMax;

    @Option(names = "--deadline", paramLabel = "TIME", description = "After which a command fails, waiting for a path included; or never. Default: 2m.")
    private @Nullable String deadline;

    @Mixin
    private RecoveryTuning recovery = new RecoveryTuning();

    @Option(names = "--path-selector", paramLabel = "NAME", description = "queue-depth, round-robin, affinity, active-passive, latency, or one that is plugged in; default: queue-depth.")
    private @Nullable String pathSelector;

    @Option(names = "--selector-option", paramLabel = "KEY=VALUE", description = "An option of the path selector.")
    private List<String> selectorOptions = new ArrayList<>();

    @Option(names = "--header-digest", description = "CRC32C of PDU headers.")
    private boolean headerDigest;

    @Option(names = "--data-digest", description = "CRC32C of data.")
    private boolean dataDigest;

    @Option(names = {"-o", "--transport-option"}, paramLabel = "KEY=VALUE", description = "An option of the transport, such as loops=1.")
    private List<String> transportOptions = new ArrayList<>();

    /** Who connects. */
    HostIdentity identity() {
        return HostIdentities.ofThisMachine(System.getenv()).identity(
                hostNqn == null ? null : SubsystemPlace.nqn("--host-nqn", hostNqn),
                hostId == null ? null : HostIdentities.uuid("--host-id", hostId));
    }

    /**
     * The options, checked.
     *
     * @throws IllegalArgumentException one line with option, value and what would be right
     */
    HostOptions options(Plugins plugins) {
        HostOptionsBuilder builder = HostOptions.DEFAULTS.change();
        Optional.ofNullable(keepAlive).ifPresent(
                text -> builder.keepAlive(OptionText.timeOrZero("--keep-alive", text, Duration.ofMillis(1), HOUR)));
        Optional.ofNullable(ioQueues).ifPresent(text -> builder.ioQueues(OptionText.number("--io-queues", text, 0, 65_534)));
        Optional.ofNullable(queueSize).ifPresent(text -> builder.queueSize(OptionText.number("--queue-size", text, 2, 4096)));
        times(builder);
        recovery.apply(builder, plugins, "0".equals(keepAlive));
        selector(builder, plugins);
        builder.transportOptions(transportOptions(plugins));
        HostOptions defaults = HostOptions.DEFAULTS;
        Duration first = reconnectDelay == null ? defaults.reconnectDelay() : delay("--reconnect-delay", reconnectDelay);
        Duration longest = reconnectDelayMax == null
                ? max(first, defaults.reconnectDelayMax())
                : delay("--reconnect-delay-max", reconnectDelayMax);
        if (reconnectDelayMax != null && longest.compareTo(first) < 0) {
            throw OptionText.wrong("--reconnect-delay-max", reconnectDelayMax,
                    "no less than --reconnect-delay, which is " + first.toMillis() + "ms, is wanted");
        }
        return builder.reconnectDelay(first).reconnectDelayMax(longest).build();
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration delay(String option, String text) {
        return OptionText.time(option, text, Duration.ofMillis(1), HOUR);
    }

    private void times(HostOptionsBuilder builder) {
        Optional.ofNullable(commandTimeout)
                .ifPresent(text -> builder.commandTimeout(OptionText.time("--command-timeout", text, LEAST, HOUR)));
        Optional.ofNullable(adminTimeout).ifPresent(text -> builder.adminTimeout(OptionText.time("--admin-timeout", text, LEAST, HOUR)));
        Optional.ofNullable(abortTimeout).ifPresent(text -> builder.abortTimeout(OptionText.time("--abort-timeout", text, LEAST, HOUR)));
        Optional.ofNullable(connectTimeout)
                .ifPresent(text -> builder.connectTimeout(OptionText.time("--connect-timeout", text, LEAST, HOUR)));
        if (controllerLossTimeout != null) {
            builder.controllerLossTimeout(timeOrNever("--ctrl-loss-timeout", controllerLossTimeout));
        }
        if (fastIoFail != null) {
            builder.fastIoFailTimeout(timeOrNever("--fast-io-fail", fastIoFail));
        }
        if (deadline != null) {
            builder.deadline(timeOrNever("--deadline", deadline));
        }
    }

    private static @Nullable Duration timeOrNever(String option, String text) {
        if (text.equals(NEVER)) {
            return null;
        }
        try {
            return OptionText.timeOrZero(option, text, Duration.ofMillis(1), YEAR);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": '" + text + "' is not valid; a time such as 500ms, 30s or 10m, or '" + NEVER
                    + "' is wanted", e);
        }
    }

    private void selector(HostOptionsBuilder builder, Plugins plugins) {
        if (pathSelector != null) {
            if (plugins.pathSelectors().find(pathSelector).isEmpty()) {
                throw OptionText.notInstalled("--path-selector", pathSelector,
                        plugins.pathSelectors().all().stream().map(p -> p.name()).toList());
            }
            builder.pathSelector(pathSelector);
        }
        Map<String, String> given = OptionText.pairs("--selector-option", selectorOptions);
        if (!given.isEmpty()) {
            String name = pathSelector == null ? HostOptions.DEFAULTS.pathSelector() : pathSelector;
            plugins.pathSelectors().find(name).ifPresent(provider -> OptionText.check("--selector-option", provider.options(), given));
            builder.selectorOptions(given);
        }
    }

    private Map<String, String> transportOptions(Plugins plugins) {
        Map<String, String> given = OptionText.pairs("-o", transportOptions);
        if (headerDigest) {
            given.put("headerDigest", "true");
        }
        if (dataDigest) {
            given.put("dataDigest", "true");
        }
        plugins.hostTransports().find("tcp").ifPresent(provider -> OptionText.check("-o", provider.options(), given));
        return given;
    }

    /** Whether a deadline was asked for, be it none. */
    boolean hasDeadline() {
        return deadline != null;
    }
}
