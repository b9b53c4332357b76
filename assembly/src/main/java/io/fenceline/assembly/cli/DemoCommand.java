package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.assembly.demo.DemoListener;
import io.fenceline.assembly.demo.DemoPlay;
import io.fenceline.assembly.demo.DemoResult;
import io.fenceline.assembly.demo.DemoSpec;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what the project is for. */
@Command(name = "demo", description = {
        "Shows a ghost write, and two ways to keep it away: starts a target with two ports and a host with two paths in this process,",
        "lets a write get stuck in the back end behind a path, cuts the path, and tells what happens while an oracle judges every read.",
        "Without --recovery: none, time and ccr one after the other."}, footer = {"", "Examples:", "  fenceline demo",
                "  fenceline demo --recovery ccr --fault stuck      a write that nothing can take back",
                "  fenceline demo --recovery time --json", "",
                "The target's late write guard is off in all plays: it would keep even a host without recovery from losing this write.",
                "With --json each line is one object with a member 'event': begin, line, sample, result.", "",
                "Exit codes: 0 each play ended as it should; of all three that means a lost write with none, and nothing lost with the others,",
                "1 the oracle found a lost write (so --recovery none alone ends with 1), 2 wrong command line,",
                "4 a play could not be brought to its end."})
final class DemoCommand implements Callable<Integer> {
    /** What is told without a wish. */
    private static final List<String> STORY = List.of("none", "time", "ccr");
    private static final Duration END_LIMIT = Duration.ofSeconds(8);

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Mixin
    private FelixOption felix = new FelixOption();

    @Mixin
    private FailoversOption failovers = new FailoversOption();

    @Option(names = "--recovery", paramLabel = "POLICY", description = "ccr, ccr-then-time, time, none, or one that is plugged in; default: none, time and ccr, one after the other.")
    private @Nullable String recovery;

    @Option(names = "--fault", paramLabel = "FAULT", description = "stalled: the back end can still take the stuck write back; stuck: nothing can. Default: stalled.")
    private String fault = "stalled";

    @Option(names = "--cut", paramLabel = "CUT", description = "silence: nothing passes any more, and nobody is told; reset: both ends hear of it. Default: silence.")
    private String cut = "silence";

    @Option(names = "--keep-alive", paramLabel = "TIME", description = "KATO; default: 1s.")
    private String keepAlive = "1s";

    @Option(names = "--quiesce-time", paramLabel = "TIME", description = "CQT that the target promises; default: 1s.")
    private String quiesce = "1s";

    @Option(names = "--warm-up", paramLabel = "TIME", description = "How long all is well first; default: 1s.")
    private String warmUp = "1s";

    @Option(names = "--json", description = "JSON for machines, one object to a line.")
    private boolean json;

    private final Shell shell;
    /** What a target tells while all is well would tear the picture. Held, since a logger that nobody holds forgets its level. */
    private final Logger quiet = Logger.getLogger("io.fenceline");

    DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Plugins plugins = shell.plugins().get();
        felix.start(plugins);
        List<DemoSpec> plays;
        try {
            plays = plays(plugins);
            failovers.check();
        } catch (IllegalArgumentException e) {
            felix.clean();
            shell.complain(e.getMessage() + "; see 'fenceline demo --help'");
            return Exit.USAGE;
        }
        quiet.setLevel(Level.WARNING);
        Ending ending = new Ending(END_LIMIT);
        int code = Exit.NOT_PLAYED;
        try {
            code = played(plugins, plays, ending);
        } catch (NvmeException e) {
            shell.complain(String.valueOf(e.getMessage()));
        } finally {
            felix.clean();
            ending.ended(code);
        }
        return code;
    }

    private List<DemoSpec> plays(Plugins plugins) {
        Duration kato = OptionText.time("--keep-alive", keepAlive, Duration.ofMillis(400), Duration.ofMinutes(1));
        Duration cqt = OptionText.time("--quiesce-time", quiesce, Duration.ofMillis(100), Duration.ofMinutes(1));
        Duration warm = OptionText.time("--warm-up", warmUp, Duration.ofMillis(1), Duration.ofMinutes(10));
        DemoSpec.Fault stuck = word("--fault", fault, DemoSpec.Fault.values());
        DemoSpec.Cut how = word("--cut", cut, DemoSpec.Cut.values());
        List<DemoSpec> plays = new ArrayList<>();
        for (String name : recovery == null ? STORY : List.of(recovery)) {
            RecoveryPolicyProvider provider = plugins.recoveryPolicies().find(name).orElseThrow(() -> OptionText.notInstalled("--recovery",
                    name, plugins.recoveryPolicies().all().stream().map(RecoveryPolicyProvider::name).toList()));
            plays.add(new DemoSpec(name, provider.unsafe(), stuck, how, kato, cqt, warm, shorter(kato, cqt).dividedBy(5),
                    warm.plus(warm).dividedBy(3)));
        }
        return plays;
    }

    /** The stuck write goes on before the target notices the loss by itself, and long before its promise is over. */
    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static <T extends Enum<T>> T word(String option, String text, T[] values) {
        List<String> known = new ArrayList<>();
        for (T value : values) {
            String word = value.name().toLowerCase(Locale.ROOT);
            if (word.equals(text)) {
                return value;
            }
            known.add(word);
        }
        throw OptionText.wrong(option, text, String.join(" or ", known) + " is wanted");
    }

    private int played(Plugins plugins, List<DemoSpec> plays, Ending ending) {
        DemoVerdict verdict = new DemoVerdict(shell, json, plays.size() > 1);
        verdict.begin(plays.getFirst());
        for (DemoSpec spec : plays) {
            DemoListener listener = json ? new DemoJson(shell) : new DemoScreen(shell);
            DemoResult result = new DemoPlay(plugins, spec, listener, ending::await, failovers.writer(shell)).play();
            verdict.add(result);
            if (ending.isWanted()) {
                return Exit.INTERRUPTED;
            }
        }
        return verdict.end();
    }
}
