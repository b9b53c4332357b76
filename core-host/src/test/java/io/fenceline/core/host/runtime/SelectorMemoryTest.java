package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.AnaState;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A selector sees every command, also while there is but one path. */
final class SelectorMemoryTest {
    private static long commands(HostRig rig, int index) {
        HostView.NamespaceView namespace = rig.namespaceView();
        return namespace.paths().get(index).commands();
    }

    private static void ana(HostRig rig, int port, AnaState state) {
        rig.done(rig.target.setAnaState(port, 1, state));
        rig.advance(java.time.Duration.ofMillis(100));
    }

    @Test
    void withoutFailbackCommandsStayOnThePathThatWasTheOnlyOne() {
        try (HostRig rig = new HostRig()) {
            HostOptions options = HostRig.OPTIONS.change().pathSelector("active-passive")
                    .selectorOptions(Map.of("failback", "false")).build();
            Subsystem subsystem = rig.connect(options, HostRig.A, HostRig.B);
            NamespaceHandle namespace = subsystem.namespace(1);
            rig.done(namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS));
            assertThat(commands(rig, 0)).isOne();
            ana(rig, 1, AnaState.INACCESSIBLE);
            rig.done(namespace.write(0, HostRig.filled(1, 2), IoOptions.DEFAULTS));
            assertThat(commands(rig, 1)).isOne();
            ana(rig, 1, AnaState.OPTIMIZED);
            rig.done(namespace.write(0, HostRig.filled(1, 3), IoOptions.DEFAULTS));
            assertThat(commands(rig, 0)).as("commands of the first path").isOne();
            assertThat(commands(rig, 1)).isEqualTo(2);
        }
    }
}
