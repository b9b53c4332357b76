package io.fenceline.assembly.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.load.LoadSpec.Pattern;
import io.fenceline.assembly.ram.RamNamespace;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Load, and what is said of it. */
@Timeout(60)
final class LoadRunTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final RamNamespace namespace = new RamNamespace(512, 1024);
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final Map<Long, Integer> places = new ConcurrentHashMap<>();

    @AfterEach
    void end() {
        namespace.close();
    }

    private static LoadSpec spec(Pattern pattern, int depth, int jobs, int rate) {
        return new LoadSpec(pattern, 70, 1024, depth, jobs, rate, 4096, 64 * 1024, false, 7);
    }

    /** Runs until so many commands have come. */
    private LoadRun run(LoadSpec spec, int commands) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(commands);
        namespace.fate((what, lba) -> {
            seen.computeIfAbsent(what, k -> new AtomicInteger()).incrementAndGet();
            places.merge(lba, 1, Integer::sum);
            left.countDown();
            return Integer.MAX_VALUE;
        });
        LoadRun run = new LoadRun(namespace, spec, System::nanoTime);
        run.start();
        assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(run.stop(LIMIT)).isZero();
        return run;
    }

    private int count(String what) {
        return seen.getOrDefault(what, new AtomicInteger()).get();
    }

    @Test
    void readsDoNotWriteAndStayInTheirRegion() throws InterruptedException {
        LoadSample result = run(spec(Pattern.RANDREAD, 4, 2, 0), 2000).result();
        assertThat(count("write")).isZero();
        assertThat(result.reads().getTotalCount()).isEqualTo(count("read"));
        assertThat(result.writes().getTotalCount()).isZero();
        assertThat(places.keySet()).allMatch(lba -> lba >= 8 && lba + 2 <= 8 + 128 && lba % 2 == 0);
        assertThat(places).as("all places are reached").hasSize(64);
    }

    @Test
    void aMixHasItsShare() throws InterruptedException {
        run(spec(Pattern.RANDMIX, 8, 1, 0), 10_000);
        double reads = 100.0 * count("read") / (count("read") + count("write"));
        assertThat(reads).isBetween(66.0, 74.0);
    }

    @Test
    void sequencesGoThroughTheWholeRegionFromEachJobsOwnPlace() throws InterruptedException {
        run(spec(Pattern.WRITE, 1, 2, 0), 640);
        assertThat(places).hasSize(64);
        assertThat(places.values()).allMatch(n -> n >= 5);
    }

    @Test
    void aSampleIsWhatCameSinceTheLastAndWarmUpDoesNotCount() throws InterruptedException {
        LoadRun run = run(spec(Pattern.READ, 4, 1, 0), 100);
        long first = run.sample(false).commands();
        assertThat(first).isGreaterThanOrEqualTo(100);
        assertThat(run.result().commands()).isZero();
    }

    @Test
    void aFailureEndsTheRunAndIsTold() {
        AtomicInteger left = new AtomicInteger(50);
        namespace.fate((what, lba) -> left.decrementAndGet() < 0 ? -1 : Integer.MAX_VALUE);
        LoadRun run = new LoadRun(namespace, spec(Pattern.READ, 4, 1, 0), System::nanoTime);
        run.start();
        long until = System.nanoTime() + LIMIT.toNanos();
        while (run.isRunning() && System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
        assertThat(run.stop(LIMIT)).isZero();
        assertThat(run.failure()).hasMessage("Internal Error");
        assertThat(run.result().commands()).isEqualTo(50);
    }

    /** The stall of one command shows in all that were due meanwhile: a thousand a second, for a second, make a mean near 500 ms. */
    @Test
    void atAFixedRateWhatWaitsBehindASlowCommandCountsToo() {
        AtomicLong now = new AtomicLong();
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger commands = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(1000);
        namespace.fate((what, lba) -> {
            if (commands.incrementAndGet() == 1) {
                stalled.countDown();
                try {
                    assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            all.countDown();
            return Integer.MAX_VALUE;
        });
        LoadRun run = new LoadRun(namespace, spec(Pattern.READ, 1, 1, 1000), now::get);
        run.start();
        try {
            assertThat(stalled.await(20, TimeUnit.SECONDS)).isTrue();
            now.set(999_500_000L);
            go.countDown();
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(run.stop(Duration.ofSeconds(0))).isBetween(0, 1);
        LoadSample result = run.result();
        assertThat(result.reads().getMean() / 1e6).isBetween(450.0, 550.0);
        assertThat(result.service().getValueAtPercentile(50) / 1e6).as("submitted to answered").isLessThan(1.0);
    }

    @Test
    void aRateThatCannotBeKeptIsTold() throws InterruptedException {
        AtomicLong now = new AtomicLong();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        namespace.fate((what, lba) -> {
            first.countDown();
            return Integer.MAX_VALUE;
        });
        LoadRun run = new LoadRun(namespace, spec(Pattern.READ, 1, 1, 1000), now::get);
        run.start();
        assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
        namespace.execute(0, () -> {
            now.set(5_000_000_000L);
            run.stop(Duration.ZERO);
            stopped.countDown();
        });
        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(run.behind()).isGreaterThan(4_900);
    }
}
