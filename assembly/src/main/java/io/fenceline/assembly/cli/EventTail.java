package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;

/** Follows the events of a host and keeps the last of them. Any thread. */
final class EventTail implements Flow.Subscriber<HostEvent> {
    /** How many are kept. */
    private static final int KEPT = 10_000;

    private final long zeroNs;
    private final BiConsumer<EventTail, HostEvent> listener;
    private final List<HostEvent> kept = new ArrayList<>();

    private EventTail(long zeroNs, BiConsumer<EventTail, HostEvent> listener) {
        this.zeroNs = zeroNs;
        this.listener = listener;
    }

    /** Follows a host from now on; times count from now. */
    static EventTail of(Host host, BiConsumer<EventTail, HostEvent> listener) {
        EventTail tail = new EventTail(host.view().atNs(), listener);
        host.events().subscribe(tail);
        return tail;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HostEvent event) {
        synchronized (kept) {
            if (kept.size() == KEPT) {
                kept.removeFirst();
            }
            kept.add(event);
        }
        listener.accept(this, event);
    }

    @Override
    public void onError(Throwable failure) {
        listener.accept(this, new HostEvent.Missed(zeroNs, 0));
    }

    @Override
    public void onComplete() {
        // the host has been closed; who waits for that has its own way to know
    }

    /** What has happened, in order. */
    List<HostEvent> events() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    /** Milliseconds since the tail began. */
    double millis(HostEvent event) {
        return Math.round((event.atNs() - zeroNs) / 1e3) / 1e3;
    }

    /** What happened, in one line, without the time. */
    static String text(HostEvent event) {
        return switch (event) {
            case HostEvent.StateChanged e -> "controller " + e.controller() + " " + e.address() + "  " + e.from().sysfsName() + " → "
                    + e.to().sysfsName() + (e.why().isEmpty() ? "" : "  " + e.why());
            case HostEvent.AnaChanged e -> "controller " + e.controller() + " ANA group " + e.group() + " is "
                    + HostPicture.word(e.state());
            case HostEvent.NamespaceChanged e -> "namespace " + Integer.toUnsignedString(e.nsid()) + " "
                    + e.what().name().toLowerCase(Locale.ROOT) + (e.what() == HostEvent.NamespaceChange.REMOVED
                            ? ""
                            : ", " + Figures.count(e.blocks()) + " blocks");
            case HostEvent.Alarm e -> "alarm" + (e.controller() < 0 ? "" : ", controller " + e.controller()) + ": " + e.text();
            case HostEvent.Released e -> "controller " + e.controller() + " has given back " + e.commands() + " held commands after "
                    + Figures.time(e.heldNs()) + ", by " + e.how();
            case HostEvent.FailedOver e -> text(e.failover());
            case HostEvent.Missed e -> e.events() + " events were missed";
        };
    }

    /** A failover in one line. */
    static String text(Failover failover) {
        Failover.Proof proof = failover.proof();
        return "controller " + failover.controller() + " was lost (" + failover.cause().label() + "): " + failover.held()
                + " commands held, " + (proof == null ? "no proof of its silence yet" : "proof " + proof.label())
                + (failover.at(Failover.Kind.FIRST_RETRY) >= 0
                        ? ", first sent again after " + Figures.time(failover.recoveryNs())
                        : failover.at(Failover.Kind.FENCED) >= 0 ? ", fenced after " + Figures.time(failover.recoveryNs()) : "")
                + (failover.failed() == 0 ? "" : ", " + failover.failed() + " ended with an unknown outcome");
    }

    /** The members of a failover. */
    static void json(JsonGenerator out, Failover failover) throws IOException {
        Failover.Proof proof = failover.proof();
        out.writeStringField("subsystem", failover.subsystem().value());
        out.writeNumberField("controller", failover.controller());
        out.writeStringField("address", failover.address().toString());
        out.writeNumberField("cntlid", failover.cntlid());
        out.writeStringField("ciu", String.format(Locale.ROOT, "%02x", failover.ciu()));
        out.writeStringField("cirn", String.format(Locale.ROOT, "%016x", failover.cirn()));
        out.writeStringField("cause", failover.cause().label());
        out.writeStringField("policy", failover.policy());
        out.writeStringField("proof", proof == null ? "" : proof.label());
        out.writeNumberField("held", failover.held());
        out.writeNumberField("failed", failover.failed());
        out.writeNumberField("recoveryMs", failover.recoveryNs() < 0 ? -1 : failover.recoveryNs() / 1e6);
    }

    /** The members of an event. */
    void json(JsonGenerator out, HostEvent event) throws IOException {
        out.writeStringField("event", switch (event) {
            case HostEvent.StateChanged e -> "state";
            case HostEvent.AnaChanged e -> "ana";
            case HostEvent.NamespaceChanged e -> "namespace";
            case HostEvent.Alarm e -> "alarm";
            case HostEvent.FailedOver e -> "failed-over";
            case HostEvent.Released e -> "released";
            case HostEvent.Missed e -> "missed";
        });
        out.writeNumberField("atMs", millis(event));
        switch (event) {
            case HostEvent.StateChanged e -> {
                out.writeStringField("subsystem", e.subsystem().value());
                out.writeNumberField("controller", e.controller());
                out.writeStringField("address", e.address().toString());
                out.writeStringField("from", e.from().sysfsName());
                out.writeStringField("to", e.to().sysfsName());
                out.writeStringField("why", e.why());
            }
            case HostEvent.AnaChanged e -> {
                out.writeStringField("subsystem", e.subsystem().value());
                out.writeNumberField("controller", e.controller());
                out.writeNumberField("group", e.group());
                out.writeStringField("state", HostPicture.word(e.state()));
            }
            case HostEvent.NamespaceChanged e -> {
                out.writeStringField("subsystem", e.subsystem().value());
                out.writeNumberField("nsid", Integer.toUnsignedLong(e.nsid()));
                out.writeStringField("what", e.what().name().toLowerCase(Locale.ROOT));
                out.writeNumberField("blocks", e.blocks());
            }
            case HostEvent.Alarm e -> {
                out.writeStringField("subsystem", e.subsystem().value());
                out.writeNumberField("controller", e.controller());
                out.writeStringField("text", e.text());
            }
            case HostEvent.FailedOver e -> json(out, e.failover());
            case HostEvent.Released e -> {
                out.writeStringField("subsystem", e.subsystem().value());
                out.writeNumberField("controller", e.controller());
                out.writeNumberField("commands", e.commands());
                out.writeNumberField("heldMs", e.heldNs() / 1e6);
                out.writeStringField("how", e.how());
            }
            case HostEvent.Missed e -> out.writeNumberField("events", e.events());
        }
    }
}
