package io.fenceline.tck.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fenceline.api.Options;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.FailureFacts.Result;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link RecoveryPolicy}. A vendor subclasses it and gives his provider. The engine would refuse what is unsafe;
 * a policy that keeps the contract is never refused.
 */
public abstract class RecoveryPolicyContract {
    private static final long SECOND = 1_000_000_000L;
    private static final int INCIDENTS = 2_000;
    private static final int PLAYED = 1_000;
    /** What an engine waits for a decision. */
    private static final Duration QUICK = Duration.ofMillis(100);

    /** For subclasses. */
    protected RecoveryPolicyContract() {
    }

    /**
     * The provider under test.
     *
     * @return a provider
     */
    public abstract RecoveryPolicyProvider provider();

    /**
     * Options to test with.
     *
     * @return values by key; the defaults unless overridden
     */
    public Map<String, ?> options() {
        return Map.of();
    }

    /**
     * How long after the time of the specification the policy may hold on.
     *
     * @return nanoseconds; an hour unless overridden
     */
    public long patienceNs() {
        return 3_600 * SECOND;
    }

    private RecoveryPolicy policy() {
        return provider().open(Options.of(provider().options(), options()));
    }

    /** As at the moment of a loss: nothing has been begun. */
    private static FailureFacts loss(Gen gen) {
        long lastByteNs = switch (gen.between(0, 9)) {
            case 0 -> Long.MAX_VALUE - gen.between(0L, 20 * SECOND);
            case 1 -> -gen.between(1L, 1L << 50);
            default -> gen.between(-SECOND, 1L << 50);
        };
        return new FailureFacts(gen.between(0, 1000), gen.between(1, 0xFFEF), gen.pick(List.of("connection", "keep-alive", "command")),
                lastByteNs + gen.between(0L, SECOND), lastByteNs, gen.edgy(0, 120) * SECOND, gen.chance(50), gen.edgy(0, 65) * SECOND,
                gen.chance(50), gen.edgy(0, 100_000), gen.chance(80), List.of(), List.of(), List.of());
    }

    /** In the midst of an incident: anything may have been begun by whoever was in force before. */
    private static FailureFacts incident(Gen gen) {
        FailureFacts loss = loss(gen);
        List<FailureFacts.Source> sources = new ArrayList<>();
        List<FailureFacts.Attempt> attempts = new ArrayList<>();
        List<FailureFacts.Agent> agents = new ArrayList<>();
        List<Result> results = List.of(Result.values());
        for (int i = gen.between(0, gen.chance(2) ? 255 : 4); i > 0; i--) {
            sources.add(new FailureFacts.Source(loss.controller() + i, gen.chance(30), gen.edgy(0, 255), gen.chance(40)));
        }
        for (int i = gen.between(0, gen.chance(2) ? 511 : 3); i > 0; i--) {
            attempts.add(new FailureFacts.Attempt(loss.controller() + gen.between(1, 5), loss.fencingNs() + gen.between(0L, 20 * SECOND),
                    gen.pick(results)));
        }
        for (int i = gen.between(0, 3); i > 0; i--) {
            boolean asked = gen.chance(50);
            agents.add(new FailureFacts.Agent("agent-" + i, asked ? loss.fencingNs() : -1,
                    asked ? gen.pick(results) : Result.PENDING));
        }
        return new FailureFacts(loss.controller(), loss.cntlid(), loss.cause(), loss.fencingNs(), loss.lastByteNs(), loss.katoNs(),
                loss.trafficBasedKeepAlive(), loss.cqtNs(), loss.cqtReported(), loss.held(), loss.crossReset(), sources, attempts, agents);
    }

    private static long someTime(Gen gen, FailureFacts facts) {
        return facts.lastByteNs() + (gen.chance(30) ? gen.between(0L, 2 * SECOND) : gen.between(0L, 400 * SECOND));
    }

