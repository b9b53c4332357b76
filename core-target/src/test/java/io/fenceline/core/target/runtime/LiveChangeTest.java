package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.AnaState;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.api.target.View;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.wire.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Changes under I/O, and what is refused. */
class LiveChangeTest {
    private static final Nqn OTHER = Nqn.of("nqn.2024-01.io.fenceline:other");

    private static void fails(World world, CompletionStage<Void> stage, String... words) {
        View before = world.view();
        Throwable failure = world.failure(stage);
        assertThat(failure).isInstanceOf(NvmeException.class).hasMessageContainingAll(words);
        assertThat(world.view()).isEqualTo(before);
    }

    @Test
    void namespaceIsAddedResizedAndRemovedWhileAnotherIsInUse() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            HarnessQueue queue = host.openIoQueue(1, 16);
            queue.execute(HostCommand.flush(2)).requireStatus(Status.INVALID_FIELD | Status.DNR | Status.MORE);
            world.done(world.target.addNamespace(World.SUBSYSTEM, World.namespace(2)));
            queue.execute(HostCommand.flush(2)).requireOk();
            assertThat(host.blocks(2)).isEqualTo(256);
            world.done(world.target.resizeNamespace(World.SUBSYSTEM, 2, 2 << 20));
            assertThat(host.blocks(2)).isEqualTo(512);
            queue.execute(HostCommand.read(2, 511, 1, 4096)).requireOk();
            world.done(world.target.resizeNamespace(World.SUBSYSTEM, 2, 1 << 20));
            assertThat(Status.plain(queue.execute(HostCommand.read(2, 511, 1, 4096)).status())).isEqualTo(Status.LBA_OUT_OF_RANGE);
            world.done(world.target.removeNamespace(World.SUBSYSTEM, 2));
            assertThat(world.backends.of(2, World.SUBSYSTEM).closed).isTrue();
            assertThat(Status.plain(queue.execute(HostCommand.flush(2)).status())).isEqualTo(Status.INVALID_FIELD);
            queue.execute(HostCommand.flush(1)).requireOk();
        }
    }

    @Test
    void backEndOfARemovedNamespaceIsClosedOnlyAfterItsLastCommand() {
        try (World world = World.serving()) {
            HarnessQueue queue = world.connect().openIoQueue(1, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            Pending write = queue.submit(HostCommand.write(1, 0, 1, new byte[4096]));
            world.run();
            CompletableFuture<Void> removed = world.target.removeNamespace(World.SUBSYSTEM, 1).toCompletableFuture();
            world.advance(Duration.ofSeconds(1));
            assertThat(removed).isNotDone();
            assertThat(backend.closed).isFalse();
            assertThat(Status.plain(queue.execute(HostCommand.flush(1)).status())).isEqualTo(Status.INVALID_FIELD);
            backend.release(Status.SUCCESS);
            world.done(removed);
            write.await().requireOk();
            assertThat(backend.closed).isTrue();
        }
    }

    @Test
    void subsystemThatIsRemovedEndsItsControllersOnly() {
        try (World world = World.serving()) {
            world.done(world.target.addSubsystem(SubsystemSpec.of(OTHER).withAnyHost(true)));
            HostHarness first = world.connect();
            HostHarness second = world.connect(World.HOST, OTHER, World.KATO);
            world.done(world.target.removeSubsystem(World.SUBSYSTEM));
            world.run();
            assertThat(first.admin().alive()).isFalse();
            assertThat(second.admin().alive()).isTrue();
            assertThat(world.backends.only().closed).isTrue();
            world.done(world.target.addSubsystem(World.subsystem()));
            world.connect();
        }
    }

    @Test
    void portThatIsRemovedEndsItsControllersOnly() {
        try (World world = World.serving()) {
            TransportAddress b = TransportAddress.memory("b");
            world.done(world.target.addPort(World.port(2, b)));
            HostHarness first = world.connect();
            HostHarness second = HostHarness.connect(world.time, world.hostTransport, b, World.HOST, World.SUBSYSTEM, World.KATO);
            world.done(world.target.removePort(1));
            world.run();
            assertThat(first.admin().alive()).isFalse();
            second.admin(HostCommand.keepAlive()).requireOk();
            assertThat(world.view().ports()).extracting(View.PortView::id).containsExactly(2);
            world.done(world.target.addPort(World.port(1, World.ADDRESS)));
            world.connect();
        }
    }

    @Test
    void hostThatIsDisallowedLosesItsControllers() {
        try (World world = World.serving()) {
            world.done(world.target.allowHost(World.SUBSYSTEM, World.HOST));
            HostHarness named = world.connect();
            HostHarness stranger = world.connect(OTHER, World.SUBSYSTEM, World.KATO);
            world.done(world.target.allowAnyHost(World.SUBSYSTEM, false));
            world.run();
            assertThat(named.admin().alive()).isTrue();
            assertThat(stranger.admin().alive()).isFalse();
            world.done(world.target.disallowHost(World.SUBSYSTEM, World.HOST));
            world.run();
            assertThat(named.admin().alive()).isFalse();
            assertThat(world.view().controllers()).isEmpty();
        }
    }

    @Test
    void listenerThatCannotBindIsTriedAgainAndShown() {
        try (World world = new World()) {
            TargetTransport squatter = world.fabric.openTarget(Map.of());
            squatter.listen(World.ADDRESS, new TargetListener() {
                @Override
                public void onListening(TransportAddress actual) {
                    assertThat(actual).isEqualTo(World.ADDRESS);
                }

                @Override
                public void onListenFailed(NvmeException cause) {
                    throw cause;
                }

                @Override
                public TargetQueuePairListener onQueuePair(TargetQueuePair queuePair) {
                    throw new IllegalStateException("nobody connects here");
                }
            });
            world.run();
            world.serve();
            world.advance(Duration.ofSeconds(60));
            assertThat(world.view().ports().getFirst().state()).startsWith("retrying: ").contains("in use");
            squatter.close(Duration.ZERO);
            world.advance(Duration.ofSeconds(11));
            assertThat(world.view().ports().getFirst().state()).isEqualTo("listening");
            world.connect();
        }
    }

    @Test
    void wrongWishesAreRefusedAndChangeNothing() {
        try (World world = World.serving()) {
            var target = world.target;
            fails(world, target.addSubsystem(World.subsystem()), World.SUBSYSTEM.value(), "already");
            fails(world, target.addSubsystem(SubsystemSpec.of(Nqn.DISCOVERY)), Nqn.DISCOVERY.value());
            fails(world, target.removeSubsystem(OTHER), OTHER.value());
            fails(world, target.addNamespace(World.SUBSYSTEM, World.namespace(1)), "namespace 1", "already");
            fails(world, target.addNamespace(World.SUBSYSTEM, World.namespace(1025)), "1025", "1 to 1024");
            fails(world, target.addNamespace(OTHER, World.namespace(1)), OTHER.value());
            fails(world, target.addNamespace(World.SUBSYSTEM, spec(2, 1024, 1, "held", Map.of())), "1024", "512 or 4096");
            fails(world, target.addNamespace(World.SUBSYSTEM, spec(2, 512, 17, "held", Map.of())), "17", "1 to 16");
            fails(world, target.addNamespace(World.SUBSYSTEM, spec(2, 512, 1, "tape", Map.of())), "tape", "held");
            fails(world, target.addNamespace(World.SUBSYSTEM, spec(2, 512, 1, "held", Map.of("fail", true))), "the test wants it");
            fails(world, target.addNamespace(World.SUBSYSTEM, spec(2, 512, 1, "held", Map.of("size", "0"))), "at least one block");
            fails(world, target.removeNamespace(World.SUBSYSTEM, 2), "namespace 2");
            fails(world, target.resizeNamespace(World.SUBSYSTEM, 1, 4097), "4097", "4096");
            fails(world, target.addPort(World.port(1, TransportAddress.memory("z"))), "port 1");
            fails(world, target.addPort(World.port(2, World.ADDRESS)), "port 2", "port 1");
            fails(world, target.addPort(World.port(2, TransportAddress.tcp("127.0.0.1", 4420))), "tcp", "memory");
            fails(world, target.addPort(new PortSpec(2, TransportAddress.memory("z"), Set.of(), true, Map.of(129, AnaState.CHANGE))),
                    "129");
            fails(world, target.removePort(2), "port 2");
            fails(world, target.setAnaState(1, 0, AnaState.CHANGE), "group 0");
            fails(world, target.setAnaState(7, 1, AnaState.CHANGE), "port 7");
            fails(world, target.allowHost(OTHER, World.HOST), OTHER.value());
        }
    }

    private static NamespaceSpec spec(int nsid, int blockSize, int group, String backend, Map<String, Object> options) {
        return new NamespaceSpec(nsid, null, null, null, blockSize, group, false, backend, options);
    }

    @Test
    void subsystemIsAddedWithAllItsNamespacesOrNotAtAll() {
        try (World world = World.serving()) {
            List<NamespaceSpec> two = List.of(spec(1, 512, 1, "held", Map.of()), spec(2, 512, 1, "held", Map.of("fail", true)));
            fails(world, world.target.addSubsystem(SubsystemSpec.of(OTHER).withNamespaces(two)), "the test wants it");
            assertThat(world.backends.of(1, OTHER).closed).isTrue();
        }
    }

    @Test
    void identifiersThatAreAnothersAreRefused() {
        try (World world = World.serving()) {
            var one = world.view().subsystems().getFirst().namespaces().getFirst();
            NamespaceSpec copy = new NamespaceSpec(2, one.uuid(), null, null, 512, 1, false, "held", Map.of());
            fails(world, world.target.addNamespace(World.SUBSYSTEM, copy), "UUID");
            assertThat(world.backends.of(2, World.SUBSYSTEM).closed).isTrue();
        }
    }

    @Test
    void changesOfOneSubsystemAreMadeInOrder() {
        try (World world = World.serving()) {
            CompletableFuture<Void> added = world.target.addNamespace(World.SUBSYSTEM, World.namespace(2)).toCompletableFuture();
            CompletableFuture<Void> removed = world.target.removeNamespace(World.SUBSYSTEM, 2).toCompletableFuture();
            CompletableFuture<Void> again = world.target.addNamespace(World.SUBSYSTEM, World.namespace(2)).toCompletableFuture();
            world.done(again);
            assertThat(added).isCompleted();
            assertThat(removed).isCompleted();
        }
    }

    @Test
    void backEndThatIsBeingOpenedWhenTheTargetClosesIsClosedAgain() {
        World world = World.serving();
        CompletableFuture<Void> added = world.target.addNamespace(World.SUBSYSTEM, World.namespace(2)).toCompletableFuture();
        world.done(world.target.close(Duration.ofSeconds(5)));
        assertThat(world.failure(added)).hasMessageContaining("closed");
        assertThat(world.backends.of(2, World.SUBSYSTEM).closed).isTrue();
        world.close();
    }

    @Test
    void closeWaitsForCommandsAndClosesBackEnds() {
        World world = World.serving();
        HarnessQueue queue = world.connect().openIoQueue(1, 16);
        HeldBackend backend = world.backends.only();
        backend.hold = true;
        backend.cancellable = false;
        queue.submit(HostCommand.write(1, 0, 1, new byte[4096]));
        world.run();
        CompletableFuture<Void> closed = world.target.close(Duration.ofSeconds(5)).toCompletableFuture();
        world.advance(Duration.ofSeconds(4));
        assertThat(closed).isNotDone();
        backend.release(Status.SUCCESS);
        world.done(closed);
        assertThat(backend.closed).isTrue();
        assertThat(world.failure(world.target.addSubsystem(World.subsystem()))).hasMessageContaining("closed");
        world.close();
    }

    @Test
    void closeThatTakesLongerThanItsGraceSaysWhatIsLeft() {
        World world = World.serving();
        HarnessQueue queue = world.connect().openIoQueue(1, 16);
        HeldBackend backend = world.backends.only();
        backend.hold = true;
        backend.cancellable = false;
        queue.submit(HostCommand.write(1, 0, 1, new byte[4096]));
        world.run();
        Throwable failure = world.failure(world.target.close(Duration.ofSeconds(5)));
        assertThat(failure).isInstanceOf(NvmeException.class).hasMessageContainingAll("5000 ms", "controller 1", "1 commands");
        assertThat(backend.closed).isFalse();
        assertThat(world.controller().state()).isEqualTo("quiescing");
        backend.release(Status.SUCCESS);
        world.run();
        assertThat(backend.closed).isTrue();
        world.hostTransport.close(Duration.ZERO);
        world.targetTransport.close(Duration.ZERO);
    }
}
