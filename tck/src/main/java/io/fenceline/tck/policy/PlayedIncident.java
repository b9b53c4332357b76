package io.fenceline.tck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.FailureFacts.Result;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.testkit.Gen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One lost controller in a small world of its own: controllers that can reset it come and go, resets and agents succeed, fail, are
 * lost or are never heard of again, held commands end by themselves, and time passes. It does what a policy proposes, as an engine
 * would, and complains about what an engine would refuse.
 */
final class PlayedIncident {
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_SOURCES = 6;
    private static final int MAX_AGENTS = 3;
    /** How often a policy may ask to hold: enough for one that looks every few seconds. */
    private static final int HOLDS = 1_000;
    /** Things that can be begun with one source before it comes again, or with one agent. */
    private static final int BEGUN = 3;

    /** How an incident ended. */
    enum End {
        /** A reset or an agent has proved silence. */
        PROOF,
        /** The policy has released. */
        RELEASED,
        /** Nothing is held any more, and nothing will happen. */
        NOTHING_HELD
    }

    private record Happening(long atNs, int order, Runnable what) {
    }

    /** A controller beside the lost one. */
    private static final class Neighbour {
        final int number;
        final boolean sameAddress;
        int credits;
        boolean live;
        boolean tried;
        /** A new one for each connection: what was begun over an old one is lost. */
        int connection;

        Neighbour(int number, boolean sameAddress, int credits) {
            this.number = number;
            this.sameAddress = sameAddress;
            this.credits = credits;
        }
    }

    /** What was begun and may still be answered. */
    private static final class Begun {
        final String by;
        final long atNs;
        Result result = Result.PENDING;

        Begun(String by, long atNs) {
            this.by = by;
            this.atNs = atNs;
        }
    }

    private final Gen gen;
    private final FailureFacts first;
    private final List<Neighbour> neighbours = new ArrayList<>();
    private final List<Begun> resets = new ArrayList<>();
    private final List<Begun> asked = new ArrayList<>();
    private final List<String> agents = new ArrayList<>();
    private final PriorityQueue<Happening> happenings = new PriorityQueue<>(
            Comparator.comparingLong(Happening::atNs).thenComparingInt(Happening::order));
    private final List<String> story = new ArrayList<>();
    /** Since the last byte; the clock of the policy is this and the time of that byte, and may wrap around. */
    private long nowNs;
    private int held;
    private int happened;
    private int holds;
    private int begun;
    private boolean proved;

    PlayedIncident(Gen gen, FailureFacts first) {
        this.gen = gen;
        this.first = first;
        held = first.held();
        nowNs = gen.between(0L, SECOND);
        for (int i = gen.between(0, MAX_SOURCES); i > 0; i--) {
            Neighbour neighbour = new Neighbour(first.controller() + i, gen.chance(30), gen.edgy(0, 4));
            neighbours.add(neighbour);
            neighbour.live = gen.chance(70);
            for (int times = gen.between(0, 3); times > 0; times--) {
                at(gen.between(0L, 60 * SECOND), () -> comeOrGo(neighbour));
            }
        }
        for (int i = gen.between(0, MAX_AGENTS); i > 0; i--) {
            agents.add("agent-" + i);
        }
        for (int i = gen.between(0, 3); i > 0; i--) {
            at(gen.between(0L, 60 * SECOND), () -> held = gen.between(0, held)); // their own time is over
        }
    }

    private void at(long ns, Runnable what) {
        happenings.add(new Happening(nowNs + ns, happenings.size() + happened, what));
    }

    private long clock() {
        return first.lastByteNs() + nowNs;
    }

    private void tell(String line) {
        story.add(nowNs / 1_000_000 + " ms: " + line);
    }

    private FailureFacts facts() {
        List<FailureFacts.Source> sources = neighbours.stream().filter(n -> n.live)
                .map(n -> new FailureFacts.Source(n.number, n.sameAddress, n.credits, n.tried)).toList();
        List<FailureFacts.Attempt> attempts = resets.stream()
                .map(b -> new FailureFacts.Attempt(Integer.parseInt(b.by), b.atNs, b.result)).toList();
        List<FailureFacts.Agent> all = agents.stream().map(name -> asked.stream().filter(b -> b.by.equals(name)).findFirst()
                .map(b -> new FailureFacts.Agent(name, b.atNs, b.result)).orElse(new FailureFacts.Agent(name, -1, Result.PENDING)))
                .toList();
        return new FailureFacts(first.controller(), first.cntlid(), first.cause(), first.fencingNs(), first.lastByteNs(), first.katoNs(),
                first.trafficBasedKeepAlive(), first.cqtNs(), first.cqtReported(), held, first.crossReset(), sources, attempts, all);
    }

