package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.HostException;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.load.LoadRun;
import io.fenceline.assembly.load.LoadSample;
import io.fenceline.assembly.load.LoadSpec;
import io.fenceline.assembly.load.LoadSpec.Pattern;
import io.fenceline.assembly.plugin.Plugins;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a namespace. */
@Command(name = "bench", description = {"Loads a namespace and measures it: each command as soon as another has ended, or at a fixed rate.",
        "At a fixed rate latencies count from when a command was due, so that nothing that had to wait is left out."}, footer = {"",
                "Examples:", "  fenceline bench 127.0.0.1                                  random reads of 4 KiB, 32 at a time, 10 s",
                "  fenceline bench 127.0.0.1 --rate 20000 --duration 60s      latency at 20,000 a second",
                "  fenceline bench 127.0.0.1 --rw write --block-size 128KiB --write   destroys what is there",
                "  fenceline bench 127.0.0.1 127.0.0.2 --nqn NQN --jobs 4 --json      two paths, for a machine", "",
                "With --json each line is one object with a member 'event': interval, result.", "",
                "Exit codes: 0 measured (by Ctrl-C too, until then), 1 a command failed, 2 wrong command line,",
                "3 nobody answered."})
final class BenchCommand extends HostWork {
    private static final Duration TICK = Duration.ofSeconds(1);
    /** How long commands that are under way at the end may take, and once more after they are cancelled. */
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final int MAX_BLOCK = 16 << 20;

    @Mixin
    private HostConnectOptions connect = new HostConnectOptions();

    @Option(names = "--rw", paramLabel = "PATTERN", description = "read, write, mix in sequence; randread, randwrite, randmix anywhere. Default: randread.")
    private String pattern = "randread";

    @Option(names = "--read-percent", paramLabel = "N", description = "Reads of 100 commands of a mix; default: 70.")
    private String readPercent = "70";

    @Option(names = {"-b", "--block-size"}, paramLabel = "SIZE", description = "Data of a command; default: 4KiB.")
    private String blockSize = "4KiB";

    @Option(names = {"-d", "--queue-depth"}, paramLabel = "N", description = "Commands of a job under way at a time; default: 32.")
    private String queueDepth = "32";

    @Option(names = {"-j", "--jobs"}, paramLabel = "N", description = "Jobs side by side, spread over the loops; default: 1.")
    private String jobs = "1";

    @Option(names = {"-r", "--rate"}, paramLabel = "N", description = "Commands a second of all jobs together; default: as many as go.")
    private @Nullable String rate;

    @Option(names = "--duration", paramLabel = "TIME", description = "How long is measured; default: 10s.")
    private String duration = "10s";

    @Option(names = "--warm-up", paramLabel = "TIME", description = "How long before that nothing is counted; default: 1s.")
    private String warmUp = "1s";

    @Option(names = "--offset", paramLabel = "SIZE", description = "Where the touched region begins; default: 0.")
    private String offset = "0";

    @Option(names = "--size", paramLabel = "SIZE", description = "How long it is; default: to the end.")
    private @Nullable String size;

    @Option(names = "--fua", description = "Force Unit Access: writes are on stable media when they end.")
    private boolean fua;

    @Option(names = "--write", description = "Allow to destroy data: patterns that write need it.")
    private boolean mayWrite;

    @Option(names = "--seed", paramLabel = "N", description = "Of places and mix; default: 1.")
    private long seed = 1;

    @Option(names = "--hdr", paramLabel = "FILE", description = "Write the latency distribution of all commands for HdrHistogram's plotter, in µs.")
    private @Nullable Path hdr;

    BenchCommand(Shell shell) {
        super(shell);
    }

    private Pattern pattern() {
        return Arrays.stream(Pattern.values()).filter(p -> p.word().equals(pattern)).findFirst()
                .orElseThrow(() -> OptionText.wrong("--rw", pattern, "one of "
                        + Arrays.stream(Pattern.values()).map(Pattern::word).collect(Collectors.joining(", ")) + " is wanted"));
    }

