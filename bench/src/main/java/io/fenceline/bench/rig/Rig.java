package io.fenceline.bench.rig;

import io.fenceline.bench.rig.Association.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The rig's command line. */
@Command(name = "rig", mixinStandardHelpOptions = true, sortOptions = false, description = "Loads an NVMe/TCP target and prints rate, latencies, "
        + "and what a command costs the server.")
public final class Rig implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();
    @Parameters(index = "0", paramLabel = "HOST:PORT", description = "where the target listens")
    String address = "";
    @Option(names = "--nqn", description = "the subsystem; needed unless --raw")
    String nqn = "";
    @Option(names = "--host-nqn", description = "who connects (${DEFAULT-VALUE})")
    String hostNqn = "nqn.2014-08.org.nvmexpress:uuid:6f0b2b1e-7f3a-4a55-9a3e-0c5d53f1b001";
    @Option(names = "--nsid", description = "namespace (${DEFAULT-VALUE})")
    int nsid = 1;
    @Option(names = "--raw", description = "the server is no target but the limit server: no Connect, no Identify, the same messages")
    boolean raw;
    @Option(names = "--pattern", description = "randread, randwrite, read, write (${DEFAULT-VALUE})")
    Workload.Pattern pattern = Workload.Pattern.RANDREAD;
    @Option(names = "--bytes", description = "data of a command (${DEFAULT-VALUE})")
    int bytes = 4096;
    @Option(names = "--depth", description = "commands outstanding per connection (${DEFAULT-VALUE})")
    int depth = 32;
    @Option(names = "--connections", description = "I/O queues (${DEFAULT-VALUE})")
    int connections = 1;
    @Option(names = "--rate", description = "commands per second over all connections, sent on time whatever the answers do; 0: as fast as "
            + "answers come (${DEFAULT-VALUE})")
    double rate;
    @Option(names = "--warm-up", description = "seconds that do not count (${DEFAULT-VALUE})")
    double warmUp = 2;
    @Option(names = "--seconds", description = "seconds that count (${DEFAULT-VALUE})")
    double seconds = 5;
    @Option(names = "--header-digest", description = "asks for header digests")
    boolean headerDigest;
    @Option(names = "--data-digest", description = "asks for data digests")
    boolean dataDigest;
    @Option(names = "--flow-control", description = "keeps SQ flow control on, as Linux does unless told; reads then have a completion of "
            + "their own")
    boolean flowControl;
    @Option(names = "--server-pid", description = "the server's process on this machine, whose processor time is taken")
    long serverPid;
    @Option(names = "--json", description = "prints the result as JSON")
    boolean json;
    @Option(names = "--quiet", description = "no progress on standard error")
    boolean quiet;

    /** For the command line. */
    public Rig() {
    }

    /**
     * Runs it.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Rig()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            RunResult result = run(err);
            out.println(json ? result.json() : result.line());
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (IOException | IllegalArgumentException e) {
            err.println("rig: " + address + ": " + e.getMessage());
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private RunResult run(PrintWriter err) throws IOException {
        InetSocketAddress where = address();
        Workload workload = new Workload(pattern, bytes, depth, rate);
        LoadRun.Plan plan = new LoadRun.Plan(workload, connections, seconds(warmUp), seconds(seconds), serverPid);
        LoadRun.Observer observer = new LoadRun.Observer() {
            @Override
            public void began(AtomicLong progress) {
                watch(progress, err);
            }
        };
        if (raw) {
            if (headerDigest || dataDigest) {
                throw new IllegalArgumentException("--raw has no digests");
            }
            return LoadRun.limit(where, plan, observer);
        }
        if (nqn.isEmpty()) {
            throw new IllegalArgumentException("--nqn is needed");
        }
        return LoadRun.target(new Target(where, nqn, hostNqn, nsid, headerDigest, dataDigest, flowControl), plan, observer);
    }

    private InetSocketAddress address() {
        int colon = address.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("want HOST:PORT");
        }
        String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1)));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** Once a second, from a thread of its own, so that the load does not notice. */
    private void watch(AtomicLong counter, PrintWriter err) {
        if (quiet) {
            return;
        }
        TimerTask print = new TimerTask() {
            private long before;

            @Override
            public void run() {
                long now = counter.get();
                err.printf(Locale.ROOT, "%d IOPS%n", now - before);
                err.flush();
                before = now;
            }
        };
        new Timer("progress", true).scheduleAtFixedRate(print, 1000, 1000);
    }
}
