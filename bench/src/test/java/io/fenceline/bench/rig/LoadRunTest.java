package io.fenceline.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.bench.rig.TinyTarget.Answer;
import io.fenceline.bench.rig.TinyTarget.Habits;
import io.fenceline.bench.rig.Workload.Pattern;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rig against a target that checks every byte it is sent. */
@Timeout(30)
final class LoadRunTest {
    private static final LoadRun.Observer QUIET = new LoadRun.Observer() {
    };
    private final Habits habits = new Habits();

    private static LoadRun.Plan plan(Pattern pattern, int bytes, int depth, int connections) {
        return new LoadRun.Plan(new Workload(pattern, bytes, depth, 0), connections, Duration.ofMillis(50), Duration.ofMillis(200),
                ProcessHandle.current().pid());
    }

    private RunResult run(LoadRun.Plan plan) throws IOException {
        try (TinyTarget tiny = new TinyTarget(habits)) {
            RunResult result = LoadRun.target(tiny.target(), plan, QUIET);
            assertThat(tiny.failures).isEmpty();
            assertThat(result.commands()).isPositive().isLessThanOrEqualTo(tiny.commands.get());
            assertThat(result.p50Us()).isPositive().isLessThanOrEqualTo(result.maxUs());
            assertThat(tiny.places).allMatch(at -> at >= 0 && at + plan.workload().bytes() / 512 <= TinyTarget.BLOCKS);
            assertThat(tiny.places).allMatch(at -> at % (plan.workload().bytes() / 512) == 0);
            byte[] first = tiny.written.isEmpty() ? new byte[0] : tiny.written.getFirst();
            assertThat(tiny.written).allMatch(data -> java.util.Arrays.equals(data, first));
            assertThat(tiny.written).hasSize(plan.workload().pattern().writes ? tiny.commands.get() : 0);
            return result;
        }
    }

    @Test
    void readsAtRandomPlacesAndCountsThem() throws IOException {
        try (TinyTarget tiny = new TinyTarget(habits)) {
            LoadRun.target(tiny.target(), plan(Pattern.RANDREAD, 4096, 32, 1), QUIET);
            assertThat(new HashSet<>(tiny.places)).hasSizeGreaterThan(5);
        }
    }

    @Test
    void sequentialCommandsFollowEachOther() throws IOException {
        try (TinyTarget tiny = new TinyTarget(habits)) {
            LoadRun.target(tiny.target(), plan(Pattern.READ, 16384, 4, 1), QUIET);
            for (int i = 1; i < tiny.places.size(); i++) {
                assertThat(tiny.places.get(i)).isEqualTo((tiny.places.get(i - 1) + 32) % TinyTarget.BLOCKS);
            }
        }
    }

    @Test
    void takesReadsInPiecesWithACompletionOfTheirOwn() throws IOException {
        habits.piece = 1024;
        habits.successFlag = false;
        run(plan(Pattern.RANDREAD, 4096, 8, 2));
    }

    @Test
    void writesInCapsuleWhenItFits() throws IOException {
        habits.cpda = 31;
        run(plan(Pattern.RANDWRITE, 4096, 16, 2));
    }

    @Test
    void writesBySeveralR2TsInSeveralPdus() throws IOException {
        habits.piece = 49152;
        habits.maxH2cData = 16384;
        habits.cpda = 15;
        RunResult result = run(plan(Pattern.WRITE, 131072, 8, 2));
        assertThat(result.mibPerSecond()).isGreaterThan(1);
    }

    @Test
    void digestsCoverEverythingSentAndReceived() throws IOException {
        habits.headerDigest = true;
        habits.dataDigest = true;
        habits.piece = 3000;
        run(plan(Pattern.RANDREAD, 8192, 8, 1));
        run(plan(Pattern.RANDWRITE, 4096, 8, 1));
        habits.piece = 65536;
        run(plan(Pattern.WRITE, 131072, 8, 1));
    }

    @Test
    void headerDigestAloneIsPossible() throws IOException {
        habits.headerDigest = true;
        run(plan(Pattern.RANDREAD, 4096, 8, 1));
        run(plan(Pattern.RANDWRITE, 4096, 8, 1));
    }

    @Test
    void serverTimeIsTaken() throws IOException {
        RunResult result = run(plan(Pattern.RANDREAD, 4096, 8, 1));
        assertThat(result.serverCores()).isPositive().isLessThan(64);
        assertThat(result.json()).startsWith("{\"commands\":").contains("\"serverUsPerIo\":").endsWith("}");
    }

    @Test
    void aShortReadEndsTheRun() {
        assertThatThrownBy(() -> answering(Answer.SHORT, Pattern.RANDREAD)).hasMessageContaining("was answered with 3584 B");
    }

    @Test
    void anAnswerToNothingEndsTheRun() {
        assertThatThrownBy(() -> answering(Answer.TWICE, Pattern.RANDWRITE)).hasMessageContaining("answered before");
        assertThatThrownBy(() -> answering(Answer.UNKNOWN_CID, Pattern.RANDREAD)).hasMessageContaining("never sent");
    }

    @Test
    void anErrorStatusEndsTheRun() {
        assertThatThrownBy(() -> answering(Answer.ERROR, Pattern.RANDREAD)).hasMessageContaining("status 80h");
    }

    @Test
    void aWrongDataDigestEndsTheRun() {
        habits.dataDigest = true;
        assertThatThrownBy(() -> answering(Answer.BAD_DIGEST, Pattern.RANDREAD)).hasMessageContaining("data digest");
    }

    private void answering(Answer how, Pattern pattern) throws IOException {
        Habits bad = new Habits() {
            @Override
            Answer answer(int nth) {
                return nth == 1 ? how : Answer.RIGHT;
            }
        };
        bad.dataDigest = habits.dataDigest;
        bad.successFlag = false;
        try (TinyTarget tiny = new TinyTarget(bad)) {
            LoadRun.target(tiny.target(), plan(pattern, 4096, 1, 1), QUIET);
        }
    }

    @Test
    void fixedRateIsNotExceededHoweverFastAnswersCome() throws IOException {
        LoadRun.Plan plan = new LoadRun.Plan(new Workload(Pattern.RANDREAD, 4096, 64, 2000), 2, Duration.ofMillis(200),
                Duration.ofMillis(500), 0);
        try (TinyTarget tiny = new TinyTarget(habits)) {
            LoadRun.target(tiny.target(), plan, QUIET);
            assertThat(tiny.commands.get()).isBetween(100, 1500);
        }
    }

    @Test
    void aStallIsChargedToEveryCommandThatWasDueMeanwhile() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        Habits stalling = new Habits() {
            @Override
            Answer answer(int nth) {
                try {
                    assertThat(nth == 20 && never.await(300, TimeUnit.MILLISECONDS)).isFalse();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Answer.RIGHT;
            }
        };
        LoadRun.Plan plan = new LoadRun.Plan(new Workload(Pattern.RANDREAD, 4096, 1, 1000), 1, Duration.ofMillis(1),
                Duration.ofMillis(1000),
                0);
        try (TinyTarget tiny = new TinyTarget(stalling)) {
            RunResult result = LoadRun.target(tiny.target(), plan, QUIET);
            assertThat(result.maxUs()).isGreaterThan(290_000);
            assertThat(result.p99Us()).as("of 1000 commands 300 were due in the stall").isGreaterThan(200_000);
        }
    }

    @Test
    void depthBeyondTheControllersIsRefused() {
        assertThatThrownBy(() -> run(plan(Pattern.RANDREAD, 4096, 300, 1))).hasMessageContaining("MQES is 255");
    }
}
