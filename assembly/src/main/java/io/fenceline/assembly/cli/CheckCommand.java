package io.fenceline.assembly.cli;

import io.fenceline.assembly.config.ConfigLoader;
import io.fenceline.assembly.config.Explain;
import io.fenceline.assembly.config.Installed;
import io.fenceline.assembly.config.JsonSchema;
import io.fenceline.assembly.config.Loaded;
import io.fenceline.assembly.config.Problem;
import io.fenceline.assembly.config.TargetConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a configuration without serving it. */
@Command(name = "check", description = "Checks a configuration: tells all that is wrong with it, and what would be right.", footer = {"",
        "Examples:", "  fenceline check fenceline.yaml", "  fenceline check --nvmetcli /etc/nvmet/config.json --yaml > fenceline.yaml",
        "  fenceline check --explain                        everything that may stand in a fenceline.yaml",
        "  fenceline check --explain subsystems.namespaces  a part of it",
        "  fenceline check --example > fenceline.yaml       one to begin with", "",
        "Exit codes: 0 right (there may be notes), 1 wrong, 2 wrong command line."})
final class CheckCommand implements Callable<Integer> {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Mixin
    private ConfigSource source = new ConfigSource();

    @Option(names = "--json", description = "One JSON object with all problems.")
    private boolean json;

    @Option(names = "--yaml", description = "With --nvmetcli: write the same configuration as a fenceline.yaml.")
    private boolean yaml;

    @Option(names = "--explain", paramLabel = "KEY", arity = "0..1", fallbackValue = "", description = "Tell what may stand in a fenceline.yaml, all of it or below KEY.")
    private @Nullable String explain;

    @Option(names = "--schema", description = "Write the JSON Schema of fenceline.yaml, for editors.")
    private boolean schema;

    @Option(names = "--example", description = "Write a fenceline.yaml to begin with.")
    private boolean example;

    private final Shell shell;

    CheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Installed installed = shell.plugins().get().installed();
        if (explain != null) {
            return explain(installed, explain);
        }
        if (schema || example) {
            shell.out().print(schema ? JsonSchema.of(installed) : ConfigSource.embedded("example.yaml"));
            shell.out().flush();
            return Exit.OK;
        }
        if (source.isEmpty() || source.isAmbiguous()) {
            shell.complain("either CONFIG or --nvmetcli FILE is wanted; see 'fenceline check --help'");
            return Exit.USAGE;
        }
        Loaded loaded = source.load(new ConfigLoader(installed));
        if (json) {
            shell.say(json(loaded));
        } else if (yaml && loaded.config().isPresent()) {
            ConfigSource.report(shell, loaded);
            shell.out().print(loaded.yaml());
            shell.out().flush();
        } else {
            ConfigSource.report(shell, loaded);
            shell.say(summary(loaded));
        }
        return loaded.config().isPresent() ? Exit.OK : Exit.FAILED;
    }

    private int explain(Installed installed, String key) {
        Optional<List<String>> lines = Explain.of(installed, key);
        if (lines.isEmpty()) {
            shell.complain("--explain: '" + key + "' is no key; see 'fenceline check --explain' for all");
            return Exit.USAGE;
        }
        lines.get().forEach(shell.out()::println);
        shell.out().flush();
        return Exit.OK;
    }

    private String summary(Loaded loaded) {
        if (loaded.config().isEmpty()) {
            int errors = loaded.errors().size();
            return shell.bad(loaded.file() + ": " + errors + (errors == 1 ? " error" : " errors"));
        }
        TargetConfig config = loaded.config().get();
        int namespaces = config.subsystems().stream().mapToInt(subsystem -> subsystem.namespaces().size()).sum();
        return shell.good(loaded.file() + ": right") + ", " + count(config.subsystems().size(), "subsystem") + ", "
                + count(namespaces, "namespace") + ", " + count(config.ports().size(), "port");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String json(Loaded loaded) {
        return Json.line(out -> {
            out.writeStringField("file", loaded.file());
            out.writeBooleanField("right", loaded.config().isPresent());
            out.writeArrayFieldStart("problems");
            for (Problem problem : loaded.problems()) {
                out.writeStartObject();
                out.writeStringField("severity", problem.severity() == Problem.Severity.ERROR ? "error" : "note");
                out.writeNumberField("line", problem.place().line());
                out.writeStringField("key", problem.place().path());
                out.writeStringField("message", problem.message());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }
}
