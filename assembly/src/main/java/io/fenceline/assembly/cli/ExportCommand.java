package io.fenceline.assembly.cli;

import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.host.SubsystemFinder;
import io.fenceline.assembly.nbd.NbdAddress;
import io.fenceline.assembly.nbd.NbdServer;
import io.fenceline.assembly.nbd.NbdSettings;
import io.fenceline.assembly.nbd.SubsystemExports;
import io.fenceline.assembly.nbd.engine.Export;
import io.fenceline.assembly.nbd.engine.TransmissionLimits;
import io.fenceline.assembly.plugin.Plugins;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves namespaces of a subsystem to ordinary programs. */
@Command(name = "export", description = {"Serves namespaces of a subsystem, over all its paths, to programs that speak NBD, until Ctrl-C:",
        "QEMU, libnbd, fio, and the Linux kernel's block devices. While no path can be used, their requests wait,",
        "for as long as it takes unless --deadline or --fast-io-fail says otherwise."}, footer = {"",
                "Examples:", "  fenceline export --nbd 127.0.0.1                     all namespaces, on 127.0.0.1:10809",
                "  fenceline export --nbd 192.0.2.7 192.0.2.8 --nqn NQN --nsid 1 --unix /run/disk.sock",
                "  qemu-img convert -f raw -O qcow2 nbd://127.0.0.1:10809/1 disk.qcow2", "  nbdcopy nbd://127.0.0.1:10809/1 disk.img",
                "  nbd-client -N 1 127.0.0.1 10809 /dev/nbd0            a block device, as root", "",
                "Exports are called by their NSID or UUID; the only one needs no name.", "",
                "With --json each line is one object with a member 'event': ready, state, ana, namespace, alarm, released, missed, closed.",
                "", "Exit codes: 0 ended in order, 1 refused or cannot listen, 2 wrong command line, 3 nobody answered."})
final class ExportCommand extends HostWork {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final Duration LONG = Duration.ofHours(1);

    @Mixin
    private HostConnectOptions connect = new HostConnectOptions();

    @Option(names = "--nbd", required = true, description = "By the NBD protocol: the one there is.")
    boolean nbd;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where clients connect; port 0: a free one. Default: 127.0.0.1:10809, for this machine alone.")
    private @Nullable String listen;

    @Option(names = "--unix", paramLabel = "PATH", description = "A UNIX socket instead, for this user alone.")
    private @Nullable String unix;

    @Option(names = "--read-only", description = "Refuse what writes.")
    private boolean readOnly;

    @Option(names = "--name", paramLabel = "NAME", description = "What clients call the namespace that --nsid means; its NSID and UUID go on to be names too.")
    private @Nullable String name;

    @Option(names = "--connections", paramLabel = "N", description = "Connections of clients at a time; default: 64.")
    private @Nullable String connections;

    @Option(names = "--open-requests", paramLabel = "N", description = "Requests that a connection may have open; more wait. Default: 128.")
    private @Nullable String openRequests;

    @Option(names = "--memory", paramLabel = "SIZE", description = "For data of a connection's open requests; more wait. Default: 64MiB.")
    private @Nullable String memory;

    ExportCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Plugins plugins) {
        settings();
        int nsid = connect.check(plugins).nsid();
        if (name != null && nsid == 0) {
            throw new IllegalArgumentException("--name: '" + name + "' is for one namespace; --nsid with its NSID is wanted too");
        }
        if (name != null && (name.isEmpty() || name.length() > 255)) {
            throw OptionText.wrong("--name", name, "1 to 255 characters are wanted");
        }
    }

    private NbdSettings settings() {
        if (listen != null && unix != null) {
            throw new IllegalArgumentException("--listen and --unix cannot both be given");
        }
        NbdAddress address = unix != null
                ? NbdAddress.unix("--unix", unix)
                : NbdAddress.tcp("--listen", listen == null ? "127.0.0.1:" + NbdAddress.PORT : listen);
        NbdSettings settings = NbdSettings.at(address);
        TransmissionLimits limits = settings.perConnection();
        return new NbdSettings(address,
                connections == null
                        ? settings.connections()
                        : OptionText.number("--connections", connections, 1, NbdSettings.MAX_CONNECTIONS),
                new TransmissionLimits(
                        openRequests == null
                                ? limits.openRequests()
                                : OptionText.number("--open-requests", openRequests, TransmissionLimits.MIN_OPEN,
                                        TransmissionLimits.MAX_OPEN),
                        memory == null
                                ? limits.payloadBytes()
                                : OptionText.bytes("--memory", memory, TransmissionLimits.MIN_PAYLOAD_BYTES,
                                        TransmissionLimits.MAX_PAYLOAD_BYTES, 1)),
                settings.handshakeTimeout(), settings.loops());
    }

    @Override
    int work(Session session) {
        NbdSettings settings = settings();
        Telling telling = new Telling();
        EventTail.of(session.host(), telling::tell);
        ConnectSpec spec = patient(connect.spec(session.host(), session.plugins()));
        Subsystem subsystem = session.ending().join(session.host().connect(spec));
        session.settle(spec);
        int nsid = connect.check(session.plugins()).nsid();
        if (nsid != 0) {
            SubsystemFinder.namespace(subsystem, nsid);
        }
        SubsystemExports exports = new SubsystemExports(subsystem, nsid, name, readOnly);
        NbdServer server = new NbdServer(settings, exports);
        NbdAddress at = server.start();
        telling.ready(subsystem, at, exports.list(), session);
        for (boolean wanted = false; !wanted;) {
            wanted = session.ending().await(LONG);
        }
        long from = System.nanoTime();
        boolean graceful = server.close(GRACE);
        telling.closed(graceful, (System.nanoTime() - from) / 1_000_000);
        return Exit.OK;
    }

    /** Disks wait for as long as it takes, unless somebody wants it otherwise: no error of NBD means "try again". */
    private ConnectSpec patient(ConnectSpec spec) {
        return connect.tuning().hasDeadline() ? spec : spec.with(spec.options().change().deadline(null).build());
    }

    /** Lines about what happens, one at a time; what happens before it is ready is told by what is ready. */
    private final class Telling {
        private final long zeroMs = System.currentTimeMillis();
        private boolean ready;

        synchronized void tell(EventTail tail, HostEvent event) {
            if (json()) {
                shell().say(Json.line(out -> tail.json(out, event)));
            } else if (ready) {
                Instant at = Instant.ofEpochMilli(zeroMs + Math.round(tail.millis(event)));
                String text = EventTail.text(event);
                shell().say(shell().faint(LocalTime.ofInstant(at, ZoneId.systemDefault()).format(CLOCK)) + "  "
                        + (event instanceof HostEvent.Alarm ? shell().bad(text) : text));
            }
        }

        synchronized void ready(Subsystem subsystem, NbdAddress at, List<Export> exports, Session session) {
            ready = true;
            if (json()) {
                shell().say(Json.line(out -> {
                    out.writeStringField("event", "ready");
                    out.writeStringField("subsystem", subsystem.nqn().value());
                    out.writeStringField("address", at.toString());
                    out.writeArrayFieldStart("exports");
                    for (Export export : exports) {
                        out.writeStartObject();
                        out.writeStringField("name", export.name());
                        out.writeNumberField("nsid", Integer.toUnsignedLong(export.handle().nsid()));
                        out.writeStringField("uri", at.uri(export.name()));
                        out.writeNumberField("bytes", export.bytes());
                        out.writeNumberField("blockSize", export.blockSize());
                        out.writeBooleanField("readOnly", export.isReadOnly());
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                }));
                return;
            }
            new HostPicture(shell(), session.host().view()).brief();
            shell().say("");
            for (Export export : exports) {
                shell().say("  " + shell().strong(at.uri(export.name())) + "  " + Figures.bytes(export.bytes()) + "  blocks of "
                        + export.blockSize() + (export.isReadOnly() ? "  read only" : ""));
            }
            if (exports.isEmpty()) {
                shell().say("  nothing yet at " + at.uri("") + ": there is no namespace for this host");
            } else {
                shell().say("");
                shell().say("Programs take such a URI for a disk: qemu-img info " + at.uri(exports.getFirst().name()));
            }
            if (at instanceof NbdAddress.Tcp tcp && !tcp.socket().getAddress().isLoopbackAddress()) {
                shell().say(shell()
                        .bad("Whoever reaches " + at + " can " + (readOnly ? "read" : "read and write") + ": NBD asks nobody who he is."));
            }
            shell().say(shell().faint("Ctrl-C ends it."));
        }

        synchronized void closed(boolean graceful, long millis) {
            if (json()) {
                shell().say(Json.line(out -> {
                    out.writeStringField("event", "closed");
                    out.writeBooleanField("graceful", graceful);
                    out.writeNumberField("millis", millis);
                }));
            } else {
                shell().say("Ended in " + millis + " ms" + (graceful ? "." : "; what clients had open was cut off."));
            }
        }
    }
}
