package io.fenceline.core.host.engine.controller;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.Failover.Proof;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.fence.Fence;
import io.fenceline.core.host.engine.fence.HoldClock;
import io.fenceline.core.host.engine.fence.LostController;
import io.fenceline.core.host.engine.fence.RecoveryDesk;
import io.fenceline.core.host.engine.fence.ResetSource;
import io.fenceline.core.host.engine.fence.Story;
import io.fenceline.core.host.engine.queue.Command;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The losses of one controller, one after the other: each has its story, and a fence from the silence to the proof. On the control loop. */
final class Fencing {
    /** Hears of it. */
    interface Owner extends Fence.Owner {
        /** A story has begun, or has ended. */
        void onStory(Story story, boolean ended);
    }

    private final int number;
    private final TransportAddress address;
    private final ControllerSettings settings;
    private final ControlLoop control;
    private final RecoveryDesk desk;
    private final Supplier<List<ResetSource>> sources;
    private final HoldClock clock;
    private final Owner owner;
    private @Nullable Story story;
    private @Nullable Fence fence;
    private Cause cause = Cause.CONNECTION;
    private String detail = "";
    private long lostNs;
    private long refused;

    Fencing(int number, TransportAddress address, ControllerSettings settings, ControlLoop control, RecoveryDesk desk,
            Supplier<List<ResetSource>> sources, HoldClock clock, Owner owner) {
        this.number = number;
        this.address = address;
        this.settings = settings;
        this.control = control;
        this.desk = desk;
        this.sources = sources;
        this.clock = clock;
        this.owner = owner;
    }

    /** The association is given up. */
    void lost(Association lost, Cause why, String text) {
        cause = why;
        detail = text;
        lostNs = control.nowNs();
        ControllerFacts facts = lost.facts();
        Story begun = new Story(settings.subsystem(), settings.hostNqn(), number, address, lost.cntlid(), facts == null ? 0 : facts.ciu(),
                facts == null ? 0 : facts.cirn(), why, text);
        story = begun;
        begun.step(Kind.DETECTED, lostNs, why.label() + ": " + text);
        owner.onStory(begun, false);
    }

    /** Nothing leaves this end any more. */
    void begin(Association silent) {
        Story told = story;
        if (told == null) {
            throw new IllegalStateException("controller " + number + " is silent, and was not lost");
        }
        tellAnswers(told, silent);
        ControllerFacts facts = silent.facts();
        boolean reported = facts != null && facts.cqtMs() != 0;
        boolean tbkas = facts == null || facts.trafficBasedKeepAlive();
        long cqtNs = facts != null && reported ? facts.cqtMs() * 1_000_000L : settings.quiesceNs();
        Fence begun = new Fence(control, desk,
                new LostController(number, address, settings.subsystem(), settings.hostNqn(), settings.hostId(), silent.cntlid(),
                        facts == null ? 0 : facts.ciu(), facts == null ? 0 : facts.cirn(), cause, detail, lostNs, silent.lastByteNs(),
                        settings.keepAliveNs(), tbkas, cqtNs, reported, silent.silenceCoversMemory()),
                sources, clock, silent.held(), told, owner);
        fence = begun;
        begun.begin();
    }

    private void tellAnswers(Story told, Association silent) {
        if (silent.lastAnswerNs() != Long.MIN_VALUE) {
            told.step(Kind.LAST_ANSWER, silent.lastAnswerNs(), "");
        }
        long firstNs = Long.MAX_VALUE;
        for (Command command : silent.held()) {
            firstNs = Math.min(firstNs, command.submittedNs());
        }
        if (firstNs != Long.MAX_VALUE) {
            told.step(Kind.FIRST_MISSED, firstNs, "");
        }
    }

    /** Gives back what was held. */
    void release() {
        Fence ended = fence;
        Story told = story;
        fence = null;
        if (told != null) {
            refused += told.refused();
        }
        if (ended != null) {
            ended.release();
        }
    }

    /** It is connected again, or gone for good: the story ends. */
    void end(Kind how, String note) {
        Story told = story;
        if (told != null) {
            story = null;
            told.step(how, control.nowNs(), note);
            owner.onStory(told, true);
        }
    }

    void forsake() {
        if (fence != null) {
            fence.forsake();
        }
    }

    void poke() {
        if (fence != null) {
            fence.poke();
        }
    }

    void tick(long nowNs) {
        if (fence != null) {
            fence.tick(nowNs);
        }
    }

    boolean isHolding() {
        return fence != null;
    }

    int held() {
        return fence == null ? 0 : fence.held();
    }

    String policy() {
        return desk.active().name();
    }

    Map<String, Long> counters(Map<String, Long> others) {
        Map<String, Long> all = new TreeMap<>(others);
        all.put("policy_refused_count", refused);
        all.put("shadow_agreed_count", desk.shadowAgreed());
        all.put("shadow_differed_count", desk.shadowDiffered());
        return all;
    }

    /** For the event: what ended the hold, in one word. */
    static String how(Proof proof, String policy) {
        return switch (proof) {
            case CROSS_CONTROLLER_RESET -> "ccr";
            case TIME -> "time";
            case AGENT -> "agent";
            case NONE, NOTHING_HELD -> policy;
        };
    }
}
