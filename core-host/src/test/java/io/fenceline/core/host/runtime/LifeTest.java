package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.BlockRange;
import io.fenceline.api.host.ConnectException;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.NoPathException;
import io.fenceline.api.host.RawCommand;
import io.fenceline.api.host.RawResult;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.core.target.runtime.TargetRuntime;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.Cns;
import io.fenceline.wire.NvmOpcode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Connecting, changing, leaving: what works, and what is said when it does not. */
class LifeTest {
    private static Throwable connectFailure(HostRig rig, ConnectSpec spec) {
        CompletableFuture<Subsystem> connect = rig.host.connect(spec);
        rig.await(connect::isDone);
        return connect.exceptionNow();
    }

    private static ConnectSpec spec(TransportAddress... paths) {
        return new ConnectSpec(HostRig.SUBSYSTEM, HostRig.IDENTITY, List.of(paths), HostRig.OPTIONS);
    }

    @Test
    void wrongSubsystemIsNamedAndNothingRemains() {
        try (HostRig rig = new HostRig()) {
            Nqn wrong = Nqn.of("nqn.2024-01.io.fenceline:wrong");
            Throwable failure = connectFailure(rig, new ConnectSpec(wrong, HostRig.IDENTITY, List.of(HostRig.A), HostRig.OPTIONS));
            assertThat(failure).isInstanceOf(ConnectException.class).hasMessageContaining("no subsystem " + wrong);
            assertThat(rig.host.view().subsystems()).isEmpty();
        }
    }

    @Test
    void refusedHostIsToldSo() {
        try (HostRig rig = new HostRig()) {
            rig.done(rig.target.allowAnyHost(HostRig.SUBSYSTEM, false));
            assertThat(connectFailure(rig, spec(HostRig.A, HostRig.B))).isInstanceOf(ConnectException.class)
                    .hasMessageContaining("may not use subsystem");
            assertThat(rig.host.view().subsystems()).isEmpty();
        }
    }

    @Test
    void targetThatNeverAnswersFailsTheConnectInTime() {
        try (HostRig rig = new HostRig()) {
            rig.fabricA.holdConnects(true);
            long beganNs = rig.time.nowNs();
            assertThat(connectFailure(rig, spec(HostRig.A))).isInstanceOf(ConnectException.class)
                    .hasMessageContaining("twice the connectTimeout");
            assertThat(rig.time.nowNs() - beganNs).isLessThanOrEqualTo(Duration.ofSeconds(20).toNanos());
            rig.await(() -> rig.host.view().subsystems().isEmpty());
        }
    }

