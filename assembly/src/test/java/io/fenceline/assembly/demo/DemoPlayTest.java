package io.fenceline.assembly.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.host.Failover;
import io.fenceline.assembly.failovers.Half;
import io.fenceline.assembly.failovers.Story;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.testkit.sim.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plays of the demonstration over real sockets, with short times. */
@Timeout(120)
final class DemoPlayTest {
    private static final Duration KATO = Duration.ofMillis(800);
    private static final Duration CQT = Duration.ofMillis(400);
    private static final Plugins PLUGINS = Plugins.ofModulePath();

    private final List<Half> halves = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    /** Keeps lines. */
    private final class Lines implements DemoListener {
        @Override
        public void begin(DemoSpec spec, List<Path> paths) {
            assertThat(paths).extracting(Path::name).containsExactly("A", "B");
        }

        @Override
        public void line(long atNs, Tone tone, String text) {
            lines.add(tone + " " + text);
        }

        @Override
        public void sample(Sample sample) {
            assertThat(sample.paths()).hasSize(2);
        }

        @Override
        public void end(DemoResult result) {
            lines.add("end " + result.outcome());
        }
    }

    private boolean waited(Duration time) {
        try {
            return never.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private DemoResult play(String recovery, DemoSpec.Fault fault, DemoSpec.Cut cut) {
        DemoSpec spec = new DemoSpec(recovery, recovery.equals("none"), fault, cut, KATO, CQT, Duration.ofMillis(100), CQT.dividedBy(2),
                Duration.ofMillis(100));
        DemoResult result = new DemoPlay(PLUGINS, spec, new Lines(), this::waited, halves::add).play();
        assertThat(result.trouble()).as(String.join("\n", lines)).isEmpty();
        return result;
    }

    private static Failover host(DemoResult result) {
        Story story = result.story();
        assertThat(story).isNotNull();
        assertThat(story.host()).isNotNull();
        return story.host();
    }

    @Test
    void withoutRecoveryTheOracleFindsTheGhostWriteAndItIsNamed() {
        DemoResult result = play("none", DemoSpec.Fault.STALLED, DemoSpec.Cut.SILENCE);
        assertThat(result.outcome()).as(String.join("\n", lines)).isEqualTo(DemoResult.Outcome.LOST);
        assertThat(result.isAsItShould()).isTrue();
        assertThat(result.newer()).isGreaterThan(result.stuck());
        assertThat(result.findings()).allSatisfy(f -> {
            assertThat(f.lba()).isEqualTo(DemoLoad.BLOCK);
            assertThat(f.kind()).isEqualTo(Finding.Kind.WENT_BACK);
            assertThat(f.text()).contains("generation " + result.stuck() + " ").contains("generation " + result.newer() + " ");
        });
        assertThat(lines)
                .anyMatch(l -> l.startsWith("BAD GHOST WRITE: block 7 holds write " + result.stuck() + " from path " + result.path()
                        + " again; write " + result.newer()));
        assertThat(host(result).proof()).isEqualTo(Failover.Proof.NONE);
    }

    @Test
    void heldByTimeNothingIsLostAndTheStallIsTheHold() {
        DemoResult result = play("time", DemoSpec.Fault.STUCK, DemoSpec.Cut.SILENCE);
        assertThat(result.outcome()).as(result.findings().toString()).isEqualTo(DemoResult.Outcome.NOTHING_LOST);
        assertThat(result.acknowledged()).isTrue();
        assertThat(result.waitedNs()).isGreaterThanOrEqualTo(KATO.multipliedBy(3).plus(CQT).toNanos());
        assertThat(host(result).proof()).isEqualTo(Failover.Proof.TIME);
        assertThat(result.failures()).isZero();
    }

    @Test
    void resetByAnotherControllerNothingIsLostAndTheWriteGoesOnLongBeforeTheTimeOfAHold(@TempDir Path folder) throws IOException {
        DemoResult result;
        Path file = folder.resolve("failovers.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            result = play("ccr", DemoSpec.Fault.STALLED, DemoSpec.Cut.SILENCE);
            recording.stop();
            recording.dump(file);
        }
        assertThat(result.outcome()).as(result.findings().toString()).isEqualTo(DemoResult.Outcome.NOTHING_LOST);
        assertThat(result.acknowledged()).as(String.join("\n", lines)).isTrue();
        Failover host = host(result);
        assertThat(host.proof()).as(host.toString()).isEqualTo(Failover.Proof.CROSS_CONTROLLER_RESET);
        assertThat(host.recoveryNs()).isBetween(1L, KATO.toNanos());
        assertThat(result.failures()).isZero();
        // The target's half joins it by its identity.
        Story story = Story.join(halves).getFirst();
        assertThat(halves).hasSize(2);
        assertThat(story.target()).isNotNull();
        assertThat(story.target().resets()).singleElement().satisfies(reset -> assertThat(reset.success()).isTrue());
        recorded(file, host);
    }

    /** The same failover is in the recording of Java Flight Recorder. */
    private static void recorded(Path file, Failover host) throws IOException {
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(e -> e.getEventType().getName().equals("io.fenceline.Failover")).toList();
        assertThat(events).singleElement().satisfies(e -> {
            assertThat(e.getString("subsystem")).isEqualTo(DemoTarget.NQN.value());
            assertThat(e.getInt("cntlid")).isEqualTo(host.cntlid());
            assertThat(e.getString("cirn")).isEqualTo("%016x".formatted(host.cirn()));
            assertThat(e.getString("cause")).isEqualTo(host.cause().label());
            assertThat(e.getString("proof")).isEqualTo("cross-controller-reset");
            assertThat(e.getDuration("recovery")).isEqualTo(Duration.ofNanos(host.recoveryNs()));
            assertThat(e.getInt("held")).isEqualTo(host.held());
            assertThat(e.getDuration()).isPositive().isLessThan(KATO.multipliedBy(3));
        });
    }

    @Test
    void aWriteThatNothingCanTakeBackIsWaitedForBeforeTheResetCounts() {
        DemoResult result = play("ccr", DemoSpec.Fault.STUCK, DemoSpec.Cut.RESET);
        assertThat(result.outcome()).as(result.findings().toString()).isEqualTo(DemoResult.Outcome.NOTHING_LOST);
        Failover host = host(result);
        assertThat(host.proof()).as(host.toString()).isEqualTo(Failover.Proof.CROSS_CONTROLLER_RESET);
        assertThat(host.at(Failover.Kind.FENCED) - host.at(Failover.Kind.DETECTED)).isGreaterThanOrEqualTo(CQT.dividedBy(2).toNanos() / 2);
        assertThat(result.acknowledged()).isTrue();
    }

    @Test
    void aWishToEndEndsItAndSaysSo() {
        DemoSpec spec = new DemoSpec("time", false, DemoSpec.Fault.STALLED, DemoSpec.Cut.SILENCE, KATO, CQT, Duration.ofMinutes(1), CQT,
                CQT);
        DemoResult result = new DemoPlay(PLUGINS, spec, new Lines(), time -> time.toMinutes() == 1, halves::add).play();
        assertThat(result.trouble()).isEqualTo("ended early");
        assertThat(result.outcome()).isEqualTo(DemoResult.Outcome.NOT_PLAYED);
    }
}
