package io.fenceline.assembly.cli;

import io.fenceline.api.host.Host;
import io.fenceline.assembly.failovers.Half;
import io.fenceline.assembly.failovers.History;
import io.fenceline.assembly.failovers.HostRecorder;
import io.fenceline.assembly.failovers.TargetRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where failovers are kept. */
final class FailoversOption {
    private static final String NONE = "none";

    @Option(names = "--failovers", paramLabel = "FILE", description = "Where failovers are kept for 'fenceline failovers'; or none. Default: fenceline/failovers.jsonl in XDG_STATE_HOME or ~/.local/state.")
    private @Nullable String file;

    /** @throws IllegalArgumentException one line with option, value and what would be right */
    void check() {
        if (file != null && file.isBlank()) {
            throw OptionText.wrong("--failovers", file, "a file, or " + NONE + " is wanted");
        }
    }

    /** Where; null: nowhere. */
    @Nullable
    History history() {
        if (NONE.equals(file)) {
            return null;
        }
        return new History(file == null ? History.usual(System.getenv()) : Path.of(file));
    }

    /** Keeps the stories of a host until it is closed. */
    Optional<HostRecorder> follow(Host host, Shell shell) {
        return Optional.ofNullable(history()).map(history -> HostRecorder.of(host, history, shell::complain));
    }

    /** Keeps the stories of a target. */
    Optional<TargetRecorder> recorder(Shell shell) {
        return Optional.ofNullable(history()).map(history -> new TargetRecorder(history, shell::complain));
    }

    /** Takes halves one by one. */
    Consumer<Half> writer(Shell shell) {
        History history = history();
        return half -> {
            if (history != null) {
                try {
                    history.add(half);
                } catch (IOException e) {
                    shell.complain(
                            history.file() + ": failovers cannot be kept: " + e.getMessage() + "; --failovers FILE, or none, would help");
                }
            }
        };
    }
}
