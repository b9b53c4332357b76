package io.fenceline.core.target.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.wire.IdentifyController;
import io.fenceline.wire.Version;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class AssociationTest {
    @Test
    void hostConnectsEnablesReadsWritesAndDisconnects() {
        try (World world = World.serving()) {
            HostHarness host = world.connect();
            MemorySegment id = host.identifyController().memory();
            assertThat(IdentifyController.CNTLID.getInt(id)).isEqualTo(host.cntlid());
            assertThat(IdentifyController.VER.getInt(id)).isEqualTo(Version.V2_1);
            HarnessQueue queue = host.openIoQueue(1, 32);
            host.write(1, 0, new byte[4096]);
            assertThat(host.read(1, 0, 1)).hasSize(4096);
            host.flush(1);
            assertThat(world.controller().state()).isEqualTo("ready");
            assertThat(world.controller().ioQueues()).isEqualTo(1);
            queue.disconnect();
            world.run();
            assertThat(world.controller().ioQueues()).isZero();
            host.shutdown();
            assertThat(world.controller().state()).isEqualTo("shutdown");
            host.close();
            world.run();
            assertThat(world.view().controllers()).isEmpty();
        }
    }

    @Test
    void keepAliveIsAnsweredBeforeTheControllerIsEnabled() {
        try (World world = World.serving()) {
            HostHarness host = world.connectDisabled();
            host.admin(HostCommand.keepAlive()).requireOk();
        }
    }
}
