package io.fenceline.core.host.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** Delays before attempts, and the budget that all attempts share. */
final class ReconnectTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theDelayDoublesUpToItsMaximum() {
        long[] most = {1, 2, 4, 8, 16, 30, 30, 30};
        for (int attempt = 0; attempt < most.length; attempt++) {
            assertThat(ReconnectDelay.delayNs(attempt, SECOND, 30 * SECOND, -1L)).isEqualTo(most[attempt] * SECOND);
            assertThat(ReconnectDelay.delayNs(attempt, SECOND, 30 * SECOND, 0)).isEqualTo(most[attempt] * SECOND / 2);
            assertThat(ReconnectDelay.fullJitterNs(attempt, SECOND, 30 * SECOND, -1L)).isEqualTo(most[attempt] * SECOND);
            assertThat(ReconnectDelay.fullJitterNs(attempt, SECOND, 30 * SECOND, 0)).isZero();
        }
    }

    @Test
    void theDelayIsNeverAboveItsMaximumNorBelowHalfOfItsBase() {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        for (int i = 0; i < 100_000; i++) {
            int attempt = gen.edgy(0, Integer.MAX_VALUE);
            long base = gen.between(1L, 3600 * SECOND);
            long max = base + gen.between(0L, 1L << gen.between(0, 61));
            long random = gen.anyLong();
            assertThat(ReconnectDelay.delayNs(attempt, base, max, random)).as("%s", seed).isBetween(base / 2, max).isPositive();
            assertThat(ReconnectDelay.fullJitterNs(attempt, base, max, random)).as("%s", seed).isBetween(0L, max);
        }
    }

    @Test
    void delaysAreSpreadEvenly() {
        Gen gen = Seed.next().gen();
        int[] tenths = new int[10];
        for (int i = 0; i < 100_000; i++) {
            long delay = ReconnectDelay.delayNs(0, SECOND, SECOND, gen.anyLong());
            tenths[(int) Math.min(9, (delay - SECOND / 2) * 10 / (SECOND / 2))]++;
        }
        for (int count : tenths) {
            assertThat(count).isBetween(9_000, 11_000);
        }
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> ReconnectDelay.delayNs(0, 2, 1, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attempt 0, base 2, max 1: attempt from 0, base from 1, max from base are wanted");
        assertThatThrownBy(() -> new ConnectBudget(0, 10)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 at once and 10 per second");
    }

    @Test
    void aFullBudgetAllowsABurstAndThenAnEvenRate() {
        ConnectBudget budget = new ConnectBudget(3, 10);
        long now = Long.MAX_VALUE - SECOND;
        for (int i = 0; i < 3; i++) {
            assertThat(budget.tryTake(now)).isZero();
        }
        assertThat(budget.tryTake(now)).isEqualTo(SECOND / 10);
        assertThat(budget.tryTake(now + SECOND / 10 - 1)).isPositive();
        assertThat(budget.tryTake(now + SECOND / 10)).isZero();
        assertThat(budget.tryTake(now + SECOND / 10)).isPositive();
        long later = now + 3600 * SECOND;
        for (int i = 0; i < 3; i++) {
            assertThat(budget.tryTake(later)).as("full again after an hour").isZero();
        }
        assertThat(budget.tryTake(later)).isPositive();
    }

    @Test
    void whoIsRefusedIsGivenATimeOfHisOwnAndFindsATokenThen() {
        ConnectBudget budget = new ConnectBudget(2, 10);
        for (int i = 0; i < 2; i++) {
            assertThat(budget.tryTake(0)).isZero();
        }
        long[] waits = new long[50];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = budget.tryTake(0);
            assertThat(waits[i]).isEqualTo((i + 1) * SECOND / 10);
        }
        for (long wait : waits) {
            assertThat(budget.tryTake(wait)).isZero();
        }
    }

    @Test
    void whoAsksTooOftenIsNeverToldToWaitForMoreThanTheLimit() {
        ConnectBudget budget = new ConnectBudget(1, 1);
        assertThat(budget.tryTake(0)).isZero();
        for (int i = 0; i < 10_000; i++) {
            assertThat(budget.tryTake(0)).isBetween(1L, ConnectBudget.MAX_WAIT_NS);
        }
        assertThat(budget.tryTake(SECOND)).isZero();
    }

    @Test
    void aThousandControllersThatWereLostTogetherComeBackOneAfterAnother() {
        record Waiting(long atNs, int controller) {
        }

        Gen gen = Seed.next().gen();
        ConnectBudget budget = new ConnectBudget();
        PriorityQueue<Waiting> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.atNs(), b.atNs()));
        for (int i = 0; i < 1000; i++) {
            waiting.add(new Waiting(ReconnectDelay.delayNs(0, SECOND, 30 * SECOND, gen.anyLong()), i));
        }
        int asked = 0;
        int inSecond = 0;
        long second = -1;
        long now = 0;
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            now = next.atNs();
            asked++;
            long wait = budget.tryTake(now);
            if (wait > 0) {
                waiting.add(new Waiting(now + wait, next.controller()));
                continue;
            }
            inSecond = now / SECOND == second ? inSecond + 1 : 1;
            second = now / SECOND;
            assertThat(inSecond).as("attempts in second %d", second)
                    .isLessThanOrEqualTo(ConnectBudget.DEFAULT_BURST + ConnectBudget.DEFAULT_PER_SECOND);
        }
        assertThat(now).as("all back").isLessThan(6 * SECOND);
        assertThat(asked).as("nobody asks again and again").isLessThan(3000);
    }
}
