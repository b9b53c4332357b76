package io.fenceline.assembly.cli;

import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.plugin.Plugins;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stays connected and tells what happens. */
@Command(name = "connect", description = "Connects a subsystem, stays connected, and tells each change with its time and cause, until Ctrl-C.", footer = {
        "", "Examples:", "  fenceline host connect 127.0.0.1",
        "  fenceline host connect 192.0.2.7 192.0.2.8 --nqn NQN --reconnect-delay 500ms --json", "",
        "With --json each line is one object with a member 'event': connected, state, ana, namespace, alarm, released, failed-over, missed, closed.",
        "",
        "Exit codes: 0 ended in order, 1 refused, 2 wrong command line, 3 nobody answered."})
final class HostConnectCommand extends HostWork {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final Duration LONG = Duration.ofHours(1);

    @Mixin
    private HostConnectOptions connect = new HostConnectOptions();

    @Option(names = "--for", paramLabel = "TIME", description = "How long to stay; default: until Ctrl-C.")
    private @Nullable String time;

    HostConnectCommand(Shell shell) {
        super(shell);
    }

    private Duration stay() {
        return time == null ? Duration.ofDays(36_500) : OptionText.time("--for", time, Duration.ofMillis(1), Duration.ofDays(365));
    }

    @Override
    void check(Plugins plugins) {
        connect.check(plugins);
        stay();
    }

    @Override
    int work(Session session) {
        Telling telling = new Telling(session);
        EventTail.of(session.host(), telling::tell);
        Subsystem subsystem = session.ending().join(session.host().connect(connect.spec(session.host(), session.plugins())));
        telling.connected(subsystem);
        long until = System.nanoTime() + stay().toNanos();
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            if (session.ending().await(Duration.ofNanos(Math.min(left, LONG.toNanos())))) {
                break;
            }
        }
        long from = System.nanoTime();
        finish(subsystem.disconnect(GRACE), "the subsystem");
        telling.closed((System.nanoTime() - from) / 1_000_000);
        return Exit.OK;
    }

    /** Lines about what happens, one at a time. */
    private final class Telling {
        private final Session session;
        private final long zeroMs = System.currentTimeMillis();

        Telling(Session session) {
            this.session = session;
        }

        synchronized void tell(EventTail tail, HostEvent event) {
            if (json()) {
                shell().say(Json.line(out -> tail.json(out, event)));
                return;
            }
            Instant at = Instant.ofEpochMilli(zeroMs + Math.round(tail.millis(event)));
            String text = EventTail.text(event);
            shell().say(shell().faint(LocalTime.ofInstant(at, ZoneId.systemDefault()).format(CLOCK)) + "  "
                    + (event instanceof HostEvent.Alarm ? shell().bad(text) : text));
        }

        synchronized void connected(Subsystem subsystem) {
            HostPicture picture = new HostPicture(shell(), session.host().view());
            if (json()) {
                shell().say(Json.line(out -> {
                    out.writeStringField("event", "connected");
                    out.writeStringField("subsystem", subsystem.nqn().value());
                    picture.json(out);
                }));
            } else {
                picture.brief();
                shell().say(shell().faint("Ctrl-C disconnects."));
            }
        }

        synchronized void closed(long millis) {
            if (json()) {
                shell().say(Json.line(out -> {
                    out.writeStringField("event", "closed");
                    out.writeNumberField("millis", millis);
                }));
            } else {
                shell().say("Disconnected in " + millis + " ms.");
            }
        }
    }
}
