package io.fenceline.testkit.sim;

import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostView;
import io.fenceline.testkit.story.EventChecker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Reads a host's events, and believes only what the table of states and that of the model of recovery allow. */
final class EventWatch implements Flow.Subscriber<HostEvent> {
    /** Events that a report shows. */
    private static final int LAST = 40;

    private final String name;
    private final boolean unsafe;
    private final Consumer<String> trouble;
    private final Map<Integer, ControllerState> states = new HashMap<>();
    private final Deque<String> last = new ArrayDeque<>();
    private final EventChecker stories;
    private long latestNs;
    private boolean missed;
    long fenced;
    long released;
    long byReset;
    long byTime;

    EventWatch(String name, long holdNs, boolean unsafe, Consumer<String> trouble) {
        this.unsafe = unsafe;
        this.name = name;
        stories = new EventChecker(holdNs, wrong -> trouble.accept(name + ": " + wrong));
        this.trouble = trouble;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HostEvent event) {
        if (last.size() == LAST) {
            last.remove();
        }
        last.add(event.toString());
        if (event.atNs() < latestNs) {
            trouble.accept(name + ": an event of " + event.atNs() + " ns comes after one of " + latestNs + " ns: " + event);
        }
        latestNs = event.atNs();
        stories.onEvent(event);
        switch (event) {
            case HostEvent.StateChanged change -> changed(change);
            case HostEvent.Released release -> released += release.commands();
            case HostEvent.FailedOver told -> judge(told.failover());
            case HostEvent.Missed miss -> missed = true;
            case HostEvent.AnaChanged ana -> {
                // Its effect is what the load finds.
            }
            case HostEvent.NamespaceChanged namespace -> {
                // Likewise.
            }
            case HostEvent.Alarm alarm -> {
                // For a person.
            }
        }
    }

    /** What ended the hold is something that may end one, and steps come in order. */
    private void judge(Failover story) {
        Failover.Proof proof = story.proof();
        byReset += proof == Failover.Proof.CROSS_CONTROLLER_RESET ? 1 : 0;
        byTime += proof == Failover.Proof.TIME ? 1 : 0;
        if (proof == Failover.Proof.NONE && !unsafe) {
            trouble.accept(name + ": a hold was ended by nothing: " + story);
        }
        if (proof == Failover.Proof.NOTHING_HELD && story.heldWrites() > 0) {
            trouble.accept(name + ": " + story.heldWrites() + " writes were held, and the story says that nothing was: " + story);
        }
        if (story.at(Failover.Kind.FIRST_RETRY) >= 0 && story.at(Failover.Kind.FIRST_RETRY) < story.at(Failover.Kind.FENCED)) {
            trouble.accept(name + ": something was repeated before the end of the hold: " + story);
        }
    }

    private void changed(HostEvent.StateChanged change) {
        ControllerState before = states.getOrDefault(change.controller(), ControllerState.NEW);
        if (!missed && change.from() != before) {
            trouble.accept(name + ": controller " + change.controller() + " leaves " + change.from() + ", and was " + before);
        }
        if (!change.from().mayBecome(change.to())) {
            trouble.accept(name + ": controller " + change.controller() + " goes from " + change.from() + " to " + change.to()
                    + ", which the table does not allow");
        }
        if (change.to() == ControllerState.FENCING) {
            fenced++;
        }
        states.put(change.controller(), change.to());
    }

    /** The states that were told are those that are shown. */
    void compare(HostView view) {
        if (missed) {
            return;
        }
        for (HostView.SubsystemView subsystem : view.subsystems()) {
            for (HostView.ControllerView controller : subsystem.controllers()) {
                ControllerState told = states.getOrDefault(controller.number(), ControllerState.NEW);
                if (told != controller.state()) {
                    trouble.accept(
                            name + ": controller " + controller.number() + " is shown as " + controller.state() + ", and the events say "
                                    + told);
                }
            }
        }
    }

    /** What happened last, a line each. */
    String tail() {
        return String.join("\n", last);
    }

    @Override
    public void onError(Throwable failure) {
        trouble.accept(name + ": the events ended with " + failure);
    }

    @Override
    public void onComplete() {
        // The host was closed.
    }
}