    @Test
    void transportThatIsNotThereIsNamed() {
        try (HostRig rig = new HostRig()) {
            assertThat(connectFailure(rig, spec(TransportAddress.tcp("127.0.0.1", 4420)))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("transport tcp: one of [memory, memory-b] is wanted");
            Throwable selector = connectFailure(rig, spec(HostRig.A).with(HostRig.OPTIONS.change().pathSelector("best").build()));
            assertThat(selector).hasMessageStartingWith("pathSelector best: one of [active-passive, affinity,");
            Throwable policy = connectFailure(rig, spec(HostRig.A).with(HostRig.OPTIONS.change().recovery("hope").build()));
            assertThat(policy).hasMessageStartingWith("recovery hope: one of [ccr, ccr-then-time, none, time]");
        }
    }

    @Test
    void optionsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> HostOptions.DEFAULTS.change().queueSize(1).build()).hasMessage("queueSize 1: 2 to 4096 is wanted");
        assertThatThrownBy(() -> HostOptions.DEFAULTS.change().keepAlive(Duration.ZERO).build())
                .hasMessageContaining("recovery ccr or none");
        assertThat(HostOptions.DEFAULTS.change().keepAlive(Duration.ZERO).recovery("none").build().keepAlive()).isZero();
    }

    @Test
    void connectingAgainAddsWhatIsMissing() {
        try (HostRig rig = new HostRig()) {
            Subsystem first = rig.connect(HostRig.A);
            Subsystem second = rig.done(rig.host.connect(spec(HostRig.A, HostRig.B)));
            assertThat(second).isSameAs(first);
            rig.await(() -> rig.states().size() == 2 && rig.states().stream().allMatch(s -> s == ControllerState.LIVE));
        }
    }

    @Test
    void twoIdentitiesAreTwoSubsystemsOfOneProcess() {
        try (HostRig rig = new HostRig()) {
            rig.connect(HostRig.A);
            HostIdentity other = HostIdentity.of(UUID.fromString("11111111-2222-4333-8444-555555555555"));
            Subsystem second = rig.done(rig.host.connect(new ConnectSpec(HostRig.SUBSYSTEM, other, List.of(HostRig.A), HostRig.OPTIONS)));
            rig.done(second.namespace(1).write(0, HostRig.filled(1, 4), IoOptions.DEFAULTS));
            assertThat(rig.host.subsystems()).hasSize(2);
            assertThat(rig.target.view().controllers()).extracting(c -> c.host()).contains(HostRig.IDENTITY.nqn(), other.nqn());
        }
    }

    @Test
    void pathsComeAndGoUnderCommands() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A);
            NamespaceHandle namespace = subsystem.namespace(1);
            rig.done(subsystem.addPath(HostRig.B));
            assertThat(rig.done(subsystem.removePath(HostRig.A, Duration.ofSeconds(1)))).isEqualTo(1);
            rig.done(namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS));
            rig.await(() -> rig.states().size() == 1);
            assertThat(rig.controller(HostRig.B).state()).isEqualTo(ControllerState.LIVE);
            assertThat(rig.events).noneMatch(e -> e instanceof HostEvent.StateChanged s && s.to() == ControllerState.FENCING);
            assertThat(rig.done(subsystem.removePath(HostRig.A, Duration.ofSeconds(1)))).isZero();
        }
    }

    @Test
    void removalDuringAFenceIsRememberedAndDoneAfterIt() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A, HostRig.B);
            NamespaceHandle namespace = subsystem.namespace(1);
            HoldingBackend backend = rig.backends.opened.getFirst();
            backend.hold = request -> true;
            CompletableFuture<Void> write = namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS);
            rig.await(() -> backend.held.size() == 1);
            backend.hold = request -> false;
            TransportAddress busy = rig.controller(HostRig.A).outstanding() > 0 ? HostRig.A : HostRig.B;
            (busy.equals(HostRig.A) ? rig.fabricA : rig.fabricB).cutAll();
            rig.await(() -> rig.controller(busy).state() == ControllerState.FENCING);
            long beganNs = rig.time.nowNs();
            rig.done(subsystem.removePath(busy, Duration.ofSeconds(1)));
            assertThat(rig.controller(busy).state()).isEqualTo(ControllerState.FENCING);
            assertThat(write.isDone()).isFalse();
            rig.done(write);
            assertThat(rig.time.nowNs() - beganNs).isGreaterThan(Duration.ofSeconds(7).toNanos());
            rig.await(() -> rig.states().size() == 1);
            backend.release();
        }
    }

    @Test
    void resetByTheUserDisablesTheControllerAndHoldsNothing() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A, HostRig.B);
            int number = rig.controller(HostRig.A).number();
            rig.done(subsystem.reset(number));
            rig.await(() -> rig.controller(HostRig.A).state() == ControllerState.LIVE
                    && rig.controller(HostRig.A).counters().get("reset_count") == 1);
            assertThat(rig.events).noneMatch(e -> e instanceof HostEvent.StateChanged s && s.to() == ControllerState.FENCING);
            assertThat(catchThrowable(() -> rig.done(subsystem.reset(99)))).hasMessageContaining("controller 99 of");
        }
    }

    @Test
    void resetOfAControllerThatDoesNotAnswerFencesIt() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A, HostRig.B);
            int number = rig.controller(HostRig.A).number();
            rig.fabricA.silenceAll();
            CompletableFuture<Void> reset = subsystem.reset(number);
            rig.await(reset::isDone);
            assertThat(reset.exceptionNow()).isInstanceOf(NvmeException.class).hasMessageContaining("fenced");
            rig.await(() -> rig.events.stream().anyMatch(
                    e -> e instanceof HostEvent.StateChanged s && s.to() == ControllerState.FENCING));
        }
    }

    @Test
    void namespacesComeGrowShrinkAndGo() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A, HostRig.B);
            rig.done(rig.target.addNamespace(HostRig.SUBSYSTEM, HostRig.namespace(2, "memory")));
            rig.await(() -> subsystem.namespaces().size() == 2);
            NamespaceHandle second = subsystem.namespace(2);
            rig.done(rig.target.resizeNamespace(HostRig.SUBSYSTEM, 2, 2 << 20));
            rig.await(() -> second.blocks() == 512);
            rig.done(second.write(511, HostRig.filled(1, 5), IoOptions.DEFAULTS));
            rig.done(rig.target.resizeNamespace(HostRig.SUBSYSTEM, 2, 1 << 20));
            rig.await(() -> second.blocks() == 256);
            assertThatThrownBy(() -> second.write(511, HostRig.filled(1, 5), IoOptions.DEFAULTS))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("between 0 and 256");
            rig.done(rig.target.removeNamespace(HostRig.SUBSYSTEM, 2));
            rig.await(() -> subsystem.namespaces().size() == 1);
            CompletableFuture<Void> late = second.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
            rig.await(late::isDone);
            assertThat(late.exceptionNow()).isInstanceOf(NoPathException.class).hasMessageContaining("closed");
            assertThatThrownBy(() -> subsystem.namespace(2)).hasMessageContaining("one of [1] is wanted");
        }
    }

    @Test
    void twoNamespacesWithOneIdentityAreNotMixed() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A);
            UUID same = subsystem.namespace(1).uuid();
            assertThat(same).isNotNull();
            Nqn other = Nqn.of("nqn.2024-01.io.fenceline:clone");
            NamespaceSpec clone = new NamespaceSpec(1, same, null, null, 4096, 1, false, "memory", Map.of("size", "1MiB"));
            TransportAddress elsewhere = TransportAddress.memory("c");
            TargetRuntime second = rig.anotherTarget();
            rig.done(second.addPort(new PortSpec(1, elsewhere, Set.of(), true, Map.of())));
            rig.done(second.addSubsystem(SubsystemSpec.of(other).withAnyHost(true).withNamespaces(List.of(clone))));
            Subsystem cloned = rig.done(rig.host.connect(new ConnectSpec(other, HostRig.IDENTITY, List.of(elsewhere), HostRig.OPTIONS)));
            assertThat(cloned.namespaces()).isEmpty();
            rig.await(() -> rig.events.stream().anyMatch(e -> e instanceof HostEvent.Alarm a && a.text().contains(same.toString())
                    && a.text().contains("path refused")));
            rig.done(subsystem.namespace(1).read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS));
        }
    }

    @Test
    void anotherSubsystemUnderTheSameNameIsNoPath() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A);
            TransportAddress elsewhere = TransportAddress.memory("c");
            TargetRuntime second = rig.anotherTarget();
            rig.done(second.addPort(new PortSpec(1, elsewhere, Set.of(), true, Map.of())));
            SubsystemSpec spec = SubsystemSpec.of(HostRig.SUBSYSTEM).withAnyHost(true)
                    .withNamespaces(List.of(HostRig.namespace(1, "memory")));
            SubsystemSpec foreign = new SubsystemSpec(spec.nqn(), "another", spec.model(), true, spec.hosts(), spec.cntlidMin(),
                    spec.cntlidMax(), spec.maxIoQueues(), spec.maxQueueSize(), spec.maxNamespaces(), spec.anaGroups(), spec.anattSeconds(),
                    spec.cqtMs(), spec.lateWriteGuard(), spec.namespaces());
            rig.done(second.addSubsystem(foreign));
            CompletableFuture<Integer> path = subsystem.addPath(elsewhere);
            rig.await(() -> rig.events.stream().anyMatch(e -> e instanceof HostEvent.Alarm a && a.text().contains("serial number another")
                    && a.text().contains("path refused")));
            assertThat(path.isDone()).isFalse();
            rig.done(subsystem.namespace(1).write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS));
            assertThat(rig.namespaceView().paths()).hasSize(1);
            rig.done(second.close(Duration.ofSeconds(1)));
        }
    }

    @Test
    void rawCommandsGiveTheirAnswerWhateverItIs() {
        try (HostRig rig = new HostRig()) {
            Subsystem subsystem = rig.connect(HostRig.A);
            ByteBuffer data = ByteBuffer.allocate(4096);
            RawResult identified = rig.done(subsystem.admin(-1, RawCommand.of(AdminOpcode.IDENTIFY, 0, Cns.CONTROLLER, 0, 0), data));
            assertThat(identified.ok()).isTrue();
            assertThat(new String(data.array(), 24, 9, java.nio.charset.StandardCharsets.US_ASCII)).isNotBlank();
            assertThat(rig.done(subsystem.admin(-1, RawCommand.of(0xC0, 0, 0, 0, 0), ByteBuffer.allocate(0))).ok()).isFalse();
            NamespaceHandle namespace = subsystem.namespace(1);
            ByteBuffer block = ByteBuffer.allocate(HostRig.BLOCK);
            assertThat(rig.done(namespace.raw(RawCommand.of(NvmOpcode.READ, 0, 0, 0, 0), block, IoOptions.DEFAULTS)).ok()).isTrue();
            assertThat(rig.done(namespace.raw(RawCommand.of(0x7C, 0, 0, 0, 0), ByteBuffer.allocate(0), IoOptions.DEFAULTS)).ok()).isFalse();
            assertThat(rig.states()).containsExactly(ControllerState.LIVE);
        }
    }

    @Test
    void wrongArgumentsAreNamedBeforeAnythingIsSent() {
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.namespace(HostRig.A);
            assertThatThrownBy(() -> namespace.read(0, ByteBuffer.allocate(100), IoOptions.DEFAULTS))
                    .hasMessage("100 bytes: a multiple of the block size, 4096, is wanted");
            assertThatThrownBy(() -> namespace.read(256, ByteBuffer.allocate(4096), IoOptions.DEFAULTS))
                    .hasMessageContaining("1 blocks at 256");
            assertThatThrownBy(() -> namespace.deallocate(List.of(), IoOptions.DEFAULTS)).hasMessageContaining("1 to 256");
            assertThatThrownBy(() -> namespace.deallocate(List.of(new BlockRange(250, 10)), IoOptions.DEFAULTS))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void closeIsBoundedWhenTheTargetIsDead() {
        HostRig rig = new HostRig();
        NamespaceHandle namespace = rig.namespace(HostRig.A, HostRig.B);
        HoldingBackend backend = rig.backends.opened.getFirst();
        backend.hold = request -> true;
        CompletableFuture<Void> write = namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS);
        rig.await(() -> backend.held.size() == 1);
        rig.fabricA.silenceAll();
        rig.fabricB.silenceAll();
        long beganNs = rig.time.nowNs();
        rig.done(rig.host.close(Duration.ofSeconds(1)));
        assertThat(rig.time.nowNs() - beganNs).isLessThanOrEqualTo(Duration.ofSeconds(6).toNanos());
        rig.await(write::isDone);
        assertThat(write).isCompletedExceptionally();
        CompletableFuture<Void> late = namespace.read(0, ByteBuffer.allocate(HostRig.BLOCK), IoOptions.DEFAULTS);
        rig.await(late::isDone);
        assertThat(late).isCompletedExceptionally();
    }

    @Test
    void controllerLossTimeoutForgetsThePathAndDefaultNeverDoes() {
        HostOptions options = HostRig.OPTIONS.change().controllerLossTimeout(Duration.ofSeconds(20)).build();
        try (HostRig rig = new HostRig()) {
            NamespaceHandle namespace = rig.connect(options, HostRig.A, HostRig.B).namespace(1);
            rig.fabricA.holdConnects(true);
            rig.fabricA.cutAll();
            rig.await(() -> rig.states().size() == 1);
            rig.await(() -> rig.events.stream().anyMatch(e -> e instanceof HostEvent.StateChanged s && s.to() == ControllerState.DEAD
                    && s.why().contains("controllerLossTimeout")));
            rig.done(namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS));
        }
        try (HostRig rig = new HostRig()) {
            rig.connect(HostRig.A, HostRig.B);
            rig.fabricA.holdConnects(true);
            rig.fabricA.cutAll();
            rig.advance(Duration.ofMinutes(110));
            assertThat(rig.states()).hasSize(2);
            rig.fabricA.holdConnects(false);
            rig.await(() -> rig.states().stream().allMatch(s -> s == ControllerState.LIVE));
        }
    }

    @Test
    void idleAssociationLivesForADayAndThePictureShowsItsTimers() {
        try (HostRig rig = new HostRig()) {
            rig.connect(HostRig.A);
            rig.advance(Duration.ofHours(24));
            assertThat(rig.states()).containsExactly(ControllerState.LIVE);
            assertThat(rig.events).noneMatch(e -> e instanceof HostEvent.StateChanged s && s.from() == ControllerState.LIVE);
            assertThat(rig.controller(HostRig.A).timers()).containsEntry("keepAlive", 2000L).containsEntry("controllerLossTimeout", -1L);
            assertThat(rig.controller(HostRig.A).keepAliveMarginNs()).isPositive();
        }
    }

    @Test
    void setsOfEventsAreConsistentWithTheTable() {
        try (HostRig rig = new HostRig()) {
            rig.connect(HostRig.A, HostRig.B);
            rig.fabricA.cutAll();
            rig.advance(Duration.ofSeconds(5));
            Set<Integer> seen = new java.util.HashSet<>();
            for (HostEvent event : rig.events) {
                if (event instanceof HostEvent.StateChanged s) {
                    seen.add(s.controller());
                    assertThat(s.from().mayBecome(s.to())).as("%s", s).isTrue();
                }
            }
            assertThat(seen).hasSize(2);
        }
    }
}
