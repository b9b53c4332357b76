package io.fenceline.assembly.cli;

import io.fenceline.api.host.ConnectSpec;
import io.fenceline.assembly.plugin.Plugins;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Connects a subsystem and shows everything that a host knows of it. */
@Command(name = "show", description = "Connects a subsystem and shows everything: controllers with every timer in force, next action and counters; namespaces with paths.", footer = {
        "", "Examples:", "  fenceline host show 127.0.0.1", "  fenceline host show 127.0.0.1 --watch 1s",
        "  fenceline host show 127.0.0.1 --json", "",
        "Exit codes: 0 shown, 1 refused, 2 wrong command line, 3 nobody answered."})
final class HostShowCommand extends HostWork {
    @Mixin
    private HostConnectOptions connect = new HostConnectOptions();

    @Option(names = "--watch", paramLabel = "TIME", description = "Show it again and again, with so much time between, until Ctrl-C.")
    private @Nullable String watch;

    HostShowCommand(Shell shell) {
        super(shell);
    }

    private Duration interval() {
        return watch == null ? Duration.ZERO : OptionText.time("--watch", watch, Duration.ofMillis(100), Duration.ofHours(1));
    }

    @Override
    void check(Plugins plugins) {
        connect.check(plugins);
        interval();
    }

    @Override
    int work(Session session) {
        ConnectSpec spec = connect.spec(session.host(), session.plugins());
        session.ending().join(session.host().connect(spec));
        session.settle(spec);
        do {
            HostPicture picture = new HostPicture(shell(), session.host().view());
            if (json()) {
                shell().say(Json.line(picture::json));
            } else {
                picture.full();
            }
        } while (watch != null && !session.ending().await(interval()));
        return Exit.OK;
    }
}
