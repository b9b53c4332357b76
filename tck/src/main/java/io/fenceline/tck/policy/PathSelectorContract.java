package io.fenceline.tck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link PathSelector}. A vendor subclasses it and gives his provider. What makes a good choice is the
 * selector's own business; the contract is that there is always a valid one, at no cost to the data path.
 */
public abstract class PathSelectorContract {
    private static final int CALLS = 50_000;
    private static final int THREADS = 4;
    private static final long SECOND = 1_000_000_000L;

    /** For subclasses. */
    protected PathSelectorContract() {
    }

    /**
     * The provider under test.
     *
     * @return a provider
     */
    public abstract PathSelectorProvider provider();

    /**
     * Options to test with.
     *
     * @return values by key; the defaults unless overridden
     */
    public Map<String, ?> options() {
        return Map.of();
    }

    private PathSelector selector() {
        return provider().open(Options.of(provider().options(), options()));
    }

    /** The name is fit for configuration. */
    @Test
    public void required_name_isLowerCaseWithHyphens() {
        assertThat(provider().name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*").isEqualTo(provider().name());
    }

    /** Without any option there is a selector, and each namespace has its own. */
    @Test
    public void required_open_worksWithDefaultsAndGivesEachNamespaceItsOwn() {
        Options defaults = Options.defaults(provider().options());
        assertThat(provider().open(defaults)).isNotNull().isNotSameAs(provider().open(defaults));
    }

    /** A single path is the choice. */
    @Test
    public void required_select_onePathIsChosenWhateverItsState() {
        PathSelector selector = selector();
        PathTable one = new PathTable();
        one.add(7, 3).inFlight(10_000).latencyNs(60 * SECOND).oldestNs(60 * SECOND);
        for (int i = 0; i < 100; i++) {
            assertThat(selector.select(one.lane(i).nowNs(i * SECOND))).isZero();
        }
    }

    /** The choice is one of the candidates, for any number of them, while they come and go, whatever their numbers are. */
    @Test
    public void required_select_isOneOfTheCandidatesWhileTheyChange() {
        Seed seed = Seed.next();
        Gen gen = seed.gen();
        PathSelector selector = selector();
        PathTable paths = PathTable.of(2);
        List<PathTable.Path> lost = new ArrayList<>();
        int controllers = 2;
        for (int i = 0; i < 20_000; i++) {
            if (gen.chance(5) && paths.size() > 1) {
                lost.add(paths.remove(gen.between(0, paths.size() - 1)));
            } else if (gen.chance(5) && !lost.isEmpty()) {
                paths.add(lost.remove(gen.between(0, lost.size() - 1)));
            } else if (gen.chance(5) && paths.size() + lost.size() < 256) {
                paths.add(controllers, controllers++);
            }
            PathTable.Path path = paths.path(gen.between(0, paths.size() - 1));
            path.inFlight(gen.edgy(0, 1 << 20)).latencyNs(gen.between(0L, 100 * SECOND)).oldestNs(gen.between(0L, 100 * SECOND));
            paths.pass(gen.between(0L, SECOND));
            paths.lane(gen.edgy(0, Integer.MAX_VALUE));
            assertThat(selector.select(paths)).as("choice %d of %d, %s", i, paths.size(), seed).isBetween(0, paths.size() - 1);
        }
    }

    /** The clock begins anywhere and may wrap around: only differences count. */
    @Test
    public void required_select_onlyDifferencesOfTheClockCount() {
        for (long start : new long[]{Long.MIN_VALUE, -SECOND, 0, Long.MAX_VALUE - SECOND}) {
            PathSelector selector = selector();
            PathTable paths = PathTable.of(3).nowNs(start);
            for (int i = 0; i < 1000; i++) {
                paths.path(i % 3).latencyNs(i % 3 == 0 ? SECOND : 1000).inFlight(i % 7);
                paths.pass(SECOND / 100);
                assertThat(selector.select(paths)).as("clock from %d", start).isBetween(0, 2);
            }
        }
    }

    /** Nothing is allocated by a call, once the paths are known, be they quick or slow. */
    @Test
    public void required_select_allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PathSelector selector = selector();
        PathTable paths = PathTable.of(4);
        choose(selector, paths);
        long before = threads.getCurrentThreadAllocatedBytes();
        long nothing = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        choose(selector, paths);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before - nothing;
        assertThat((double) bytes / CALLS).as("bytes per call").isLessThan(0.5);
    }

    private static void choose(PathSelector selector, PathTable paths) {
        int sum = 0;
        for (int i = 0; i < CALLS; i++) {
            paths.path(i & 3).inFlight(i & 31).latencyNs((i & 4096) == 0 ? 100_000 : 100_000L * (i & 63)).oldestNs(i & 1023);
            paths.lane(i & 7).pass(50_000);
            sum += selector.select(paths);
        }
        assertThat(sum).isNotNegative();
    }

    /** Threads that see different candidates at the same time do not disturb each other. */
    @Test
    public void required_select_bearsManyThreadsAtOnce() throws InterruptedException {
        PathSelector selector = selector();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int t = 0; t < THREADS; t++) {
            int number = t;
            Thread.ofPlatform().daemon().name("selecting-" + t).start(() -> {
                try {
                    select(selector, number);
                } catch (RuntimeException | AssertionError e) {
                    failures.add(e);
                } finally {
                    done.countDown();
                }
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).as("all threads came back").isTrue();
        assertThat(failures).isEmpty();
    }

    private static void select(PathSelector selector, int number) {
        PathTable[] tables = {PathTable.of(2), PathTable.of(5), PathTable.of(3)};
        tables[2].remove(number % 3);
        for (int i = 0; i < CALLS; i++) {
            PathTable paths = tables[i / 100 % tables.length].lane(number);
            paths.path(i % paths.size()).inFlight(i & 127).latencyNs(i % 5 * 1_000_000L);
            paths.pass(10_000);
            int index = selector.select(paths);
            if (index < 0 || index >= paths.size()) {
                throw new AssertionError("choice " + index + " of " + paths.size());
            }
        }
    }
}
