package io.fenceline.assembly.failovers;

import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostEvent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Flow;

/** Makes an event of Java Flight Recorder of each failover of a host. Costs nothing while nobody records. */
public final class FlightRecording implements Flow.Subscriber<HostEvent> {
    /** Events that have begun, by the number of the controller. A host calls one at a time. */
    private final Map<Integer, FailoverEvent> begun = new HashMap<>();

    private FlightRecording() {
    }

    /**
     * Follows a host until it is closed.
     *
     * @param host which
     */
    public static void of(Host host) {
        host.events().subscribe(new FlightRecording());
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HostEvent event) {
        switch (event) {
            case HostEvent.StateChanged change when change.to() == ControllerState.FENCING -> {
                FailoverEvent failover = new FailoverEvent();
                failover.begin();
                begun.put(change.controller(), failover);
            }
            case HostEvent.StateChanged change when change.to() == ControllerState.FENCED -> {
                FailoverEvent failover = begun.get(change.controller());
                if (failover != null) {
                    failover.end();
                }
            }
            case HostEvent.FailedOver ended -> commit(ended.failover());
            default -> {
                // no part of a failover
            }
        }
    }

    private void commit(Failover story) {
        FailoverEvent failover = begun.remove(story.controller());
        if (failover == null || !failover.shouldCommit()) {
            return;
        }
        Story joined = new Story(story, null, 0, true);
        failover.subsystem = story.subsystem().value();
        failover.controller = story.controller();
        failover.address = story.address().toString();
        failover.cntlid = story.cntlid();
        failover.ciu = story.ciu();
        failover.cirn = String.format(Locale.ROOT, "%016x", story.cirn());
        failover.cause = story.cause().label();
        failover.detail = story.detail();
        failover.policy = story.policy();
        Failover.Proof proof = story.proof();
        failover.proof = proof == null ? "" : proof.label();
        failover.noticedAfter = joined.noticedAfterNs();
        failover.recovery = story.recoveryNs();
        failover.held = story.held();
        failover.heldWrites = story.heldWrites();
        failover.failed = story.failed();
        failover.refused = story.refused();
        failover.commit();
    }

    @Override
    public void onError(Throwable failure) {
        begun.clear();
    }

    @Override
    public void onComplete() {
        begun.clear();
    }
}
