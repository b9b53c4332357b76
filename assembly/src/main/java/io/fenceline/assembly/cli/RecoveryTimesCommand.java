package io.fenceline.assembly.cli;

import io.fenceline.api.host.HostOptions;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which timer fires when. */
@Command(name = "recovery-times", description = {"Tells which timer fires when after a path is lost, for given KATO and CQT,",
        "computed by the code that a host runs."}, footer = {"", "Examples:", "  fenceline recovery-times",
                "  fenceline recovery-times --keep-alive 2s --cqt 1s --command-timeout 5s", "",
                "Exit codes: 0 told, 2 wrong command line."})
final class RecoveryTimesCommand implements Callable<Integer> {
    private static final Duration HOUR = Duration.ofHours(1);

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Option(names = "--keep-alive", paramLabel = "TIME", description = "KATO; 0: none. Default: 5s.")
    private String keepAlive = "5s";

    @Option(names = {"--cqt", "--quiesce-time"}, paramLabel = "TIME", description = "CQT that the controller reports; default: 10s.")
    private String cqt = "10s";

    @Option(names = "--command-timeout", paramLabel = "TIME", description = "As of a host; default: 30s.")
    private String commandTimeout = "30s";

    @Option(names = "--abort-timeout", paramLabel = "TIME", description = "As of a host; default: 5s.")
    private String abortTimeout = "5s";

    @Option(names = "--command-based", description = "The controller has no traffic based keep alive (TBKAS).")
    private boolean commandBased;

    @Option(names = "--json", description = "JSON for machines, one object to a line.")
    private boolean json;

    private final Shell shell;

    RecoveryTimesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        RecoveryTimes times;
        try {
            HostOptions options = HostOptions.DEFAULTS.change().recovery("ccr")
                    .keepAlive(OptionText.timeOrZero("--keep-alive", keepAlive, Duration.ofMillis(1), HOUR))
                    .commandTimeout(OptionText.time("--command-timeout", commandTimeout, Duration.ofMillis(10), HOUR))
                    .abortTimeout(OptionText.time("--abort-timeout", abortTimeout, Duration.ofMillis(10), HOUR)).build();
            Duration quiesce = OptionText.timeOrZero("--cqt", cqt, Duration.ofMillis(1), Duration.ofMillis(65_535));
            Duration patience = shell.plugins().get().recoveryPolicies().find(HostOptions.DEFAULTS.recovery())
                    .map(RecoveryPolicyProvider::options).map(RecoveryTimes::patience).orElse(Duration.ZERO);
            times = new RecoveryTimes(options, quiesce, !commandBased, patience);
        } catch (IllegalArgumentException e) {
            shell.complain(e.getMessage() + "; see 'fenceline recovery-times --help'");
            return Exit.USAGE;
        }
        if (json) {
            for (RecoveryTimes.Row row : times.rows()) {
                shell.say(Json.line(out -> {
                    out.writeStringField("what", row.what());
                    out.writeNumberField("leastMs", row.leastMs());
                    out.writeNumberField("mostMs", row.mostMs());
                    out.writeStringField("from", row.from());
                    out.writeStringField("then", row.then());
                }));
            }
            return Exit.OK;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("what", "when", "counted from", "then"));
        times.rows().forEach(row -> rows.add(List.of(row.what(), row.when(), row.from(), row.then())));
        shell.say(Table.of(rows));
        return Exit.OK;
    }
}
