package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.config.Loaded;
import io.fenceline.assembly.config.TargetConfig;
import io.fenceline.assembly.failovers.TargetRecorder;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.serve.TargetServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves subsystems until it is told to end. */
@Command(name = "target", description = {"Serves subsystems to hosts until Ctrl-C or SIGTERM.",
        "Without CONFIG: 1 GiB of memory on 127.0.0.1:4420, for everyone on this machine."}, footer = {"", "Examples:",
                "  fenceline target",
                "  fenceline target fenceline.yaml", "  fenceline target --watch fenceline.yaml      follow changes of the file under I/O",
                "  fenceline target --nvmetcli /etc/nvmet/config.json", "",
                "'fenceline check --example' writes a fenceline.yaml to begin with.", "",
                "With --json each line is one object with a member 'event': ready, port, loss, note, closed; answers to commands: controllers, subsystems, lost, failed.",
                "",
                "Exit codes: 0 ended in order, 1 the configuration is wrong or something could not be closed,",
                "2 wrong command line."})
final class TargetCommand implements Callable<Integer> {
    /** How long the first lines wait for listeners, so that they can tell the real ports. */
    private static final Duration SETTLE = Duration.ofSeconds(2);
    /** How often ports, and the file with --watch, are looked at. */
    private static final long LOOK_MS = 250;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Mixin
    private ConfigSource source = new ConfigSource();

    @Mixin
    private FelixOption felix = new FelixOption();

    @Mixin
    private FailoversOption failovers = new FailoversOption();

    @Option(names = "--watch", description = "Follow changes of the file: what stays the same keeps its connections. A wrong file changes nothing.")
    private boolean watch;

    @Option(names = "--commands", description = "Obey lines of standard input: controllers, subsystems, lost, and, to test hosts, fail NQN CNTLID.")
    private boolean commands;

    @Option(names = "--json", description = "One JSON object to a line, for machines.")
    private boolean json;

    private final Shell shell;
    private final CountDownLatch end = new CountDownLatch(1);

    TargetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (source.isAmbiguous() || (watch && source.isEmpty())) {
            shell.complain(
                    (watch ? "--watch wants a CONFIG" : "CONFIG and --nvmetcli cannot both be given") + "; see 'fenceline target --help'");
            return Exit.USAGE;
        }
        FileTime read = modified();
        try {
            failovers.check();
        } catch (IllegalArgumentException e) {
            shell.complain(e.getMessage() + "; see 'fenceline target --help'");
            return Exit.USAGE;
        }
        Plugins plugins = shell.plugins().get();
        felix.start(plugins);
        Loaded loaded = source.load(new ConfigLoader(plugins.installed()));
        TargetReport report = new TargetReport(shell, json);
        if (!json) {
            ConfigSource.report(shell, loaded);
        }
        if (loaded.config().isEmpty()) {
            if (json) {
                loaded.lines().forEach(shell::complain);
            }
            shell.complain(loaded.file() + " is wrong, and nothing is served; 'fenceline check' tells the same");
            return Exit.FAILED;
        }
        TargetConfig config = loaded.config().get();
        TargetServer server = new TargetServer(plugins, config, Version.text(), report::note);
        Recording recording = new Recording(server, failovers.recorder(shell));
        Thread hook = new Thread(() -> end(server, config.closeGrace(), report, recording), "fenceline-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            server.start();
        } catch (NvmeException e) {
            Runtime.getRuntime().removeShutdownHook(hook);
            String.valueOf(e.getMessage()).lines().forEach(shell::complain);
            return Exit.FAILED;
        }
        server.settle(SETTLE);
        report.ready(server.view(), config, sinceStart());
        if (commands) {
            new TargetConsole(shell, json, server).follow(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        }
        serve(server, report, plugins, read, recording);
        return Exit.OK;
    }

    /** What is looked at again and again, by the main thread and at the end by another. */
    private record Recording(TargetServer server, Optional<TargetRecorder> recorder) {
        synchronized void look(boolean all) {
            recorder.ifPresent(history -> history.look(server.associationEnds(), all));
        }
    }

    private static Duration sinceStart() {
        return ProcessHandle.current().info().startInstant().map(start -> Duration.between(start, Instant.now())).orElse(Duration.ZERO);
    }

    private void serve(TargetServer server, TargetReport report, Plugins plugins, FileTime first, Recording recording)
            throws InterruptedException {
        FileTime read = first;
        while (!end.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
            report.ports(server.view());
            report.losses(server.associationEnds());
            recording.look(false);
            FileTime now = watch ? modified() : read;
            if (!now.equals(read)) {
                read = now;
                Loaded loaded = source.load(new ConfigLoader(plugins.installed()));
                loaded.lines().forEach(report::note);
                if (loaded.config().isPresent()) {
                    List<String> failures = server.apply(loaded.config().get());
                    failures.forEach(report::note);
                    report.changed(server.view(), loaded.file(), failures.isEmpty());
                } else {
                    report.note(loaded.file() + " is wrong, and nothing is changed");
                }
            }
        }
    }

    private FileTime modified() {
        Path file = source.file();
        try {
            return file == null || !watch ? FileTime.fromMillis(0) : Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // an editor may be replacing the file; reading it tells what is wrong
        }
    }

    /** Runs while the process ends: closes everything, and ends the process with a code that tells how it went. */
    private void end(TargetServer server, Duration grace, TargetReport report, Recording recording) {
        long from = System.nanoTime();
        end.countDown();
        // What was lost before; that all associations end now is no loss.
        recording.look(true);
        List<String> left = server.close(grace);
        felix.clean();
        report.closed(left, Duration.ofNanos(System.nanoTime() - from));
        Runtime.getRuntime().halt(left.isEmpty() ? Exit.OK : Exit.FAILED);
    }
}
