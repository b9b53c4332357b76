package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.assembly.verify.FaultPlan;
import io.fenceline.assembly.verify.FaultStage;
import io.fenceline.assembly.verify.VerifyRun;
import io.fenceline.assembly.verify.VerifySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves that a namespace keeps what it is given. */
@Command(name = "verify", description = {
        "Writes stamped blocks and reads them back, all over the same region, while an oracle judges every read: no write may be",
        "lost, torn or stale. It DESTROYS what is in the region. With --faults paths are broken meanwhile."}, footer = {"", "Examples:",
                "  fenceline verify 127.0.0.1 --duration 1m",
                "  fenceline verify 127.0.0.1:4420 127.0.0.1:4421 --nqn NQN --faults all      reset, slow, half-open, blackhole, both paths",
                "  fenceline verify 127.0.0.1:4420 127.0.0.1:4421 --nqn NQN --faults plan.txt --json", "",
                "A plan has lines such as '2s path 0 : reset', '5s for 3s path 1 : blackhole', '20s path 1 : half-open',",
                "'30s for 5s path * : delay 20ms', and rules by the PDU such as 'h2c op=01 100 : kill'.", "",
                "With --json each line is one object with a member 'event': interval, fault, and last result.", "",
                "Exit codes: 0 all is right, 1 a finding, a failed command, or one that did not end, 2 wrong command line,",
                "3 nobody answered."})
final class VerifyCommand extends HostWork {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration WEEK = Duration.ofDays(7);
    /** After the deadline of a command an abort may take its time, too. */
    private static final Duration MARGIN = Duration.ofSeconds(20);
    /** How long commands may take after Ctrl-C. */
    private static final Duration HURRY = Duration.ofSeconds(1);
    private static final long MAX_PLAN = 1 << 20;

    @Mixin
    private HostConnectOptions connect = new HostConnectOptions();

    @Option(names = "--faults", paramLabel = "PLAN", description = "A file with a plan, or reset, half-open, blackhole, slow, both, all; with :TIME the time between faults.")
    private @Nullable String faults;

    @Option(names = "--duration", paramLabel = "TIME", description = "How long; default: 30s, or as long as the plan takes.")
    private @Nullable String duration;

    @Option(names = {"-d", "--queue-depth", "--depth"}, paramLabel = "N", description = "Commands under way at a time; default: 16.")
    private String depth = "16";

    @Option(names = "--max-blocks", paramLabel = "N", description = "Blocks of a command, 1 to this; default: 8.")
    private String maxBlocks = "8";

    @Option(names = "--offset", paramLabel = "SIZE", description = "Where the region begins; default: 0.")
    private String offset = "0";

    @Option(names = "--size", paramLabel = "SIZE", description = "How long it is; default: 16MiB, or what there is.")
    private @Nullable String size;

    @Option(names = "--read-percent", paramLabel = "N", description = "Reads of 100 commands; default: 50.")
    private String readPercent = "50";

    @Option(names = "--zero-percent", paramLabel = "N", description = "Writes of zeroes of 100 writes; default: 5.")
    private String zeroPercent = "5";

    @Option(names = "--flush-every", paramLabel = "N", description = "One flush for so many commands; 0: none. Default: 200.")
    private String flushEvery = "200";

    @Option(names = "--allow-errors", description = "Failed commands do not count against the namespace; what is read still does.")
    private boolean allowErrors;

    @Option(names = "--seed", paramLabel = "N", description = "Of places, lengths and kinds; default: a new one, which is told.")
    private @Nullable Long seed;

    VerifyCommand(Shell shell) {
        super(shell);
    }

