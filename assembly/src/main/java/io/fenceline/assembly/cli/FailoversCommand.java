package io.fenceline.assembly.cli;

import io.fenceline.assembly.failovers.Half;
import io.fenceline.assembly.failovers.History;
import io.fenceline.assembly.failovers.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells how controllers were lost and what became of their commands. */
@Command(name = "failovers", description = {
        "Lists failovers that hosts and targets of this machine have kept, or those in FILEs from several:",
        "the host's and the target's half of each are joined by CNTLID, CIU and CIRN."}, footer = {"", "Examples:", "  fenceline failovers",
                "  fenceline failovers --number 3           the timeline of the third",
                "  fenceline failovers host.jsonl target.jsonl --timeline", "  fenceline failovers --json", "",
                "With --json each line is one object with a member 'event': failover, and last summary.", "",
                "Exit codes: 0 told, 1 a FILE cannot be read, 2 wrong command line."})
final class FailoversCommand implements Callable<Integer> {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "What --failovers of other commands wrote; default: what they write without it.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--timeline", description = "Each with its timeline.")
    private boolean timeline;

    @Option(names = "--number", paramLabel = "N", description = "Only this one of the list, with its timeline.")
    private @Nullable String number;

    @Option(names = "--last", paramLabel = "N", description = "Only the last ones; default: 50.")
    private String last = "50";

    @Option(names = "--json", description = "JSON for machines, one object to a line.")
    private boolean json;

    private final Shell shell;

    FailoversCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        int one;
        int most;
        try {
            one = number == null ? 0 : OptionText.number("--number", number, 1, 10_000_000);
            most = OptionText.number("--last", last, 1, 10_000_000);
        } catch (IllegalArgumentException e) {
            shell.complain(e.getMessage() + "; see 'fenceline failovers --help'");
            return Exit.USAGE;
        }
        List<Path> from = files.isEmpty() ? List.of(History.usual(System.getenv())) : files;
        List<Half> halves = new ArrayList<>();
        for (Path file : from) {
            try {
                if (!files.isEmpty() && !Files.isRegularFile(file)) {
                    shell.complain(file + ": is not there");
                    return Exit.FAILED;
                }
                halves.addAll(new History(file).read(shell::complain));
            } catch (IOException e) {
                shell.complain(file + ": cannot be read: " + e.getMessage());
                return Exit.FAILED;
            }
        }
        List<Story> stories = Story.join(halves);
        if (one > stories.size()) {
            shell.complain("--number: '" + one + "' is not there; there are " + stories.size());
            return Exit.FAILED;
        }
        FailoverList list = new FailoverList(shell, stories, one > 0 ? one - 1 : Math.max(0, stories.size() - most),
                one > 0 ? one : stories.size());
        if (json) {
            list.json();
        } else if (stories.isEmpty()) {
            shell.say("No failover is known" + (files.isEmpty() ? ": " + from.getFirst() + " has none." : "."));
        } else {
            list.text(timeline || one > 0);
        }
        return Exit.OK;
    }
}
