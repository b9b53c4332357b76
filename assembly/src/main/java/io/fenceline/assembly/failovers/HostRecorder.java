package io.fenceline.assembly.failovers;

import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostEvent;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Writes each story of a host to a history when it has ended, and those that have not when it is closed itself. Any thread. */
public final class HostRecorder implements Flow.Subscriber<HostEvent>, AutoCloseable {
    private final Host host;
    private final History history;
    private final Consumer<String> complain;
    private final Set<String> written = new HashSet<>();
    private boolean failed;

    private HostRecorder(Host host, History history, Consumer<String> complain) {
        this.host = host;
        this.history = history;
        this.complain = complain;
    }

    /**
     * Begins.
     *
     * @param host whose stories; closed after this
     * @param history where to
     * @param complain takes a line when the history cannot be written, once
     * @return close it
     */
    public static HostRecorder of(Host host, History history, Consumer<String> complain) {
        HostRecorder recorder = new HostRecorder(host, history, complain);
        host.events().subscribe(recorder);
        return recorder;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HostEvent event) {
        switch (event) {
            case HostEvent.FailedOver ended -> write(List.of(ended.failover()));
            case HostEvent.Missed missed -> write(host.failovers().stream().filter(HostRecorder::hasEnded).toList());
            default -> {
                // no story ends with it
            }
        }
    }

    private static boolean hasEnded(Failover failover) {
        return failover.at(Failover.Kind.RECONNECTED) >= 0 || failover.at(Failover.Kind.REMOVED) >= 0;
    }

    private synchronized void write(List<Failover> stories) {
        for (Failover story : stories) {
            Half half = new Half.OfHost(ClockName.HERE, story);
            if (!failed && written.add(half.key())) {
                try {
                    history.add(half);
                } catch (IOException e) {
                    failed = true;
                    complain.accept(
                            history.file() + ": failovers cannot be kept: " + e.getMessage() + "; --failovers FILE, or none, would help");
                }
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        onComplete();
    }

    @Override
    public void onComplete() {
        write(host.failovers());
    }

    /** Writes what has not ended yet as it is. */
    @Override
    public void close() {
        write(host.failovers());
    }
}
