package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.copy.CopyEnds;
import io.fenceline.assembly.copy.CopyRun;
import io.fenceline.assembly.host.HostAssembly;
import io.fenceline.assembly.host.SubsystemFinder;
import io.fenceline.assembly.host.SubsystemPlace;
import io.fenceline.assembly.plugin.Plugins;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies between files, streams and namespaces. */
@Command(name = "copy", description = {
        "Copies bytes: from a file, standard input or a namespace to a file, standard output or a namespace.",
        "What is zero is not sent, but written with Write Zeroes and deallocated, or left as a hole."}, footer = {"",
                "A namespace is tcp://HOST[:PORT][,HOST[:PORT]]…[/NQN[/NSID]], with a path for each address.", "", "Examples:",
                "  fenceline copy disk.img tcp://127.0.0.1                          the only namespace that discovery there names",
                "  fenceline copy tcp://192.0.2.7:4420,192.0.2.8:4420/NQN/1 disk.img   over two paths",
                "  fenceline copy tcp://192.0.2.7/NQN1 tcp://192.0.2.8/NQN2 --count 1GiB",
                "  zstd -dc disk.zst | fenceline copy - tcp://127.0.0.1", "",
                "Exit codes: 0 all is copied and flushed, 1 failed, 2 wrong command line, 3 nobody answered, 130 Ctrl-C came before."})
final class CopyCommand extends HostWork {
    private static final String STREAM = "-";
    private static final long TICK_MS = 250;
    private static final int MAX_PIECE = 64 << 20;
    private static final int MAX_DEPTH = 1024;

