package io.fenceline.tck.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fenceline.api.Options;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link RecoveryPolicy}. A vendor subclasses it and gives his provider. The engine would refuse what is unsafe;
 * a policy that keeps the contract is never refused.
 */
public abstract class RecoveryPolicyContract {
    private static final long SECOND = 1_000_000_000L;
    private static final int INCIDENTS = 5_000;
    /** How often one incident may be asked about before it counts as never released. */
    private static final int MAX_ASKED = 1_000;

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

    private static FailureFacts incident(Gen gen) {
        long lastByteNs = gen.chance(10) ? Long.MAX_VALUE - gen.between(0L, 20 * SECOND) : gen.between(-SECOND, 1L << 50);
        return new FailureFacts(gen.between(0, 1000), gen.between(1, 0xFFEF), "connection", lastByteNs, lastByteNs,
                gen.edgy(0, 120) * SECOND, gen.chance(50),
                gen.edgy(0, 65) * SECOND, gen.chance(50), gen.edgy(0, 100_000), false, java.util.List.of(), java.util.List.of(),
                java.util.List.of());
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
            if (left > 0) {
                long nowNs = facts.silentNs() - (gen.chance(20) ? 1 : gen.between(1L, left));
                assertThat(policy.decide(facts, nowNs)).as("%s at %d, %s", facts, nowNs, seed)
                        .isNotNull().isNotInstanceOf(RecoveryDecision.Release.class);
            }
        }
    }

    /** A hold ends later than now, and holds end: followed from one to the next, they come to a release. */
    @Test
    public void required_decide_holdsGoForwardAndEndInARelease() {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        RecoveryPolicy policy = policy();
        for (int i = 0; i < INCIDENTS; i++) {
            FailureFacts facts = incident(gen);
            long nowNs = facts.lastByteNs();
            int asked = 0;
            while (policy.decide(facts, nowNs) instanceof RecoveryDecision.HoldUntil hold) {
                assertThat(hold.untilNs() - nowNs).as("hold of %s at %d, %s", facts, nowNs, seed).isPositive();
                assertThat(++asked).as("times that %s was asked about, %s", facts, seed).isLessThan(MAX_ASKED);
                nowNs = hold.untilNs();
            }
            assertThat(nowNs - facts.silentNs()).as("%s was held too long, %s", facts, seed).isLessThanOrEqualTo(patienceNs());
        }
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
            long nowNs = facts.lastByteNs() + gen.between(0L, 400 * SECOND);
            RecoveryDecision first = policy.decide(facts, nowNs);
            assertThat(policy.decide(facts, nowNs)).as("%s at %d, %s", facts, nowNs, seed).isEqualTo(first);
            assertThat(other.decide(facts, nowNs)).as("%s at %d, of another policy, %s", facts, nowNs, seed).isEqualTo(first);
        }
    }
}
