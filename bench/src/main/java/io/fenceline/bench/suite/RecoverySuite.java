package io.fenceline.bench.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything that {@code bench/run recovery} measures: how long it takes until writes flow again after a path was lost. */
@Command(name = "recovery", mixinStandardHelpOptions = true, sortOptions = false, description = "Measures recoveries from lost paths.")
public final class RecoverySuite implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "quick|full", description = "how much")
    String profile = "quick";
    @Option(names = "--fenceline", required = true, description = "the distribution's bin/fenceline")
    Path fenceline = Path.of("fenceline");
    @Option(names = "--out", required = true, description = "folder for results")
    Path out = Path.of("results");
    @Option(names = "--server-core", description = "core of the target; the host is where this was started")
    String serverCore = "";
    @Option(names = "--rounds", description = "how often paths are lost; 0: as the profile says")
    int rounds;
    @Option(names = "--only", description = "a part of the name of a scenario, such as 'none, 1 controller,'")
    String only = "";

    /** For the command line. */
    public RecoverySuite() {
    }

    /**
     * Runs it.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new RecoverySuite()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!profile.equals("quick") && !profile.equals("full")) {
            System.err.println("bench: " + profile + ": want quick or full");
            return CommandLine.ExitCode.USAGE;
        }
        List<RecoveryScenario> all = RecoveryScenario.all(profile.equals("full"));
        List<RecoveryScenario> chosen = all.stream().filter(scenario -> scenario.toString().contains(only)).toList();
        if (chosen.isEmpty()) {
            System.err.println("bench: --only '" + only + "': there are " + all);
            return CommandLine.ExitCode.USAGE;
        }
        Files.createDirectories(out);
        Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String loadBefore = load();
        List<RecoveryMeasurement> measured = new ArrayList<>();
        for (RecoveryScenario scenario : chosen) {
            System.err.println("bench: " + scenario);
            measured.add(RecoveryMeasurement.run(scenario.rounds(rounds), fenceline, new Cores(serverCore, ""), out));
        }
        RecoveryReport report = new RecoveryReport(profile, began, loadBefore, load(), measured);
        System.out.print(report.text());
        String stem = "recovery-" + began.toString().replace(":", "") + "-" + profile;
        Files.writeString(out.resolve(stem + ".json"), report.json(), StandardCharsets.UTF_8);
        Files.writeString(out.resolve(stem + ".md"), report.text(), StandardCharsets.UTF_8);
        System.err.println("bench: written to " + out.resolve(stem) + ".json and .md");
        return CommandLine.ExitCode.OK;
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }
}
