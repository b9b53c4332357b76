package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections on which nothing, or nothing sensible, is said. */
class EntranceTest {
    @Test
    void thousandSilentConnectionsEndAtTheirDeadlineAndOthersAreServedMeanwhile() {
        try (World world = World.serving()) {
            List<HarnessQueue> silent = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                silent.add(world.silent());
            }
            world.connect().openIoQueue(1, 16).execute(HostCommand.flush(1)).requireOk();
            world.advance(Duration.ofMillis(9_900));
            assertThat(silent).allMatch(HarnessQueue::alive);
            world.advance(Duration.ofMillis(200));
            assertThat(silent).noneMatch(HarnessQueue::alive);
            assertThat(world.connect().identifyController().status()).isZero();
        }
    }

    @Test
    void connectionBeyondTheLimitIsEndedAtOnceAndThereIsRoomAgainLater() {
        TargetSettings settings = TargetSettings.defaults().withAdmission(Duration.ofSeconds(10), 4, 100, 100);
        try (World world = new World(settings)) {
            world.serve();
            List<HarnessQueue> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiting.add(world.silent());
            }
            HarnessQueue tooMany = world.silent();
            assertThat(tooMany.awaitFault()).isNotNull();
            assertThat(waiting).allMatch(HarnessQueue::alive);
            waiting.getFirst().disconnect();
            world.run();
            world.connect();
            assertThat(world.view().controllers()).hasSize(1);
        }
    }

    @Test
    void connectedQueueIsNotHeldToTheDeadline() {
        try (World world = World.serving()) {
            world.connect(Duration.ofMinutes(2));
            world.advance(Duration.ofSeconds(60));
            assertThat(world.controller().state()).isEqualTo("ready");
        }
    }

    @Test
    void refusedConnectionsDoNotStayForEver() {
        try (World world = World.serving()) {
            HarnessQueue queue = world.silent();
            for (int i = 0; i < 5; i++) {
                assertThat(queue.execute(HostCommand.identify(1, 0)).status()).isNotZero();
                world.advance(Duration.ofSeconds(1));
            }
            world.advance(Duration.ofSeconds(6));
            assertThat(queue.alive()).isFalse();
            assertThat(queue.fault()).isNotNull().extracting(TransportFault::kind).isEqualTo(TransportFault.Kind.CLOSED);
        }
    }

    @Test
    void portThatIsRemovedSendsAwayWhoWaits() {
        try (World world = World.serving()) {
            HarnessQueue queue = world.silent();
            world.done(world.target.removePort(1));
            world.run();
            assertThat(queue.alive()).isFalse();
        }
    }
}
