package io.fenceline.bench.suite;

import io.fenceline.api.Options;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.Host;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything that {@code bench/run host} measures: our host is in this process, on the core where it was started. */
@Command(name = "host", mixinStandardHelpOptions = true, sortOptions = false, description = "Measures the host against the limit.")
public final class HostSuite implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "quick|full", description = "how much")
    String profile = "quick";
    @Option(names = "--limit", required = true, description = "the limit server's program")
    Path limit = Path.of("limit");
    @Option(names = "--initiator", required = true, description = "the program that is the limit of a host")
    Path initiator = Path.of("initiator");
    @Option(names = "--fenceline", required = true, description = "the distribution's bin/fenceline")
    Path fenceline = Path.of("fenceline");
    @Option(names = "--out", required = true, description = "folder for results")
    Path out = Path.of("results");
    @Option(names = "--server-core", description = "core of the servers; the host is where this was started")
    String serverCore = "";
    @Option(names = "--rounds", description = "how many pairs of each; 0: as the profile says")
    int rounds;
    @Option(names = "--only", description = "a part of the name of a scenario, such as 'depth 128'")
    String only = "";

    /** For the command line. */
    public HostSuite() {
    }

    /**
     * Runs it.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new HostSuite()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!profile.equals("quick") && !profile.equals("full")) {
            System.err.println("bench: " + profile + ": want quick or full");
            return CommandLine.ExitCode.USAGE;
        }
        boolean full = profile.equals("full");
        List<HostScenario> scenarios = HostScenario.all(full).stream().filter(scenario -> scenario.toString().contains(only)).toList();
        if (scenarios.isEmpty()) {
            System.err.println("bench: --only '" + only + "': there are " + HostScenario.all(full));
            return CommandLine.ExitCode.USAGE;
        }
        Files.createDirectories(out);
        Cores cores = new Cores(serverCore, "");
        int port = Server.freePort();
        List<String> command = cores.server();
        command.addAll(List.of(fenceline.toString(), "target", TargetFile.write(out, port).toString()));
        Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String loadBefore = load();
        HostTransportProvider tcp = ServiceLoader.load(HostTransportProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(provider -> provider.type().equals(TransportType.TCP)).findFirst().orElseThrow();
        HostTransport transport = tcp.open(TransportContext.system("bench"), Options.defaults(tcp.options()));
        HostMeasurements measurements;
        try (Server limitServer = Server.limit(limit, cores);
                Server target = Server.target(command, port, out.resolve("target.log"));
                Host host = Host.open()) {
            measurements = new HostMeasurements(new LimitHost(initiator, limitServer), limitServer, target, host, transport,
                    Duration.ofMillis(full ? 200 : 150), Duration.ofMillis(full ? 1000 : 600), System.err);
            measurements.heat(HostScenario.kinds(HostScenario.all(full)), Duration.ofSeconds(full ? 4 : 3));
            int count = rounds > 0 ? rounds : full ? 7 : 5;
            for (int round = 0; round < count; round++) {
                measurements.round(round, scenarios);
            }
        }
        transport.close(Duration.ofSeconds(1));
        HostReport report = new HostReport(profile, began, loadBefore, load(), measurements.lines());
        System.out.print(report.text());
        String stem = "host-" + began.toString().replace(":", "") + "-" + profile;
        Files.writeString(out.resolve(stem + ".json"), report.json(), StandardCharsets.UTF_8);
        Files.writeString(out.resolve(stem + ".md"), report.text(), StandardCharsets.UTF_8);
        System.err.println("bench: written to " + out.resolve(stem) + ".json and .md");
        return CommandLine.ExitCode.OK;
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }
}
