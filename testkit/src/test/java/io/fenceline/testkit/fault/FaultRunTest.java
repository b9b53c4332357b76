package io.fenceline.testkit.fault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.Nqn;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Gen;
import io.fenceline.testkit.Seed;
import io.fenceline.testkit.TinyController;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.testkit.host.Reply;
import io.fenceline.testkit.memory.MemoryTransport;
import io.fenceline.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault of the SPI is seen, on virtual time, and everything is quiesced and given back afterwards. */
class FaultRunTest {
    private static final Nqn HOST = Nqn.of("nqn.2014-08.org.example:host");
    private static final Nqn SUBSYSTEM = Nqn.of("nqn.2014-08.org.example:subsystem");
    private static final TransportAddress HERE = TransportAddress.memory("here");
    private static final byte[] GREAT = new Gen(1).bytes(16 << 10);

    private final VirtualTime time = new VirtualTime().keepLog();
    private final MemoryTransport fabric = new MemoryTransport(time);
    private final TinyController controller = new TinyController();

    /** What a test can look at: one association with one I/O queue, on which faults happen. */
    private final class World implements AutoCloseable {
        final FaultRun run;
        final HostHarness host;
        final HarnessQueue io;
        private final HostTransport hostTransport;
        private final TargetTransport targetTransport;

        World(String script) {
            run = FaultScript.parse(script).run(time);
            targetTransport = run.wrap(fabric.targetProvider()).open(context(), defaults());
            hostTransport = run.wrap(fabric.hostProvider()).open(context(), defaults());
            targetTransport.listen(HERE, controller);
            time.runDue();
            host = HostHarness.connect(time, hostTransport, HERE, HOST, SUBSYSTEM, Duration.ZERO);
            io = host.openIoQueue(1, 16);
        }

        Pending read(int lba) {
            return io.submit(HostCommand.read(1, lba, 1, 512));
        }

        Pending write(int lba) {
            return io.submit(HostCommand.write(1, lba, GREAT.length / 512, GREAT));
        }

        /** Nothing hangs and nothing leaks, whatever happened. */
        @Override
        public void close() {
            host.close();
            hostTransport.close(Duration.ofSeconds(1));
            targetTransport.close(Duration.ofSeconds(1));
            fabric.ledger().requireAllBack();
            assertThat(controller.quiesced()).isEqualTo(controller.queues());
        }
    }

    private TransportContext context() {
        return new TransportContext("faults", time);
    }

    private Options defaults() {
        return Options.defaults(fabric.hostProvider().options());
    }

