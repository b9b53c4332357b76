package io.fenceline.assembly.cli;

import io.fenceline.assembly.plugin.Plugins;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells which Fenceline this is, and what is plugged in. */
@Command(name = "version", description = "Tells the version, the Java it runs on, and what is plugged in.", footer = {"", "Examples:",
        "  fenceline version", "  fenceline version --json"})
final class VersionCommand implements Callable<Integer> {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    private final Shell shell;

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Plugins plugins = shell.plugins().get();
        List<String> targets = plugins.targetTransports().all().stream().map(provider -> provider.type().name()).toList();
        List<String> hosts = plugins.hostTransports().all().stream().map(provider -> provider.type().name()).toList();
        List<String> backends = plugins.backends().all().stream().map(provider -> provider.type()).toList();
        String java = System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch");
        if (json) {
            shell.say(Json.line(out -> {
                out.writeStringField("version", Version.text());
                out.writeStringField("java", java);
                out.writeStringField("system", system);
                names(out, "targetTransports", targets);
                names(out, "hostTransports", hosts);
                names(out, "backends", backends);
            }));
        } else {
            shell.say("fenceline          " + Version.text());
            shell.say("java               " + java);
            shell.say("system             " + system);
            shell.say("target transports  " + String.join(", ", targets));
            shell.say("host transports    " + String.join(", ", hosts));
            shell.say("back ends          " + String.join(", ", backends));
        }
        return Exit.OK;
    }

    private static void names(com.fasterxml.jackson.core.JsonGenerator out, String key, List<String> values) throws java.io.IOException {
        out.writeArrayFieldStart(key);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }
}
