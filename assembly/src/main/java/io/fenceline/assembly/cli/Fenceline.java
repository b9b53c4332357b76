package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.assembly.plugin.Plugins;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code fenceline}. */
@Command(name = "fenceline", synopsisSubcommandLabel = "COMMAND", description = "NVMe over Fabrics in Java: serves namespaces, and uses them over many paths.", footer = {
        "", "Examples:", "  fenceline demo                      see a ghost write, and what keeps it away",
        "  fenceline target                    serve 1 GiB of memory on 127.0.0.1:4420",
        "  fenceline target fenceline.yaml     serve what the file says",
        "  fenceline check fenceline.yaml      tell all that is wrong with the file",
        "  fenceline discover 127.0.0.1        ask a discovery controller what it knows",
        "  fenceline host list 127.0.0.1       connect what it names and list it",
        "  fenceline bench 127.0.0.1           measure a namespace",
        "  fenceline verify 127.0.0.1          prove that no write is lost, torn or stale; destroys data",
        "  fenceline copy disk.img 127.0.0.1   copy a file into a namespace",
        "  fenceline export --nbd 127.0.0.1    serve a namespace to QEMU, fio and the like",
        "  fenceline failovers                 how paths were lost, and what became of their commands", "",
        "'fenceline help COMMAND' tells more about a command.", "",
        "Exit codes: 0 all well, 1 failed, 2 wrong command line, 3 nobody answered; 4 a demonstration could not be played."})
public final class Fenceline implements Runnable {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Option(names = {"-V", "--version"}, description = "Tell the version.")
    private boolean version;

    @Spec
    private @Nullable CommandSpec spec;

    private final Shell shell;

    Fenceline(Shell shell) {
        this.shell = shell;
    }

    /**
     * Starts it.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        boolean colours = colours(System.getenv());
        Shell shell = new Shell(new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, false, StandardCharsets.UTF_8), colours, once(Plugins::ofModulePath));
        System.exit(run(shell, args));
    }

    /** Colours are for terminals whose owner does not mind them (no-color.org). */
    private static boolean colours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static Supplier<Plugins> once(Supplier<Plugins> maker) {
        Plugins[] made = new Plugins[1];
        return () -> {
            synchronized (made) {
                if (made[0] == null) {
                    made[0] = maker.get();
                }
                return made[0];
            }
        };
    }

    /**
     * Runs a command line to its end.
     *
     * @return one of {@link Exit}
     */
    static int run(Shell shell, String... args) {
        CommandLine line = new CommandLine(new Fenceline(shell));
        line.addSubcommand(new DemoCommand(shell)).addSubcommand(new TargetCommand(shell)).addSubcommand(new CheckCommand(shell))
                .addSubcommand(new DiscoverCommand(shell))
                .addSubcommand(host(shell)).addSubcommand(new BenchCommand(shell)).addSubcommand(new VerifyCommand(shell))
                .addSubcommand(new CopyCommand(shell)).addSubcommand(new ExportCommand(shell)).addSubcommand(new FailoversCommand(shell))
                .addSubcommand(new RecoveryTimesCommand(shell))
                .addSubcommand(new VersionCommand(shell)).addSubcommand(new RehearseCommand(shell))
                .addSubcommand(new CommandLine.HelpCommand());
        line.setOut(shell.out()).setErr(shell.err());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(shell.colours() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpWidth(100).setUsageHelpLongOptionsMaxWidth(30);
        line.setParameterExceptionHandler((e, given) -> misused(shell, e));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(shell, e));
        return line.execute(args);
    }

    private static CommandLine host(Shell shell) {
        return new CommandLine(new HostCommand(shell)).addSubcommand(new HostListCommand(shell))
                .addSubcommand(new HostConnectCommand(shell))
                .addSubcommand(new HostShowCommand(shell));
    }

    private static int misused(Shell shell, ParameterException e) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong command line").strip();
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        shell.complain(text + (text.endsWith(".") ? "" : ";") + " see '" + command + " --help'");
        return Exit.USAGE;
    }

    private static int failed(Shell shell, Exception e) {
        shell.complain(e instanceof NvmeException && e.getMessage() != null ? e.getMessage() : "unexpected: " + e);
        if (!(e instanceof NvmeException) || System.getenv("FENCELINE_DEBUG") != null) {
            e.printStackTrace(shell.err());
            shell.err().flush();
        }
        return Exit.FAILED;
    }

    @Override
    public void run() {
        if (version) {
            shell.say("fenceline " + Version.text());
        } else {
            Objects.requireNonNull(spec).commandLine().usage(shell.out());
            shell.out().flush();
        }
    }
}
