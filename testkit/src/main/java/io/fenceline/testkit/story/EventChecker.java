package io.fenceline.testkit.story;

import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.HostEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Holds the events of one host against the table of the model: changes of states, releases, and the stories of lost controllers, each
 * of which has to agree with the others. For one thread.
 */
public final class EventChecker {
    private static final class Loss {
        long fencingNs = -1;
        long fencedNs = -1;
        long releasedNs = -1;
        String how = "";
    }

    private final FenceTable table = FenceTable.THE;
    private final StoryChecker stories = new StoryChecker();
    private final long holdNs;
    private final Consumer<String> trouble;
    private final Map<Integer, Loss> losses = new HashMap<>();
    private boolean missed;
    private long judged;

    /**
     * A checker.
     *
     * @param holdNs the shortest hold that may count as proof by time, in nanoseconds; 0: times are not judged
     * @param trouble hears what is wrong, a line each
     */
    public EventChecker(long holdNs, Consumer<String> trouble) {
        this.holdNs = holdNs;
        this.trouble = trouble;
    }

    /**
     * Stories that were judged.
     *
     * @return 0 or more
     */
    public long judged() {
        return judged;
    }

    /**
     * Takes an event, in the order in which the host tells them.
     *
     * @param event what happened
     */
    public void onEvent(HostEvent event) {
        switch (event) {
            case HostEvent.StateChanged change -> changed(change);
            case HostEvent.Released release -> released(release);
            case HostEvent.FailedOver story -> told(story.failover());
            case HostEvent.Missed _ -> missed = true;
            case HostEvent.AnaChanged _,HostEvent.NamespaceChanged _,HostEvent.Alarm _ -> {
                // Not the fence's.
            }
        }
    }

    private void changed(HostEvent.StateChanged change) {
        if (!table.allows(change.from(), change.to())) {
            trouble.accept("controller " + change.controller() + " goes from " + change.from() + " to " + change.to()
                    + ", which the model does not allow");
        }
        if (change.to() == ControllerState.FENCING) {
            Loss loss = new Loss();
            loss.fencingNs = change.atNs();
            losses.put(change.controller(), loss);
        } else if (change.to() == ControllerState.FENCED) {
            losses.computeIfAbsent(change.controller(), none -> new Loss()).fencedNs = change.atNs();
        }
    }

    private void released(HostEvent.Released release) {
        Loss loss = losses.computeIfAbsent(release.controller(), none -> new Loss());
        loss.releasedNs = release.atNs();
        loss.how = release.how();
        if (!missed && (loss.fencedNs < 0 || loss.fencedNs > release.atNs())) {
            trouble.accept("controller " + release.controller() + " releases " + release.commands() + " commands and is not fenced");
        }
        if (release.how().equals("time") && release.heldNs() < holdNs) {
            trouble.accept("controller " + release.controller() + " releases by time " + release.heldNs()
                    + " ns after the last byte; the hold is " + holdNs + " ns");
        }
    }

    private void told(Failover story) {
        judged++;
        String name = "the story of controller " + story.controller() + ": ";
        stories.check(story).forEach(wrong -> trouble.accept(name + wrong + "; " + told(story.steps())));
        Loss loss = losses.get(story.controller());
        if (loss == null || missed) {
            return;
        }
        compare(name, story, Kind.DETECTED, loss.fencingNs);
        if (story.at(Kind.FENCED) >= 0) {
            compare(name, story, Kind.FENCED, loss.fencedNs);
        }
        Failover.Proof proof = story.proof();
        if (loss.releasedNs >= 0 && proof != null && !agrees(proof, loss.how)) {
            trouble.accept(name + "its proof is " + proof.label() + ", and the release was by " + loss.how);
        }
    }

    private void compare(String name, Failover story, Kind step, long atNs) {
        if (story.at(step) != atNs) {
            trouble.accept(name + step.label() + " is told for " + story.at(step) + " ns, and the state changed at " + atNs + " ns");
        }
    }

    private static boolean agrees(Failover.Proof proof, String how) {
        return switch (proof) {
            case CROSS_CONTROLLER_RESET -> how.equals("ccr");
            case TIME -> how.equals("time");
            case AGENT -> how.equals("agent");
            case NOTHING_HELD, NONE -> true; // by the policy's name, whatever that is
        };
    }

    private static String told(List<Failover.Step> steps) {
        return String.join(" ", steps.stream().map(step -> step.kind().label()).toList());
    }
}