    private FaultPlan plan(int paths) {
        String text = faults == null ? "" : faults;
        Path file = Path.of(text);
        try {
            if (!Files.isRegularFile(file)) {
                return FaultPlan.preset(text, paths);
            }
            if (Files.size(file) > MAX_PLAN) {
                throw new IllegalArgumentException("'" + file + "' has " + Files.size(file) + " bytes; at most " + MAX_PLAN + " is wanted");
            }
            return FaultPlan.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--faults: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("--faults: '" + file + "' cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    void check(Plugins plugins) {
        connect.check(plugins);
        if (faults != null) {
            plan(Integer.MAX_VALUE);
        }
        duration(null);
        spec(512, Long.MAX_VALUE / 2, 0);
    }

    private Duration duration(@Nullable FaultPlan plan) {
        if (duration == null) {
            return plan == null ? Duration.ofSeconds(30) : plan.length();
        }
        return OptionText.time("--duration", duration, Duration.ofMillis(1), WEEK);
    }

    private VerifySpec spec(int block, long bytes, long drawn) {
        int most = OptionText.number("--max-blocks", maxBlocks, 1, 4096);
        long from = OptionText.bytes("--offset", offset, 0, bytes - block, block);
        long limit = Math.min(bytes - from, VerifySpec.MAX_BLOCKS * block);
        long length = size == null ? Math.min(limit, 16 << 20) : OptionText.bytes("--size", size, block, limit, block);
        return new VerifySpec(OptionText.number("--queue-depth", depth, 1, VerifySpec.MAX_WORKERS), (int) Math.min(most, length / block),
                from / block, length / block, OptionText.number("--read-percent", readPercent, 0, 100),
                OptionText.number("--zero-percent", zeroPercent, 0, 100), OptionText.number("--flush-every", flushEvery, 0, 1_000_000),
                drawn);
    }

    @Override
    int work(Session session) {
        ConnectSpec spec = connect.spec(session.host(), session.plugins());
        if (faults == null) {
            return connected(session, spec, null, duration(null));
        }
        FaultPlan plan = plan(spec.paths().size());
        try (FaultStage stage = stage(plan, spec)) {
            ConnectSpec staged = new ConnectSpec(spec.subsystem(), spec.identity(), stage.addresses(), spec.options());
            return connected(session, staged, stage, duration(plan));
        }
    }

    private static FaultStage stage(FaultPlan plan, ConnectSpec spec) {
        try {
            return new FaultStage(plan, spec.paths(), System::nanoTime);
        } catch (IllegalArgumentException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "--faults: " + e.getMessage(), e);
        }
    }

    private int connected(Session session, ConnectSpec spec, @Nullable FaultStage stage, Duration time) {
        EventTail events = EventTail.of(session.host(), (tail, event) -> {
        });
        Subsystem subsystem = session.ending().join(session.host().connect(spec));
        session.settle(spec);
        NamespaceHandle namespace = connect.namespace(subsystem);
        VerifySpec what;
        try {
            what = spec(namespace.blockSize(), namespace.bytes(), seed == null ? ThreadLocalRandom.current().nextLong() >>> 1 : seed);
        } catch (IllegalArgumentException e) {
            throw new NvmeException(NvmeException.Category.FAIL, String.valueOf(e.getMessage()), e);
        }
        VerifyReport report = new VerifyReport(shell(), json(), session.host(), events);
        report.begin(subsystem, namespace, what);
        VerifyRun run = new VerifyRun(namespace, what, ThreadLocalRandom.current().nextLong(), System::nanoTime);
        boolean hurried = run(session, run, stage, report, time);
        Duration deadline = spec.options().deadline();
        int left = stopped(run, hurried ? HURRY : deadline == null ? WEEK : deadline.plus(MARGIN));
        boolean whole = left == 0 && !hurried && run.count().found() == 0 && run.readAll();
        return report.end(run, stage, new VerifyReport.End(left, whole, hurried, allowErrors));
    }

    private static int stopped(VerifyRun run, Duration limit) {
        try {
            return run.stop(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Ending.Interrupted();
        }
    }

    /** Lets it run, and breaks what is to be broken; true: Ctrl-C came. */
    private static boolean run(Session session, VerifyRun run, @Nullable FaultStage stage, VerifyReport report, Duration time) {
        run.start();
        if (stage != null) {
            stage.start();
        }
        long until = System.nanoTime() + time.toNanos();
        long tick = System.nanoTime() + TICK.toNanos();
        boolean end = false;
        while (!end && System.nanoTime() - until < 0 && run.count().found() == 0) {
            long now = System.nanoTime();
            Duration nap = Duration.ofNanos(Math.max(1, Math.min(until, tick) - now));
            end = session.ending().await(stage == null ? nap : stage.untilNext(nap));
            if (stage != null) {
                FaultStage.Happening happening = stage.play();
                if (happening != null) {
                    report.fault(happening, run.takeStall());
                }
            }
            if (System.nanoTime() - tick >= 0) {
                tick += TICK.toNanos();
                report.interval(run);
            }
        }
        if (stage != null) {
            stage.heal();
        }
        return end;
    }
}
