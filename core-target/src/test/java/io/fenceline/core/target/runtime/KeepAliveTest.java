package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.wire.Fid;
import io.fenceline.wire.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keep alive timer (NVM Express Base 2.1, 3.9), to the millisecond, on virtual time. */
class KeepAliveTest {
    @ParameterizedTest
    @ValueSource(ints = {100, 300, 2000, 120_000})
    void silentHostIsGivenUpAfterTheTimeoutAndAQuarterMoreAtMost(int katoMs) {
        try (World world = World.serving()) {
            world.connect(Duration.ofMillis(katoMs));
            world.advance(Duration.ofMillis(katoMs - 2));
            assertThat(world.controller().state()).isEqualTo("ready");
            world.advance(Duration.ofMillis(katoMs / 4 + 13));
            assertThat(world.view().controllers()).isEmpty();
        }
    }

    @Test
    void keepAliveCommandsKeepItAlive() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ofMillis(400));
            for (int i = 0; i < 50; i++) {
                world.advance(Duration.ofMillis(380));
                host.admin(HostCommand.keepAlive()).requireOk();
            }
            assertThat(world.controller().state()).isEqualTo("ready");
        }
    }

    @Test
    void ioKeepsItAliveToo() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ofMillis(400));
            HarnessQueue queue = host.openIoQueue(1, 16);
            for (int i = 0; i < 50; i++) {
                world.advance(Duration.ofMillis(380));
                queue.execute(HostCommand.flush(1)).requireOk();
            }
            assertThat(world.controller().state()).isEqualTo("ready");
        }
    }

    @Test
    void keepAliveIsAnsweredWhileIoIsStuck() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ofMillis(400));
            HarnessQueue queue = host.openIoQueue(1, 16);
            world.backends.only().hold = true;
            for (int i = 0; i < 16; i++) {
                queue.submit(HostCommand.write(1, i, 1, new byte[4096]));
            }
            for (int i = 0; i < 20; i++) {
                world.advance(Duration.ofMillis(300));
                host.admin(HostCommand.keepAlive()).requireOk();
            }
            assertThat(world.controller().state()).isEqualTo("ready");
            assertThat(world.controller().oldestMs()).isEqualTo(6000);
        }
    }

    @Test
    void timeoutIsChangedByTheHost() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ofSeconds(2));
            host.admin(HostCommand.setFeatures(Fid.KEEP_ALIVE_TIMER, 60_000)).requireOk();
            world.advance(Duration.ofSeconds(59));
            assertThat(world.controller().state()).isEqualTo("ready");
            host.admin(HostCommand.setFeatures(Fid.KEEP_ALIVE_TIMER, 0)).requireOk();
            world.advance(Duration.ofDays(2));
            assertThat(world.controller().state()).isEqualTo("ready");
        }
    }

    @Test
    void associationWithoutKeepAliveMayIdleWhileReadyButNotBefore() {
        try (World world = World.serving()) {
            HostHarness.connectAdmin(world.hostSettings(World.HOST, World.SUBSYSTEM, Duration.ZERO, true));
            world.advance(Duration.ofSeconds(119));
            assertThat(world.view().controllers()).hasSize(1);
            world.advance(Duration.ofSeconds(32));
            assertThat(world.view().controllers()).isEmpty();
            world.connect(Duration.ZERO);
            world.advance(Duration.ofDays(1));
            assertThat(world.controller().state()).isEqualTo("ready");
        }
    }

    @Test
    void discoveryControllerWithoutKeepAliveIsNotKeptForEver() {
        try (World world = World.serving()) {
            world.connect(World.HOST, Nqn.DISCOVERY, Duration.ZERO);
            HostHarness persistent = world.connect(World.HOST, Nqn.DISCOVERY, Duration.ofSeconds(30));
            for (int i = 0; i < 24; i++) {
                world.advance(Duration.ofSeconds(15));
                persistent.admin(HostCommand.keepAlive()).requireOk();
            }
            assertThat(world.view().controllers()).hasSize(1);
            assertThat(world.controller().cntlid()).isEqualTo(persistent.cntlid());
        }
    }

    @Test
    void expiryQuiescesBeforeItDisconnects() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ofMillis(500));
            HarnessQueue queue = host.openIoQueue(1, 16);
            HeldBackend backend = world.backends.only();
            backend.hold = true;
            backend.cancellable = false;
            Pending write = queue.submit(HostCommand.write(1, 0, 1, new byte[4096]));
            world.advance(Duration.ofSeconds(3));
            assertThat(world.controller().state()).isEqualTo("quiescing");
            assertThat(host.admin().alive()).isTrue();
            assertThat(queue.alive()).isTrue();
            backend.release(Status.SUCCESS);
            world.run();
            assertThat(queue.alive()).isFalse();
            assertThat(write.answered()).isFalse();
            assertThat(world.view().controllers()).isEmpty();
        }
    }

    @Test
    void dayOfIdlenessWithKeepAliveIsNoReasonToEnd() {
        try (World world = World.serving()) {
            HostHarness host = world.connect(Duration.ofMinutes(2));
            for (int i = 0; i < 24 * 60; i++) {
                world.advance(Duration.ofMinutes(1));
                host.admin(HostCommand.keepAlive()).requireOk();
            }
            assertThat(world.controller().state()).isEqualTo("ready");
        }
    }
}
