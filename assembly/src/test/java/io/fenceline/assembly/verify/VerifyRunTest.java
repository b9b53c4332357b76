package io.fenceline.assembly.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.ram.RamNamespace;
import io.fenceline.testkit.sim.Finding;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A verification finds what is wrong, and nothing where all is right. */
@Timeout(60)
final class VerifyRunTest {
    private static final int COMMANDS = 3_000;

    private final RamNamespace namespace = new RamNamespace(512, 256);

    @AfterEach
    void end() {
        namespace.close();
    }

    private static VerifySpec spec(int readPercent) {
        return new VerifySpec(8, 4, 16, 64, readPercent, 10, 50, 42);
    }

    /** Runs so many commands on a namespace with this fate, and reads all of it at the end. */
    private VerifyRun run(VerifySpec spec, BiFunction<String, Long, Integer> fate) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(COMMANDS);
        namespace.fate((what, lba) -> {
            left.countDown();
            return fate.apply(what, lba);
        });
        VerifyRun run = new VerifyRun(namespace, spec, 99, System::nanoTime);
        run.start();
        assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run.stop(Duration.ofSeconds(20))).isZero();
        run.readAll();
        return run;
    }

    @Test
    void nothingIsFoundWhereAllIsRightAndNothingElseIsTouched() throws InterruptedException {
        VerifyRun run = run(spec(50), (what, lba) -> {
            assertThat(lba == 0 && what.equals("flush") || (lba >= 16 && lba < 80)).as(what + " at " + lba).isTrue();
            return Integer.MAX_VALUE;
        });
        VerifyRun.Count count = run.count();
        assertThat(run.findings()).isEmpty();
        assertThat(count.found() + count.failed() + count.unjudged()).isZero();
        assertThat(count.reads()).isGreaterThan(1000);
        assertThat(count.writes()).isGreaterThan(1000);
        assertThat(count.flushes()).isPositive();
        assertThat(count.judged()).isGreaterThan(count.reads());
        assertThat(run.errors()).isEmpty();
    }

    @Test
    void aWriteThatIsAcknowledgedAndForgottenIsFoundAndNamed() throws InterruptedException {
        AtomicInteger writes = new AtomicInteger();
        VerifyRun run = run(spec(50), (what, lba) -> what.equals("write") && writes.incrementAndGet() % 50 == 0 ? 0 : Integer.MAX_VALUE);
        assertThat(run.count().found()).isPositive();
        assertThat(run.findings()).extracting(Finding::kind).contains(Finding.Kind.LOST);
        assertThat(run.findings()).anyMatch(f -> f.text().contains("wanted is generation"));
    }

    @Test
    void halfABlockIsFound() throws InterruptedException {
        AtomicInteger writes = new AtomicInteger();
        VerifyRun run = run(spec(50), (what, lba) -> what.equals("write") && writes.incrementAndGet() % 50 == 0 ? 256 : Integer.MAX_VALUE);
        assertThat(run.findings()).extracting(Finding::kind).contains(Finding.Kind.TORN);
    }

    @Test
    void zeroesThatDoNotComeAreFound() throws InterruptedException {
        VerifyRun run = run(spec(50), (what, lba) -> what.equals("zero") ? 0 : Integer.MAX_VALUE);
        assertThat(run.count().found()).isPositive();
    }

    @Test
    void aWriteThatFailsMayHaveHappenedOrNotAndIsCounted() throws InterruptedException {
        AtomicInteger commands = new AtomicInteger();
        VerifyRun run = run(spec(50), (what, lba) -> commands.incrementAndGet() % 100 == 0 ? -1 : Integer.MAX_VALUE);
        assertThat(run.findings()).isEmpty();
        assertThat(run.count().failed()).isPositive();
        assertThat(run.count().unknown()).isPositive();
        assertThat(run.errors().keySet()).allMatch(text -> text.endsWith(": Command: Internal Error"));
    }

    @Test
    void withoutWriteZeroesStampsAloneAreWritten() throws InterruptedException {
        namespace.withoutWriteZeroes();
        AtomicInteger zeroes = new AtomicInteger();
        run(spec(0), (what, lba) -> {
            zeroes.addAndGet(what.equals("zero") ? 1 : 0);
            return Integer.MAX_VALUE;
        });
        assertThat(zeroes).hasValue(0);
    }

    @Test
    void aStallIsTheLongestTimeInWhichNothingEnded() {
        StallMeter meter = new StallMeter();
        meter.begin(0);
        meter.ended(0, 10);
        meter.ended(5, 500);
        assertThat(meter.take(520)).isEqualTo(new VerifyRun.Stall(490, 495));
        assertThat(meter.take(1_500)).as("what stands still now counts too").isEqualTo(new VerifyRun.Stall(1_000, 0));
        meter.stop();
        assertThat(meter.take(9_000).gapNs()).isZero();
        assertThat(meter.total()).isEqualTo(new VerifyRun.Stall(1_000, 495));
    }
}