    @Override
    void check(Plugins plugins) {
        connect.check(plugins);
        spec(512, Long.MAX_VALUE / 2, 512);
        time("--duration", duration, 1);
        time("--warm-up", warmUp, 0);
    }

    private static Duration time(String option, String text, long leastMs) {
        return leastMs == 0
                ? OptionText.timeOrZero(option, text, Duration.ofMillis(1), Duration.ofHours(24))
                : OptionText.time(option, text, Duration.ofMillis(leastMs), Duration.ofHours(24 * 7));
    }

    /** What is asked for, on a namespace of this size; before there is one, on any. */
    private LoadSpec spec(int block, long bytes, int least) {
        Pattern what = pattern();
        if (what.writes() && !mayWrite) {
            throw OptionText.wrong("--rw", pattern, "it destroys what is on the namespace; --write allows it");
        }
        int each = (int) OptionText.bytes("--block-size", blockSize, least, MAX_BLOCK, block);
        int depth = OptionText.number("--queue-depth", queueDepth, 1, LoadSpec.MAX_DEPTH);
        int count = OptionText.number("--jobs", jobs, 1, LoadSpec.MAX_JOBS);
        if ((long) each * depth * count > LoadRun.MAX_MEMORY) {
            throw OptionText.wrong("--queue-depth", queueDepth, "at most " + Figures.bytes(LoadRun.MAX_MEMORY)
                    + " for --jobs × --queue-depth × --block-size is wanted");
        }
        long from = OptionText.bytes("--offset", offset, 0, bytes - each, block);
        long length = size == null ? bytes - from : OptionText.bytes("--size", size, each, bytes - from, block);
        return new LoadSpec(what, OptionText.number("--read-percent", readPercent, 0, 100), each, depth, count,
                rate == null ? 0 : OptionText.number("--rate", rate, 1, LoadSpec.MAX_RATE), from, length, fua, seed);
    }

    @Override
    int work(Session session) {
        Subsystem subsystem = session.ending().join(session.host().connect(connect.spec(session.host(), session.plugins())));
        NamespaceHandle namespace = connect.namespace(subsystem);
        LoadSpec spec;
        try {
            spec = spec(namespace.blockSize(), namespace.bytes(), namespace.blockSize());
        } catch (IllegalArgumentException e) {
            throw new NvmeException(NvmeException.Category.FAIL, String.valueOf(e.getMessage()), e);
        }
        LoadReport report = new LoadReport(shell(), json(), session.host());
        report.begin(subsystem, namespace, spec);
        LoadRun run = new LoadRun(namespace, spec, System::nanoTime);
        run.start();
        boolean warm = measure(run, report, time("--warm-up", warmUp, 0), session.ending(), false);
        if (warm) {
            measure(run, report, time("--duration", duration, 1), session.ending(), true);
        }
        int left = run.stop(DRAIN);
        LoadSample result = run.result();
        HostException failure = run.failure();
        report.end(result, run.behind(), failure, left);
        if (hdr != null) {
            write(hdr, result.both());
        }
        return failure == null && left == 0 ? Exit.OK : Exit.FAILED;
    }

    /** Lets it run for a time; false: it is over before. */
    private static boolean measure(LoadRun run, LoadReport report, Duration time, Ending ending, boolean counts) {
        long until = System.nanoTime() + time.toNanos();
        while (true) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                run.sample(counts);
                return true;
            }
            boolean end = ending.await(Duration.ofNanos(Math.min(left, TICK.toNanos())));
            LoadSample sample = run.sample(counts);
            report.interval(sample, !counts);
            if (end || run.failure() != null) {
                return false;
            }
        }
    }

    private static void write(Path file, Histogram histogram) {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(out, 1000.0);
        } catch (IOException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "--hdr: '" + file + "' cannot be written: " + e.getMessage(), e);
        }
    }
}