    @Parameters(index = "0", paramLabel = "FROM", description = "A file, '-' for standard input, or tcp://… for a namespace.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "A file, '-' for standard output, or tcp://… for a namespace.")
    private String to = "";

    @Mixin
    private HostTuning tuning = new HostTuning();

    @Option(names = {"-b", "--block-size"}, paramLabel = "SIZE", description = "Bytes of a piece; default: 256KiB.")
    private String blockSize = "256KiB";

    @Option(names = {"-d", "--queue-depth"}, paramLabel = "N", description = "Pieces under way at a time; default: 16.")
    private String depth = "16";

    @Option(names = "--count", paramLabel = "SIZE", description = "How many bytes at most; default: to the end.")
    private @Nullable String count;

    @Option(names = "--skip", paramLabel = "SIZE", description = "Where to begin in FROM; default: 0.")
    private @Nullable String skip;

    @Option(names = "--seek", paramLabel = "SIZE", description = "Where to begin in TO; default: 0.")
    private @Nullable String seek;

    @Option(names = "--offset", paramLabel = "SIZE", description = "Where to begin in both, where --skip or --seek does not say otherwise.")
    private String offset = "0";

    @Option(names = "--no-sparse", description = "Send zeroes like other data.")
    private boolean dense;

    CopyCommand(Shell shell) {
        super(shell);
    }

    private static boolean isNamespace(String text) {
        return text.startsWith("tcp://");
    }

    private long size(String option, @Nullable String text) {
        return OptionText.bytes(text == null ? "--offset" : option, text == null ? offset : text, 0, Long.MAX_VALUE / 4, 1);
    }

    private int piece() {
        return (int) OptionText.bytes("--block-size", blockSize, 512, MAX_PIECE, 512);
    }

    private int depth() {
        int many = OptionText.number("--queue-depth", depth, 1, MAX_DEPTH);
        if ((long) many * piece() > CopyRun.MAX_MEMORY) {
            throw OptionText.wrong("--queue-depth", depth,
                    "at most " + Figures.bytes(CopyRun.MAX_MEMORY) + " for --queue-depth × --block-size is wanted");
        }
        return many;
    }

    private long count() {
        return count == null ? Long.MAX_VALUE : OptionText.bytes("--count", count, 0, Long.MAX_VALUE / 4, 1);
    }

    @Override
    void check(Plugins plugins) {
        tuning.options(plugins);
        if (!isNamespace(from) && !isNamespace(to)) {
            throw new IllegalArgumentException("FROM: '" + from + "' and TO: '" + to
                    + "' are both no namespace; one that begins with tcp:// is wanted");
        }
        for (String end : new String[]{from, to}) {
            if (isNamespace(end)) {
                SubsystemPlace.parse(end.equals(from) ? "FROM" : "TO", end);
            }
        }
        tuning.identity();
        depth();
        count();
        size("--skip", skip);
        if (size("--seek", seek) > 0 && to.equals(STREAM)) {
            throw OptionText.wrong("--seek", seek == null ? offset : seek, "standard output has no places; nothing is wanted there");
        }
    }

    @Override
    int work(Session session) {
        // A host for each end: two targets of the same name, such as two with the default configuration, are not one with two paths.
        Host second = HostAssembly.open(session.plugins(), "copy");
        try (CopyEnds ends = new CopyEnds(piece())) {
            open(session, second, ends);
            return copy(session, ends.run(count(), depth(), !dense));
        } catch (NoSuchFileException e) {
            throw new NvmeException(NvmeException.Category.FAIL, e.getFile() + ": is not there", e);
        } catch (FileSystemException e) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    e.getFile() + ": " + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()), e);
        } catch (IOException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "copying " + from + " to " + to + ": " + e.getMessage(), e);
        } finally {
            close(second);
        }
    }

    private void open(Session session, Host second, CopyEnds ends) throws IOException {
        long reading = size("--skip", skip);
        long writing = size("--seek", seek);
        if (isNamespace(from)) {
            ends.fromNamespace(namespace(session, session.host(), "FROM", from), reading);
        } else if (from.equals(STREAM)) {
            ends.fromStream(new FileInputStream(FileDescriptor.in), reading);
        } else {
            ends.fromFile(Path.of(from), reading);
        }
        if (isNamespace(to)) {
            ends.toNamespace(namespace(session, second, "TO", to), writing);
        } else if (to.equals(STREAM)) {
            ends.toStream(new FileOutputStream(FileDescriptor.out));
        } else {
            ends.toFile(Path.of(to), writing);
        }
    }

    private NamespaceHandle namespace(Session session, Host host, String key, String text) {
        SubsystemPlace place = SubsystemPlace.parse(key, text);
        Subsystem subsystem = session.ending().join(
                host.connect(new SubsystemFinder(host).find(place, tuning.identity(), tuning.options(session.plugins()))));
        return SubsystemFinder.namespace(subsystem, place.nsid());
    }

    private int copy(Session session, CopyRun run) throws IOException {
        long startNs = System.nanoTime();
        CountDownLatch over = new CountDownLatch(1);
        Progress progress = new Progress(shell(), !json() && !to.equals(STREAM));
        Thread teller = Thread.ofVirtual().start(() -> {
            try {
                while (!over.await(TICK_MS, TimeUnit.MILLISECONDS)) {
                    progress.show(line(run, (System.nanoTime() - startNs) / 1e9));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CopyRun.Result result;
        try {
            result = run.run(session.ending()::isWanted);
        } finally {
            over.countDown();
            joinQuietly(teller);
            progress.clear();
        }
        tell(result, (System.nanoTime() - startNs) / 1e9);
        return result.complete() ? Exit.OK : Exit.INTERRUPTED;
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String line(CopyRun run, double seconds) {
        long copied = run.copied();
        long total = run.total();
        double rate = copied / Math.max(seconds, 1e-9);
        String speed = Figures.bytes(copied) + (total < 0 ? "" : " of " + Figures.bytes(total)) + "  " + Figures.bytes(rate) + "/s";
        if (total <= 0) {
            return speed;
        }
        int done = (int) (30 * copied / total);
        return String.format(Locale.ROOT, "%5.1f %% ▕%s%s▏ %s%s", 100.0 * copied / total, "█".repeat(done), " ".repeat(30 - done), speed,
                copied == 0 ? "" : "  " + Figures.time((total - copied) / rate * 1e9) + " left");
    }

    private void tell(CopyRun.Result result, double seconds) {
        if (json()) {
            String line = Json.line(out -> {
                out.writeStringField("event", "result");
                out.writeStringField("from", from);
                out.writeStringField("to", to);
                out.writeNumberField("bytes", result.bytes());
                out.writeNumberField("zeroBytes", result.zeroBytes());
                out.writeNumberField("seconds", seconds);
                out.writeStringField("crc32c", "%08x".formatted(result.crc32c()));
                out.writeBooleanField("complete", result.complete());
            });
            if (to.equals(STREAM)) {
                shell().err().println(line);
                shell().err().flush();
            } else {
                shell().say(line);
            }
            return;
        }
        String text = Figures.count(result.bytes()) + " bytes copied" + (result.complete() ? "" : ", and then Ctrl-C came") + ", "
                + Figures.bytes(result.zeroBytes()) + " of them zero and not sent, in " + Figures.time(seconds * 1e9) + ", "
                + Figures.bytes(Math.rint(result.bytes() / Math.max(seconds, 1e-9))) + "/s, crc32c " + "%08x".formatted(result.crc32c());
        if (to.equals(STREAM)) {
            shell().err().println(text);
            shell().err().flush();
        } else {
            shell().say(text);
        }
    }
}
