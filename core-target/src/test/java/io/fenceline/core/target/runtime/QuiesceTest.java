package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.wire.Status;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An association that is lost is silent before it is gone: nothing of it may reach a medium afterwards. */
class QuiesceTest {
    @Test
    void lostAdminConnectionCancelsWhatRunsAndThenTheControllerIsGone() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            queue.submit(HostCommand.write(1, 0, 1, new byte[4096]));
            world.run();
            assertThat(backend.held).hasSize(1);
            host.admin().abandon(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
            world.run();
            assertThat(backend.held).isEmpty();
            assertThat(world.view().controllers()).isEmpty();
            assertThat(queue.alive()).isFalse();
        }
    }

    @Test
    void commandThatCannotBeCancelledKeepsTheControllerVisible() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue first = host.openIoQueue(1, 16);
            HarnessQueue second = host.openIoQueue(2, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            backend.cancellable = false;
            first.submit(HostCommand.write(1, 0, 1, new byte[4096]));
            world.run();
            second.abandon(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
            world.advance(Duration.ofMinutes(5));
            assertThat(world.controller().state()).isEqualTo("quiescing");
            assertThat(world.controller().outstanding()).isEqualTo(1);
            assertThat(world.controller().oldestMs()).isEqualTo(300_000);
            assertThat(first.alive()).as("the connection is not ended before silence").isTrue();
            backend.release(Status.SUCCESS);
            world.run();
            assertThat(world.view().controllers()).isEmpty();
        }
    }

    @Test
    void nothingOfALostAssociationIsStartedAnyMore() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue first = host.openIoQueue(1, 16);
            HarnessQueue second = host.openIoQueue(2, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            backend.cancellable = false;
            first.submit(HostCommand.write(1, 0, 1, new byte[4096]));
            world.run();
            second.abandon(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
            world.run();
            Pending late = first.submit(HostCommand.write(1, 1, 1, new byte[4096]));
            Pending keepAlive = host.admin().submit(HostCommand.keepAlive());
            world.run();
            assertThat(backend.held).hasSize(1);
            assertThat(late.answered()).isFalse();
            assertThat(keepAlive.answered()).isFalse();
        }
    }

    @Test
    void newAssociationOfTheSameHostDoesNotWaitForTheOldOne() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            backend.cancellable = false;
            queue.submit(HostCommand.write(1, 0, 1, new byte[4096]));
            world.run();
            world.fabric.cutAll();
            world.run();
            HostHarness again = world.connect();
            assertThat(again.cntlid()).isNotEqualTo(host.cntlid());
            assertThat(world.view().controllers()).extracting("state").containsExactly("quiescing", "ready");
        }
    }

    @Test
    void ioQueueThatClosesInGoodOrderEndsAloneAndSilently() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue first = host.openIoQueue(1, 16);
            HarnessQueue second = host.openIoQueue(2, 16);
            first.disconnect();
            world.run();
            assertThat(world.controller().state()).isEqualTo("ready");
            assertThat(world.controller().ioQueues()).isEqualTo(1);
            second.execute(HostCommand.flush(1)).requireOk();
        }
    }

    @Test
    void protocolErrorOnAnIoQueueEndsTheAssociation() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            queue.abandon(TransportFault.of(TransportFault.Kind.PROTOCOL, "nonsense"));
            world.run();
            assertThat(world.view().controllers()).isEmpty();
            assertThat(host.admin().alive()).isFalse();
        }
    }

    @Test
    void silentNetworkIsFoundByKeepAlive() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ofSeconds(1));
            host.openIoQueue(1, 16);
            world.fabric.silenceAll();
            world.advance(Duration.ofMillis(1300));
            assertThat(world.view().controllers()).isEmpty();
        }
    }

    @Test
    void connectionsThatEndWhileAnAdminCommandIsUnderWayLeaveNothingBehind() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            Pending identify = host.admin().submit(HostCommand.identify(1, 0));
            host.admin().abandon(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
            world.run();
            assertThat(identify.ended()).isTrue();
            assertThat(world.view().controllers()).isEmpty();
        }
    }

    @Test
    void queuePairThatEndsWhileItsConnectIsJudgedLeavesNothingBehind() {
        try (World world = World.serving()) {
            HarnessQueue queue = world.silent();
            queue.submit(HostCommand.connect(World.HOST, new UUID(1, 2), World.SUBSYSTEM, 0xFFFF, 0, 32, true, 5000));
            queue.abandon(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
            world.run();
            assertThat(world.view().controllers()).isEmpty();
        }
    }
}