    private static Reply answered(Pending pending) {
        return requireNonNull(pending.awaitEnd(), "lost: " + pending);
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit", "completion", "command", "send"})
    void aDelayedReadComesLate(String point) {
        try (World world = new World(point + " op=02 1 : delay 5ms")) {
            Pending late = world.read(0);
            Pending next = world.read(1);
            answered(next).requireOk();
            assertThat(late.ended()).as("delayed at " + point).isFalse();
            long before = time.nowNs();
            answered(late).requireOk();
            assertThat(time.nowNs() - before).isEqualTo(5_000_000);
            assertThat(world.run.fired()).hasSize(1);
        }
    }

    @Test
    void aStallHoldsOneKindOfCommandInOrderAndLetsOthersPass() {
        try (World world = new World("command op=02 1 : stall 2s")) {
            Pending first = world.read(0);
            Pending second = world.read(1);
            answered(world.write(8)).requireOk();
            assertThat(first.ended() || second.ended()).isFalse();
            answered(second).requireOk();
            assertThat(first.ended()).isTrue();
            assertThat(time.nowNs() - VirtualTime.START_NS).isGreaterThanOrEqualTo(2_000_000_000L);
        }
    }

    @Test
    void aStallWithoutATimeLastsUntilTheEnd() {
        try (World world = new World("response op=02 1 : stall\nsend op=02 * : stall")) {
            Pending stuck = world.read(0);
            time.advance(Duration.ofHours(1).toNanos());
            assertThat(stuck.ended()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit op=01", "completion op=01", "command op=01", "fetch", "response op=01"})
    void aDroppedWriteIsNeverAnswered(String point) {
        try (World world = new World(point + " 1 : drop")) {
            Pending dropped = world.write(0);
            time.advance(Duration.ofMinutes(10).toNanos());
            assertThat(dropped.ended()).isFalse();
            answered(world.write(8)).requireOk();
            world.io.disconnect();
            assertThat(dropped.answered()).isFalse();
            assertThat(dropped.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit op=01", "fetch", "command op=01", "completion op=01"})
    void aWrongDataDigestIsATransientTransportError(String point) {
        try (World world = new World(point + " 1 : corrupt-digest")) {
            answered(world.write(0)).requireStatus(Status.TRANSIENT_TRANSPORT_ERROR);
            answered(world.write(0)).requireOk();
            assertThat(world.io.alive()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"completion op=02", "command op=02"})
    void aWrongHeaderDigestEndsTheConnection(String point) {
        try (World world = new World(point + " 1 : corrupt-header")) {
            Pending lost = world.read(0);
            TransportFault fault = world.io.awaitFault();
            if (point.startsWith("completion")) {
                assertThat(fault.kind()).isEqualTo(TransportFault.Kind.DIGEST);
            } else {
                time.runDue();
                assertThat(controller.faults()).containsExactly("DIGEST");
            }
            world.io.awaitQuiesced();
            assertThat(lost.answered()).isFalse();
        }
    }

    @Test
    void aFlippedBitIsNoticedByNobodyButTheReader() {
        try (World world = new World("fetch 1 : flip")) {
            answered(world.write(0)).requireOk();
            byte[] read = world.host.read(1, 0, GREAT.length / 512);
            assertThat(read).isNotEqualTo(GREAT);
            read[0] ^= 1;
            assertThat(read).isEqualTo(GREAT);
        }
        try (World world = new World("send op=02 2 : flip")) {
            answered(world.write(0)).requireOk();
            assertThat(answered(world.read(0)).data()[0]).isEqualTo(GREAT[0]);
            assertThat(answered(world.read(0)).data()[0]).isNotEqualTo(GREAT[0]);
        }
    }

    @Test
    void aTruncatedTransferBreaksTheConnection() {
        try (World world = new World("fetch 1 : truncate 100")) {
            Pending cut = world.write(0);
            assertThat(world.io.awaitFault().kind()).isEqualTo(TransportFault.Kind.NETWORK);
            world.io.awaitQuiesced();
            assertThat(cut.answered()).isFalse();
            assertThat(controller.faults()).contains("NETWORK");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit op=01", "completion op=01", "command op=01", "fetch", "response op=01"})
    void aKillIsHeardByBothEnds(String point) {
        try (World world = new World(point + " 1 : kill")) {
            Pending lost = world.write(0);
            assertThat(world.io.awaitFault().kind()).isEqualTo(TransportFault.Kind.NETWORK);
            world.io.awaitQuiesced();
            assertThat(lost.answered()).isFalse();
            time.runDue();
            assertThat(controller.faults()).containsExactly("NETWORK");
            // The admin queue lives on.
            assertThat(world.host.propertyGet(0x1C, false)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit op=01", "completion op=01", "command op=01", "fetch", "response op=01"})
    void aHalfOpenConnectionIsSilentAndTellsNobody(String point) {
        try (World world = new World(point + " 1 : half-open")) {
            Pending lost = world.write(0);
            time.runDue();
            Pending after = world.read(1);
            time.advance(Duration.ofHours(1).toNanos());
            assertThat(lost.ended() || after.ended()).isFalse();
            assertThat(world.io.alive()).isTrue();
            assertThat(controller.faults()).isEmpty();
            world.io.disconnect();
        }
    }

    @Test
    void connectsAreDelayedDroppedAndKilled() {
        try (World world = new World("connect qid=2 1 : delay 1s\nconnect qid=3 1 : drop\nconnect qid=4 1 : kill")) {
            long before = time.nowNs();
            world.host.openIoQueue(2, 4);
            assertThat(time.nowNs() - before).isEqualTo(1_000_000_000);
            assertThatThrownBy(() -> world.host.openIoQueue(3, 4)).hasMessageContaining("TIMEOUT");
            assertThatThrownBy(() -> world.host.openIoQueue(4, 4)).hasMessageContaining("NETWORK");
        }
    }

    @Test
    void aHealedRunDoesNothingMore() {
        try (World world = new World("command op=02 2+ : drop")) {
            answered(world.read(0)).requireOk();
            world.run.heal();
            answered(world.read(0)).requireOk();
            assertThat(world.run.fired()).isEmpty();
        }
    }

    private static List<String> play(long seed) {
        FaultRunTest test = new FaultRunTest();
        Seed from = new Seed(seed);
        List<FaultPoint> points = List.of(FaultPoint.SUBMIT, FaultPoint.COMPLETION, FaultPoint.COMMAND, FaultPoint.FETCH, FaultPoint.SEND,
                FaultPoint.RESPONSE);
        // Only the I/O queue suffers: the filter keeps Connect and Identify out of it.
        String script = FaultScript.draw(from, 4, points).toString().lines().map(line -> line.replaceFirst(" ", " qid=1 "))
                .collect(Collectors.joining("\n"));
        try (World world = test.new World(script)) {
            Gen gen = from.part(1).gen();
            List<Pending> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                all.add(gen.chance(50) ? world.read(gen.between(0, 60)) : world.write(gen.between(0, 60)));
                if (gen.chance(20)) {
                    test.time.advance(gen.between(0, 1_000_000));
                }
            }
            test.time.advance(Duration.ofMinutes(1).toNanos());
            all.forEach(pending -> test.time.note(pending + " " + (pending.answered() ? pending.await() : "no answer")));
            world.run.fired().forEach(test.time::note);
            world.io.disconnect();
            assertThat(all).allMatch(Pending::ended);
        } catch (AssertionError e) {
            // Connect itself may be hit: that, too, is the same each time.
            test.time.note(e.getMessage());
        }
        return test.time.log();
    }

    @Test
    void randomScriptsNeverHangOrLeakAndAreTheSameEachTime() {
        Seed seed = Seed.next();
        for (int i = 0; i < 60; i++) {
            long one = seed.part(i).value();
            List<String> log = play(one);
            assertThat(play(one)).as(new Seed(one).toString()).isEqualTo(log).isNotEmpty();
        }
    }
}