    /** The name is fit for configuration. */
    @Test
    public void required_name_isLowerCaseWithHyphens() {
        assertThat(provider().name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*").isEqualTo(provider().name());
    }

    /** Without any option there is a policy. */
    @Test
    public void required_open_worksWithDefaults() {
        assertThat(provider().open(Options.defaults(provider().options()))).isNotNull();
    }

    /** Every question has an answer: no exception, no null, whatever the facts. */
    @Test
    public void required_decide_alwaysAnswers() {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        RecoveryPolicy policy = policy();
        for (int i = 0; i < INCIDENTS; i++) {
            FailureFacts facts = incident(gen);
            long nowNs = someTime(gen, facts);
            assertThatCode(() -> assertThat(policy.decide(facts, nowNs)).isNotNull()).as("%s at %d, %s", facts, nowNs, seed)
                    .doesNotThrowAnyException();
        }
    }

    /** Nothing is released before everything that was sent is sure to be over (NVM Express Base 2.1, 9.6.2.2). */
    @Test
    public void required_decide_neverReleasesBeforeTheTimeOfTheSpecification() {
        assumeFalse(provider().unsafe(), "the policy says that it is unsafe");
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        RecoveryPolicy policy = policy();
        for (int i = 0; i < INCIDENTS; i++) {
            FailureFacts facts = incident(gen);
            long left = facts.silentNs() - facts.lastByteNs();
            if (facts.katoNs() != 0 && left > 0) {
                long nowNs = facts.silentNs() - (gen.chance(20) ? 1 : gen.between(1L, left));
                assertThat(policy.decide(facts, nowNs)).as("%s at %d, %s", facts, nowNs, seed)
                        .isNotNull().isNotInstanceOf(RecoveryDecision.Release.class);
            }
        }
    }

    /** Without a keep alive the controller may go on for ever: no time is late enough, wherever the clock begins. */
    @Test
    public void required_decide_neverReleasesWithoutAKeepAlive() {
        assumeFalse(provider().unsafe(), "the policy says that it is unsafe");
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        RecoveryPolicy policy = policy();
        for (int i = 0; i < INCIDENTS; i++) {
            FailureFacts some = incident(gen);
            FailureFacts facts = new FailureFacts(some.controller(), some.cntlid(), some.cause(), some.fencingNs(), some.lastByteNs(), 0,
                    some.trafficBasedKeepAlive(), some.cqtNs(), some.cqtReported(), some.held(), some.crossReset(), some.sources(),
                    some.attempts(), some.agents());
            long nowNs = facts.lastByteNs() + gen.between(0L, 1L << 50);
            assertThat(policy.decide(facts, nowNs)).as("%s at %d, %s", facts, nowNs, seed)
                    .isNotNull().isNotInstanceOf(RecoveryDecision.Release.class);
        }
    }

    /** Only a source that has a credit and was not tried is asked for a reset, only an agent that was not asked is asked. */
    @Test
    public void required_decide_asksOnlyWhoCanBeAsked() {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        RecoveryPolicy policy = policy();
        for (int i = 0; i < INCIDENTS; i++) {
            FailureFacts facts = incident(gen);
            long nowNs = someTime(gen, facts);
            RecoveryDecision decision = policy.decide(facts, nowNs);
            boolean can = switch (decision) {
                case RecoveryDecision.ResetThrough(int source) -> facts.crossReset() && facts.sources().stream()
                        .anyMatch(s -> s.controller() == source && s.credits() > 0 && !s.tried());
                case RecoveryDecision.AskAgent(String agent) -> facts.agents().stream()
                        .anyMatch(a -> a.name().equals(agent) && !a.asked());
                default -> true;
            };
            assertThat(can).as("%s can be obeyed with %s, %s", decision, facts, seed).isTrue();
        }
    }

    /**
     * Followed from question to question, in worlds where resets and agents succeed, fail, are lost or hang, every incident ends: by
     * a proof, by a release, or with nothing held; and a policy is not asked without end.
     */
    @Test
    public void required_decide_everyIncidentEnds() {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        RecoveryPolicy policy = policy();
        Map<PlayedIncident.End, Integer> ends = new EnumMap<>(PlayedIncident.End.class);
        for (int i = 0; i < PLAYED; i++) {
            long own = gen.anyLong();
            Gen world = new Gen(own);
            FailureFacts loss = loss(world);
            try {
                ends.merge(new PlayedIncident(world, loss).play(policy, provider().unsafe(), patienceNs()), 1, Integer::sum);
            } catch (AssertionError e) {
                throw new AssertionError("incident " + i + " of " + seed + ": " + e.getMessage(), e);
            }
        }
        System.out.println(provider().name() + ": " + PLAYED + " incidents, " + ends);
    }

    /** A decision depends on facts and time alone. */
    @Test
    public void required_decide_sameFactsSameDecision() {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        RecoveryPolicy policy = policy();
        RecoveryPolicy other = policy();
        for (int i = 0; i < INCIDENTS; i++) {
            FailureFacts facts = incident(gen);
            long nowNs = someTime(gen, facts);
            RecoveryDecision first = policy.decide(facts, nowNs);
            assertThat(policy.decide(facts, nowNs)).as("%s at %d, %s", facts, nowNs, seed).isEqualTo(first);
            assertThat(other.decide(facts, nowNs)).as("%s at %d, of another policy, %s", facts, nowNs, seed).isEqualTo(first);
        }
    }

    /** A decision takes less than 100 ms: the engine waits no longer. The best of three, since the machine has other work too. */
    @Test
    public void required_decide_isQuick() {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        RecoveryPolicy policy = policy();
        for (int i = 0; i < 200; i++) {
            FailureFacts facts = incident(gen);
            long nowNs = someTime(gen, facts);
            List<Long> tookNs = new ArrayList<>();
            do {
                long from = System.nanoTime();
                policy.decide(facts, nowNs);
                tookNs.add(System.nanoTime() - from);
            } while (tookNs.getLast() >= QUICK.toNanos() && tookNs.size() < 3);
            assertThat(Collections.min(tookNs)).as("nanoseconds for %s at %d, %s", facts, nowNs, seed).isLessThan(QUICK.toNanos());
        }
    }
}
