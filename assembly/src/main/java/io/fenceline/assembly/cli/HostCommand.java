package io.fenceline.assembly.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a person looks at a host with. */
@Command(name = "host", synopsisSubcommandLabel = "COMMAND", description = "Connects subsystems and shows them: paths, states, timers, events.", footer = {
        "", "Examples:", "  fenceline host list 127.0.0.1       what discovery names, connected once and listed",
        "  fenceline host connect 127.0.0.1    stay connected and tell what happens",
        "  fenceline host show 127.0.0.1       every timer in force, counters, paths"})
final class HostCommand implements Runnable {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    private final Shell shell;

    HostCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        Objects.requireNonNull(spec).commandLine().usage(shell.out());
        shell.out().flush();
    }
}