    /**
     * Plays to the end.
     *
     * @param policy is followed
     * @param unsafe whether it may release early
     * @param patienceNs how long after the time of the specification it may hold on
     * @return how it ended
     */
    End play(RecoveryPolicy policy, boolean unsafe, long patienceNs) {
        while (true) {
            FailureFacts facts = facts();
            RecoveryDecision decision = policy.decide(facts, clock());
            tell(decision + " with " + facts);
            switch (decision) {
                case RecoveryDecision.Release _ -> {
                    require(unsafe || facts.silentAt(clock()), "nothing is released before the time of the specification");
                    require(first.katoNs() == 0 || clock() - facts.silentNs() <= patienceNs, "nothing is held longer than the patience");
                    return End.RELEASED;
                }
                case RecoveryDecision.ResetThrough(int source) -> reset(facts, source);
                case RecoveryDecision.AskAgent(String agent) -> ask(facts, agent);
                case RecoveryDecision.FailFast _ -> {
                    require(held > 0, "there is something that can fail");
                    held = 0;
                }
                case RecoveryDecision.HoldUntil(long untilNs) -> {
                    End end = hold(untilNs, patienceNs);
                    if (end != null) {
                        return end;
                    }
                }
                case null -> require(false, "there is a decision");
            }
        }
    }

    private @Nullable End hold(long untilNs, long patienceNs) {
        boolean forEver = untilNs == Long.MAX_VALUE;
        require(forEver || untilNs - clock() > 0, "a hold ends later than now");
        require(++holds <= HOLDS + happened, "it is not asked " + holds + " times");
        Happening next = happenings.peek();
        if (forEver && next == null) {
            require(held == 0, "nothing is held for ever");
            return End.NOTHING_HELD;
        }
        long until = forEver ? Long.MAX_VALUE : nowNs + (untilNs - clock());
        if (next == null || until < next.atNs()) {
            nowNs = until;
        } else {
            nowNs = Math.max(nowNs, next.atNs());
            happenings.remove(next);
            happened++;
            next.what().run();
        }
        require(first.katoNs() == 0 || held == 0 || clock() - first.silentNs() <= patienceNs + 120 * SECOND,
                "commands are not held longer than the patience");
        return proved ? End.PROOF : null;
    }

    private void reset(FailureFacts facts, int source) {
        require(facts.crossReset(), "the lost controller has told CIU and CIRN");
        FailureFacts.Source through = facts.sources().stream().filter(s -> s.controller() == source).findFirst().orElse(null);
        require(through != null && through.credits() > 0 && !through.tried(),
                "a reset goes through a source that has a credit and was not tried");
        require(++begun <= BEGUN * (MAX_SOURCES + happened + 1), "not more is begun than can be");
        Neighbour neighbour = neighbours.stream().filter(n -> n.number == source).findFirst().orElseThrow();
        neighbour.tried = true;
        neighbour.credits--;
        Begun reset = new Begun(Integer.toString(source), clock());
        resets.add(reset);
        int connection = neighbour.connection;
        later(reset, () -> {
            if (neighbour.connection == connection) {
                neighbour.credits++;
                neighbour.tried = reset.result != Result.REFUSED || resets.size() > 2 * MAX_SOURCES || gen.chance(60);
            }
        });
    }

    private void ask(FailureFacts facts, String agent) {
        require(facts.agents().stream().anyMatch(a -> a.name().equals(agent) && !a.asked()), "an agent is asked that was not");
        Begun question = new Begun(agent, clock());
        asked.add(question);
        later(question, () -> {
        });
    }

    /** Its fate: an answer soon or late, or none. */
    private void later(Begun what, Runnable answered) {
        if (gen.chance(25)) {
            return; // hangs
        }
        long takesNs = gen.chance(50) ? gen.between(0L, SECOND / 10) : gen.between(0L, 90 * SECOND);
        Result result = gen.chance(20) ? Result.SILENT : gen.pick(List.of(Result.REFUSED, Result.FAILED, Result.LOST));
        at(takesNs, () -> {
            if (what.result == Result.PENDING) {
                what.result = result;
                proved |= result == Result.SILENT;
                answered.run();
                tell(what.by + " answers " + result);
            }
        });
    }

    private void comeOrGo(Neighbour neighbour) {
        neighbour.live = !neighbour.live;
        neighbour.connection++;
        neighbour.tried = false;
        neighbour.credits = gen.between(0, 4);
        for (Begun reset : resets) {
            if (reset.result == Result.PENDING && reset.by.equals(Integer.toString(neighbour.number))) {
                reset.result = Result.LOST;
            }
        }
        tell("controller " + neighbour.number + (neighbour.live ? " comes" : " is lost"));
    }

    private void require(boolean holds, String rule) {
        assertThat(holds).as("%s; %d questions, the last of them:%n%s", rule, story.size(),
                String.join("\n", story.subList(Math.max(0, story.size() - 12), story.size()))).isTrue();
    }
}
