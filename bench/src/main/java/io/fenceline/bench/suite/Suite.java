package io.fenceline.bench.suite;

import io.fenceline.bench.suite.Footprint.Allocation;
import io.fenceline.bench.suite.Footprint.Idle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything that bench/run measures. */
@Command(name = "suite", mixinStandardHelpOptions = true, sortOptions = false, description = "Measures the target against the limit.")
public final class Suite implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "quick|full", description = "how much")
    String profile = "quick";
    @Option(names = "--limit", required = true, description = "the limit server's program")
    Path limit = Path.of("limit");
    @Option(names = "--fenceline", required = true, description = "the distribution's bin/fenceline")
    Path fenceline = Path.of("fenceline");
    @Option(names = "--out", required = true, description = "folder for results")
    Path out = Path.of("results");
    @Option(names = "--server-core", description = "core of the servers; the suite itself is where it was started")
    String serverCore = "";
    @Option(names = "--all-cores", description = "all cores, as taskset takes them")
    String allCores = "";
    @Option(names = "--only", description = "load, footprint or start")
    String only = "";

    /** For the command line. */
    public Suite() {
    }

    /**
     * Runs it.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Suite()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!profile.equals("quick") && !profile.equals("full")) {
            System.err.println("bench: " + profile + ": want quick or full");
            return CommandLine.ExitCode.USAGE;
        }
        boolean full = profile.equals("full");
        Files.createDirectories(out);
        Cores cores = new Cores(serverCore, allCores);
        int port = Server.freePort();
        Path config = TargetFile.write(out, port);
        Path log = out.resolve("target.log");
        Report report = new Report(profile, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        report.loadBefore(Files.readString(Path.of("/proc/loadavg")).strip());

        List<String> command = cores.server();
        command.addAll(List.of(fenceline.toString(), "target", config.toString()));
        try (Server limitServer = Server.limit(limit, cores); Server target = Server.target(command, port, log)) {
            Measurements measurements = new Measurements(limitServer, target.address(), target.pid(), TargetFile.NQN,
                    Duration.ofMillis(full ? 200 : 150), Duration.ofMillis(full ? 1000 : 600), System.err);
            if (wants("load")) {
                load(measurements, full, report);
            }
            if (wants("footprint")) {
                footprint(measurements, target, full, report);
            }
        }
        if (wants("start")) {
            List<String> anywhere = cores.everywhere();
            anywhere.addAll(List.of(fenceline.toString(), "target", config.toString()));
            report.start(StartTime.measure(anywhere, port, full ? 11 : 5, log));
        }
        report.loadAfter(Files.readString(Path.of("/proc/loadavg")).strip());
        System.out.print(report.text());
        String stem = report.began().toString().replace(":", "") + "-" + profile;
        Files.writeString(out.resolve(stem + ".json"), report.json(), StandardCharsets.UTF_8);
        Files.writeString(out.resolve(stem + ".md"), report.text(), StandardCharsets.UTF_8);
        System.err.println("bench: written to " + out.resolve(stem) + ".json and .md");
        return CommandLine.ExitCode.OK;
    }

    private boolean wants(String part) {
        return only.isEmpty() || only.equals(part);
    }

    private static void load(Measurements measurements, boolean full, Report report) throws IOException {
        List<Scenario> scenarios = Scenario.all(full);
        List<Integer> namespaces = full ? List.of(TargetFile.MEMORY, TargetFile.NULL) : List.of(TargetFile.MEMORY);
        List<Scenario> kinds = Measurements.kinds(scenarios);
        List<Scenario> controls = new ArrayList<>(kinds.subList(0, 2));
        measurements.heat(kinds, namespaces, Duration.ofSeconds(full ? 4 : 3));
        for (int round = 0; round < (full ? 7 : 5); round++) {
            measurements.round(round, scenarios, namespaces, controls);
        }
        report.load(measurements);
    }

    private static void footprint(Measurements measurements, Server target, boolean full, Report report) throws IOException {
        List<Allocation> allocations = Footprint.allocation(measurements.target(TargetFile.MEMORY, false), target.pid(),
                Duration.ofSeconds(full ? 4 : 2));
        Idle idle = Footprint.idle(measurements.target(TargetFile.MEMORY, false), target.pid(), Duration.ofSeconds(full ? 20 : 10));
        report.footprint(allocations, idle);
    }
}
